"""How the log, and errors, are worded: as the real page has it, and for `?stream=progress`.

Addresses of files are absolute: players of pages on other servers load them. So there is a
rendering for each address under which this server is asked for.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from secrets import token_hex
from typing import Any, Final

from realtime.entries import STARTED, TEXT, Entry
from realtime.errors import InvalidField, NotAnObject, NotJson, RealtimeError, UnknownType
from realtime.frames import EventFrame
from realtime.rendering import Rendering
from realtime.states import ENDINGS, RunState
from video.frames import (
    EMPTY_CONTENT,
    NOT_WHOLE,
    JobChanged,
    JobProgress,
    JobTold,
    VideoDelta,
    VideoError,
    VideoProgress,
    VideoStarted,
    VideoText,
)
from video.frames import Extra as FrameExtra
from video.links import CAPTIONS, FILM, THUMBNAIL, file_address
from video.notices import ENDED, JOB, PROGRESS, STAGE
from video.stages import words_of
from video.states import JobState

#: The value of `?stream=` that asks for finer frames.
STREAM: Final = "progress"

_TYPES = {JobState.COMPLETED: "video", JobState.FAILED: "error", JobState.CANCELLED: "error"}


class Plain(Rendering):
    """The documented frames: one a stage, one for a job's end, the chat's whole answers."""

    def __init__(self, base: str) -> None:
        self.base = base

    def frames(self, entry: Entry, known: Any) -> Iterator[EventFrame]:
        if entry.kind == STAGE:
            yield _stage(entry)
        elif entry.kind == ENDED:
            yield ended(entry, self.base)
        elif entry.kind in ENDINGS:
            yield _answer(entry)


class Finer(Rendering):
    """What a page shows that lives along: one frame an entry."""

    def __init__(self, base: str) -> None:
        self.base = base

    def frames(self, entry: Entry, known: Any) -> Iterator[EventFrame]:
        place: dict[str, Any] = {"offset": entry.offset, "run": entry.run}
        match entry.kind:
            case kind if kind in (JOB, ENDED):
                yield JobChanged(job=job_worded(entry.data["job"], self.base), **place)
            case kind if kind in (STAGE, PROGRESS):
                yield _finer_progress(entry)
            case kind if kind == STARTED:
                yield VideoStarted(**entry.data, **place)
            case kind if kind == TEXT:
                yield VideoDelta(content=entry.data["text"], **place)
            case kind if kind in ENDINGS:
                yield _answer(entry)


@lru_cache(maxsize=64)
def renderings(base: str) -> dict[str, Rendering]:
    """Return the renderings of a server at this address, `http://host:port`: always the same."""
    return {"": Plain(base), STREAM: Finer(base)}


def _id(entry: Entry) -> str:
    return f"{entry.room}-{entry.offset}"


def _now() -> int:
    return round(time.time() * 1000)


def _stage(entry: Entry) -> VideoProgress:
    told = entry.data
    return VideoProgress(
        type="system",
        taskId=told["task"],
        progress=told["progress"],
        stage=told["stage"],
        stageDesc=told["words"],
        estimatedRemainingTime=told["remaining"],
        id=_id(entry),
        content=told["words"],
        timestamp=told["at"],
        status="running",
        offset=entry.offset,
    )


def ended(entry: Entry, base: str) -> VideoProgress:
    """Word a job's end: the film's address, or why there is none."""
    told = entry.data["job"]
    job = job_worded(told, base)
    content = job.videoUrl or job.errorMessage
    return VideoProgress.model_validate(
        {
            **progress_told(told, base),
            "type": _TYPES[JobState(told["state"])],
            "id": _id(entry),
            "content": content,
            "timestamp": told["ended"] or _now(),
            "extra": FrameExtra(videoUrl=job.videoUrl or None, imageUrl=job.imageUrl or None),
            "offset": entry.offset,
        }
    )


def progress_told(told: Mapping[str, Any], base: str) -> dict[str, Any]:
    """Return the progress object of a job, as the document's client polls it."""
    job = job_worded(told, base)
    return {
        "taskId": job.taskId,
        "progress": job.progress,
        "stage": job.stage,
        "stageDesc": job.stageDesc,
        "estimatedRemainingTime": job.estimatedRemainingTime or 0,
        "videoUrl": job.videoUrl,
        "errorMessage": job.errorMessage if told["state"] in _TYPES else "",
        "status": job.status,
    }


def job_worded(told: Mapping[str, Any], base: str) -> JobTold:
    """Word a job, with addresses of its files that are good for a while."""
    same = ("prompt", "aspect", "seconds", "stage", "progress", "place", "attempt", "bytes")
    more = ("client_message_id", "created", "started", "ended")
    address = {
        name: file_address(base, told["task"], name) if name in told["files"] else ""
        for name in (FILM, THUMBNAIL, CAPTIONS)
    }
    return JobTold.model_validate(
        {
            **{name: told[name] for name in (*same, *more)},
            "taskId": told["task"],
            "status": told["state"],
            "stageDesc": words_of(told["stage"]),
            "errorMessage": told["error"],
            "estimatedRemainingTime": told.get("remaining"),
            "videoUrl": address[FILM],
            "imageUrl": address[THUMBNAIL],
            "captionsUrl": address[CAPTIONS],
        }
    )


def _finer_progress(entry: Entry) -> JobProgress:
    told = entry.data
    return JobProgress(
        taskId=told["task"],
        progress=told["progress"],
        stage=told["stage"],
        stageDesc=told["words"],
        done=told["done"],
        planned=told["planned"],
        attempt=told["attempt"],
        estimatedRemainingTime=told["remaining"],
        offset=entry.offset,
    )


def _answer(entry: Entry) -> EventFrame:
    """Word the end of an answer of the chat."""
    place: dict[str, Any] = {"offset": entry.offset, "run": entry.run}
    told = entry.data.get("message", {})
    at = told.get("at") or _now()
    if entry.kind == RunState.FAILED:
        return _error(failure_text(entry.data["reason"]), entry.kind, at=at, **place)
    status = None if entry.kind == RunState.COMPLETED else entry.kind
    return VideoText(
        id=_id(entry),
        content=told.get("text", ""),
        timestamp=at,
        status=status,
        errorMessage=NOT_WHOLE.get(entry.kind),
        **place,
    )


def failure_text(reason: str) -> str:
    """Word why something could not be done, as all clients are told."""
    return f"处理出错: {reason}"


def render_error(error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
    """Word an error that answers one frame, to its sender alone."""
    message_id = sent.get("client_message_id")
    yield _error(
        error_text(error),
        error.code,
        retryable=error.retryable,
        retry_after=error.retry_after,
        client_message_id=message_id if isinstance(message_id, str) else None,
    )


def _error(text: str, code: str, at: int | None = None, **more: Any) -> VideoError:
    return VideoError(
        id=token_hex(8), content=text, errorMessage=text, timestamp=at or _now(), code=code, **more
    )


def error_text(error: RealtimeError) -> str:
    """Word an error for a person."""
    if isinstance(error, NotJson | NotAnObject):
        return "消息格式错误，必须是JSON对象"
    if isinstance(error, UnknownType):
        return f"不支持的消息类型: {str(error.type)[:1000]}"
    if isinstance(error, InvalidField) and error.text == EMPTY_CONTENT:
        return error.text
    return failure_text(error.text)
