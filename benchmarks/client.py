"""A WebSocket client that costs little: it unmasks nothing, parses frames, keeps bytes."""

import asyncio
import base64
import os
import zlib
from collections.abc import Callable, Mapping
from typing import cast

OnText = Callable[[bytes], None]

#: What Chromium sends with every handshake; a server that accepts it compresses what it sends.
AS_BROWSERS_DO = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}


class FrameClient(asyncio.Protocol):
    """Calls `on_text` with the payload of each text frame, on one connection.

    Source of the framing: RFC 6455, section 5.2. Fragmented frames are not expected; compressed
    ones (RFC 7692, section 7.2.2) are, where the handshake offered to take them.
    """

    _inflater: "zlib._Decompress | None" = None

    def __init__(
        self, path: str, on_text: OnText, headers: Mapping[str, str] | None = None
    ) -> None:
        self._path = path
        self._on_text = on_text
        self._headers = "".join(f"{name}: {is_}\r\n" for name, is_ in (headers or {}).items())
        self._buffer = bytearray()
        self._open = False
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self.told_to_close: asyncio.Future[int] = loop.create_future()

    @classmethod
    async def connect(
        cls,
        host: str,
        port: int,
        path: str,
        on_text: OnText,
        local: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "FrameClient":
        """Open a socket, from a `local` address or any; return when the handshake is done."""
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(
            lambda: cls(path, on_text, headers),
            host,
            port,
            local_addr=(local, 0) if local else None,
        )
        await client.opened
        return client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's has another base
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\n{self._headers}\r\n".encode()
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
            self._refused(self._buffer[:100].decode("latin-1"))
            return False
        del self._buffer[: end + 4]
        self._open = True
        self.opened.set_result(None)
        return True

    def _refused(self, answer: str) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(answer))
        self.transport.abort()

    def _inflated(self, payload: bytes) -> bytes:
        if self._inflater is None:
            self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        return self._inflater.decompress(payload + b"\0\0\xff\xff")

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
        compressed = bool(buffer[0] & 0x40)
        del buffer[: start + size]
        if kind == 1:
            self._on_text(self._inflated(payload) if compressed else payload)
        elif kind == 8 and not self.told_to_close.done():
            self.told_to_close.set_result(int.from_bytes(payload[:2], "big"))
        elif kind == 9:
            pong = bytes([0x8A, 0x80 | size]) + b"\0\0\0\0" + payload
            self.transport.write(pong)
        return True
