"""Code generation's words (000): commands in, events out, and how the log is rendered.

Source: PROTOCOLS 000. The texts are exact: clients show them and match on them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import orjson
from pydantic import Field

from realtime.entries import STARTED, Entry
from realtime.errors import (
    BadFrame,
    InvalidField,
    NotJson,
    RealtimeError,
    UnknownType,
)
from realtime.frames import Command, EventFrame, InboundText, RoomFrame, parsed
from realtime.states import RunState

#: Events of a run, beside the engine's: a tool is at work, and has been.
TOOL_CALLED = "tool_called"
TOOL_RETURNED = "tool_returned"
#: A version that no run has made: an earlier one was restored.
RESTORED = "restored"

CONNECTED = "WebSocket connection established"
PROCESSING = "正在生成代码，请稍候..."
NO_KEY = "警告: 未设置OPENAI_API_KEY环境变量，代码将由内置的离线模型生成"
EMPTY_CONTENT = "聊天内容不能为空"
STOPPED = "已停止 (stopped)"


class ProjectChat(Command):
    """A request for code: what to make, or how to change what is there."""

    type: Literal["chat"]
    content: InboundText = Field(min_length=1)
    base: int | None = Field(
        None, ge=0, description="The version that it is meant for; another one is a conflict."
    )


class GetFile(Command):
    """Asks for one file of the newest version."""

    type: Literal["get_file"]
    path: str = ""


class ProjectStatus(EventFrame):
    """`connected` at once, `processing` when a generation begins (then with `run`, `offset`)."""

    type: Literal["status"] = "status"
    status: Literal["connected", "processing"]
    message: str
    offset: int | None = None
    run: str | None = None
    prompt: str | None = Field(None, description="What was asked, its beginning: for other tabs.")


class ProjectWarning(EventFrame):
    """No model key is configured."""

    type: Literal["warning"] = "warning"
    message: str


class ProjectInfo(EventFrame):
    """The project has files: their paths, on connect."""

    type: Literal["project_info"] = "project_info"
    project_id: str
    files: tuple[str, ...]
    version: int | None = None


class ProjectFile(EventFrame):
    """A file of the project. Where `content` is empty and `bytes` is not 0: ask with `get_file`."""

    path: str
    content: str
    bytes: int | None = Field(None, description="Size of the whole file in UTF-8.")


class CodeGenerated(RoomFrame):
    """All files of the project after a turn, or after an earlier version was restored."""

    type: Literal["code_generated"] = "code_generated"
    project_id: str
    files: tuple[ProjectFile, ...]
    version: int | None = Field(None, description="The project's newest version, 0 for none.")
    changed: bool | None = Field(None, description="Whether this turn has made that version.")
    message: str | None = Field(None, description="What the model said beside the files.")


class FileContent(EventFrame):
    """Answers `get_file`; the path as it was sent."""

    type: Literal["file_content"] = "file_content"
    path: str
    content: str


class ProjectError(EventFrame):
    """A frame that was refused, or a generation that failed (then with `run` and `offset`)."""

    type: Literal["error"] = "error"
    message: str
    code: str | None = None
    retryable: bool | None = None
    retry_after: int | None = Field(None, description="Seconds until it is worth trying again.")
    client_message_id: str | None = None
    offset: int | None = None
    run: str | None = None
    said: str | None = Field(None, description="What the model had said until then.")


def parse(sent: Mapping[str, Any]) -> ProjectChat | GetFile:
    """Return the command that a frame is. Raises BadFrame."""
    match sent.get("type"):
        case "chat":
            return _chat(sent)
        case "get_file":
            path = "" if sent.get("path") is None else sent["path"]
            return parsed(GetFile, {**sent, "path": path if isinstance(path, str) else str(path)})
        case other:
            raise UnknownType(other)


def _chat(sent: Mapping[str, Any]) -> ProjectChat:
    content = sent.get("content")
    if content is None or (isinstance(content, str) and not content.replace("\0", "").strip()):
        raise InvalidField("content", EMPTY_CONTENT)
    if not isinstance(content, str):
        raise BadFrame("聊天内容必须是文本")
    return parsed(ProjectChat, sent)


def render(entry: Entry) -> Iterator[EventFrame]:
    """Word an entry of the log as the frames that the document lists."""
    place: dict[str, Any] = {"offset": entry.offset, "run": entry.run}
    match entry.kind:
        case kind if kind == STARTED:
            prompt = entry.data.get("prompt")
            yield ProjectStatus(status="processing", message=PROCESSING, prompt=prompt, **place)
        case kind if kind == RESTORED:
            yield _generated(entry.data["made"], place)
        case RunState.COMPLETED if "made" in entry.data:
            yield _generated(entry.data["made"], place)
        case RunState.COMPLETED | RunState.FAILED | RunState.STOPPED | RunState.INTERRUPTED:
            reason = entry.data["reason"] or STOPPED
            said = entry.data.get("said")
            yield ProjectError(message=failure_text(reason), code=entry.kind, said=said, **place)


#: Bytes of a frame that files' contents may fill: it stays below the 768 kB that clients are
#: promised. Characters of what the model said that a frame repeats.
CONTENT_BYTES = 700_000
SAID_CHARACTERS = 10_000


def tree_told(
    project_id: str, files: Mapping[str, str], *, version: int, changed: bool, said: str = ""
) -> dict[str, Any]:
    """Return what an event tells of a project's whole tree, for `code_generated`.

    Once a frame would be full, the remaining files carry no content: clients ask for them.
    """
    left = CONTENT_BYTES - sum(len(path.encode()) + 60 for path in files)
    told = []
    for path, content in sorted(files.items()):
        left = -1 if left < 0 else left - len(orjson.dumps(content))
        size = len(content.encode())
        told.append({"path": path, "content": content if left >= 0 else "", "bytes": size})
    return {
        "project_id": project_id,
        "files": told,
        "version": version,
        "changed": changed,
        "message": said[:SAID_CHARACTERS],
    }


def _generated(made: Mapping[str, Any], place: Mapping[str, Any]) -> CodeGenerated:
    files = tuple(ProjectFile(**file) for file in made["files"])
    return CodeGenerated(**{**made, "files": files}, **place)


def failure_text(reason: str) -> str:
    """Word why a generation failed, as all clients are told."""
    return f"生成代码时出错: {reason}"


def no_such_file(sent: str) -> ProjectError:
    """Word that a path, as it was sent, is no file of the project."""
    return ProjectError(message=f"文件不存在: {sent}", code="no_such_file", retryable=False)


def render_error(error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
    """Word an error that answers one frame, to its sender alone."""
    content = sent.get("content")
    if sent.get("type") == "chat" and content is not None and not isinstance(content, str):
        yield ProjectStatus(status="processing", message=PROCESSING)
    message_id = sent.get("client_message_id")
    yield ProjectError(
        message=_error_text(error, sent),
        code=error.code,
        retryable=error.retryable,
        retry_after=error.retry_after,
        client_message_id=message_id if isinstance(message_id, str) else None,
    )


def _error_text(error: RealtimeError, sent: Mapping[str, Any]) -> str:
    if isinstance(error, NotJson):
        return "无效的JSON格式"
    if isinstance(error, UnknownType):
        return f"不支持的消息类型: {'' if error.type is None else str(error.type)[:1000]}"
    if isinstance(error, InvalidField) and error.field == "content":
        return EMPTY_CONTENT
    if sent.get("type") == "chat":
        return failure_text(error.text)
    return f"处理聊天消息时出错: {error.text}"
