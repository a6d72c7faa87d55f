"""The video service's words (001): commands in, events out; `renderings` makes these of the log.

Source: PROTOCOLS 001. Names and Chinese texts are exact: clients show them and match on them.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from realtime.errors import InvalidField, UnknownType
from realtime.frames import Command, EventFrame, InboundText, RoomFrame, parsed
from video.rooms import TASK_IDS

CONNECTED = "WebSocket连接成功"
EMPTY_CONTENT = "消息内容不能为空"
#: Why an answer is not whole.
NOT_WHOLE = {"stopped": "回答已停止", "interrupted": "回答中断，请重试"}

Aspect = Literal["16:9", "9:16", "1:1"]
State = Literal["queued", "running", "completed", "failed", "cancelled"]


class VideoChat(Command):
    """Something said in the chat. Only `content` is needed; there is no `type`."""

    content: InboundText = Field(min_length=1)
    timestamp: Any = Field(None, description="The client's own time; it is not relied on.")


class VideoPing(Command):
    """Asks for a pong."""

    type: Literal["ping"]
    data: Any = None


class VideoPongSent(Command):
    """Answers a ping of the server's; nothing comes of it."""

    type: Literal["pong"]


class GenerateVideo(Command):
    """Asks for a film, as `POST /api/video/generate` does."""

    type: Literal["generate"]
    prompt: InboundText = Field(min_length=1)
    aspect: Aspect = "16:9"
    seconds: float | None = Field(None, description="How long it shall be.")
    language: str = Field("", max_length=16, description="Of its words; by default the prompt's.")


class CancelVideo(Command):
    """Ends a job of this code that nobody wants any longer."""

    type: Literal["cancel"]
    taskId: int = Field(ge=1, le=TASK_IDS)  # noqa: N815


class RetryVideo(Command):
    """Tries a failed or cancelled job of this code once more, from its first unfinished stage."""

    type: Literal["retry"]
    taskId: int = Field(ge=1, le=TASK_IDS)  # noqa: N815


VideoCommand = VideoChat | VideoPing | VideoPongSent | GenerateVideo | CancelVideo | RetryVideo


class VideoConnected(EventFrame):
    """Comes first."""

    type: Literal["connected"] = "connected"
    data: str = CONNECTED


class VideoPong(EventFrame):
    """Answers `ping`."""

    type: Literal["pong"] = "pong"


class Extra(EventFrame):
    """What a message holds beside its content."""

    videoUrl: str | None = None  # noqa: N815
    imageUrl: str | None = None  # noqa: N815


class VideoText(RoomFrame):
    """What the chat answers."""

    type: Literal["text"] = "text"
    id: str
    content: str
    timestamp: int = Field(description="Milliseconds since 1970.")
    extra: Extra = Extra()
    status: str | None = Field(None, description="Where it is not whole: stopped, interrupted.")
    errorMessage: str | None = Field(None, description="Then, in words.")  # noqa: N815


class VideoProgress(RoomFrame):
    """How far a job is: one a stage, in order. The last has the film, or says why there is none.

    It is told from other frames by its `taskId` and `progress`.
    """

    type: Literal["system", "video", "error"]
    taskId: int  # noqa: N815
    progress: int = Field(description="Per cent of the whole.")
    stage: int = Field(description="1 to 6.")
    stageDesc: str  # noqa: N815
    estimatedRemainingTime: int = Field(description="In seconds.")  # noqa: N815
    videoUrl: str = ""  # noqa: N815
    errorMessage: str = ""  # noqa: N815
    id: str
    content: str
    timestamp: int = Field(description="Milliseconds since 1970.")
    extra: Extra = Extra()
    status: State


class VideoError(EventFrame):
    """A frame that was refused, or an answer that failed (then with `run` and `offset`)."""

    type: Literal["error"] = "error"
    id: str
    content: str
    errorMessage: str  # noqa: N815
    timestamp: int = Field(description="Milliseconds since 1970.")
    extra: Extra = Extra()
    code: str | None = None
    retryable: bool | None = None
    retry_after: int | None = Field(None, description="Seconds until it is worth trying again.")
    client_message_id: str | None = None
    offset: int | None = None
    run: str | None = None


class VideoStarted(RoomFrame):
    """With `?stream=progress`: something was said in the chat; its answer follows."""

    type: Literal["started"] = "started"
    content: str
    client_message_id: str | None = None


class VideoDelta(RoomFrame):
    """With `?stream=progress`: the next piece of an answer; `text` has all of it at the end."""

    type: Literal["delta"] = "delta"
    content: str


class JobProgress(RoomFrame):
    """With `?stream=progress`: how far a stage is, a few times a second."""

    type: Literal["job_progress"] = "job_progress"
    taskId: int  # noqa: N815
    progress: int
    stage: int
    stageDesc: str  # noqa: N815
    done: int = Field(description="Of `planned`, such as frames; both 0 where it is not known.")
    planned: int
    attempt: int
    estimatedRemainingTime: int  # noqa: N815


class JobTold(EventFrame):
    """A job as a page shows it; in `state.jobs`, newest first, and in `job` frames."""

    taskId: int  # noqa: N815
    prompt: str
    aspect: Aspect
    seconds: float
    status: State
    stage: int
    stageDesc: str  # noqa: N815
    progress: int
    place: int = Field(description="In the queue; 0: it does not wait.")
    attempt: int
    errorMessage: str  # noqa: N815
    estimatedRemainingTime: int | None = None  # noqa: N815
    client_message_id: str | None = None
    created: int = Field(description="Milliseconds since 1970, like the next two.")
    started: int | None = None
    ended: int | None = None
    bytes: int
    videoUrl: str  # noqa: N815
    imageUrl: str  # noqa: N815
    captionsUrl: str  # noqa: N815


class JobChanged(RoomFrame):
    """With `?stream=progress`: a job was asked for, begun, ended, or has another place."""

    type: Literal["job"] = "job"
    job: JobTold


_BY_TYPE: Mapping[str, type[VideoCommand]] = {
    "ping": VideoPing,
    "pong": VideoPongSent,
    "generate": GenerateVideo,
    "cancel": CancelVideo,
    "retry": RetryVideo,
}
#: What a message of the chat may call itself, if it does.
_CHAT = (None, "text", "chat")


def parse(sent: Mapping[str, Any]) -> VideoCommand:
    """Return the command that a frame is. Raises BadFrame."""
    wanted = sent.get("type")
    if wanted in _CHAT:
        content = sent.get("content")
        if content is None or (isinstance(content, str) and not content.replace("\0", "").strip()):
            raise InvalidField("content", EMPTY_CONTENT)
        return parsed(VideoChat, sent)
    command = _BY_TYPE.get(wanted) if isinstance(wanted, str) else None
    if command is None:
        raise UnknownType(wanted)
    return parsed(command, sent)
