"""The page, and telling rooms something from outside: `POST /broadcast`."""

import re
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from chatstream.assistant import rooms, services
from llm.conf import model_facts
from realtime.access import owns, staff_actor, tickets_count
from realtime.errors import InvalidField, RealtimeError
from realtime.http import error_reply, json_body
from realtime.keys import MAX_NAME_LENGTH, RoomKey
from realtime.transactions import read

DEMO_USER = "demo"
EXAMPLES = (
    ("zh-Hans", "上海今天天气怎么样？"),
    ("zh-Hans", "帮我记一下明天买牛奶"),
    ("en", "What is in the news today?"),
    ("en", "Find me a chicken recipe"),
)
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


@require_GET
async def page(request: HttpRequest) -> HttpResponse:
    """The page, of whom the URL names; where tickets count, of whom is signed in."""
    return await read(_page, request)  # in a thread: who is signed in stands in the database


def _page(request: HttpRequest) -> HttpResponse:
    asked, room_id = request.GET.get("user_id"), request.GET.get("room_id", "")
    if not tickets_count():
        return _assistant(request, asked or DEMO_USER, room_id)
    if not request.user.is_authenticated:
        return render(request, "chatstream/closed.html")
    user_id = asked or request.user.get_username()
    room = rooms.room_named(room_id) if room_id else rooms.private_room(user_id)
    own = user_id == request.user.get_username() and owns(request.user, room)
    if not own:
        return render(request, "chatstream/closed.html", status=HTTPStatus.FORBIDDEN)
    reply = _assistant(request, user_id, room_id)
    add_never_cache_headers(reply)  # after signing out, "back" shows no conversation
    return reply


def _assistant(request: HttpRequest, user_id: str, room_id: str) -> HttpResponse:
    context = {
        "user_id": user_id,
        "room_id": room_id,
        "may_choose": not tickets_count() or getattr(request.user, "is_staff", False),
        "model": model_facts(),
        "examples": EXAMPLES,
    }
    return render(request, "chatstream/assistant.html", context)
