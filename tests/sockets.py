"""A client on a real connection, as a program with the `websockets` library would write it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from realtime.testing import with_query
from tests.server import ServerProcess

Frame = dict[str, Any]

#: Seconds that a test waits for a frame; only a broken test waits so long.
PATIENCE = 15.0


def answered(frame: Frame) -> bool:
    """Whether a frame ends an answer: completed, or failed."""
    return bool(frame["type"] == "error" or frame.get("status") == "completed")


def is_chunk(frame: Frame) -> bool:
    return bool(frame["type"] == "chunk")


def text_of(frames: list[Frame]) -> str:
    """What a client that appends every chunk has on its screen."""
    return "".join(frame["content"] for frame in frames if is_chunk(frame))


class Socket:
    """Sends and receives JSON. `heard` keeps all that came."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.heard: list[Frame] = []

    async def send(self, **frame: Any) -> None:
        await self._connection.send(orjson.dumps(frame).decode())

    async def send_text(self, text: str) -> None:
        await self._connection.send(text)

    async def receive(self, seconds: float = PATIENCE) -> Frame:
        """Return the next frame. Raises TimeoutError, ConnectionClosed."""
        async with asyncio.timeout(seconds):
            frame: Frame = orjson.loads(await self._connection.recv())
        self.heard.append(frame)
        return frame

    async def until(self, last: Callable[[Frame], bool], seconds: float = PATIENCE) -> list[Frame]:
        """Return the frames up to the first that is `last`, all of them within `seconds`."""
        async with asyncio.timeout(seconds):
            frames = [await self.receive(seconds)]
            while not last(frames[-1]):
                frames.append(await self.receive(seconds))
        return frames

    async def count(self, number: int) -> list[Frame]:
        """Return the next so many frames."""
        return [await self.receive() for _ in range(number)]

    async def ask(self, query: object, **more: Any) -> list[Frame]:
        """Ask, and return all frames of the answer."""
        await self.send(query=query, **more)
        return await self.until(answered)

    def cut(self) -> None:
        """Break the TCP connection: no close frame, what was on its way is gone."""
        self._connection.transport.abort()

    @property
    def subprotocol(self) -> str | None:
        """What the server has chosen of those that were offered."""
        return self._connection.subprotocol

    @property
    def close_reason(self) -> str:
        """Why the server has closed."""
        return self._connection.close_reason or ""

    async def close_code(self) -> int:
        """Return the code with which the server closes; frames before it go to `heard`."""
        try:
            while True:
                await self.receive()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@asynccontextmanager
async def connected(
    server: ServerProcess,
    user: str = "",
    *,
    path: str = "",
    origin: str | None = None,
    host: str = "127.0.0.1",
    headers: Mapping[str, str] | None = None,
    subprotocols: Sequence[str] = (),
    **query: object,
) -> AsyncIterator[Socket]:
    """Connect as a user, or to a path; `query` is the URL's. `host` is what the Host header says.

    Raises websockets' InvalidStatus where the handshake is refused.
    """
    place = with_query(path or f"/ws/chat/{quote(user)}", query)
    address = f"ws://{host}:{server.port}{place}"
    options: dict[str, Any] = {
        "origin": origin,
        "proxy": None,
        "close_timeout": 2,
        "additional_headers": headers,
        "subprotocols": subprotocols or None,
    }
    async with connect(address, host="127.0.0.1", port=server.port, **options) as connection:
        yield Socket(connection)
