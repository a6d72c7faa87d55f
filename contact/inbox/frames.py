"""The inbox's words: commands of staff, and how the inbox's log is rendered for them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from contact import notices
from contact.frames import now
from contact.renderings import error_text
from realtime.entries import PRESENCE, Entry
from realtime.errors import RealtimeError, UnknownType
from realtime.frames import Command, EventFrame, InboundText, RoomFrame, parsed

ClientId = Annotated[UUID, Field(strict=False, description="Whose conversation.")]


class OpenConversation(Command):
    """Asks for a conversation: its messages, requests and notes."""

    type: Literal["open"]
    client_id: ClientId
    before: str | None = Field(None, description="A message's id: those before it.")


class FindConversations(Command):
    """Asks for conversations, newest first; `query` is looked for in messages and requests."""

    type: Literal["find"]
    query: InboundText = ""
    state: Literal["ai", "owner", "closed"] | None = None
    unread: bool = False
    before: str | None = Field(None, description="A `last_at`: those before it.")


class TakeOver(Command):
    """From now on the owner answers; the AI stops in the middle of its sentence."""

    type: Literal["take_over"]
    client_id: ClientId


class HandBack(Command):
    """From the visitor's next message on the AI answers again."""

    type: Literal["hand_back"]
    client_id: ClientId


class CloseConversation(Command):
    """Nobody answers until the visitor writes again."""

    type: Literal["close"]
    client_id: ClientId


class OwnerReply(Command):
    """Says something to the visitor; where the owner has not taken over, this does."""

    type: Literal["reply"]
    client_id: ClientId
    message: InboundText = Field(min_length=1)


class AddNote(Command):
    """Writes a note to the other staff; the visitor never hears of it."""

    type: Literal["note"]
    client_id: ClientId
    message: InboundText = Field(min_length=1)


class MarkRead(Command):
    """All messages and requests of the visitor's have been read."""

    type: Literal["read"]
    client_id: ClientId


class OwnerTyping(Command):
    """The owner has begun to write, or has stopped; a visitor who asked for it sees it."""

    type: Literal["typing"]
    client_id: ClientId
    typing: bool = True


class SendBroadcast(Command):
    """Says something to all visitors who are connected, or have written in the last day."""

    type: Literal["broadcast"]
    message: InboundText = Field(min_length=1)


class InboxPing(Command):
    """Asks for a pong."""

    type: Literal["ping"]


#: What staff do about one conversation.
ConversationCommand = (
    TakeOver | HandBack | CloseConversation | OwnerReply | AddNote | MarkRead | OwnerTyping
)
InboxCommand = (
    ConversationCommand | OpenConversation | FindConversations | SendBroadcast | InboxPing
)

_COMMANDS: Mapping[str, type[InboxCommand]] = {
    "open": OpenConversation,
    "find": FindConversations,
    "take_over": TakeOver,
    "hand_back": HandBack,
    "close": CloseConversation,
    "reply": OwnerReply,
    "note": AddNote,
    "read": MarkRead,
    "typing": OwnerTyping,
    "broadcast": SendBroadcast,
    "ping": InboxPing,
}


class InboxNews(RoomFrame):
    """Something has happened in a conversation: `conversation` is its line in the list now."""

    type: Literal["news"] = "news"
    news: Literal["message", "conversation", "requested", "noted", "typing", "online"]
    conversation: dict[str, Any]
    message: dict[str, Any] | None = None
    request: dict[str, Any] | None = None
    note: dict[str, Any] | None = None
    sender: str | None = Field(None, description="With `typing`: who writes.")
    typing: bool | None = None
    online: bool | None = Field(None, description="With `online`: whether the visitor is there.")


class InboxBroadcast(RoomFrame):
    """A broadcast has reached all visitors that it was for."""

    type: Literal["broadcast"] = "broadcast"
    id: str
    text: str
    reached: int


class InboxPresence(RoomFrame):
    """Which staff watch the inbox."""

    type: Literal["presence"] = "presence"
    people: list[dict[str, Any]]
    total: int


class InboxConversation(EventFrame):
    """Answers `open`. The newest messages, oldest first; `more`: there are earlier ones."""

    type: Literal["conversation"] = "conversation"
    conversation: dict[str, Any]
    messages: list[dict[str, Any]]
    requests: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    more: bool


class InboxConversations(EventFrame):
    """Answers `find`."""

    type: Literal["conversations"] = "conversations"
    conversations: list[dict[str, Any]]
    more: bool


class InboxDone(EventFrame):
    """A command was carried out; `id` is that of the message, note or broadcast it made."""

    type: Literal["done"] = "done"
    command: str
    client_id: str | None = None
    id: str | None = None
    client_message_id: str | None = None


class InboxPong(EventFrame):
    """Answers `ping`."""

    type: Literal["pong"] = "pong"
    timestamp: str


class InboxError(EventFrame):
    """A frame that was refused."""

    type: Literal["error"] = "error"
    message: str
    timestamp: str
    code: str
    retryable: bool
    retry_after: int | None = None
    command: str | None = None
    client_message_id: str | None = None


def parse(sent: Mapping[str, Any]) -> InboxCommand:
    """Return the command that a frame is. Raises BadFrame."""
    wanted = sent.get("type")
    command = _COMMANDS.get(wanted) if isinstance(wanted, str) else None
    if command is None:
        raise UnknownType(wanted)
    return parsed(command, sent)


_NEWS = {
    notices.MESSAGE,
    notices.CONVERSATION,
    notices.REQUESTED,
    notices.NOTED,
    notices.TYPING,
    notices.ONLINE,
}


def render(entry: Entry) -> Iterator[EventFrame]:
    """Word an entry of the inbox's log."""
    if entry.kind in _NEWS:
        yield InboxNews.model_validate(
            {"news": entry.kind, "offset": entry.offset, "run": entry.run, **_known(entry.data)}
        )
    elif entry.kind == notices.BROADCAST:
        yield InboxBroadcast(**entry.data["broadcast"], offset=entry.offset)
    elif entry.kind == PRESENCE:
        yield InboxPresence(**entry.data, offset=entry.offset)


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in InboxNews.model_fields if name in data}


def render_error(error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
    """Word an error that answers one frame, to its sender alone."""
    message_id, command = sent.get("client_message_id"), sent.get("type")
    yield InboxError(
        message=error_text(error),
        timestamp=now(),
        code=error.code,
        retryable=error.retryable,
        retry_after=error.retry_after,
        command=command[:64] if isinstance(command, str) else None,
        client_message_id=message_id if isinstance(message_id, str) else None,
    )
