"""How many are here, over all processes on the database."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Sum

from realtime.leases import living
from realtime.models import Presence, Run
from realtime.states import RunState


class Census(NamedTuple):
    """`rooms` are those in which somebody is."""

    connections: int
    rooms: int
    runs: int


def census(lease: str, lease_seconds: float, connections: int, rooms: Collection[int]) -> Census:
    """Count. Of this process the caller knows its sockets and rooms; others' are rows.

    Others' sockets are as many as at their last beat; their rooms are those that show who is there.
    """
    alive = living(lease_seconds)
    elsewhere = alive.exclude(lease=lease).aggregate(sockets=Sum("connections"))["sockets"] or 0
    present = Presence.objects.filter(process__in=alive.values("lease")).exclude(process=lease)
    shown = set(present.values_list("room", flat=True).distinct())
    running = Run.objects.filter(state=RunState.RUNNING).count()
    return Census(connections + elsewhere, len(shown | set(rooms)), running)
