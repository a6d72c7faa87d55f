"""The documented dialect: all that a run has said so far, again and again. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chatstream.assistant import folding, frames
from chatstream.assistant.folding import Snapshot, event_of
from chatstream.assistant.frames import AiCompletion, AiError, AiResponse, ChatResponse
from realtime.entries import TEXT_ENDED, Entry
from realtime.frames import EventFrame
from realtime.rendering import Rendering
from realtime.states import RunState

#: Between two snapshots of a growing text: at least so many seconds and so small a part of the text
#: (1/32), or so many seconds.
LEAST_SECONDS, LEAST_PART, MOST_SECONDS = 0.05, 32, 1.0


class Snapshots(Rendering):
    """Each event is a snapshot at once, the text as it grows is one now and then."""

    paced = True
    remembers = True

    def __init__(self, first_agent: str, agents: Sequence[Mapping[str, Any]]) -> None:
        self._first_agent = first_agent
        self._agents = agents

    def wait(self, told: int, waiting: int, seconds: float) -> float:
        grown = waiting * LEAST_PART >= told
        return (LEAST_SECONDS if grown else MOST_SECONDS) - seconds

    def fold(self, known: Snapshot | None, entry: Entry) -> Snapshot:
        return folding.fold(known, entry)

    def frames(self, entry: Entry, known: Snapshot | None) -> Iterator[EventFrame]:
        if known is None:
            yield from told_to_all(entry)
            return
        place = envelope(entry, known)
        match entry.kind:
            case RunState.COMPLETED | RunState.STOPPED:
                agent = known.agent or self._first_agent
                response = response_of(known._replace(agent=agent), self._agents).model_dump()
                stopped = entry.kind == RunState.STOPPED
                content = frames.completion_content(response, stopped=stopped)
                yield AiCompletion(content=content, **place)
            case RunState.FAILED | RunState.INTERRUPTED:
                yield failed(entry, known)
            case kind if kind == TEXT_ENDED and event_of(known, entry) is None:
                return  # the last message was complete before
            case _:
                yield AiResponse(content=response_of(known), **place)


def failed(entry: Entry, known: Snapshot) -> AiError:
    """Word that a run has failed or was interrupted, in either stream."""
    content = {"error": frames.FAILED, "details": entry.data["reason"]}
    return AiError(content=content, code=entry.kind, **envelope(entry, known))


def told_to_all(entry: Entry) -> Iterator[EventFrame]:
    """Word what no run has said, in either stream."""
    if entry.kind == frames.BROADCAST:
        yield frames.Broadcast(offset=entry.offset, **entry.data)


def envelope(entry: Entry, known: Snapshot) -> dict[str, Any]:
    """Return the envelope of what a run has said."""
    return {
        "id": frames.frame_id(entry.run or "", entry.offset),
        "sender_id": frames.ASSISTANT,
        "receiver_id": known.facts.user_id,
        "room_id": known.facts.room_id,
        "timestamp": frames.now_iso(),
        "metadata": {"truncated": True} if known.truncated else {},
        "offset": entry.offset,
        "run": entry.run,
    }


def response_of(known: Snapshot, agents: Sequence[Mapping[str, Any]] = ()) -> ChatResponse:
    """Return a snapshot as the wire has it."""
    return ChatResponse(
        conversation_id=known.facts.conversation_id,
        current_agent=known.agent,
        messages=known.messages,
        events=known.events,
        context=known.context,
        agents=tuple(dict(agent) for agent in agents),
        raw_response=known.text,
        guardrails=known.guardrails,
    )
