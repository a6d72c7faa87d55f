"""The assistant's words (004): commands in, events out.

Source: PROTOCOLS 004. The texts are exact: clients show them and match on them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import NAMESPACE_OID, uuid4, uuid5

from pydantic import Field

from realtime.frames import Command, EventFrame, InboundText, RoomFrame

#: Events of a run, beside the engine's.
MESSAGE_ENDED = "message_ended"
HANDED_OFF = "handed_off"
TOOL_CALLED = "tool_called"
TOOL_RETURNED = "tool_returned"
GUARDRAIL_TRIPPED = "guardrail_tripped"
CONTEXT_TOLD = "context_told"
#: What somebody has sent to a room, or to all: no run says it.
BROADCAST = "broadcast"

WELCOME = "欢迎使用 AI 个人日常助手！"
DONE = "对话完成"
FAILED = "流式处理失败"
ASSISTANT, SYSTEM = "ai_assistant", "system"


class Chat(Command):
    """A question; `content` may also be `{"message": "…"}`.

    An empty one is answered with a completion that has no messages, to the asker alone.
    """

    type: Literal["chat"]
    content: InboundText
    timestamp: str | None = Field(None, description="An ISO time; it is checked, and not used.")


class Ping(Command):
    """Asks for a `pong`."""

    type: Literal["ping"]


class Pong(Command):
    """Answers the server's `ping`; it is taken in silence."""

    type: Literal["pong"]


class Envelope(EventFrame):
    """What all frames of the server have in common. `null` is sent where nothing is known."""

    id: str = Field(description="Unique; all tabs get the same one.")
    type: str
    content: Any
    sender_id: str
    receiver_id: str | None
    room_id: str
    timestamp: str = Field(description="ISO time.")
    metadata: dict[str, Any]
    offset: int | None = Field(None, description="With what the room hears: its place in the log.")
    run: str | None = Field(None, description="The run that said it.")

    def encoded(self) -> str:
        """Return the text frame: our own additions are left out where they are None."""
        absent = {name for name in _ADDED if getattr(self, name, None) is None}
        return self.model_dump_json(exclude=absent)


_ADDED = ("offset", "run", "code", "retryable", "retry_after", "client_message_id")


class Connect(Envelope):
    """Comes first: who is connected, to which room."""

    type: Literal["connect"] = "connect"
    content: dict[str, Any]


class ChatResponse(EventFrame):
    """All that a run has said so far."""

    conversation_id: str = Field(description="32 hexadecimal digits, the same for a room.")
    current_agent: str
    messages: tuple[dict[str, Any], ...] = Field(description="`{content, agent}`, once complete.")
    events: tuple[dict[str, Any], ...] = Field(
        description="`{id, type, agent, content, metadata, timestamp}`: `message`, `handoff`, "
        "`tool_call`, `tool_output`, `context_update`; timestamps in milliseconds."
    )
    context: dict[str, Any] = Field(description="The asker's to-dos and notes, in a private room.")
    agents: tuple[dict[str, Any], ...] = Field(
        description="Those there are, in a completion: `{name, description, handoffs, tools, "
        "input_guardrails}`. Empty while the text grows."
    )
    raw_response: str = Field(description="The text so far.")
    guardrails: tuple[dict[str, Any], ...] = Field(
        description="Those that have tripped: `{id, name, input, reasoning, passed, timestamp}`."
    )


class AiResponse(Envelope):
    """A snapshot of the answer, all of it so far; `metadata.truncated`: its text is cut."""

    type: Literal["ai_response"] = "ai_response"
    content: ChatResponse


class AiCompletion(Envelope):
    """The last snapshot: `content.type` is `completion`, `content.is_finished` is true.

    The same stands once more in `content.final_response`. A stopped answer has
    `content.stopped`.
    """

    type: Literal["ai_response"] = "ai_response"
    content: dict[str, Any]


class AiError(Envelope):
    """The answer failed, or a restart interrupted it; no completion follows."""

    type: Literal["ai_error"] = "ai_error"
    content: dict[str, Any]
    code: str | None = Field(None, description="`failed` or `interrupted`.")


class AssistantError(Envelope):
    """A frame that was refused."""

    type: Literal["error"] = "error"
    content: dict[str, Any] = Field(description="`error_code` and `error_message`, and more.")
    code: str | None = None
    retryable: bool | None = None
    retry_after: int | None = Field(None, description="Seconds until it is worth trying again.")
    client_message_id: str | None = None


class ServerPing(Envelope):
    """Every 30 s. Who has answered one with `pong` is dropped after 90 s of silence."""

    type: Literal["ping"] = "ping"
    content: dict[str, Any]


class ServerPong(Envelope):
    """Answers a `ping`."""

    type: Literal["pong"] = "pong"
    content: dict[str, Any]


class Broadcast(Envelope):
    """What was posted to `/broadcast`: `type` and `content` as they were sent."""

    type: str


class AiStarted(Envelope):
    """With `?stream=delta`: a run begins. `content`: conversation_id, current_agent, query."""

    type: Literal["ai_started"] = "ai_started"
    content: dict[str, Any]


class AiDelta(RoomFrame):
    """With `?stream=delta`: more text, by the run's current agent. No envelope, to be small."""

    type: Literal["ai_delta"] = "ai_delta"
    content: str


class AiEvent(Envelope):
    """With `?stream=delta`: an event, as snapshots list them.

    A `message` event ends the current agent's message: all text since the one before. Beside a
    snapshot's there are `guardrail` (metadata: the item of `guardrails`) and `context`
    (metadata: the context as the run found it).
    """

    type: Literal["ai_event"] = "ai_event"
    content: dict[str, Any]


class AiEnded(Envelope):
    """With `?stream=delta`: the answer is complete, or was stopped, as `content.stopped` says."""

    type: Literal["ai_ended"] = "ai_ended"
    content: dict[str, Any]


class PresenceTold(RoomFrame):
    """With `?stream=delta`: who is in the room now, `{name, connections}` each."""

    type: Literal["presence"] = "presence"
    people: tuple[dict[str, Any], ...]
    total: int


def now_iso() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def frame_id(of: str, offset: int) -> str:
    """Return the id of what stands at a place in the log: the same in every process."""
    return str(uuid5(NAMESPACE_OID, f"{of}:{offset}"))


def to_one(sender: str, receiver: str | None, room_id: str) -> dict[str, Any]:
    """Return the envelope of a frame that only one socket gets."""
    return {
        "id": str(uuid4()),
        "sender_id": sender,
        "receiver_id": receiver,
        "room_id": room_id,
        "timestamp": now_iso(),
        "metadata": {},
    }


def connected(connection_id: str, user_id: str, username: str, room_id: str) -> Connect:
    """Word that a socket is connected."""
    user_info: dict[str, Any] = {
        "user_id": user_id,
        "username": username,
        "email": None,
        "avatar": None,
        "roles": ["user"],
        "metadata": {},
    }
    content = {
        "message": WELCOME,
        "status": "connected",
        "connection_id": connection_id,
        "user_info": user_info,
        "room_id": room_id,
        "timestamp": now_iso(),
    }
    return Connect(content=content, **to_one(SYSTEM, user_id, room_id))


def ping(user_id: str, room_id: str) -> ServerPing:
    """Ask a client whether it lives."""
    return ServerPing(content={"timestamp": now_iso()}, **to_one(SYSTEM, user_id, room_id))


def pong(user_id: str, room_id: str) -> ServerPong:
    """Answer a client that asks."""
    return ServerPong(content={"timestamp": now_iso()}, **to_one(SYSTEM, user_id, room_id))


def completion_content(response: Mapping[str, Any], *, stopped: bool = False) -> dict[str, Any]:
    """Return a completion's content: one shape that every known client finds its own in."""
    whole = {**response, "is_finished": True, "type": "completion"}
    ours = {"stopped": True} if stopped else {}
    final = {**response, "is_finished": True}
    return {**whole, "final_response": final, "message": DONE, **ours}
