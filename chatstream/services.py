"""What the typewriter chat writes. Consumer, view and admin call the same functions."""

from collections.abc import Mapping
from typing import Any

from chatstream.frames import Query
from chatstream.models import ChatMessage, Conversation
from realtime.engine import Accepted, engine
from realtime.keys import RoomKey
from realtime.kinds import Ending
from realtime.models import Run

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


def question_record(run: Run) -> None:
    """Store the question that a run answers, in the transaction that stores the run."""
    conversation, _ = Conversation.objects.get_or_create(
        service=SERVICE, user_id=user_of(run.input)
    )
    ChatMessage.objects.create(
        conversation=conversation,
        role=ChatMessage.Role.USER,
        text=run.input["query"],
        run=run.key,
    )


def answer_record(run: Run, ending: Ending) -> None:
    """Store an answer, in the transaction that ends its run."""
    question = ChatMessage.objects.filter(run=run.key, role=ChatMessage.Role.USER)
    ChatMessage.objects.create(
        conversation_id=question.values_list("conversation_id", flat=True).get(),
        role=ChatMessage.Role.ASSISTANT,
        text=ending.text,
        run=run.key,
        status=ending.state,
        error=ending.reason,
    )
