"""Commands of the assistant's clients (004), and what is wrong with those that are none."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chatstream.assistant.frames import (
    SYSTEM,
    AssistantError,
    Chat,
    Ping,
    Pong,
    now_iso,
    to_one,
)
from realtime.errors import BadFrame, NotAnObject, RealtimeError, UnknownType
from realtime.frames import EventFrame, parsed

MISSING = "缺少必需字段 (Missing required field): {}"
UNKNOWN = "无效的消息类型 (Invalid message type): {}"
NULL_CONTENT = "消息内容不能为空 (Message content cannot be empty)"
BAD_TIMESTAMP = "时间戳格式无效 (Invalid timestamp format)"
INVALID = "消息验证错误 (Message validation error): {}"
UNREADABLE = "消息解析错误 (Message parsing error): {}"
NOT_DONE = "消息处理错误: {}"


class InvalidMessage(BadFrame):
    """An object that is no message; its text is the protocol's."""

    code = "invalid_message"


def parse(sent: Mapping[str, Any]) -> Chat | Ping | Pong:
    """Return the command that a frame is. Raises BadFrame."""
    match sent.get("type"):
        case "chat":
            return _chat(sent)
        case "ping":
            _check_timestamp(sent)
            return parsed(Ping, sent)
        case "pong":
            return Pong(type="pong")
        case _ if "type" not in sent:
            raise InvalidMessage(MISSING.format("type"))
        case str(other):
            raise UnknownType(other)
        case _:
            raise BadFrame("type: must be a string")


def _chat(sent: Mapping[str, Any]) -> Chat:
    if "content" not in sent:
        raise InvalidMessage(MISSING.format("content"))
    _check_timestamp(sent)
    content = sent["content"]
    if isinstance(content, dict):
        content = content.get("message")
    if content is None:
        raise InvalidMessage(NULL_CONTENT)
    if not isinstance(content, str):
        raise BadFrame("content: must be a string")
    return parsed(Chat, {**sent, "content": content})


def _check_timestamp(sent: Mapping[str, Any]) -> None:
    timestamp = sent.get("timestamp")
    if timestamp is None:
        return
    try:
        datetime.fromisoformat(timestamp)
    except (TypeError, ValueError):
        raise InvalidMessage(BAD_TIMESTAMP) from None


def render_error(
    error: RealtimeError,
    sent: Mapping[str, Any],
    *,
    connection_id: str,
    user_id: str,
    room_id: str,
) -> Iterable[EventFrame]:
    """Word an error that answers one frame, to its sender alone."""
    error_code, text = _worded(error)
    message_id = sent.get("client_message_id")
    content = {
        "error_code": error_code,
        "error_message": text,
        "error": text,
        "error_type": "websocket_error",
        "timestamp": now_iso(),
        "connection_id": connection_id,
        "additional_info": {},
    }
    yield AssistantError(
        content=content,
        code=error.code,
        retryable=error.retryable,
        retry_after=error.retry_after,
        client_message_id=message_id if isinstance(message_id, str) else None,
        **to_one(SYSTEM, user_id, room_id),
    )


def _worded(error: RealtimeError) -> tuple[str, str]:
    match error:
        case InvalidMessage():
            return "INVALID_MESSAGE", error.text
        case UnknownType():
            return "INVALID_MESSAGE", UNKNOWN.format(str(error.type)[:1000])
        case NotAnObject(sent=list()):
            return "INVALID_MESSAGE", MISSING.format("type")
        case NotAnObject():
            return "INVALID_MESSAGE", INVALID.format(error.text)
        case BadFrame():
            return "PARSE_ERROR", UNREADABLE.format(error.text)
        case _:
            return "MESSAGE_PROCESSING_ERROR", NOT_DONE.format(error.text)
