"""uvicorn's WebSocket protocol, for clients that flood, or were sent away and do not go."""

from itertools import count
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

from realtime.access.limits import message_count
from realtime.errors import CloseCode, RealtimeError, TooMany

#: How long such a client has to read why.
LINGER_SECONDS = 1.0
#: Parts that one message may come in. Empty ones add nothing to its size.
MOST_FRAGMENTS = 1_000

_FLOODS = (CloseCode.TOO_BIG, CloseCode.TOO_MANY)

_numbers = count(1)


class Protocol(WebSocketsSansIOProtocol):
    """Reads no more from a socket that was closed for sending too much, and soon cuts it off.

    uvicorn itself reads on for ten seconds, to find the answer to its close frame; a flood that
    ignores the frame costs all that time. Pings, pongs and endless fragments never become a
    message, which the consumer would count: they are counted here, by the same limit.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._number = f"wire {next(_numbers)}"

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.send" and self._flows and message.get("text") is not None:
            self.transport.write(text_frame(message["text"]))
            return
        if self.close_sent and self.conn.state is not State.CONNECTING:
            raise ClientDisconnected  # a broken frame closed it; uvicorn calls this a wrong message
        await super().send(message)
        if message["type"] == "websocket.close" and message.get("code") in _FLOODS:
            self._cut_off_soon()

    @property
    def _flows(self) -> bool:
        """Whether a frame can go out at once, as it is; all else is uvicorn's to handle."""
        return (
            self.handshake_complete
            and self.writable.is_set()
            and self.conn.state is State.OPEN
            and not (self.close_sent or self.disconnected or self.conn.extensions)
        )

    def handle_ping(self) -> None:
        if self._counts():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._counts():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= MOST_FRAGMENTS:
            self._send_away(TooMany("fragments", 1))
        else:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Close for text that is no UTF-8 as uvicorn does, without a traceback in the log."""
        if self.curr_msg_data_type == "text" and not self.close_sent and not self._is_utf8():
            if self.conn.state is State.OPEN:  # else the client's own close came with it
                self.conn.send_close(1007)
                self.handle_parser_exception()
            return
        super().send_receive_event_to_app()

    def _is_utf8(self) -> bool:
        try:
            b"".join(self.frames).decode()
        except UnicodeDecodeError:
            return False
        return True

    def _counts(self) -> bool:
        """Count a control frame; return whether it is to be handled."""
        try:
            message_count(self._number)
        except TooMany as error:
            self._send_away(error)
        return not self.close_sent

    def _send_away(self, error: RealtimeError) -> None:
        if self.close_sent or self.conn.state is not State.OPEN:
            return
        code = int(error.close_code or CloseCode.TOO_MANY)
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.conn.send_close(code, error.close_reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)
        self._cut_off_soon()

    def _cut_off_soon(self) -> None:
        if self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)
            self.transport.pause_reading()


def text_frame(text: str) -> bytes:
    """Return a whole, unmasked text frame. Source: RFC 6455, section 5.2."""
    data = text.encode()
    size = len(data)
    if size < 126:
        return b"\x81" + size.to_bytes(1) + data
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2) + data
    return b"\x81\x7f" + size.to_bytes(8) + data
