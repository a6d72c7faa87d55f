"""The typewriter chat's words (002): commands in, events out, and how the log is rendered.

Source: PROTOCOLS 002. The Chinese texts are exact: clients show them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import orjson
from pydantic import Field

from realtime.entries import STARTED, TEXT, TEXT_ENDED, Entry
from realtime.errors import BadFrame, InvalidField, NotAnObject, NotJson, RealtimeError
from realtime.frames import Command, EventFrame, InboundText, RoomFrame, parsed
from realtime.states import RunState

TOOL_CALLED = "tool_called"
TOOL_RETURNED = "tool_returned"

EMPTY_QUERY = "查询内容不能为空"


class Query(Command):
    """A question. Only `query` is needed; a number or a boolean is taken as its text."""

    query: InboundText = Field(min_length=1)
    token: str | None = Field(None, description="The client's own token, handed to the tools.")


class TokenAuth(Command):
    """Shows the client's token before the first question; it is kept for the connection."""

    type: Literal["auth"]
    token: str | None = None


class StatusData(EventFrame):
    """What a status is about. `message` is always there."""

    message: str
    query: str | None = Field(None, description="With `thinking`: the question, for other tabs.")
    tool: str | None = None
    call_id: str | None = None
    display_name: str | None = None
    icon: str | None = None
    category: str | None = None
    stopped: bool | None = Field(None, description="With `completed`: it was stopped.")


class Status(RoomFrame):
    """How far an answer is: thinking, then each tool calling and completed, then completed."""

    type: Literal["status"] = "status"
    status: Literal["thinking", "tool_calling", "tool_completed", "completed"]
    data: StatusData


class Chunk(RoomFrame):
    """Text as it arrives. The final chunk is empty."""

    type: Literal["chunk"] = "chunk"
    content: str
    is_final: bool = False


class Error(EventFrame):
    """A frame that was refused, or an answer that failed (then with `run` and `offset`)."""

    type: Literal["error"] = "error"
    content: str
    code: str | None = None
    retryable: bool | None = None
    retry_after: int | None = Field(None, description="Seconds until it is worth trying again.")
    client_message_id: str | None = None
    offset: int | None = None
    run: str | None = None


def parse(sent: Mapping[str, Any]) -> Query | TokenAuth:
    """Return the command that a frame is. Raises BadFrame."""
    if sent.get("type") == "auth" and "query" not in sent:
        return TokenAuth(type="auth", token=token_of(sent))
    return parse_query(sent)


def parse_query(sent: Mapping[str, Any]) -> Query:
    """Return the question that a frame or a request body holds. Raises BadFrame."""
    query = _query_text(sent.get("query"))
    return parsed(Query, {**sent, "query": query, "token": token_of(sent)})


def token_of(sent: Mapping[str, Any]) -> str | None:
    """Return a frame's token: it is for the tools; where tickets are required it is one."""
    token = sent.get("token")
    return token if isinstance(token, str) else None


def _query_text(query: object) -> str:
    if isinstance(query, bool | int | float):
        return orjson.dumps(query).decode()
    if query is None or (isinstance(query, str) and not query.replace("\0", "").strip()):
        raise InvalidField("query", EMPTY_QUERY)
    if not isinstance(query, str):
        raise BadFrame("查询内容必须是文本")
    return query


def render(entry: Entry) -> Iterator[EventFrame]:
    """Word an entry of the log as the frames that the document lists."""
    place: dict[str, Any] = {"offset": entry.offset, "run": entry.run}
    match entry.kind:
        case kind if kind == TEXT:
            yield Chunk(content=entry.data["text"], **place)
        case kind if kind == STARTED:
            data = StatusData(message="正在思考...", query=entry.data.get("query"))
            yield Status(status="thinking", data=data, **place)
        case kind if kind == TOOL_CALLED:
            yield Status(status="tool_calling", data=StatusData(**entry.data), **place)
        case kind if kind == TOOL_RETURNED:
            yield Status(status="tool_completed", data=StatusData(**entry.data), **place)
        case kind if kind == TEXT_ENDED:
            yield Chunk(content="", is_final=True, **place)
        case RunState.COMPLETED | RunState.STOPPED:
            stopped = True if entry.kind == RunState.STOPPED else None
            data = StatusData(message="回答完成", stopped=stopped)
            yield Status(status="completed", data=data, **place)
        case RunState.FAILED | RunState.INTERRUPTED:
            yield Error(content=failure_text(entry.data["reason"]), code=entry.kind, **place)


def failure_text(reason: str) -> str:
    """Word why an answer failed, as all clients are told."""
    return f"处理出错: {reason}"


def render_error(error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
    """Word an error that answers one frame, to its sender alone."""
    message_id = sent.get("client_message_id")
    yield Error(
        content=_error_text(error),
        code=error.code,
        retryable=error.retryable,
        retry_after=error.retry_after,
        client_message_id=message_id if isinstance(message_id, str) else None,
    )


def _error_text(error: RealtimeError) -> str:
    if isinstance(error, NotJson | NotAnObject):
        return f"服务器错误: {error.text}"
    if isinstance(error, InvalidField) and error.field == "query":
        return EMPTY_QUERY
    return failure_text(error.text)
