"""What the assistant writes. Consumer, views and commands call the same functions."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, uuid5

from chatstream.assistant import frames
from chatstream.assistant.audience import audience
from chatstream.assistant.rooms import room_id_of
from realtime import log
from realtime.changes import RunChanges
from realtime.engine import Accepted, engine
from realtime.keys import RoomKey
from realtime.models import Run

RUN_KIND = "chatstream.assistant"


async def chat_ask(
    room: RoomKey,
    user_id: str,
    query: str,
    *,
    actor: str,
    client_message_id: str | None = None,
) -> Accepted:
    """Store what a user asks in a room, and start the answer. Raises QueueFull and StorageBusy."""
    return await engine().run_start(
        room,
        RUN_KIND,
        {"room": list(room), "user_id": user_id, "query": query},
        actor=actor,
        client_message_id=client_message_id,
    )


def asked_in(run_input: Mapping[str, Any]) -> RoomKey:
    """Return the room in which a run answers."""
    return RoomKey(*run_input["room"])


def conversation_id(room: RoomKey) -> str:
    """Return the id of a room's conversation, as clients know it. It opens nothing."""
    return uuid5(NAMESPACE_OID, "\0".join(room)).hex


def run_facts(run: Run) -> dict[str, Any]:
    """Return what clients are told of a run: where it answers, and whom."""
    room = asked_in(run.input)
    return {
        "conversation_id": conversation_id(room),
        "user_id": run.input["user_id"],
        "room_id": room_id_of(room),
    }


class Posted(NamedTuple):
    """A broadcast that went out: its id, and to how many sockets as far as is known."""

    message_id: str
    sockets: int


async def broadcast_post(
    message_type: str, content: Any, *, room: RoomKey | None, receiver: str | None = None
) -> Posted:
    """Tell a room, or all in which somebody is, through their logs. Raises StorageBusy.

    A room that nobody has ever been in is not made for it.
    """
    running = engine()
    here, process = running.hub.audience(), running.runner.lease
    message = frames.to_one(frames.SYSTEM, receiver, "") | {
        "type": message_type,
        "content": content,
    }

    def publish(_: RunChanges) -> int:
        found = audience(room, here, process)
        log.append_all(
            [
                log.Append(pk, None, [(frames.BROADCAST, {**message, "room_id": room_id})])
                for pk, room_id in found.rooms
            ]
        )
        return found.sockets

    return Posted(str(message["id"]), await running.commit(publish))
