"""Broadcasts: what staff say to all visitors, written to each visitor's room in batches.

A socket hears one room, so the event goes to each: that keeps the one order in which a visitor
hears things, and whoever is cut off meanwhile gets it when they come back. A batch is one commit;
with it goes how far the broadcast has come, so that no visitor gets it twice or not at all where
a process dies on the way.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from contact import notices
from contact.conversations import day_count
from contact.inbox.services import staff_user
from contact.limits import text_admit
from contact.models import LINE_LENGTH, Broadcast, Conversation, Message
from contact.rooms import BROADCASTS, INBOX, SERVICE, VISITOR
from contact.states import ConversationState
from realtime import log
from realtime.changes import RunChanges
from realtime.engine import engine
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Presence, Room, Run
from realtime.states import RunState

RUN_KIND = "contact.broadcast"
#: Rooms that one commit writes to: others' tokens pass between two of them.
BATCH = 100
#: Who has written in so many hours gets it as well, connected or not: the log is kept as long.
HOURS = 24


async def broadcast_send(staff: str, text: str, client_message_id: str | None = None) -> str:
    """Say something to all visitors; return its id. Sent twice with one id, it is said once.

    Raises StaffOnly, InvalidField, QueueFull and StorageBusy.
    """
    text_admit(text)

    def send(changes: RunChanges) -> str:
        author = staff_user(staff)
        known = Broadcast.objects.filter(client_message_id=client_message_id).first()
        if client_message_id is not None and known is not None:
            return str(known.pk)
        broadcast = Broadcast.objects.create(
            text=text, author=author, client_message_id=client_message_id
        )
        changes.start(BROADCASTS, RUN_KIND, {"broadcast": broadcast.pk})
        return str(broadcast.pk)

    return await engine().commit(send)


class BroadcastRun(RunKind):
    """Writes a broadcast to one batch of rooms after the other."""

    name = RUN_KIND
    metered = False

    async def perform(self, run: RunContext) -> None:
        batch = partial(batch_write, run.input["broadcast"])
        while await run.writer.commit(batch):
            pass

    def ended(self, run: Run, ending: Ending) -> None:
        """Where its process ended it, another one goes on: a run that waits is claimed by any."""
        if ending.state == RunState.INTERRUPTED:
            Run.objects.create(room_id=run.room_id, kind=run.kind, input=run.input)


def batch_write(key: int) -> bool:
    """Write a broadcast to its next rooms; return whether there may be more. In a transaction."""
    broadcast = Broadcast.objects.select_for_update().get(pk=key)
    rooms = list(_rooms(broadcast).filter(pk__gt=broadcast.done_to).order_by("pk")[:BATCH])
    if broadcast.ended_at is None and rooms:
        _tell(broadcast, rooms)
        Broadcast.objects.filter(pk=key).update(
            done_to=rooms[-1].pk, reached=F("reached") + len(rooms)
        )
        return True
    if broadcast.ended_at is None:
        Broadcast.objects.filter(pk=key).update(ended_at=timezone.now())
        told = {"id": str(key), "text": broadcast.text, "reached": broadcast.reached}
        log.append(log.room_open(INBOX).pk, None, notices.BROADCAST, {"broadcast": told})
    return False


def _rooms(broadcast: Broadcast) -> QuerySet[Room]:
    """Return the rooms of who is connected, or has written lately and was not closed."""
    since = broadcast.created_at - timedelta(hours=HOURS)
    talks = Conversation.objects.filter(room=OuterRef("pk"), last_at__gt=since)
    present = Presence.objects.filter(room=OuterRef("pk"))
    visitors = Room.objects.select_for_update().filter(service=SERVICE, kind=VISITOR)
    return visitors.filter(
        Q(Exists(present)) | Q(Exists(talks.exclude(state=ConversationState.CLOSED)))
    )


def _tell(broadcast: Broadcast, rooms: list[Room]) -> None:
    """Store the message in each conversation, and tell each room, of visitors without one too."""
    at = datetime.now(UTC)
    conversations = list(Conversation.objects.select_for_update().filter(room__in=rooms))
    messages = {each.room_id: _message(broadcast, each, at) for each in conversations}
    Message.objects.bulk_create(messages.values())
    for place, each in enumerate(conversations):
        each.last_text, each.last_sender = broadcast.text[:LINE_LENGTH], Message.Sender.OWNER
        each.last_at = at + timedelta(microseconds=place)  # the inbox's pages end between two
    Conversation.objects.bulk_update(conversations, ["last_text", "last_sender", "last_at"])
    day_count(messages=len(messages))
    log.append_all(
        [
            log.Append(room.pk, None, [(notices.MESSAGE, _told(broadcast, room, messages, at))])
            for room in rooms
        ]
    )


def _message(broadcast: Broadcast, conversation: Conversation, at: datetime) -> Message:
    return Message(
        conversation=conversation,
        sender=Message.Sender.OWNER,
        text=broadcast.text,
        author_id=broadcast.author_id,
        broadcast=broadcast,
        created_at=at,
    )


def _told(
    broadcast: Broadcast, room: Room, messages: dict[int, Message], at: datetime
) -> dict[str, Any]:
    message = messages.get(room.pk) or Message(
        sender=Message.Sender.OWNER, text=broadcast.text, broadcast=broadcast, created_at=at
    )
    return {"message": notices.message_told(message)}
