"""At the door of a socket: where a client may show who it is, and what comes of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import parse_cookie

from realtime.access.actors import Actor
from realtime.access.origins import Standing, is_loopback
from realtime.access.revocation import no_longer
from realtime.access.sessions import session_actor
from realtime.access.tickets import ticket_read
from realtime.conf import realtime_settings
from realtime.errors import NotAllowed, NotAuthenticated, Refused
from realtime.keys import RoomKey
from realtime.redaction import TICKET_PREFIX
from realtime.transactions import read

#: Names under which a query may hold a ticket.
_QUERY_NAMES = ("ticket", "token")


def tickets_count() -> bool:
    """Whether a ticket or a session is needed; otherwise identity is what the URL says."""
    return realtime_settings().access == "ticket"


def require_open_access(bind: str) -> None:
    """Raise unless identity may be what the URL says, for a server that listens on `bind`."""
    if tickets_count():
        raise NotAuthenticated("a ticket is required")
    if not (realtime_settings().allow_open_access_anywhere or is_loopback(bind)):
        raise NotAllowed("open access is for loopback only; see ALLOW_OPEN_ACCESS_ANYWHERE")


async def admitted(
    scope: Mapping[str, Any], query: Mapping[str, str], room: RoomKey, name: str
) -> Actor | None:
    """Return who opens a socket to a room, None where a ticket must still be shown.

    `name` is who the URL says it is. Raises Refused: the handshake is answered with 403.
    """
    if tickets_count():
        return await proven(scope, query, room)
    require_open_access(bind_address(scope))
    return Actor(name)


async def proven(scope: Mapping[str, Any], query: Mapping[str, str], room: RoomKey) -> Actor | None:
    """Return whose ticket or session a handshake shows, None where a ticket must still be shown.

    Raises Refused for a ticket that is no good.
    """
    headers = headers_of(scope)
    shown = shown_ticket(headers.get("authorization"), scope.get("subprotocols", ()), query)
    if shown is not None:
        return await ticket_actor(shown, room)
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if key and scope.get("standing") is Standing.OWN:
        try:
            return await read(session_actor, key, room)
        except Refused:  # it may still show a ticket
            return None
    return None


async def ticket_actor(ticket: str, room: RoomKey) -> Actor:
    """Return who a ticket speaks for. Raises NotAuthenticated, NotAllowed."""
    actor = ticket_read(ticket, room)
    if await read(no_longer, {actor}):
        raise NotAuthenticated("the ticket was revoked")
    return actor


def shown_ticket(
    authorization: str | None, subprotocols: Iterable[str], query: Mapping[str, str]
) -> str | None:
    """Return the ticket that a handshake or a request shows, wherever it does."""
    scheme, _, credentials = (authorization or "").partition(" ")
    if scheme.lower() == "bearer" and credentials:
        return credentials.strip()
    offered = (name for name in subprotocols if name.startswith(TICKET_PREFIX))
    return next(offered, None) or next(filter(None, map(query.get, _QUERY_NAMES)), None)


def chosen_subprotocol(offered: Iterable[str]) -> str | None:
    """Return which subprotocol to answer with: a browser that brought a ticket so wants one.

    The ticket is not said back where there is another to choose.
    """
    names = list(offered)
    if not any(name.startswith(TICKET_PREFIX) for name in names):
        return None
    return next((name for name in names if not name.startswith(TICKET_PREFIX)), names[0])


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return a connection's headers by their names in lower case."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def bind_address(scope: Mapping[str, Any]) -> str:
    """Return the address that the connection came in on, "" where the server does not say."""
    server = scope.get("server")
    return str(server[0]) if server else ""


def client_address(scope: Mapping[str, Any]) -> str:
    """Return whose address the connection came from, "" where the server does not say."""
    client = scope.get("client")
    return str(client[0]) if client else ""
