"""What the engine answers over HTTP: tickets."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from realtime.access.limits import message_count
from realtime.access.owners import known_rooms
from realtime.access.requests import request_standing, session_user
from realtime.access.sessions import user_actor
from realtime.access.tickets import ticket_for
from realtime.errors import InvalidField, RealtimeError
from realtime.http import error_reply, json_body
from realtime.keys import MAX_NAME_LENGTH, RoomKey
from realtime.transactions import read


# The session counts here, so that the view makes Django's check itself: its refusal is JSON.
@csrf_exempt
@require_POST
async def tickets(request: HttpRequest) -> HttpResponse:
    """Give a signed-in user a ticket for a room of theirs: `POST {"service", "room"}`.

    Answers `{"ticket", "user_id", "expires_at"}`; `room` is the user's own name where it is
    left out. A room that is not theirs answers as one that does not exist: 403.
    """
    try:
        user = await session_user(request, request_standing(request))
        name = user.get_username()
        message_count(f"http:{name}")
        room = _room(json_body(request), name)
        actor = await read(user_actor, user, room)
    except RealtimeError as error:
        return error_reply(error)
    ticket, until = ticket_for(actor, room)
    expires_at = datetime.fromtimestamp(until, UTC).isoformat()
    body = {"ticket": ticket, "user_id": actor.name, "expires_at": expires_at}
    return JsonResponse(body, status=HTTPStatus.CREATED, headers={"Cache-Control": "no-store"})


def _room(sent: dict[str, Any], default: str) -> RoomKey:
    """Return the room that a request names. Raises InvalidField."""
    service, kind = sent.get("service"), sent.get("kind")
    kinds = [k for s, k in known_rooms() if s == service and kind in (None, k)]
    if not kinds:
        raise InvalidField("service", "no such service; there are: " + ", ".join(_services()))
    name = sent.get("room", default)
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME_LENGTH or "\0" in name:
        raise InvalidField("room")
    return RoomKey(str(service), kinds[0], name)


def _services() -> list[str]:
    return sorted({service for service, _ in known_rooms()})
