"""What both sides do to a conversation's rows, inside a transaction that holds its room."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import F
from django.utils import timezone

from contact import notices
from contact.models import FACT_LENGTH, LINE_LENGTH, Conversation, DayCount, Message
from contact.rooms import visitor_room
from contact.states import ConversationState, check_transition
from realtime import log
from realtime.models import Room


class Visitor(NamedTuple):
    """Who writes, and what their browser says of itself."""

    client_id: str
    address: str = ""
    agent: str = ""
    language: str = ""
    page: str = ""


def conversation_of(visitor: Visitor) -> Conversation:
    """Return a visitor's conversation, made by the first thing that they say, and locked."""
    room = log.room_open(visitor_room(visitor.client_id))
    Room.objects.select_for_update().get(pk=room.pk)
    facts = {
        "address": visitor.address[:64],
        "agent": _fact(visitor.agent, FACT_LENGTH),
        "language": _fact(visitor.language, LINE_LENGTH),
        "page": _fact(visitor.page, FACT_LENGTH),
    }
    found = Conversation.objects.select_for_update().filter(client_id=visitor.client_id).first()
    if found is None:
        named = {"client_id": visitor.client_id, "room": room, "last_at": timezone.now()}
        return Conversation.objects.create(**named, **facts)
    _facts_note(found, facts)
    return found


def _facts_note(conversation: Conversation, facts: dict[str, str]) -> None:
    """Note where and with what a visitor is now, who may have gone to another page."""
    if any(getattr(conversation, name) != fact for name, fact in facts.items()):
        vars(conversation).update(facts)
        conversation.save(update_fields=list(facts))


def _fact(said: str, length: int) -> str:
    """Return what a browser says as a column holds it: PostgreSQL stores no U+0000."""
    return said.replace("\0", "")[:length]


def conversation_lock(client_id: str) -> Conversation | None:
    """Return the conversation of this client id, locked after its room; None: there is none."""
    key = visitor_room(client_id)
    rooms = Room.objects.select_for_update()
    if not rooms.filter(service=key.service, kind=key.kind, name=key.name).exists():
        return None
    return Conversation.objects.select_for_update().filter(client_id=client_id).first()


def message_add(
    conversation: Conversation, sender: Message.Sender, text: str, **facts: Any
) -> Message:
    """Store a message, and note it on the conversation; nobody is told yet."""
    at = datetime.now(UTC)
    message = Message.objects.create(
        conversation=conversation, sender=sender, text=text, created_at=at, **facts
    )
    newest_note(conversation, sender, text, at)
    day_count(messages=1)
    return message


def newest_note(
    conversation: Conversation, sender: Message.Sender, text: str, at: datetime
) -> None:
    """Note on a conversation what was said last; what a visitor says has yet to be read."""
    conversation.last_text, conversation.last_sender = text[:LINE_LENGTH], sender
    conversation.last_at = at
    if sender == Message.Sender.VISITOR:
        conversation.unread += 1
    conversation.save(update_fields=["last_text", "last_sender", "last_at", "unread"])


def state_change(conversation: Conversation, wanted: ConversationState, owner: Any = None) -> None:
    """Let somebody else answer from now on, and tell so. Raises WrongState."""
    check_transition(ConversationState(conversation.state), wanted)
    state_set(conversation, wanted, owner)


def state_set(conversation: Conversation, wanted: ConversationState, owner: Any) -> None:
    """Write a state; a new ownership with it: what an AI was asked before is said no more."""
    conversation.state, conversation.owner = wanted, owner
    conversation.ownership += 1
    conversation.save(update_fields=["state", "owner", "ownership"])
    notices.conversation_tell(conversation)


def day_count(**what: int) -> None:
    """Count what has happened today."""
    today = datetime.now(UTC).date()
    added: dict[str, Any] = {name: F(name) + number for name, number in what.items()}
    if not DayCount.objects.filter(day=today).update(**added):
        DayCount.objects.bulk_create([DayCount(day=today)], ignore_conflicts=True)
        DayCount.objects.filter(day=today).update(**added)
