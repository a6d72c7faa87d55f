"""The fold: what a run has said so far, from its log. Pure.

A snapshot tells all that came before it, so that a client needs only the newest. A frame stays
below the 768 kB that clients are promised: of a very long text snapshots have the beginning, and
further events lose their details. The whole text is stored, and `?stream=delta` tells it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from chatstream.assistant import frames
from realtime.entries import STARTED, TEXT, TEXT_ENDED, Entry

#: Bytes of JSON that a snapshot's text may fill: it stands in a completion four times, and events
#: and context twice.
TEXT_BYTES = 100_000
EVENTS_BYTES = 60_000
#: Of these, what is left to events without details.
_PLAIN_BYTES = 15_000
#: Characters of a message that its event repeats.
EVENT_CHARACTERS = 200


class Facts(NamedTuple):
    """Where a run answers, and whom."""

    conversation_id: str = ""
    user_id: str = ""
    room_id: str = ""
    query: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Facts":
        """Read them from the event that begins a run, or from the one that ends it."""
        return cls(*(str(data.get(name, "")) for name in cls._fields))


class Snapshot(NamedTuple):
    """What a run has said up to some place in the log. `begun` is where its open message begins."""

    facts: Facts
    agent: str = ""
    text: str = ""
    begun: int = 0
    at: int = 0
    messages: tuple[dict[str, Any], ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    context: dict[str, Any] = {}  # noqa: RUF012 (never changed)
    guardrails: tuple[dict[str, Any], ...] = ()
    text_bytes_left: int = TEXT_BYTES
    event_bytes_left: int = EVENTS_BYTES
    truncated: bool = False


def fold(known: Snapshot | None, entry: Entry) -> Snapshot:
    """Return the snapshot after an entry of the run; `known` is the one before it."""
    known = known or Snapshot(Facts())
    if not known.facts.room_id:  # it begins, or it ends and has never begun
        known = known._replace(facts=Facts.of(entry.data))
    known = known._replace(at=entry.data.get("at", known.at))
    step = _STEPS.get(entry.kind)
    return known if step is None else step(known, entry)


def folded(entries: Iterable[Entry]) -> Snapshot | None:
    """Return the snapshot after all that a run has said, None where it has said nothing."""
    known = None
    for entry in entries:
        known = fold(known, entry)
    return known


def event_id(entry: Entry) -> str:
    """Return the id of the event that an entry is."""
    return frames.frame_id(f"event {entry.run}", entry.offset)


def event_of(known: Snapshot, entry: Entry) -> dict[str, Any] | None:
    """Return the event that an entry has added to a snapshot, if it has."""
    newest = known.events[-1] if known.events else None
    return newest if newest is not None and newest["id"] == event_id(entry) else None


def _started(known: Snapshot, entry: Entry) -> Snapshot:
    return known._replace(agent=entry.data["agent"])


def _longer(known: Snapshot, entry: Entry) -> Snapshot:
    text = entry.data["text"]
    fitting = _fitting(text, 0 if known.truncated else known.text_bytes_left)
    return known._replace(
        text=known.text + fitting,
        text_bytes_left=known.text_bytes_left - _json_bytes(fitting),
        truncated=known.truncated or len(fitting) < len(text),
    )


def _message_ended(known: Snapshot, entry: Entry) -> Snapshot:
    said = known.text[known.begun :]
    if not said:
        return known
    message = {"content": said, "agent": known.agent}
    known = known._replace(messages=(*known.messages, message), begun=len(known.text))
    return _with_event(known, entry, "message", _beginning(said), None)


def _handed_off(known: Snapshot, entry: Entry) -> Snapshot:
    source, target = entry.data["source"], entry.data["target"]
    details = {"source_agent": source, "target_agent": target}
    known = _with_event(known, entry, "handoff", f"{source} -> {target}", details, agent=source)
    return known._replace(agent=target)


def _tool_called(known: Snapshot, entry: Entry) -> Snapshot:
    data = entry.data
    details = {"tool_args": data["arguments"], "call_id": data["call_id"]}
    return _with_event(known, entry, "tool_call", data["tool"], details)


def _tool_returned(known: Snapshot, entry: Entry) -> Snapshot:
    data = entry.data
    details = {name: data[name] for name in ("tool", "call_id", "ok")}
    details["tool_result"] = _parsed(data["result"])
    return _with_event(known, entry, "tool_output", data["result"], details)


def _guardrail_tripped(known: Snapshot, entry: Entry) -> Snapshot:
    item = {**entry.data["guardrail"], "id": event_id(entry), "timestamp": known.at}
    return known._replace(guardrails=(*known.guardrails, item))


def _in_context(known: Snapshot, entry: Entry) -> Snapshot:
    context = entry.data["context"]
    known = known._replace(context=context)
    if entry.data["changed"] is None:
        return known
    changes = {name: context.get(name) for name in entry.data["changed"]}
    return _with_event(known, entry, "context_update", "", {"changes": changes})


def _with_event(
    known: Snapshot,
    entry: Entry,
    type_: str,
    content: str,
    metadata: dict[str, Any] | None,
    *,
    agent: str = "",
) -> Snapshot:
    event = {
        "id": event_id(entry),
        "type": type_,
        "agent": agent or known.agent,
        "content": content,
        "metadata": metadata,
        "timestamp": known.at,
    }
    left = known.event_bytes_left
    if len(orjson.dumps(event)) > left - _PLAIN_BYTES:
        event |= {"content": _beginning(content), "metadata": None}
    size = len(orjson.dumps(event))
    if size > left:
        return known
    return known._replace(events=(*known.events, event), event_bytes_left=left - size)


def _beginning(text: str) -> str:
    return text if len(text) <= EVENT_CHARACTERS else text[: EVENT_CHARACTERS - 1] + "…"


def _parsed(result: str) -> Any:
    try:
        return orjson.loads(result)
    except orjson.JSONDecodeError:
        return result


def _json_bytes(text: str) -> int:
    return len(orjson.dumps(text)) - 2


def _fitting(text: str, left: int) -> str:
    """Return as much of a text's beginning as fits into so many bytes of JSON."""
    if _json_bytes(text) <= left:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if _json_bytes(text[:middle]) <= left:
            fits = middle
        else:
            too_long = middle
    return text[:fits]


_STEPS: Mapping[str, Callable[[Snapshot, Entry], Snapshot]] = {
    STARTED: _started,
    TEXT: _longer,
    TEXT_ENDED: _message_ended,
    frames.MESSAGE_ENDED: _message_ended,
    frames.HANDED_OFF: _handed_off,
    frames.TOOL_CALLED: _tool_called,
    frames.TOOL_RETURNED: _tool_returned,
    frames.GUARDRAIL_TRIPPED: _guardrail_tripped,
    frames.CONTEXT_TOLD: _in_context,
}
