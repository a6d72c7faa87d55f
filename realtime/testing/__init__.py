"""For tests of a service: a WebSocket client on the project's ASGI application, in-process."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

import orjson
from channels.routing import get_default_application
from channels.testing import WebsocketCommunicator

Frame = dict[str, Any]

#: Seconds that a test waits for a frame; only a broken test waits so long.
PATIENCE = 5.0


class HandshakeRefused(Exception):
    """The server closed before it accepted: HTTP 403 on the wire."""


class Client:
    """`async with Client("/ws/chat/ada") as client`: connects, and disconnects at the end.

    Without `origin` none is sent, as from a program.
    """

    def __init__(self, path: str, *, origin: str | None = None, host: str = "localhost") -> None:
        headers = [(b"host", host.encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        application = get_default_application()
        self._socket = WebsocketCommunicator(application, path, headers=headers)
        self._socket.scope["server"] = ("127.0.0.1", 8000)

    async def __aenter__(self) -> "Client":
        accepted, _ = await self._socket.connect(timeout=PATIENCE)
        if not accepted:
            await self._socket.disconnect(timeout=PATIENCE)
            raise HandshakeRefused
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._socket.disconnect(timeout=PATIENCE)

    async def send(self, **frame: Any) -> None:
        """Send a JSON object."""
        await self.send_text(orjson.dumps(frame).decode())

    async def send_text(self, text: str) -> None:
        await self._socket.send_input({"type": "websocket.receive", "text": text})

    async def send_bytes(self, data: bytes) -> None:
        await self._socket.send_input({"type": "websocket.receive", "bytes": data})

    async def receive(self) -> Frame:
        """Return the next frame. Raises TimeoutError where none comes."""
        heard = await self.hear()
        assert not isinstance(heard, int), f"closed with {heard}"
        return heard

    async def hear(self) -> Frame | int:
        """Return the next frame, or the code with which the server closes."""
        event = await self._socket.receive_output(timeout=PATIENCE)
        if event["type"] == "websocket.close":
            return int(event.get("code") or 1000)
        frame: Frame = orjson.loads(event["text"])
        return frame

    async def until(self, last: Callable[[Frame], bool]) -> list[Frame]:
        """Return the frames up to the first that is `last`."""
        frames = [await self.receive()]
        while not last(frames[-1]):
            frames.append(await self.receive())
        return frames

    async def closed(self) -> int:
        """Return the close code, once the server has closed; frames before it are passed over."""
        while not isinstance(heard := await self.hear(), int):
            pass
        return heard

    async def hears_nothing(self) -> bool:
        """Return True if no frame is under way."""
        return bool(await self._socket.receive_nothing(timeout=0.05))


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition on outside state holds. Raises TimeoutError where it never does."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 (it is a database's state: no event tells)
            await asyncio.sleep(0.001)


def is_type(*types: str) -> Callable[[Frame], bool]:
    """Return a test for frames of these types."""
    return lambda frame: frame["type"] in types


def without(frame: Frame, keys: Iterable[str]) -> Frame:
    """Return a frame without some keys, for comparing it with what a document says."""
    return {key: value for key, value in frame.items() if key not in keys}


def with_query(address: str, query: Mapping[str, object]) -> str:
    """Return an address with more in its query."""
    if not query:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
