"""A chat consumer as the Channels tutorial teaches it, with a model in place of the other people.

Sources: https://channels.readthedocs.io/en/stable/tutorial/part_2.html (the echo) and part_3.html
(groups, and the settings of both layers). Served by uvicorn, which costs it less than daphne does.
`LAYER` is the address of a Redis; without one the layer is the one in memory.
"""

import asyncio
import json
import os
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import re_path
from openai import AsyncOpenAI

# With the tutorial's own settings nearly everything is lost: redis-py 8 ends a connection that has
# waited for 5 s, and opens no more than 100. These two are given to it.
_HOST = {
    "address": os.environ.get("LAYER", ""),
    "socket_timeout": None,
    "max_connections": 10_000,
}
_REDIS = {
    "BACKEND": "channels_redis.core.RedisChannelLayer",
    "CONFIG": {"hosts": [_HOST]},
}
_MEMORY = {"BACKEND": "channels.layers.InMemoryChannelLayer"}

settings.configure(
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": _REDIS if os.environ.get("LAYER") else _MEMORY},
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from benchmarks.peers.orm_work import OrmWork  # noqa: E402  (needs Django to be set up)

client = AsyncOpenAI()


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.room_group_name = f"chat_{self.scope['url_route']['kwargs']['room_name']}"
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        question = json.loads(text_data or "")["message"]
        # A consumer handles one event at a time. In here, all tokens would come at the answer's
        # end, and those beyond the layer's capacity of 100 never.
        self.answering = asyncio.create_task(self.answer(question))

    async def answer(self, question: str) -> None:
        stream = await client.chat.completions.create(
            model="bench", messages=[{"role": "user", "content": question}], stream=True
        )
        async for chunk in stream:
            if chunk.choices and (text := chunk.choices[0].delta.content):
                await self.tell(text)
        await self.tell("[DONE]")

    async def tell(self, text: str) -> None:
        event = {"type": "chat.message", "message": text}
        await self.channel_layer.group_send(self.room_group_name, event)

    async def chat_message(self, event: dict[str, str]) -> None:
        await self.send(text_data=json.dumps({"message": event["message"]}))


class EchoConsumer(AsyncWebsocketConsumer):
    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message = json.loads(text_data or "")["message"]
        await self.send(text_data=json.dumps({"message": message}))


websocket_urlpatterns: list[Any] = [  # Django's stubs know of no consumers
    re_path(r"ws/chat/(?P<room_name>[\w-]+)/$", ChatConsumer.as_asgi()),  # type: ignore[arg-type]
    re_path(r"ws/echo/$", EchoConsumer.as_asgi()),  # type: ignore[arg-type]
    re_path(r"ws/work/$", OrmWork.as_asgi()),  # type: ignore[arg-type]
]
application = URLRouter(websocket_urlpatterns)
