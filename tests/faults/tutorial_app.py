"""A chat consumer as the Channels tutorial teaches it, with a model in place of the other people.

Source of its shape: https://channels.readthedocs.io/en/stable/tutorial/part_3.html. It stands here
to be attacked as our own is (`python -m tests.faults.tutorial`), and is imported by nothing.
"""

import json
import os

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import re_path
from openai import AsyncOpenAI

settings.configure(
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()

client = AsyncOpenAI(base_url=os.environ["OPENAI_BASE_URL"], api_key="scripted")


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.room_group_name = f"chat_{self.scope['url_route']['kwargs']['room_name']}"
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        question = json.loads(text_data or "")["message"]
        stream = await client.chat.completions.create(
            model="scripted", messages=[{"role": "user", "content": question}], stream=True
        )
        async for chunk in stream:
            text = chunk.choices[0].delta.content if chunk.choices else None
            if text:
                event = {"type": "chat.message", "message": text}
                await self.channel_layer.group_send(self.room_group_name, event)
        await self.channel_layer.group_send(self.room_group_name, {"type": "chat.done"})

    async def chat_message(self, event: dict[str, str]) -> None:
        await self.send(text_data=json.dumps({"message": event["message"]}))

    async def chat_done(self, event: dict[str, str]) -> None:
        await self.send(text_data=json.dumps({"done": True}))


application = URLRouter(
    [re_path(r"ws/chat/(?P<room_name>\w+)/$", ChatConsumer.as_asgi())]  # type: ignore[arg-type, list-item]
)
