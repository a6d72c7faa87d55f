"""The first that a socket meets: hosts, origins, and how often one address knocks."""

import logging
from typing import Any

from django.conf import settings

from realtime.access.doors import bind_address, client_address, headers_of
from realtime.access.limits import handshake_count
from realtime.access.origins import Standing, host_allowed, standing
from realtime.errors import TooMany

logger = logging.getLogger("realtime.access")

_HTTP_SCHEMES = {"ws": "http", "wss": "https"}


class OriginGuard:
    """ASGI middleware: refuses sockets for foreign hosts and from foreign pages (HTTP 403).

    Channels' AllowedHostsOriginValidator refuses clients that send no Origin and pages from
    disk, and knows no ports; so the rule is our own. What is let in finds its Standing in the
    scope, as `standing`.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            handshake_count(client_address(scope))
        except TooMany as refused:
            await send({"type": "websocket.accept"})  # only so the client can learn why
            await send(closing(refused))
            return
        trusted = _standing(scope)
        if trusted is Standing.FOREIGN:
            said = headers_of(scope)
            logger.debug(
                "Refused a socket: origin %.200r, host %.200r", said.get("origin"), said.get("host")
            )
            await send({"type": "websocket.close"})
        else:
            await self._app({**scope, "standing": trusted}, receive, send)


def closing(error: TooMany) -> dict[str, Any]:
    """Return the message that closes a socket for an error."""
    return {
        "type": "websocket.close",
        "code": int(error.close_code),
        "reason": error.close_reason,
    }


def _standing(scope: dict[str, Any]) -> Standing:
    headers = headers_of(scope)
    host = headers.get("host", "")
    scheme = _HTTP_SCHEMES.get(scope.get("scheme", "ws"), "http")
    if not host_allowed(host) or (settings.SECURE_SSL_REDIRECT and scheme != "https"):
        return Standing.FOREIGN  # a socket cannot be redirected, and tickets are no plain text
    origin = headers.get("origin")
    return standing(origin, scheme=scheme, host=host, bind=bind_address(scope))
