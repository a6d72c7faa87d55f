"""uvicorn's WebSocket protocol, for clients that were sent away and do not go."""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from realtime.errors import CloseCode

#: How long such a client has to read why.
LINGER_SECONDS = 1.0

_FLOODS = (CloseCode.TOO_BIG, CloseCode.TOO_MANY)


class Protocol(WebSocketsSansIOProtocol):
    """Reads no more from a socket that was closed for sending too much, and soon cuts it off.

    uvicorn itself reads on for ten seconds, to find the answer to its close frame; a flood that
    ignores the frame costs all that time.
    """

    async def send(self, message: Any) -> None:
        await super().send(message)
        sent_away = message["type"] == "websocket.close" and message.get("code") in _FLOODS
        if sent_away and self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)
            self.transport.pause_reading()
