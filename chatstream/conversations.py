"""How questions and answers are kept, whichever service they belong to."""

from collections.abc import Mapping
from typing import Any

from chatstream.assistant import rooms
from chatstream.models import ChatMessage, Conversation
from chatstream.services import user_room
from realtime.keys import RoomKey
from realtime.kinds import Ending
from realtime.models import Run


def question_record(run: Run, service: str, user_id: str) -> None:
    """Store the question that a run answers, in the transaction that stores the run."""
    conversation, _ = Conversation.objects.get_or_create(service=service, user_id=user_id)
    ChatMessage.objects.create(
        conversation=conversation,
        role=ChatMessage.Role.USER,
        text=run.input["query"],
        run=run.key,
    )


def answer_record(run: Run, ending: Ending, details: Mapping[str, Any]) -> None:
    """Store an answer and what was done beside its text, in the transaction that ends its run."""
    question = ChatMessage.objects.filter(run=run.key, role=ChatMessage.Role.USER)
    ChatMessage.objects.create(
        conversation_id=question.values_list("conversation_id", flat=True).get(),
        role=ChatMessage.Role.ASSISTANT,
        text=ending.text,
        run=run.key,
        status=ending.state,
        error=ending.reason,
        details=dict(details),
    )


def room_of(conversation: Conversation) -> RoomKey:
    """Return the room in which a conversation is held."""
    name = conversation.user_id
    return rooms.room_of(conversation.service, name) or user_room(name)
