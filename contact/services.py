"""What visitors do. Consumer and views call the same functions; the owner's are in `inbox`."""

import time
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from contact import frames, notices
from contact.conf import contact_settings
from contact.conversations import (
    Visitor,
    conversation_lock,
    conversation_of,
    day_count,
    message_add,
    newest_note,
    state_change,
)
from contact.limits import message_admit, request_admit
from contact.mail.asking import mail_ask
from contact.models import FACT_LENGTH, ContactRequest, Conversation, Message
from contact.rooms import visitor_room
from contact.states import ConversationState
from realtime.access import address_key
from realtime.changes import RunChanges
from realtime.engine import Accepted, engine
from realtime.errors import BudgetSpent
from realtime.models import Presence, Run
from realtime.states import RunState

RUN_KIND = "contact.answer"


class Received(NamedTuple):
    """Something that was stored: its id, when, and what its sender is told of it."""

    id: str
    at: str
    accepted: Accepted


async def message_receive(visitor: Visitor, command: frames.VisitorMessage) -> Received:
    """Store a visitor's message, and see to it that the AI answers where it may.

    Raises SlowDown, InvalidField and StorageBusy.
    """
    message_admit(visitor.client_id, visitor.address, command.message)
    return await engine().commit(
        lambda changes: _message_receive(changes, visitor, command, time.time())
    )


def _message_receive(
    changes: RunChanges, visitor: Visitor, command: frames.VisitorMessage, at: float
) -> Received:
    conversation = conversation_of(visitor)
    said = conversation.messages.filter(sender=Message.Sender.VISITOR)
    known = (
        command.client_message_id
        and said.filter(client_message_id=command.client_message_id).first()
    )
    if known:
        return _received(conversation, known, repeat=True)
    if conversation.state == ConversationState.CLOSED:
        state_change(conversation, ConversationState.AI)
    message = message_add(
        conversation,
        Message.Sender.VISITOR,
        command.message,
        client_message_id=command.client_message_id,
    )
    notices.message_tell(conversation, message)
    if conversation.state == ConversationState.AI:
        message.run = _answer(changes, conversation, command.client_message_id, at)
        message.save(update_fields=["run"])
    return _received(conversation, message, repeat=False)


def _received(conversation: Conversation, message: Message, *, repeat: bool) -> Received:
    accepted = Accepted(message.run, conversation.room.offset, repeat)
    return Received(str(message.public_id), message.created_at.isoformat(), accepted)


def _answer(
    changes: RunChanges, conversation: Conversation, message_id: str | None, at: float
) -> str:
    """Return the run that answers a message: one that still waits, or else a new one."""
    mine = Run.objects.filter(room=conversation.room_id, kind=RUN_KIND)
    waiting = mine.filter(state=RunState.QUEUED).order_by("id").last()
    if waiting is not None:
        return waiting.key
    for running in mine.filter(state=RunState.RUNNING):
        if running.input["until"] < at:  # it has had its time, and the visitor speaks on
            changes.stop(conversation.room_id, running.key)
    try:
        return _run_start(changes, conversation, message_id, at).key
    except BudgetSpent:
        said = Message.Sender.ASSISTANT
        told = message_add(conversation, said, frames.NO_ANSWER_TODAY, notice=True)
        notices.message_tell(conversation, told)
        return ""


def _run_start(
    changes: RunChanges, conversation: Conversation, message_id: str | None, at: float
) -> Run:
    settings, client_id = contact_settings(), str(conversation.client_id)
    queued = changes.start(
        visitor_room(client_id),
        RUN_KIND,
        {
            "client_id": client_id,
            "ownership": conversation.ownership,
            "until": at + settings.contact_reply_seconds,
        },
        actor=client_id,
        client_message_id=message_id,
        gather_seconds=settings.contact_gather_seconds,
    )
    return queued.run


async def request_receive(visitor: Visitor, command: frames.ContactRequestSent) -> Received:
    """Store a contact request, and have the owner mailed of it.

    Raises SlowDown, InvalidField and StorageBusy.
    """
    request_admit(visitor.client_id, visitor.address, command.message)
    return await engine().commit(lambda changes: _request_receive(changes, visitor, command))


def _request_receive(
    changes: RunChanges, visitor: Visitor, command: frames.ContactRequestSent
) -> Received:
    conversation = conversation_of(visitor)
    known = (
        command.client_message_id
        and conversation.requests.filter(client_message_id=command.client_message_id).first()
    )
    agent = command.userAgent if isinstance(command.userAgent, str) else visitor.agent
    request = known or ContactRequest.objects.create(
        conversation=conversation,
        message=command.message,
        user_agent=agent.replace("\0", "")[:FACT_LENGTH],
        sent_from=address_key(visitor.address)[:64],
        client_message_id=command.client_message_id,
    )
    if not known:
        newest_note(conversation, Message.Sender.VISITOR, request.message, request.created_at)
        day_count(requests=1)
        notices.tell(conversation, notices.REQUESTED, {"request": notices.request_told(request)})
        mail_ask(changes)
    accepted = Accepted("", conversation.room.offset, bool(known))
    return Received(str(request.public_id), request.created_at.isoformat(), accepted)


async def typing_tell(client_id: str, typing: bool) -> None:
    """Let the owner see that a visitor writes. Raises StorageBusy."""

    def tell(changes: RunChanges) -> None:
        conversation = conversation_lock(client_id)
        if conversation is not None:
            told = {"sender": "visitor", "typing": typing}
            notices.inbox_tell(conversation, notices.TYPING, told)

    await engine().commit(tell)


def connection_count() -> None:
    """Count a visitor's socket for today, with the next commit: nobody waits for it."""
    engine().writer.commit(lambda: day_count(connections=1))


def presence_follow(rooms: list[int]) -> None:
    """Let the inbox see which visitors have come or gone; they themselves need not."""
    online = Exists(Presence.objects.filter(room=OuterRef("room")))
    theirs = Conversation.objects.filter(room__in=rooms).select_related("owner").order_by("room")
    notices.inbox_tell_each(
        notices.ONLINE,
        [(each, {"online": vars(each)["online"]}) for each in theirs.annotate(online=online)],
    )
