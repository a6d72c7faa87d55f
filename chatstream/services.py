"""What the typewriter chat writes. Consumer, view and admin call the same functions."""

from collections.abc import Mapping
from typing import Any

from chatstream.frames import Query
from realtime.engine import Accepted, engine
from realtime.keys import RoomKey

SERVICE = "typewriter"
RUN_KIND = "chatstream.typewriter"


def user_room(user_id: str) -> RoomKey:
    """Return the room in which all sockets of one user are."""
    return RoomKey(SERVICE, "user", user_id)


def user_of(run_input: Mapping[str, Any]) -> str:
    """Return whose question a run answers."""
    return str(run_input["user_id"])


async def question_ask(
    user_id: str,
    query: str,
    *,
    actor: str,
    client_message_id: str | None = None,
    token: str | None = None,
) -> Accepted:
    """Store a question that an actor asks, and start its answer.

    The token reaches the tools, and no database. Raises QueueFull and StorageBusy.
    """
    return await engine().run_start(
        user_room(user_id),
        RUN_KIND,
        {"user_id": user_id, "query": query},
        actor=actor,
        client_message_id=client_message_id,
        private={"token": token} if token else None,
    )


async def question_answered(user_id: str, query: Query, *, actor: str) -> str:
    """Ask, and wait until the answer is stored; return its run. Raises as `question_ask`."""
    accepted = await question_ask(
        user_id,
        query.query,
        actor=actor,
        client_message_id=query.client_message_id,
        token=query.token,
    )
    await engine().run_ended(accepted.run)
    return accepted.run
