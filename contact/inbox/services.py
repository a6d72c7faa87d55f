"""What staff do. The inbox's socket, views and the admin call the same functions.

Each is one transaction: it asks whether who acts is staff still, writes, and tells.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import get_user_model

from contact import answers, notices
from contact.conversations import conversation_lock, message_add, state_change, state_set
from contact.errors import NoSuchConversation, StaffOnly
from contact.limits import text_admit
from contact.models import Conversation, Desk, Message, Note
from contact.services import RUN_KIND
from contact.states import ConversationState
from realtime import log
from realtime.changes import RunChanges
from realtime.engine import engine
from realtime.models import Run
from realtime.presence import people_in
from realtime.states import RunState

T = TypeVar("T")

Staff = Any
"""A Django user who is staff."""


async def conversation_take_over(client_id: str, staff: str) -> None:
    """Let a member of staff answer from now on: the AI says no more.

    What it has said of a sentence stays, marked. Raises NoSuchConversation, WrongState, StaffOnly.
    """
    await _on(client_id, staff, _take_over)


def _take_over(changes: RunChanges, conversation: Conversation, user: Staff) -> None:
    if conversation.state == ConversationState.OWNER and conversation.owner_id != user.pk:
        state_set(conversation, ConversationState.OWNER, user)  # from a colleague
    else:
        _silence(changes, conversation, ConversationState.OWNER, user)


def _silence(
    changes: RunChanges, conversation: Conversation, wanted: ConversationState, owner: Staff
) -> None:
    """Keep what the AI has said so far, tell who answers now, and have it say nothing after that.

    The room is locked: between what is read here and the end of this transaction the log takes
    nothing, and after it nothing of runs that are asked to stop.
    """
    running = Run.objects.filter(
        room=conversation.room_id, kind=RUN_KIND, state=RunState.RUNNING, stop_requested=False
    )
    for run in running:
        answers.partial_record(run, conversation)
    state_change(conversation, wanted, owner)
    changes.stop_all(conversation.room_id)


async def conversation_hand_back(client_id: str, staff: str) -> None:
    """Let the AI answer again, from the visitor's next message on. Raises as the others."""

    def hand_back(changes: RunChanges, conversation: Conversation, user: Staff) -> None:
        state_change(conversation, ConversationState.AI)

    await _on(client_id, staff, hand_back)


async def conversation_close(client_id: str, staff: str) -> None:
    """Let nobody answer until the visitor writes again. Raises as the others."""

    def close(changes: RunChanges, conversation: Conversation, user: Staff) -> None:
        _read(conversation)  # first: what is told next says so
        _silence(changes, conversation, ConversationState.CLOSED, None)

    await _on(client_id, staff, close)


async def conversation_reply(
    client_id: str, staff: str, text: str, client_message_id: str | None = None
) -> str:
    """Say something to a visitor, taking over where that is not done; return the message's id.

    Sent twice with one id, it is said once. Raises as the others, and InvalidField.
    """
    text_admit(text)

    def reply(changes: RunChanges, conversation: Conversation, user: Staff) -> str:
        said = conversation.messages.filter(sender=Message.Sender.OWNER)
        known = client_message_id and said.filter(client_message_id=client_message_id).first()
        return str(
            (known or _reply(changes, conversation, user, text, client_message_id)).public_id
        )

    return await _on(client_id, staff, reply)


def _reply(
    changes: RunChanges,
    conversation: Conversation,
    user: Staff,
    text: str,
    client_message_id: str | None,
) -> Message:
    if conversation.state != ConversationState.OWNER:
        _silence(changes, conversation, ConversationState.OWNER, user)
    message = message_add(
        conversation,
        Message.Sender.OWNER,
        text,
        author=user,
        client_message_id=client_message_id,
    )
    _read(conversation)
    notices.message_tell(conversation, message)
    return message


async def note_add(
    client_id: str, staff: str, text: str, client_message_id: str | None = None
) -> str:
    """Write a note to the other staff; return its id.

    Sent twice with one id, it is written once. Raises as the others, and InvalidField.
    """
    text_admit(text)

    def add(changes: RunChanges, conversation: Conversation, user: Staff) -> str:
        known = client_message_id and conversation.notes.filter(client_message_id=client_message_id)
        if known and (written := known.first()):
            return str(written.pk)
        note = Note.objects.create(
            conversation=conversation, author=user, text=text, client_message_id=client_message_id
        )
        notices.inbox_tell(conversation, notices.NOTED, {"note": notices.note_told(note)})
        return str(note.pk)

    return await _on(client_id, staff, add)


async def conversation_read(client_id: str, staff: str) -> None:
    """Note that staff have read what the visitor wrote. Raises as the others."""

    def read(changes: RunChanges, conversation: Conversation, user: Staff) -> None:
        if conversation.unread:
            _read(conversation)
            notices.inbox_tell(conversation, notices.CONVERSATION)

    await _on(client_id, staff, read)


async def typing_tell(client_id: str, staff: str, typing: bool) -> None:
    """Let the visitor, and the other staff, see that somebody writes. Raises as the others."""

    def tell(changes: RunChanges, conversation: Conversation, user: Staff) -> None:
        told = {"sender": "owner", "typing": typing}
        notices.tell(conversation, notices.TYPING, told)

    await _on(client_id, staff, tell)


def presence_follow(rooms: list[int]) -> None:
    """Let visitors whom the owner answers know when the last of the staff goes, or one comes.

    In the transaction that tells the inbox who is there.
    """
    staffed = people_in(rooms[0])["total"] > 0
    desk, _ = Desk.objects.select_for_update().get_or_create(pk=1)
    if desk.staffed == staffed:
        return
    desk.staffed = staffed
    desk.save(update_fields=["staffed"])
    theirs = Conversation.objects.filter(state=ConversationState.OWNER, room__present__isnull=False)
    told = (notices.AWAY, {"away": not staffed})
    rows = theirs.order_by("room").values_list("room", flat=True).distinct()
    log.append_all([log.Append(room, None, [told]) for room in rows])


def _read(conversation: Conversation) -> None:
    conversation.unread = 0
    conversation.save(update_fields=["unread"])


async def _on(client_id: str, staff: str, act: Callable[[RunChanges, Conversation, Staff], T]) -> T:
    def work(changes: RunChanges) -> T:
        user = staff_user(staff)
        conversation = conversation_lock(client_id)
        if conversation is None:
            raise NoSuchConversation
        return act(changes, conversation, user)

    return await engine().commit(work)


def staff_user(key: str) -> Staff:
    """Return the member of staff of this key, as of now. Raises StaffOnly."""
    found = get_user_model()._default_manager.filter(pk=key, is_staff=True, is_active=True)
    user = found.first()
    if user is None:
        raise StaffOnly
    return user
