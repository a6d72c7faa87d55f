"""What staff read: the list of conversations, and each as it was held."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_datetime

from contact import notices
from contact.errors import NoSuchConversation
from contact.inbox import frames
from contact.models import CannedReply, ContactRequest, Conversation, Message
from realtime.errors import InvalidField
from realtime.models import Presence, Room
from realtime.presence import people_in

#: Conversations in a list, messages in a conversation, notes and requests beside it, at a time.
LIST = 50
MESSAGES = 60
BESIDE = 50
#: Characters of all messages of a frame together, and canned replies of a state.
CHARACTERS = 50_000
CANNED = 100


def inbox_state(room: Room) -> dict[str, Any]:
    """Return what a fresh page of the inbox needs."""
    listed = conversations_found(frames.FindConversations(type="find"))
    canned = CannedReply.objects.all()[:CANNED].values("title", "text")
    return {
        "conversations": listed.conversations,
        "more": listed.more,
        "unread": Conversation.objects.filter(unread__gt=0).count(),
        "canned_replies": list(canned),
        **people_in(room.pk),
    }


def conversations_found(asked: frames.FindConversations) -> frames.InboxConversations:
    """Return the conversations that are asked for, newest first."""
    found = Conversation.objects.select_related("owner")
    if asked.query.strip():
        texts = Message.objects.filter(conversation=OuterRef("pk"), text__icontains=asked.query)
        requests = ContactRequest.objects.filter(
            conversation=OuterRef("pk"), message__icontains=asked.query
        )
        found = found.filter(Q(Exists(texts)) | Q(Exists(requests)))
    if asked.state is not None:
        found = found.filter(state=asked.state)
    if asked.unread:
        found = found.filter(unread__gt=0)
    if asked.before is not None:
        found = found.filter(last_at__lt=_moment(asked.before))
    rows = list(_with_presence(found).order_by("-last_at", "-id")[: LIST + 1])
    return frames.InboxConversations(
        conversations=[_line(row) for row in rows[:LIST]], more=len(rows) > LIST
    )


def conversation_opened(asked: frames.OpenConversation) -> frames.InboxConversation:
    """Return a conversation as it was held. Raises NoSuchConversation."""
    found = _with_presence(Conversation.objects.select_related("owner"))
    conversation = found.filter(client_id=asked.client_id).first()
    if conversation is None:
        raise NoSuchConversation
    messages, more = _messages(conversation, asked.before)
    requests = conversation.requests.order_by("-id")[:BESIDE]
    notes = conversation.notes.select_related("author").order_by("-id")[:BESIDE]
    return frames.InboxConversation(
        conversation=_line(conversation),
        messages=messages,
        requests=[notices.request_told(each) for each in reversed(requests)],
        notes=[notices.note_told(each) for each in reversed(notes)],
        more=more,
    )


def _messages(conversation: Conversation, before: str | None) -> tuple[list[dict[str, Any]], bool]:
    rows = conversation.messages.select_related("author").order_by("-id")
    if before is not None:
        place = conversation.messages.filter(public_id=_uuid(before)).values("pk")
        rows = rows.filter(pk__lt=place[:1])
    shown: list[dict[str, Any]] = []
    left = CHARACTERS
    for message in rows[: MESSAGES + 1]:
        left -= len(message.text)
        if len(shown) == MESSAGES or (shown and left < 0):
            return shown[::-1], True
        author = message.author.get_username() if message.author else None
        shown.append({**notices.message_told(message), "author": author})
    return shown[::-1], False


def _with_presence(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    present = Presence.objects.filter(room=OuterRef("room"))
    requests = ContactRequest.objects.filter(conversation=OuterRef("pk"))
    return found.annotate(online=Exists(present), requested=Exists(requests))


def _line(conversation: Conversation) -> dict[str, Any]:
    return {
        **notices.conversation_told(conversation),
        "online": vars(conversation)["online"],
        "requested": vars(conversation)["requested"],
        "address": conversation.address,
        "created_at": conversation.created_at.isoformat(),
    }


def _moment(sent: str) -> datetime:
    try:
        moment = parse_datetime(sent)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidField("before")
    return moment


def _uuid(sent: str) -> str:
    try:
        return str(UUID(sent))
    except ValueError:
        raise InvalidField("before") from None
