"""docs/protocol/video.md: the video service's frames, rendered and answered by its own code."""

from collections.abc import Iterable

from config.docs.frames import VIDEO
from config.docs.markdown import code, page, table
from config.docs.protocol import sections
from config.docs.video_examples import FAILED, FINISHED, SAID, STAGES
from realtime.entries import Entry
from realtime.errors import (
    FrameTooBig,
    InvalidField,
    NotJson,
    QueueFull,
    RealtimeError,
    StorageBusy,
    UnknownType,
)
from realtime.rendering import Rendering
from video import frames, renderings
from video.errors import NoSuchJob, WrongState
from video.states import JobState, check_retry

_BASE = "http://127.0.0.1:8000"

_INTRO = """\
`ws://HOST:PORT/api/ws/video-generation?code={userCode}`: what becomes of the films that were asked
for under a code, and a chat that can ask for one. The code is `user_`, milliseconds, `_`, and 8
characters of base 36, made and kept by the browser; without one the handshake is refused. Films are
asked for, watched and cancelled over HTTP as well ([how](../video.md#over-http)).

A job is told by one frame a stage, in order, the last of which has the film or says why there is
none. The first comes no sooner than half a second after the job was asked for. A socket that
comes with `?since=` gets [`resumed` and, perhaps, `state`](frames.md) instead of `connected`; the
state holds `code`, `jobs` (as `job` frames have them, newest first), `messages` and a running
answer's text so far.

With `?stream=progress` a socket hears other frames in the place of these: `job` for each change of
a job, `job_progress` several times a second, and the chat as it is written."""


def video_page() -> str:
    """Return the page."""
    told = [
        "## A job, frame by frame",
        "What the log of a job becomes on the wire. A stage is told once, however many attempts "
        "it takes:",
        _worded(STAGES, ""),
        code(FINISHED.encoded(), "json"),
        "One that failed or was cancelled ends so:",
        code(FAILED.encoded(), "json"),
        "What was said in the chat is answered as a whole; with `?stream=progress` as it is "
        "written:",
        _worded(SAID, ""),
        _worded(SAID, renderings.STREAM),
        "An answer that was stopped, or that a restart interrupted, is a `text` with what there "
        "was, its `status` and an `errorMessage`; one that failed is an `error` with `run`.",
    ]
    return page("Video generation", _INTRO, *told, *sections(VIDEO), *_errors())


def _worded(entries: Iterable[Entry], stream: str) -> str:
    words: Rendering = renderings.renderings(_BASE)[stream]
    said = [frame.encoded() for entry in entries for frame in words.frames(entry, None)]
    return code("\n".join(said), "json")


def _errors() -> list[str]:
    answered: dict[str, RealtimeError] = {
        "no `content`, or an empty one": InvalidField("content", frames.EMPTY_CONTENT),
        "another `type`": UnknownType("zzz"),
        "not JSON, or no object": NotJson(),
        "a job that is not there, or another code's": NoSuchJob(),
        "a job that cannot be tried again": _not_again(),
        "too much was said, and waits": QueueFull(),
        "more bytes than `MAX_FRAME_BYTES`; the connection is closed then": FrameTooBig(262_144),
        "the database is away or locked": StorageBusy(),
    }
    rows = [
        (when, f"`{renderings.error_text(error)}`", f"`{error.code}`")
        for when, error in answered.items()
    ]
    return [
        "## Errors",
        "They answer the sender alone, `content` and `errorMessage` being the same; the connection "
        "stays open unless the table says so. [All codes](../errors.md).",
        table(("when", "`content`", "`code`"), rows),
    ]


def _not_again() -> RealtimeError:
    try:
        check_retry(JobState.COMPLETED)
    except WrongState as error:
        return error
    raise AssertionError("a job that has its film is not tried again")
