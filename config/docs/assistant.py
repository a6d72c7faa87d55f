"""docs/protocol/assistant.md: the assistant's frames, rendered and answered by its own code."""

import re
from collections.abc import Iterable

import orjson

from chatstream.assistant import parsing
from chatstream.assistant.deltas import LEAST_CHARACTERS, Deltas
from chatstream.assistant.deltas import MOST_SECONDS as DELTA_SECONDS
from chatstream.assistant.snapshots import LEAST_PART, LEAST_SECONDS, MOST_SECONDS, Snapshots
from config.docs.examples import AGENTS, MADE_AT, REPLY
from config.docs.frames import ASSISTANT
from config.docs.markdown import code, page, table
from config.docs.protocol import sections
from realtime.entries import Entry
from realtime.errors import (
    BadFrame,
    InternalError,
    NotAnObject,
    NotJson,
    QueueFull,
    RealtimeError,
)
from realtime.rendering import Rendering

_INTRO = """\
`ws://HOST:PORT/ws?user_id=…&username=…&room_id=…`: a question in, an answer out, by whichever of
several agents it takes. `user_id` is any string of up to 255 characters; without it the handshake
is refused. Who names no `room_id` is in a room of their own, `user_<id>_room`, with all their
tabs; nobody else gets in there. Any other `room_id` is a room that is shared by all who name it:
each hears what the others are answered. One answer of a room is written at a time.

Every frame of the server has the same envelope; what stands in its `content` is told below. A
client that comes with `?since=` gets [`resumed` and, perhaps, `state`](frames.md) instead of
`connect`.

Where tickets are required, one for the room is shown as `?token=` or `?ticket=`, or as
[clients.md](../clients.md#tickets) has it. In a shared room `user_id` is the ticket's holder."""

_STATE = """\
The `state` of this service holds `user_id`, `room_id`, `conversation_id`; `messages`, each
`{id, role, text, truncated, run, user_id, status, error, created_at, details}`, where an answer's
`details` have what was done beside its text, the log being pruned or not: `agent`, `parts` as
`{agent, characters}`, the newest `events`, `guardrails`; `run`, the running one as
`{run, query, user_id, response, truncated}` with its snapshot so far, or null; `queue`, those that
wait; `context` and `agents` as in a snapshot; `people` and `total` as in `presence`; `model`."""

_PACING = f"""\
Each event is a snapshot of the whole answer so far, and so is the text as it grows: the first text
at once, then when {LEAST_SECONDS * 1000:.0f} ms have passed and it has grown by 1/{LEAST_PART}, or
when {MOST_SECONDS:.0f} s has passed. A slow reader gets fewer of them and loses nothing: each holds
all that came before. Of a text whose JSON is longer than 100 kB snapshots have the beginning, and
say so in `metadata.truncated`; the whole of it is stored, and told as deltas."""

_DELTAS = f"""\
`&stream=delta` tells each thing once, in few bytes. Text comes in `ai_delta` frames without the
envelope: the first at once, then whenever {LEAST_CHARACTERS} characters wait, or after
{DELTA_SECONDS:.1f} s, and before each event all that waits. A client puts an answer together so:
text is the current agent's; a `handoff` event names the next one; a `message` event ends a
message, whose text is all since the one before. Such a client also hears who is in the room."""

_HTTP = """\
## Over HTTP

`POST /broadcast` sends to a room (`room_id`), to a user's own room (`user_id`), or to all in which
somebody is: `message_type`, `content`, in the query or as a JSON object, where `content` may be
any JSON. All who are there get the envelope with that `type` and `content`, from `system`, and so
does who comes back later with `?since=`. It answers
`{"status": "success", "message": "消息发送成功", "sent_count": 3, "message_id": "…"}`; the count is
of the sockets that are known to be there. What is wrong is answered with 400, and so is a type
that one of the server's own frames has. Where tickets are required only a signed-in member of
staff may; where access is open anybody may, but a page of another origin only with a JSON body,
which browsers let no form send.

`GET /` answers programs with `{"service", "version", "status", "websocket_endpoint",
"connections", "rooms"}`, `GET /status` with `active_connections`, `total_rooms`,
`heartbeat_interval`, `connection_timeout`, `service_uptime` and more, over all processes."""


def assistant_page() -> str:
    """Return the page of the assistant."""
    answers = [
        "## An answer, snapshot by snapshot",
        _PACING,
        _told(Snapshots("Triage Agent", AGENTS), REPLY),
        "## The same as deltas",
        _DELTAS,
        _told(Deltas(), REPLY),
    ]
    return page("The assistant", _INTRO, _STATE, *answers, _HTTP, *sections(ASSISTANT), *_errors())


def _told(rendering: Rendering, entries: Iterable[Entry]) -> str:
    """Return what a log becomes; the time at which a page is made is not its reader's business."""
    lines, known = [], None
    for entry in entries:
        known = rendering.fold(known, entry)
        lines += [frame.encoded() for frame in rendering.frames(entry, known)]
    return code(
        re.sub(r'"timestamp":"[^"]+"', f'"timestamp":"{MADE_AT}"', "\n".join(lines)), "json"
    )


def _errors() -> list[str]:
    refused = {
        "another `type`": '{"type":"zzz"}',
        "no `type`, or an array": "{}",
        "a `chat` without `content`": '{"type":"chat"}',
        "a `chat` whose `content` is null": '{"type":"chat","content":null}',
        "a `timestamp` that is no ISO time": '{"type":"chat","content":"","timestamp":"x"}',
        "a field of the wrong type": '{"type":"chat","content":7}',
    }
    answered: dict[str, RealtimeError] = {when: _refusal(text) for when, text in refused.items()}
    answered |= {
        "a number, a string or null": NotAnObject(7),
        "not JSON": NotJson(),
        "too many questions wait": QueueFull(),
    }
    rows: list[tuple[str, ...]] = [(when, *_worded(error)) for when, error in answered.items()]
    internal = InternalError()
    words = [word.replace(internal.id, "‹id›") for word in _worded(internal)]
    rows.append(("anything that nobody foresaw", *words))
    return [
        "## Errors",
        "They answer the sender alone, and the connection stays open. `code` is that of "
        "[all services](../errors.md).",
        table(("when", "`error_code`", "`error_message`", "`code`"), rows),
    ]


def _refusal(text: str) -> RealtimeError:
    try:
        parsing.parse(orjson.loads(text))
    except BadFrame as error:
        return error
    raise AssertionError("such a frame is refused")


def _worded(error: RealtimeError) -> tuple[str, str, str]:
    (frame,) = parsing.render_error(error, {}, connection_id="", user_id="", room_id="")
    told = frame.model_dump()
    content = told["content"]
    return f"`{content['error_code']}`", f"`{content['error_message']}`", f"`{told['code']}`"
