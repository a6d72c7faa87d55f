"""Telling rooms something from outside: `POST /broadcast`."""

import re
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chatstream.assistant import rooms, services
from realtime.access import staff_actor
from realtime.errors import InvalidField, RealtimeError
from realtime.http import error_reply, json_body
from realtime.keys import MAX_NAME_LENGTH, RoomKey

SENT = "消息发送成功"

_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
#: What clients take for the server's own word: a message of these types could make them lose
#: their place in the log, or end an answer.
RESERVED = frozenset(
    ("accepted", "ai_delta", "ai_ended", "ai_error", "ai_event", "ai_response", "ai_started")
    + ("auth_success", "connect", "error", "ping", "pong", "presence", "resumed", "state")
)
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Asked(NamedTuple):
    message_type: str
    content: Any
    room: RoomKey | None
    receiver: str | None


# Where a cookie counts `staff_actor` makes Django's check; elsewhere foreign pages are refused.
@csrf_exempt
@require_POST
async def broadcast(request: HttpRequest) -> HttpResponse:
    """Send to a room, to a user's own, or to all in which somebody is.

    `message_type`, `content`, and perhaps `room_id` or `user_id`, in the query or as a JSON object.
    """
    try:
        await staff_actor(request)
        asked = _asked({**request.GET.dict(), **_body(request)})
        posted = await services.broadcast_post(
            asked.message_type, asked.content, room=asked.room, receiver=asked.receiver
        )
    except RealtimeError as error:
        return error_reply(error)
    return JsonResponse(
        {
            "status": "success",
            "message": SENT,
            "sent_count": posted.sockets,
            "message_id": posted.message_id,
        }
    )


def _body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON that a request holds; what forms hold counts for nothing."""
    if not request.body or request.content_type in _FORMS:
        return {}
    return json_body(request)


def _asked(sent: dict[str, Any]) -> Asked:
    """Return what is to be sent, and to which room. Raises InvalidField."""
    message_type = sent.get("message_type")
    if not isinstance(message_type, str) or not _TYPE.fullmatch(message_type):
        raise InvalidField("message_type", "message_type: a name of up to 64 letters and digits")
    if message_type in RESERVED:
        raise InvalidField("message_type", f"message_type: {message_type} is the server's own")
    if sent.get("content") is None:
        raise InvalidField("content", "content: is missing")
    room_id, user_id = _name(sent, "room_id"), _name(sent, "user_id")
    room = rooms.room_named(room_id) if room_id else None
    if room is None and user_id:
        room = rooms.private_room(user_id)
    return Asked(message_type, sent["content"], room, user_id)


def _name(sent: dict[str, Any], field: str) -> str | None:
    name = sent.get(field)
    if name is None or name == "":
        return None
    if not isinstance(name, str) or len(name) > MAX_NAME_LENGTH or "\0" in name:
        raise InvalidField(field)
    return name
