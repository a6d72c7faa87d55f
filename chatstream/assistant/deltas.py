"""The finer frames, `?stream=delta`: text as it is written, each event once. Pure."""

from collections.abc import Iterator
from typing import Any

from chatstream.assistant import folding, frames, snapshots
from chatstream.assistant.folding import Snapshot, event_id, event_of
from chatstream.assistant.frames import AiDelta, AiEnded, AiEvent, AiStarted, PresenceTold
from chatstream.assistant.snapshots import envelope
from realtime.entries import PRESENCE, STARTED, TEXT, Entry
from realtime.frames import EventFrame
from realtime.rendering import Rendering
from realtime.states import RunState

#: A delta's frame is 71 bytes beside its text: text goes once there is more of it than that, or
#: after so many seconds, for models that are slow.
LEAST_CHARACTERS, MOST_SECONDS = 90, 0.4


class Deltas(Rendering):
    """Tells each thing once; a client puts it together."""

    paced = True
    remembers = True

    def wait(self, told: int, waiting: int, seconds: float) -> float:
        return 0.0 if waiting >= LEAST_CHARACTERS else MOST_SECONDS - seconds

    def fold(self, known: Snapshot | None, entry: Entry) -> Snapshot:
        """Remember what was told only as far as what follows needs it."""
        if known is not None:
            known = known._replace(
                messages=(),
                events=(),
                text_bytes_left=folding.TEXT_BYTES,
                event_bytes_left=folding.EVENTS_BYTES,
            )
        if entry.kind == TEXT:
            entry = entry._replace(data={"text": "…"})  # that a message is open is enough
        return folding.fold(known, entry)

    def frames(self, entry: Entry, known: Snapshot | None) -> Iterator[EventFrame]:
        if entry.kind == PRESENCE:
            yield PresenceTold(offset=entry.offset, **entry.data)
        elif known is None:
            yield from snapshots.told_to_all(entry)
        elif entry.kind == TEXT:
            yield AiDelta(content=entry.data["text"], offset=entry.offset, run=entry.run)
        else:
            yield from _worded(entry, known)


def _worded(entry: Entry, known: Snapshot) -> Iterator[EventFrame]:
    place = envelope(entry, known)
    match entry.kind:
        case kind if kind == STARTED:
            yield AiStarted(content=_beginning(known), **place)
        case RunState.COMPLETED | RunState.STOPPED:
            stopped = entry.kind == RunState.STOPPED
            ended = {"message": frames.DONE, "is_finished": True, "stopped": stopped}
            yield AiEnded(content=ended, **place)
        case RunState.FAILED | RunState.INTERRUPTED:
            yield snapshots.failed(entry, known)
        case _ if (event := _event(entry, known)) is not None:
            yield AiEvent(content=event, **place)


def _beginning(known: Snapshot) -> dict[str, Any]:
    return {
        "conversation_id": known.facts.conversation_id,
        "current_agent": known.agent,
        "query": known.facts.query,
    }


def _event(entry: Entry, known: Snapshot) -> dict[str, Any] | None:
    """Return what a client is told beside the text, None where there is nothing to tell."""
    if (event := event_of(known, entry)) is not None:
        return {**event, "content": ""} if event["type"] == "message" else event
    about: dict[str, Any] = {"agent": known.agent, "content": "", "timestamp": known.at}
    match entry.kind:
        case frames.GUARDRAIL_TRIPPED:
            item = known.guardrails[-1]
            return {"id": item["id"], "type": "guardrail", "metadata": item, **about}
        case frames.CONTEXT_TOLD:
            return {"id": event_id(entry), "type": "context", "metadata": known.context, **about}
        case _:
            return None
