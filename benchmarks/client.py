"""A WebSocket client that costs little: it unmasks nothing, parses frames, keeps bytes."""

import asyncio
import base64
import os
from collections.abc import Callable

OnText = Callable[[bytes], None]


class FrameClient(asyncio.Protocol):
    """Calls `on_text` with the payload of each text frame, on one connection.

    Source of the framing: RFC 6455, section 5.2. Fragmented frames are not expected.
    """

    def __init__(self, path: str, on_text: OnText) -> None:
        self._path = path
        self._on_text = on_text
        self._buffer = bytearray()
        self._open = False
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self.told_to_close: asyncio.Future[int] = loop.create_future()

    @classmethod
    async def connect(
        cls, host: str, port: int, path: str, on_text: OnText, local: str | None = None
    ) -> "FrameClient":
        """Open a socket, from a `local` address or any; return when the handshake is done."""
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(
            lambda: cls(path, on_text), host, port, local_addr=(local, 0) if local else None
        )
        await client.opened
        return client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        for future in (self.opened, self.closed):
            if not future.done():
                future.set_result(None)
        self.told_to_close.cancel()

    def send(self, payload: bytes) -> None:
        """Send a text frame, masked with zeros, which leaves the payload as it is."""
        size = len(payload)
        head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        self.transport.write(head + b"\0\0\0\0" + payload)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open and not self._handshake():
            return
        while self._frame():
            pass

    def _handshake(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        if b" 101 " not in self._buffer[:20]:
            raise ConnectionError(self._buffer[:100].decode())
        del self._buffer[: end + 4]
        self._open = True
        self.opened.set_result(None)
        return True

    def _frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        size, start = buffer[1] & 0x7F, 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + size:
            return False
        payload, kind = bytes(buffer[start : start + size]), buffer[0] & 0x0F
        del buffer[: start + size]
        if kind == 1:
            self._on_text(payload)
        elif kind == 8 and not self.told_to_close.done():
            self.told_to_close.set_result(int.from_bytes(payload[:2], "big"))
        elif kind == 9:
            pong = bytes([0x8A, 0x80 | size]) + b"\0\0\0\0" + payload
            self.transport.write(pong)
        return True
