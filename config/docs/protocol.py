"""docs/protocol/: what goes over the sockets, from the classes that encode and decode it."""

from collections.abc import Callable, Iterable

import chatstream.frames
from chatstream.frames import render, render_error
from config.docs.examples import ANSWER, FAILED, STOPPED, example_of
from config.docs.frames import SHARED, TYPEWRITER, Dialect
from config.docs.markdown import code, described, page, table, type_in_words
from config.docs.schema import WireSchema, wire_mode
from realtime.entries import Entry
from realtime.errors import (
    BadFrame,
    BudgetSpent,
    FrameTooBig,
    InternalError,
    InvalidField,
    NotAnObject,
    NotJson,
    QueueFull,
    RealtimeError,
    StorageBusy,
    TooMany,
)
from realtime.frames import Command, EventFrame, RoomFrame

_Frame = type[Command] | type[EventFrame]
Renderer = Callable[[Entry], Iterable[EventFrame]]

_SHARED_INTRO = """\
Every service speaks its own dialect, made of flat JSON objects in text frames. These frames are
the same in all of them. Nobody has to use them: a client that asks for none gets the documented
conversation of its service and nothing else. [How to write a client](../clients.md) shows them in
use; [schema.json](schema.json) holds every frame as JSON Schema."""

_ASKED = (
    (
        "`?since=<offset>&epoch=<epoch>` in the URL; `since=0` who has never been here",
        "`resumed`, then what was missed, or `state`; then live frames of the whole room",
    ),
    ('`"client_message_id"` in a command', "`accepted`, to the asker only"),
    ('`{"type":"stop"}`', "the run ends, in the dialect's words, for all who hear it"),
    ('`{"type":"auth","ticket":"…"}`', "`auth_success`"),
    (
        "`?stream=delta` in [the assistant's](assistant.md) URL",
        "each thing once, instead of snapshots",
    ),
    (
        "`?stream=progress` in [the video service's](video.md) URL",
        "jobs whole, and how far they are",
    ),
)

_PLAIN = """\
A plain socket, one without `since`, hears the runs that begin after it has connected. A command
that finds its room's run watched by nobody stops that run and starts at once; otherwise it waits
its turn."""

_TYPEWRITER_INTRO = """\
`ws://HOST:PORT/ws/chat/{user_id}`: a question in, an answer out as it is written. The user id is
all that follows `/ws/chat/`, slashes too, percent-decoded, up to 255 characters. All sockets of a
user hear the same answers. One answer of a user is written at a time, further questions wait.

Nothing is said on connect. Besides these frames there are [the shared ones](frames.md). Every
frame here may gain keys; a client ignores those that it does not know.

`POST /chat` with `{"user_id": "…", "query": "…"}` asks the same without a socket and answers
`{"response": "…"}` when the answer is complete."""


def frames_page() -> str:
    """Return the page of the frames that all dialects share."""
    everywhere = [
        table(("ask", "answer"), _ASKED),
        _PLAIN,
        "## In every command\n\n" + _fields(Command),
        "## In every frame of a run\n\n" + _fields(RoomFrame),
    ]
    return page("Frames of every service", _SHARED_INTRO, *everywhere, *sections(SHARED))


def typewriter_page() -> str:
    """Return the page of the typewriter chat."""
    ends = [
        "## An answer, frame by frame",
        "What the log of such an answer becomes on the wire. Text arrives in as many `chunk`s "
        "as it happens to; their concatenation is the answer. The final one is empty.",
        rendered(ANSWER),
        "A stopped answer ends so, and keeps the text that it had:",
        rendered(STOPPED),
        "One that failed, or that a restart interrupted, ends so; without text before it there "
        "is no final chunk, and no `completed` follows:",
        rendered(FAILED),
    ]
    return page(
        "The typewriter chat",
        _TYPEWRITER_INTRO,
        *ends,
        *sections(TYPEWRITER),
        *_typewriter_errors(),
    )


def rendered(entries: Iterable[Entry], render: Renderer = render) -> str:
    """Return entries of the log as the frames that say them."""
    frames = [frame.encoded() for entry in entries for frame in render(entry)]
    return code("\n".join(frames), "json")


def _typewriter_errors() -> list[str]:
    answered = {
        "no `query`, or an empty one": InvalidField("query", chatstream.frames.EMPTY_QUERY),
        "a `query` that is a list or an object": _refusal_of([]),
        "not JSON": NotJson(),
        "JSON, but no object": NotAnObject(),
        "more bytes than `MAX_FRAME_BYTES`; the connection is closed then": FrameTooBig(262_144),
        "more frames than `MESSAGE_LIMIT`; the connection is closed then": TooMany("messages", 3),
        "too many questions wait": QueueFull(),
        "the day's tokens are spent": BudgetSpent(3600),
        "the database is away or locked": StorageBusy(),
    }
    rows = [(when, _content(error), f"`{error.code}`") for when, error in answered.items()]
    internal = InternalError()
    content = _content(internal).replace(internal.id, "‹id›")
    rows.append(("anything that nobody foresaw", content, f"`{internal.code}`"))
    return [
        "## Errors",
        "They answer the sender alone; the connection stays open unless the table says so. "
        "[All codes](../errors.md).",
        table(("when", "`content`", "`code`"), rows),
    ]


def _refusal_of(query: object) -> RealtimeError:
    try:
        chatstream.frames.parse({"query": query})
    except BadFrame as error:
        return error
    raise AssertionError("such a query is refused")


def _content(error: RealtimeError) -> str:
    (frame,) = render_error(error, {})
    return f"`{frame.model_dump()['content']}`"


def sections(dialect: Dialect) -> list[str]:
    """Tell of all frames of a dialect, with an example of each."""
    return [
        "## From the client",
        *(_section(frame, Command) for frame in dialect.commands),
        "## From the server",
        *events(dialect),
    ]


def events(dialect: Dialect) -> list[str]:
    """Tell of the frames that a dialect's server sends."""
    return [_section(frame, RoomFrame) for frame in [*dialect.events, *dialect.parts]]


def _section(frame: _Frame, base: _Frame) -> str:
    parts = [f"### {frame.__name__}", described(frame), _fields(frame, base)]
    return "\n\n".join([*parts, code(example_of(frame), "json")])


def _fields(frame: _Frame, base: _Frame | None = None) -> str:
    """Tell a frame's fields; those of a base that has its own section are not repeated."""
    schema = frame.model_json_schema(schema_generator=WireSchema, mode=wire_mode(frame))
    known = base.model_fields if base is not None and issubclass(frame, base) else {}
    required = schema.get("required", [])
    rows = [
        (
            f"`{name}`",
            type_in_words(field),
            "yes" if name in required else "no",
            field.get("description", ""),
        )
        for name, field in schema["properties"].items()
        if name not in known
    ]
    always = "always sent" if issubclass(frame, EventFrame) else "needed"
    return table(("field", "type", always, "what it says"), rows)
