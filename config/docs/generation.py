"""docs/protocol/generation.md: code generation's frames, rendered and answered by its own code."""

from codegen import frames
from codegen.errors import Conflict
from config.docs.examples import STOPPED_TURN, TURN
from config.docs.frames import GENERATION
from config.docs.markdown import page, table
from config.docs.protocol import rendered, sections
from realtime.errors import (
    FrameTooBig,
    InvalidField,
    NotAnObject,
    NotJson,
    QueueFull,
    RealtimeError,
    UnknownType,
)

_INTRO = """\
`ws://HOST:PORT/ws/{project_id}`: a request in words in, all files of the project out. The project
id is any string of up to 255 characters: all that follows `/ws/`, slashes too, percent-decoded,
except for what another service has (`/ws/chat/…`). One generation of a project runs at a time.

The server speaks first: `status` connected, a `warning` where no model key is configured, and
`project_info` where the project has files. A socket that comes with `?since=` gets
[`resumed` and, perhaps, `state`](frames.md) instead. A plain socket hears only of the generations
that it has asked for itself, and of versions that were restored; one that resumes hears the whole
project.

[Projects and versions](../codegen.md) tells what a version is, and of the same over HTTP."""


def generation_page() -> str:
    """Return the page of code generation."""
    turns = [
        "## A turn, frame by frame",
        "What the log of a turn becomes on the wire. `files` is the whole project, whatever has "
        "changed. A frame stays below 768 kB: once it would be full, the remaining files carry "
        "an empty `content` beside their `bytes`, and a client asks for them with `get_file`.",
        rendered(TURN, frames.render),
        "One that failed, was stopped, or that a restart interrupted, ends so; the project stays "
        "as it was:",
        rendered(STOPPED_TURN, frames.render),
    ]
    return page("Code generation", _INTRO, *turns, *sections(GENERATION), *_errors())


def _errors() -> list[str]:
    answered: dict[str, tuple[RealtimeError, dict[str, object]]] = {
        "a `chat` without `content`, or with an empty one": (InvalidField("content"), _chat("")),
        "a `chat` whose `content` is no string; `status` processing comes first": (
            _refusal_of(5),
            _chat(5),
        ),
        "another `type`": (UnknownType("zzz"), {"type": "zzz"}),
        "not JSON": (NotJson(), {}),
        "JSON, but no object": (NotAnObject(), {}),
        "more bytes than `MAX_FRAME_BYTES`; the connection is closed then": (
            FrameTooBig(262_144),
            {},
        ),
        "too many requests wait": (QueueFull(), _chat("x")),
    }
    rows = [(when, *_worded(*answer)) for when, answer in answered.items()]
    missing = frames.no_such_file("none.py")
    rows.append(("`get_file` for what is no file", f"`{missing.message}`", f"`{missing.code}`"))
    conflict = frames.failure_text(Conflict(1, 2).text)
    rows.append(("a `base` that is not the newest version", f"`{conflict}`", "`failed`"))
    return [
        "## Errors",
        "They answer the sender alone; the connection stays open unless the table says so. "
        "[All codes](../errors.md).",
        table(("when", "`message`", "`code`"), rows),
    ]


def _chat(content: object) -> dict[str, object]:
    return {"type": "chat", "content": content}


def _refusal_of(content: object) -> RealtimeError:
    try:
        frames.parse(_chat(content))
    except RealtimeError as error:
        return error
    raise AssertionError("such a content is refused")


def _worded(error: RealtimeError, sent: dict[str, object]) -> tuple[str, str]:
    *_, frame = frames.render_error(error, sent)
    told = frame.model_dump()
    return f"`{told['message']}`", f"`{told['code']}`"
