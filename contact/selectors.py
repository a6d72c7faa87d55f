"""What is read for visitors, and for the AI that answers them."""

from typing import Any, NamedTuple

from django.db.models import Q, Sum

from contact.models import Conversation, DayCount, Desk, Message
from contact.notices import message_told
from contact.rooms import SERVICE
from contact.services import RUN_KIND
from contact.states import ConversationState
from llm.types import Message as ModelMessage
from realtime import log
from realtime.entries import text_of
from realtime.models import Room, Run
from realtime.presence import connections_of
from realtime.states import RunState

#: Messages that a fresh page gets, and that the model is reminded of, at most; characters of all.
PAGE_MESSAGES = 50
PAGE_CHARACTERS = 50_000
HISTORY_MESSAGES = 30

_ROLES = {
    Message.Sender.VISITOR: "user",
    Message.Sender.ASSISTANT: "assistant",
    Message.Sender.OWNER: "assistant",
}


class Asked(NamedTuple):
    """What an answer is about: what was said before, and all that it is to answer."""

    history: list[ModelMessage]
    question: str


def asked(run: str) -> Asked:
    """Return what a run answers: one message, or several that came together."""
    mine = list(Message.objects.filter(run=run, sender=Message.Sender.VISITOR).order_by("id"))
    others = mine[0].conversation.messages.filter(notice=False).exclude(run=run).exclude(text="")
    # An answer that was being written when this was asked is stored after it, and was said before.
    earlier = others.filter(Q(pk__lt=mine[0].pk) | ~Q(sender=Message.Sender.VISITOR))
    newest_first = earlier.order_by("-id").values_list("sender", "text")[:HISTORY_MESSAGES]
    history: list[ModelMessage] = [
        {"role": _ROLES[Message.Sender(sender)], "content": text}
        for sender, text in reversed(newest_first)
    ]
    return Asked(history, "\n".join(message.text for message in mine))


def another_waits(room: int) -> bool:
    """Return whether the visitor has said more, which the next answer is to answer."""
    return Run.objects.filter(room=room, kind=RUN_KIND, state=RunState.QUEUED).exists()


def page_state(room: Room) -> tuple[int, dict[str, Any]]:
    """Return what a fresh page of a visitor needs, and its offset; the ticket is not for here.

    A running answer that is too long for one frame is left out: the state is then that of the
    moment before it began, and the log's frames tell it.
    """
    conversation = Conversation.objects.filter(room=room).first()
    running = Run.objects.filter(room=room, kind=RUN_KIND, state=RunState.RUNNING).first()
    offset, told = room.offset, _running(running) if running else None
    if running and running.first_offset and told and len(told["text"]) > PAGE_CHARACTERS:
        offset, told = running.first_offset - 1, None
    state = conversation.state if conversation else ConversationState.AI
    return offset, {
        "client_id": room.name,
        "state": str(state),
        "away": state == ConversationState.OWNER and not staffed(),
        "messages": _messages(conversation) if conversation else [],
        "run": told,
    }


def staffed() -> bool:
    """Return whether somebody watches the inbox."""
    return Desk.objects.filter(staffed=True).exists()


def desk_counts() -> dict[str, int]:
    """Return who is connected, and what was counted since the first day: over all processes."""
    of_days = DayCount.objects.aggregate(
        visits=Sum("connections"), messages=Sum("messages"), requests=Sum("requests")
    )
    totals = {name: total or 0 for name, total in of_days.items()}
    return {"connections": connections_of(SERVICE), **totals}


def _messages(conversation: Conversation) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    characters = 0
    for message in conversation.messages.order_by("-id")[:PAGE_MESSAGES]:
        characters += len(message.text)
        if shown and characters > PAGE_CHARACTERS:
            break
        shown.append({**message_told(message), "run": message.run})
    return shown[::-1]


def _running(run: Run) -> dict[str, Any]:
    return {"run": run.key, "text": text_of(log.read_run(run))}
