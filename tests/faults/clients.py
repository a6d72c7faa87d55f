"""Clients: one as docs/clients.md describes it, which folds, keeps its place and comes back; and
one that says what no client should.
"""

import asyncio
import socket
import time
from collections.abc import Callable
from random import Random
from types import TracebackType
from typing import Any, NamedTuple, Self

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from realtime.testing import with_query
from tests.faults.dialect import Dialect, Frame
from tests.faults.trials import Outcome

#: How soon a client notices that nothing passes any more.
PING_SECONDS = 0.3
LONGEST_PAUSE = 0.3
#: Seconds after which an answer must have ended, over however many connections.
LONGEST_ANSWER = 90.0


class ComingBack:
    """Asks, and comes back until the answer has ended. Judges offsets as it goes.

    One that `stays` leaves only when the server closes. `closes` are the codes of connections
    that were closed on it; 1006 where nobody said why.
    """

    ping_seconds = PING_SECONDS
    stays = False

    def __init__(
        self,
        dialect: Dialect,
        room: str,
        port: Callable[[], int],
        random: Random,
        outcome: Outcome,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.dialect, self.room = dialect, room
        self.fold = dialect.fold()
        self.heard: list[Frame] = []
        self.connects = 0
        self.closes: list[int] = []
        self.opened = asyncio.Event()
        self._asks = self._over = False
        self._run: str | None = None
        self._port, self._random, self._outcome = port, random, outcome
        self._headers = headers

    async def ask(self, question: str) -> None:
        """Return once the answer has ended, over however many connections."""
        command = orjson.dumps(
            {**self.dialect.ask(question), "client_message_id": f"{self.room} {question}"[:64]}
        ).decode()
        self._asks = True
        await self._until_it_ends(lambda socket: socket.send(command))

    async def listen(self) -> None:
        """Return once an answer has ended that somebody else asks for."""

        async def nothing(socket: ClientConnection) -> None:
            return

        self._asks = False
        await self._until_it_ends(nothing)

    async def _until_it_ends(self, first: Callable[[ClientConnection], Any]) -> None:
        self._run, self._over = None, False
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                await self._come_back(first)
        except TimeoutError:
            raise AssertionError(
                f"{self.room}: no end of {self._run} over {self.connects} connections, "
                f"closed with {self.closes}; at {self.fold.place}, heard last {self.heard[-3:]}"
            ) from None

    async def _come_back(self, first: Callable[[ClientConnection], Any]) -> None:
        while not self._over:
            began = time.monotonic()
            try:
                async with self._connected() as socket:
                    self.connects += 1
                    await first(socket)
                    await self._read(socket, began, first)
            except (OSError, WebSocketException, TimeoutError):
                pass
            if not self._over:
                await self._pause()

    async def _pause(self) -> None:
        await asyncio.sleep(self._random.uniform(0, LONGEST_PAUSE))

    def _connected(self) -> connect:
        path = with_query(self.dialect.path(self.room), self.fold.place)
        return connect(
            f"ws://127.0.0.1:{self._port()}{path}",
            proxy=None,
            compression=None,
            open_timeout=3,
            close_timeout=0.2,
            ping_interval=self.ping_seconds,
            ping_timeout=self.ping_seconds,
            additional_headers=self._headers,
        )

    async def _read(
        self, socket: ClientConnection, began: float, first: Callable[[ClientConnection], Any]
    ) -> None:
        """Fold what comes, until the answer has ended or the connection has."""
        back = self.fold.offset > 0
        try:
            async for text in socket:
                frame: Frame = orjson.loads(text)
                self.heard.append(frame)
                if frame["type"] == "resumed":
                    self.opened.set()
                    if back:
                        self._outcome.seconds.append(time.monotonic() - began)
                        self._outcome.count("reconnects")
                        self._outcome.expect(frame["recovered"], "a reconnect was not recovered")
                self._take_in(frame)
                if self.dialect.is_error(frame) and frame.get("retryable"):
                    await self._pause()
                    await first(socket)
                if self._over and not self.stays:
                    return
        finally:
            if socket.close_code is not None:
                self.closes.append(socket.close_code)

    def _take_in(self, frame: Frame) -> None:
        try:
            self.fold.hear(frame)
        except AssertionError as error:
            self._outcome.reordered += 1
            self._outcome.fell.append(str(error))
        if frame["type"] == "accepted":
            self._run = frame["run"]
        # A state tells of an answer that ended while nobody heard it.
        if frame["type"] in ("accepted", "state") or self.dialect.ends(frame):
            run = self._run if self._asks else frame.get("run")
            answer = self.fold.answers.get(run or "")
            self._over = self._over or (answer is not None and bool(answer.ending))


_HANDSHAKE = (
    b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)

#: Opcodes.
CONTINUED, TEXT, BINARY, CLOSE, PING = 0x0, 0x1, 0x2, 0x8, 0x9


def wired(
    payload: bytes, opcode: int = TEXT, *, fin: bool = True, reserved: int = 0, masked: bool = True
) -> bytes:
    """Return a frame as a client sends it; its mask of zeros leaves the payload as it is.

    Source: RFC 6455, section 5.2.
    """
    size = len(payload)
    head = bytes([fin << 7 | reserved << 4 | opcode])
    if size < 126:
        head += bytes([masked << 7 | size])
    elif size < 65_536:
        head += bytes([masked << 7 | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([masked << 7 | 127]) + size.to_bytes(8, "big")
    return head + (b"\0\0\0\0" if masked else b"") + payload


class Heard(NamedTuple):
    """A frame of the server's."""

    opcode: int
    payload: bytes

    @property
    def code(self) -> int:
        """Of a close frame: why. 1005 where it says nothing."""
        return int.from_bytes(self.payload[:2], "big") if self.payload else 1005


class Raw:
    """A connection on which any bytes may be sent. It reads only when it is told to."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._bytes = bytearray()
        #: What the server has answered to the handshake.
        self.status = 0

    @classmethod
    async def opened(cls, port: int, target: bytes, receive_bytes: int | None = None) -> Self:
        """Connect and shake hands; `receive_bytes` is what the system takes in unread."""
        raw = cls()
        if receive_bytes is not None:
            raw._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        await raw._loop.sock_connect(raw._socket, ("127.0.0.1", port))
        await raw.send(_HANDSHAKE % target)
        while b"\r\n\r\n" not in raw._bytes and await raw._more():
            pass
        head, _, rest = bytes(raw._bytes).partition(b"\r\n\r\n")
        raw._bytes[:] = rest
        raw.status = int(head.split()[1]) if head else 0
        return raw

    async def send(self, data: bytes) -> None:
        """Send these bytes. Raises OSError where the connection is gone."""
        await self._loop.sock_sendall(self._socket, data)

    def finish(self) -> None:
        """Say at the TCP level that nothing more comes."""
        self._socket.shutdown(socket.SHUT_WR)

    async def receive(self) -> Heard | None:
        """Return the next frame, None where the connection ended."""
        while (size := self._whole()) is None:
            if not await self._more():
                return None
        start, end = size
        heard = Heard(self._bytes[0] & 0x0F, bytes(self._bytes[start:end]))
        del self._bytes[:end]
        return heard

    async def close_code(self) -> int:
        """Read until the server closes; return its code, 1006 where it gave none."""
        while (heard := await self.receive()) is not None:
            if heard.opcode == CLOSE:
                return heard.code
        return 1006

    async def close(self) -> None:
        """Leave without a word. Safe to repeat."""
        self._socket.close()

    def _whole(self) -> tuple[int, int] | None:
        """Return where the payload of a whole frame begins and ends, if there is one."""
        if len(self._bytes) < 2:
            return None
        size, start = self._bytes[1], 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(self._bytes[2:start], "big")
        whole = len(self._bytes) >= start and len(self._bytes) >= start + size
        return (start, start + size) if whole else None

    async def _more(self) -> bool:
        try:
            data = await self._loop.sock_recv(self._socket, 65_536)
        except OSError:
            return False
        self._bytes += data
        return bool(data)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
