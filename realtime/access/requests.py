"""The same rule for HTTP: who asks, and whether the room is theirs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from realtime.access.actors import Actor
from realtime.access.doors import (
    require_open_access,
    shown_ticket,
    ticket_actor,
    tickets_count,
)
from realtime.access.limits import message_count
from realtime.access.origins import Standing, standing
from realtime.access.sessions import user_actor
from realtime.errors import NotAllowed, NotAuthenticated
from realtime.keys import RoomKey
from realtime.transactions import read

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, for views that are exempt because a cookie seldom counts there."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


async def request_actor(request: HttpRequest, room: RoomKey) -> Actor:
    """Return who asks something of a room over HTTP, and count it.

    As for sockets: what the request says where access is open, otherwise a ticket in the
    `Authorization` header or the query, or a session whose user owns the room. Raises Refused
    and TooMany.
    """
    trusted = request_standing(request)
    actor = await _actor(request, room, trusted)
    message_count(f"http:{actor.name}")
    return actor


async def request_proven(request: HttpRequest, room: RoomKey) -> Actor:
    """Return who asks, as `request_actor` does where tickets are required: also where they are not.

    Raises Refused and TooMany.
    """
    actor = await _proven(request, room, request_standing(request))
    message_count(f"http:{actor.name}")
    return actor


async def _actor(request: HttpRequest, room: RoomKey, trusted: Standing) -> Actor:
    if tickets_count():
        return await _proven(request, room, trusted)
    require_open_access(_bind_address(request))
    return Actor(room.name)


async def _proven(request: HttpRequest, room: RoomKey, trusted: Standing) -> Actor:
    ticket = shown_ticket(request.headers.get("Authorization"), (), request.GET)
    if ticket is not None:
        return await ticket_actor(ticket, room)
    user = await session_user(request, trusted)
    return await read(user_actor, user, room)


async def staff_actor(request: HttpRequest) -> Actor:
    """Return who asks for what concerns all rooms, and count it.

    Staff; where access is open anybody, but no form of another site. A browser sends JSON to
    another site only after that site has agreed, and this one does not. Raises Refused and TooMany.
    """
    trusted = request_standing(request)
    if tickets_count():
        user = await session_user(request, trusted)
        if not user.is_staff:
            raise NotAllowed("only staff may do this")
        actor = Actor(user.get_username(), user=str(user.pk))
    else:
        require_open_access(_bind_address(request))
        if _is_of_another_page(request, trusted) and request.content_type != "application/json":
            raise NotAllowed("a page of another origin has to send JSON")
        actor = Actor(f"address {request.META.get('REMOTE_ADDR', '')}")
    message_count(f"http:{actor.name}")
    return actor


def _is_of_another_page(request: HttpRequest, trusted: Standing) -> bool:
    """Whether a browser sends it for a page that is not ours; programs say neither."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    by_page = "Origin" in request.headers or site not in ("none", "same-origin")
    return by_page and trusted is not Standing.OWN


async def session_user(request: HttpRequest, trusted: Standing) -> Any:
    """Return the signed-in user of a request whose cookie counts. Raises Refused."""
    user = await request.auser()
    if not user.is_authenticated:
        raise NotAuthenticated("a ticket is required, or a session of a signed-in user")
    if trusted is not Standing.OWN and request.method not in _SAFE_METHODS:
        raise NotAllowed("a session counts only for this server's own pages")
    check = _CsrfCheck(lambda _request: HttpResponse())
    check.process_request(request)
    reason = check.process_view(request, lambda _request: HttpResponse(), (), {})
    if reason is not None:
        raise NotAllowed(f"CSRF: {reason}")
    return user


def request_standing(request: HttpRequest) -> Standing:
    """Return how far the page that asks is trusted. Raises NotAllowed for foreign ones."""
    trusted = standing(
        request.headers.get("Origin"),
        scheme=request.scheme or "http",
        host=request.get_host(),
        bind=_bind_address(request),
    )
    if trusted is Standing.FOREIGN:
        raise NotAllowed("this page's origin may not ask here")
    return trusted


def _bind_address(request: HttpRequest) -> str:
    return str(request.META.get("SERVER_NAME") or "")
