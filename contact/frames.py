"""The desk's words (003): commands in, events out; `renderings` makes these of the log.

Source: PROTOCOLS 003. The Chinese texts are exact: clients show them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field

from realtime.errors import UnknownType
from realtime.frames import Command, EventFrame, InboundText, RoomFrame, parsed

CONNECTED = "WebSocket连接已建立"
REQUEST_RECEIVED = "联系请求已收到，博主将尽快回复您"
MESSAGE_RECEIVED = "消息已收到"
NOT_JSON = "消息格式错误，必须是有效的JSON"
#: Said in the AI's place: it has not begun in time; it may say no more today.
STILL_LOOKING = "正在查找资料，请稍候，回答马上就到。"
NO_ANSWER_TODAY = "AI 助手今天暂时无法回答，您的消息已转给博主，请等待回复。"


class ContactRequestSent(Command):
    """Asks the owner to get in touch. Only `message` is needed."""

    type: Literal["contact_request"]
    message: InboundText
    timestamp: Any = Field(None, description="The client's own time; it is not relied on.")
    userAgent: Any = Field(None, description="What the client says that it is.")  # noqa: N815


class VisitorMessage(Command):
    """A message of the visitor's. Only `message` is needed."""

    type: Literal["chat_message"]
    message: InboundText
    timestamp: Any = Field(None, description="The client's own time; it is not relied on.")


class VisitorPing(Command):
    """Asks for a pong."""

    type: Literal["ping"]


class VisitorTyping(Command):
    """The visitor has begun to write, or has stopped; the owner sees it."""

    type: Literal["typing"]
    typing: bool = True


VisitorCommand = ContactRequestSent | VisitorMessage | VisitorPing | VisitorTyping


class ConnectionEstablished(EventFrame):
    """Comes first. With both `client_id` and `ticket` a client can come back."""

    type: Literal["connection_established"] = "connection_established"
    message: str = CONNECTED
    client_id: str
    timestamp: str
    ticket: str | None = Field(
        None, description="Show it as `?ticket=` beside `?client_id=`, to come back."
    )


class ContactRequestReceived(EventFrame):
    """The request is stored."""

    type: Literal["contact_request_received"] = "contact_request_received"
    message: str = REQUEST_RECEIVED
    request_id: str
    timestamp: str
    status: Literal["received"] = "received"


class ChatMessageReceived(EventFrame):
    """The message is stored."""

    type: Literal["chat_message_received"] = "chat_message_received"
    message: str = MESSAGE_RECEIVED
    message_id: str
    timestamp: str


class ContactChatMessage(RoomFrame):
    """What the AI or the owner says; with `?stream=delta` also what the visitor has said."""

    type: Literal["chat_message"] = "chat_message"
    message: str
    sender: Literal["assistant", "owner", "visitor"]
    timestamp: str
    message_id: str | None = None
    broadcast: bool | None = Field(None, description="The owner says it to all visitors.")
    partial: bool | None = Field(None, description="The rest of this answer follows.")
    notice: bool | None = Field(None, description="Said in the AI's place.")
    status: str | None = Field(
        None, description="Where an answer is not whole: stopped, interrupted, taken_over."
    )


class VisitorPong(EventFrame):
    """Answers `ping`."""

    type: Literal["pong"] = "pong"
    timestamp: str


class ContactError(EventFrame):
    """A frame that was refused, or an answer that failed (then with `run` and `offset`)."""

    type: Literal["error"] = "error"
    message: str
    timestamp: str
    code: str | None = None
    retryable: bool | None = None
    retry_after: int | None = Field(None, description="Seconds until it is worth trying again.")
    client_message_id: str | None = None
    offset: int | None = None
    run: str | None = None


class ContactDelta(RoomFrame):
    """With `?stream=delta`: the next piece of an answer, as it is written."""

    type: Literal["delta"] = "delta"
    text: str


class ContactAnswerEnded(RoomFrame):
    """With `?stream=delta`: nothing more comes of this answer; its text was its deltas."""

    type: Literal["answer_ended"] = "answer_ended"
    status: Literal["completed", "stopped", "interrupted"]
    message_id: str | None = None
    timestamp: str | None = Field(None, description="When its message was stored.")


class ContactTyping(RoomFrame):
    """With `?stream=delta`: the AI or the owner has begun to write, or has stopped."""

    type: Literal["typing"] = "typing"
    sender: Literal["assistant", "owner", "visitor"]
    typing: bool


class Takeover(RoomFrame):
    """With `?stream=delta`: who answers from now on. After `owner` the AI says nothing."""

    type: Literal["takeover"] = "takeover"
    state: Literal["ai", "owner", "closed"]


class Away(RoomFrame):
    """With `?stream=delta`, where the owner answers: whether somebody is there to do so."""

    type: Literal["away"] = "away"
    away: bool


def now() -> str:
    """Return this moment as frames tell it."""
    return datetime.now(UTC).isoformat()


_COMMANDS: Mapping[str, type[VisitorCommand]] = {
    "contact_request": ContactRequestSent,
    "chat_message": VisitorMessage,
    "ping": VisitorPing,
    "typing": VisitorTyping,
}


def parse(sent: Mapping[str, Any]) -> VisitorCommand:
    """Return the command that a frame is. Raises BadFrame."""
    wanted = sent.get("type")
    command = _COMMANDS.get(wanted) if isinstance(wanted, str) else None
    if command is None:
        raise UnknownType(wanted)
    return parsed(command, sent)
