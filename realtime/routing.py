"""WebSocket routes: one way to write them, and the one that ends the list."""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import re_path


class NoSuchPathConsumer(AsyncWebsocketConsumer):
    """Refuses a socket (HTTP 403). Without it an unknown path is a traceback in URLRouter."""

    channel_layer_alias = ""

    async def connect(self) -> None:
        await self.close()


def socket_path(pattern: str, consumer: type[AsyncWebsocketConsumer]) -> Any:
    """Return the route of a consumer, by a regular expression on the path without its slash.

    `.` is any character, line ends too: names of rooms are any strings.
    """
    return re_path(f"(?s){pattern}", consumer.as_asgi())  # type: ignore[arg-type]  # an ASGI app, no view


no_such_path = socket_path("", NoSuchPathConsumer)
