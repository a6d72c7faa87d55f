"""How the log, and errors, are worded for visitors: as documented, and for `?stream=delta`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contact.frames import (
    NOT_JSON,
    Away,
    ContactAnswerEnded,
    ContactChatMessage,
    ContactDelta,
    ContactError,
    ContactTyping,
    Takeover,
    now,
)
from contact.notices import AWAY, CONVERSATION, MESSAGE, PART, TYPING
from realtime.entries import STARTED, TEXT, Entry
from realtime.errors import NotJson, RealtimeError, UnknownType
from realtime.frames import EventFrame
from realtime.states import ENDINGS, RunState


def render(entry: Entry) -> Iterator[EventFrame]:
    """Word an entry of the log as the frames that the document lists: whole messages."""
    if entry.kind == MESSAGE and entry.data["message"]["sender"] != "visitor" or entry.kind == PART:
        yield _message(entry)
    elif entry.kind == RunState.FAILED:
        yield _failure(entry)
    elif entry.kind in ENDINGS and "message" in entry.data:
        yield _message(entry)


def render_deltas(entry: Entry) -> Iterator[EventFrame]:
    """Word it for who asked for `?stream=delta`: one frame an entry at most."""
    if entry.kind == TEXT:
        yield ContactDelta(text=entry.data["text"], offset=entry.offset, run=entry.run)
    elif entry.kind == MESSAGE:
        yield _message(entry)
    elif entry.kind == RunState.FAILED:
        yield _failure(entry)
    elif entry.kind in ENDINGS:
        yield _answer_ended(entry)
    else:
        yield from _beside(entry)


def _beside(entry: Entry) -> Iterator[EventFrame]:
    """Word what is no message: who writes, who answers, who is there."""
    place: dict[str, Any] = {"offset": entry.offset, "run": entry.run}
    match entry.kind:
        case kind if kind == STARTED:
            yield ContactTyping(sender="assistant", typing=True, **place)
        case kind if kind == TYPING and entry.data["sender"] == "owner":
            yield ContactTyping(sender="owner", typing=entry.data["typing"], **place)
        case kind if kind == CONVERSATION:
            yield Takeover(state=entry.data["state"], **place)
        case kind if kind == AWAY:
            yield Away(away=entry.data["away"], **place)


def _answer_ended(entry: Entry) -> ContactAnswerEnded:
    said = entry.data.get("message", {})
    return ContactAnswerEnded.model_validate(
        {
            "status": entry.kind,
            "message_id": said.get("id"),
            "timestamp": said.get("at"),
            "offset": entry.offset,
            "run": entry.run,
        }
    )


def _message(entry: Entry) -> ContactChatMessage:
    said = entry.data["message"]
    return ContactChatMessage(
        message=said["text"],
        sender=said["sender"],
        timestamp=said["at"],
        message_id=said["id"],
        broadcast=said.get("broadcast"),
        partial=True if entry.data.get("more") else None,
        notice=said.get("notice"),
        status=said.get("status"),
        offset=entry.offset,
        run=entry.run,
    )


def _failure(entry: Entry) -> ContactError:
    return ContactError(
        message=failure_text(entry.data["reason"]),
        timestamp=entry.data.get("message", {}).get("at") or now(),
        code=entry.kind,
        offset=entry.offset,
        run=entry.run,
    )


def failure_text(reason: str) -> str:
    """Word why something could not be done, as all clients are told."""
    return f"处理消息时出错: {reason}"


def render_error(error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
    """Word an error that answers one frame, to its sender alone."""
    message_id = sent.get("client_message_id")
    yield ContactError(
        message=error_text(error),
        timestamp=now(),
        code=error.code,
        retryable=error.retryable,
        retry_after=error.retry_after,
        client_message_id=message_id if isinstance(message_id, str) else None,
    )


def error_text(error: RealtimeError) -> str:
    """Word an error as the document has it."""
    if isinstance(error, NotJson):
        return NOT_JSON
    if isinstance(error, UnknownType):
        return f"未知的消息类型: {str(error.type)[:1000]}"
    return failure_text(error.text)
