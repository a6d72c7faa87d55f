"""The pages of visitors and staff, and what staff may do without a socket.

Read conversations, tell all visitors something.
"""

from collections.abc import Callable, Coroutine
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from contact import rooms
from contact.conf import contact_settings
from contact.errors import NoSuchConversation, StaffOnly
from contact.inbox import broadcasts, frames, selectors
from contact.rooms import INBOX
from llm.conf import model_facts
from realtime.access import owns, request_proven
from realtime.errors import NotAllowed, RealtimeError
from realtime.frames import EventFrame, parsed
from realtime.http import error_reply, json_body
from realtime.transactions import read

View = Callable[..., Coroutine[Any, Any, HttpResponse]]

_STATUS = {NoSuchConversation: HTTPStatus.NOT_FOUND, StaffOnly: HTTPStatus.FORBIDDEN}


def for_staff(view: View) -> View:
    """Let in whom the inbox lets in, by session or ticket; word errors as other services do."""

    @wraps(view)
    async def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            actor = await request_proven(request, INBOX)
            if not actor.user:
                raise NotAllowed("a member of staff is needed: issue the ticket with --user")
            return await view(request, actor.user, **named)
        except RealtimeError as error:
            reply = error_reply(error)
            reply.status_code = _STATUS.get(type(error), reply.status_code)
            return reply

    return guarded


@require_GET
@for_staff
async def conversations(request: HttpRequest, staff: str) -> HttpResponse:
    """List conversations, newest first: `?query=&state=&unread=1&before=`."""
    sent: dict[str, Any] = {name: value for name, value in request.GET.items() if value}
    asked = {**sent, "type": "find", "unread": sent.get("unread") == "1"}
    found = await read(selectors.conversations_found, parsed(frames.FindConversations, asked))
    return _told(found)


@require_GET
@for_staff
async def conversation(request: HttpRequest, staff: str, client_id: Any) -> HttpResponse:
    """Tell of one conversation: `?before=` goes on after a page of messages."""
    asked = {"type": "open", "client_id": client_id, "before": request.GET.get("before")}
    opened = parsed(frames.OpenConversation, asked)
    return _told(await read(selectors.conversation_opened, opened))


# A cookie counts only after Django's check, which `request_proven` makes.
@csrf_exempt
@require_POST
@for_staff
async def broadcast(request: HttpRequest, staff: str) -> HttpResponse:
    """Tell all visitors something: `{"message", "client_message_id"}`, the id may be left out."""
    sent = parsed(frames.SendBroadcast, {**json_body(request), "type": "broadcast"})
    made = await broadcasts.broadcast_send(staff, sent.message, sent.client_message_id)
    return JsonResponse({"id": made}, status=HTTPStatus.CREATED)


def _told(frame: EventFrame) -> JsonResponse:
    told = frame.model_dump(mode="json", exclude={"type"})
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


@require_GET
@never_cache  # each page comes with an identity of its own
async def page(request: HttpRequest) -> HttpResponse:
    """The visitors' page, with an identity for who has none yet."""
    return await read(_page, request)


def _page(request: HttpRequest) -> HttpResponse:
    client_id = rooms.client_id_minted()
    context = {
        "client_id": client_id,
        "ticket": rooms.visitor_ticket(client_id),
        "longest": contact_settings().max_contact_characters,
        "model": model_facts(),
    }
    return render(request, "contact/contact.html", context)


@require_GET
@never_cache  # after signing out, "back" shows no conversation
async def inbox(request: HttpRequest) -> HttpResponse:
    """The staff's page, for whom the inbox's socket lets in: also where access is open."""
    return await read(_inbox, request)


def _inbox(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "contact/closed.html")
    if not owns(request.user, INBOX):
        return render(request, "contact/closed.html", status=HTTPStatus.FORBIDDEN)
    context = {"longest": contact_settings().max_contact_characters}
    return render(request, "contact/inbox.html", context)
