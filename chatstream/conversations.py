"""How questions and answers are kept, whichever service they belong to."""

from collections.abc import Mapping
from typing import Any

from chatstream.assistant import rooms
from chatstream.models import ChatMessage, Conversation
from chatstream.services import user_room
from realtime.keys import RoomKey
from realtime.kinds import Ending
from realtime.models import Run
from realtime.statements import Select, insert

_CONVERSATION = Select(
    lambda service, user_id: Conversation.objects.filter(
        service=service, user_id=user_id
    ).values_list("pk")
)
_ASKED_IN = Select(
    lambda run: ChatMessage.objects.filter(run=run, role=ChatMessage.Role.USER).values_list(
        "conversation_id"
    )
)


def question_record(run: Run, service: str, user_id: str) -> None:
    """Store the question that a run answers, in the transaction that stores the run."""
    insert(
        ChatMessage(
            conversation_id=_conversation(service, user_id),
            role=ChatMessage.Role.USER,
            text=run.input["query"],
            run=run.key,
        )
    )


def _conversation(service: str, user_id: str) -> int:
    for (known,) in _CONVERSATION(service, user_id):
        return int(known)
    conversation, _ = Conversation.objects.get_or_create(service=service, user_id=user_id)
    return conversation.pk


def answer_record(run: Run, ending: Ending, details: Mapping[str, Any]) -> None:
    """Store an answer and what was done beside its text, in the transaction that ends its run."""
    [(conversation,)] = _ASKED_IN(run.key)
    insert(
        ChatMessage(
            conversation_id=conversation,
            role=ChatMessage.Role.ASSISTANT,
            text=ending.text,
            run=run.key,
            status=ending.state.value,
            error=ending.reason,
            details=dict(details),
        )
    )


def room_of(conversation: Conversation) -> RoomKey:
    """Return the room in which a conversation is held."""
    name = conversation.user_id
    return rooms.room_of(conversation.service, name) or user_room(name)
