"""Rooms of visitors who have never said anything: every page that connects makes one.

A conversation is kept for ever, and its room with it. A room without one is removed when it has
been there for as long as its visitor's ticket is good, and nobody is in it.
"""

from datetime import timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from contact.conf import contact_settings
from contact.models import Conversation, Desk
from contact.rooms import SERVICE, VISITOR
from realtime.changes import RunChanges
from realtime.models import Event, Presence, Room, Run

#: Rooms that one commit removes: others' tokens pass between two of them.
BATCH = 500


def silent_rooms_due() -> bool:
    """Return whether rooms have been there for long enough since it was last looked."""
    lately = timezone.now() - timedelta(days=contact_settings().contact_ticket_days)
    return not Desk.objects.filter(rooms_at__gt=lately).exists()


def silent_rooms_remove(changes: RunChanges) -> None:
    """Remove a batch of them; after the last one, those that are here now get their turn."""
    desk, _ = Desk.objects.select_for_update().get_or_create(pk=1)
    rooms = Room.objects.filter(service=SERVICE, kind=VISITOR)
    batch = list(_silent(rooms.filter(pk__lte=desk.rooms_to)).values_list("pk", flat=True)[:BATCH])
    Room.objects.filter(pk__in=batch).delete()
    if len(batch) < BATCH:
        desk.rooms_to = rooms.aggregate(newest=Max("pk"))["newest"] or 0
        desk.rooms_at = timezone.now()
        desk.save(update_fields=["rooms_to", "rooms_at"])


def _silent(rooms: QuerySet[Room]) -> QuerySet[Room]:
    for model in (Conversation, Presence, Event, Run):
        rooms = rooms.filter(~Exists(model._default_manager.filter(room=OuterRef("pk"))))
    return rooms.select_for_update().order_by("pk")
