"""What happens in a conversation, written to the log: for the visitor, and for the inbox.

Called inside the transaction that writes the rows. The visitor's room is locked first and the
inbox, which is everybody's, comes last, so that two never wait for each other.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from contact.models import ContactRequest, Conversation, Message, Note
from contact.rooms import INBOX
from realtime import log

#: Kinds of the log's entries, in a visitor's room and, with whose they are, in the inbox.
MESSAGE: Final = "message"
CONVERSATION: Final = "conversation"
TYPING: Final = "typing"
REQUESTED: Final = "requested"
AWAY: Final = "away"
#: A part of an answer that is said before the rest: in a visitor's room only.
PART: Final = "part"
#: In the inbox only.
NOTED: Final = "noted"
ONLINE: Final = "online"
BROADCAST: Final = "broadcast"


def message_told(message: Message) -> dict[str, Any]:
    """Return what the log tells of a message."""
    told: dict[str, Any] = {
        "id": str(message.public_id),
        "sender": message.sender,
        "text": message.text,
        "at": message.created_at.isoformat(),
    }
    if message.status != Message.Status.COMPLETED:
        told["status"] = message.status
    if message.error:
        told["error"] = message.error
    if message.notice:
        told["notice"] = True
    if message.broadcast_id is not None:
        told["broadcast"] = True
    return told


def conversation_told(conversation: Conversation) -> dict[str, Any]:
    """Return what a line of the inbox shows of a conversation."""
    return {
        "client_id": str(conversation.client_id),
        "state": conversation.state,
        "owner": conversation.owner.get_username() if conversation.owner else None,
        "unread": conversation.unread,
        "last_text": conversation.last_text,
        "last_sender": conversation.last_sender,
        "last_at": conversation.last_at.isoformat(),
        "page": conversation.page,
        "agent": conversation.agent,
        "language": conversation.language,
    }


def request_told(request: ContactRequest) -> dict[str, Any]:
    """Return what the log tells of a contact request."""
    return {
        "id": str(request.public_id),
        "message": request.message,
        "user_agent": request.user_agent,
        "at": request.created_at.isoformat(),
    }


def note_told(note: Note) -> dict[str, Any]:
    """Return what staff are told of a note."""
    return {
        "id": note.pk,
        "author": note.author.get_username() if note.author else None,
        "text": note.text,
        "at": note.created_at.isoformat(),
    }


def message_tell(conversation: Conversation, message: Message) -> None:
    """Tell of a message that no run says. Which of the staff wrote it is for the inbox alone."""
    told = message_told(message)
    log.append(conversation.room_id, None, MESSAGE, {"message": told})
    author = message.author.get_username() if message.author else None
    inbox_tell(conversation, MESSAGE, {"message": {**told, "author": author}})


def conversation_tell(conversation: Conversation) -> None:
    """Tell who answers from now on. Visitors are not told a name."""
    visitors = {"state": conversation.state, "ownership": conversation.ownership}
    log.append(conversation.room_id, None, CONVERSATION, visitors)
    inbox_tell(conversation, CONVERSATION)


def tell(conversation: Conversation, kind: str, data: dict[str, Any]) -> None:
    """Write an entry to the visitor's room, and the same to the inbox."""
    log.append(conversation.room_id, None, kind, data)
    inbox_tell(conversation, kind, data)


def inbox_tell(
    conversation: Conversation, kind: str, data: Mapping[str, Any] | None = None
) -> None:
    """Write an entry about a conversation to the inbox."""
    inbox_tell_each(kind, [(conversation, data or {})])


def inbox_tell_each(kind: str, told: Iterable[tuple[Conversation, Mapping[str, Any]]]) -> None:
    """Write an entry about each of these conversations to the inbox, at once."""
    events = [(kind, {**data, "conversation": conversation_told(about)}) for about, data in told]
    if events:
        log.append_all([log.Append(log.room_open(INBOX).pk, None, events)])
