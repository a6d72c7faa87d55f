"""docs/protocol/generation.md: code generation's frames, rendered and answered by its own code."""

from codegen import frames, live
from codegen.errors import Conflict
from config.docs.examples import STOPPED_TURN, TURN, TURN_LIVE
from config.docs.frames import GENERATION, GENERATION_FILES
from config.docs.markdown import page, table
from config.docs.protocol import events, rendered, sections
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


_FILES = """\
## Files as they are written: `?stream=files`

A socket that asks so hears, besides all of the above, what the model says and writes while it does,
and who is there. These frames are in the room's log like the others: after a cut they are resumed,
merged into fewer. Nothing is a version before `code_generated`, whose `files` are the truth; a turn
that ends otherwise leaves none of it.

- `file_started` sets what is shown of a file to nothing, each `file_delta` adds to it, and a
  `content` in `file_ended` takes its place. A field that is null is left out.
- All of a turn's `text` together is what `code_generated` has as `message`, which is cut to its
  first 10,000 characters.
- A call whose path no file can have is not told of, nor are calls that name no file.
- A model that writes fenced blocks instead of calling tools is heard as `text`, blocks and all; its
  files are told when that has ended.
- The `state` has `people`, and in its `run`, as far as one frame holds them, `said` and `working`:
  the files touched so far, `[{"path", "action", "content", "open", "ok", "reason"}]`. `content` is
  null where it is not known; `ok` and `reason` say what came of a file that is no longer `open`.
  What does not fit follows in frames.
- Only sockets that ask so are counted as people. They have the names of their tickets or sessions;
  where access is open, the one in `?name=`, or `guest`."""


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
    finer = [_FILES, rendered(TURN_LIVE, live.render), *events(GENERATION_FILES)]
    return page("Code generation", _INTRO, *turns, *sections(GENERATION), *finer, *_errors())


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
