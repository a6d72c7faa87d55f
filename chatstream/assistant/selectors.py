"""What the assistant reads."""

from typing import Any

import orjson

from chatstream.assistant import folding, frames, services, snapshots
from chatstream.assistant.folding import Facts, Snapshot
from chatstream.assistant.notes.selectors import context_told
from chatstream.assistant.rooms import USER, conversing, room_id_of
from chatstream.assistant.team import TRIAGE, agents_told
from chatstream.selectors import QUERY_CHARACTERS, details_of, message_told, newest_messages
from llm.conf import model_facts
from realtime import log
from realtime.keys import RoomKey
from realtime.models import Room, Run
from realtime.presence import people_in
from realtime.states import RunState

#: Bytes of JSON that a context may fill of a frame.
CONTEXT_BYTES = 30_000


def context_in(room: RoomKey, user_id: str) -> dict[str, Any]:
    """Return what a room may see of what is kept for a user: in a shared one, nothing.

    Lists that are too long for a frame lose their ends.
    """
    context = context_told(user_id) if room.kind == USER else {}
    while len(orjson.dumps(context)) > CONTEXT_BYTES:
        if not any(isinstance(value, list) and value for value in context.values()):
            return {}
        context = {name: _first_half(value) for name, value in context.items()}
    return context


def _first_half(value: Any) -> Any:
    return value[: len(value) // 2] if isinstance(value, list) else value


def nothing_asked(room: RoomKey, user_id: str) -> frames.AiCompletion:
    """Answer an empty question: with who is there and what is kept, and no message."""
    facts = Facts(services.conversation_id(room), user_id, room_id_of(room))
    known = Snapshot(facts, agent=TRIAGE, context=context_in(room, user_id))
    response = snapshots.response_of(known, agents_told()).model_dump()
    return frames.AiCompletion(
        content=frames.completion_content(response),
        **frames.to_one(frames.ASSISTANT, user_id, facts.room_id),
    )


def page_state(room: Room, user_id: str) -> tuple[int, dict[str, Any]]:
    """Return what a fresh page of a user needs, and its offset."""
    open_runs = Run.objects.filter(room=room, state__in=[RunState.QUEUED, RunState.RUNNING])
    runs = list(open_runs.order_by("id"))
    running = [run for run in runs if run.state == RunState.RUNNING]
    state = {
        "user_id": user_id,
        "room_id": room_id_of(room.key),
        "conversation_id": services.conversation_id(room.key),
        "messages": _messages(room.key),
        "run": _running(running[0]) if running else None,
        "queue": [_asked(run) for run in runs if run not in running],
        "context": context_in(room.key, user_id),
        "agents": agents_told(),
        "model": model_facts(),
        **people_in(room.pk),
    }
    return room.offset, state


def _messages(room: RoomKey) -> list[dict[str, Any]]:
    """Return the newest messages, each question with its asker."""
    messages = newest_messages(*conversing(room))
    runs = Run.objects.filter(key__in={message.run for message in messages})
    askers = {run.key: run.input["user_id"] for run in runs.only("key", "input")}
    details = details_of(messages)
    return [
        {**message_told(each), "user_id": askers.get(each.run), "details": details[each.pk]}
        for each in messages
    ]


def _running(run: Run) -> dict[str, Any]:
    known = folding.folded(log.read_run(run)) or Snapshot(Facts())
    response = snapshots.response_of(known._replace(context={})).model_dump()
    return {**_asked(run), "response": response, "truncated": known.truncated}


def _asked(run: Run) -> dict[str, Any]:
    """What a run was asked, its beginning; in full it stands among the messages."""
    query = str(run.input["query"])[:QUERY_CHARACTERS]
    return {"run": run.key, "query": query, "user_id": run.input["user_id"]}
