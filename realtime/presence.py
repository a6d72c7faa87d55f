"""Presence: who is in a room, for the others to see.

A connection that counts is a row. It goes with its socket, or is swept with its process. That
somebody came or went is told through the log, like all that a room hears.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min

from realtime import log
from realtime.conf import realtime_settings
from realtime.entries import PRESENCE
from realtime.leases import living
from realtime.models import Presence, Room
from realtime.writer import Writer

#: People that are named at most, those who came first; `total` counts all.
PEOPLE = 100
#: How long comings and goings gather before they are told: a crowd costs few events, not one each.
TELL_SECONDS = 0.1


class Attendee(NamedTuple):
    """Whose a connection is. `key` tells people apart and is never shown, `name` is shown."""

    key: str
    name: str


class Follower(NamedTuple):
    """Who hears of comings and goings in one kind of rooms, in the transaction that tells them.

    `hear` gets the ids of the rooms. Where it is `instead`, the rooms themselves are not told.
    """

    hear: Callable[[list[int]], None]
    instead: bool


_followers: dict[tuple[str, str], Follower] = {}


def follow_presence(
    service: str, kind: str, hear: Callable[[list[int]], None], *, instead: bool = False
) -> None:
    """Let a service hear of its rooms' presence; called in an app's `ready`."""
    _followers[service, kind] = Follower(hear, instead)


class Attendance:
    """The connections of this process that count in their rooms; on the loop."""

    def __init__(self, writer: Writer, lease: str, vanished: Callable[[set[int]], None]) -> None:
        self._writer = writer
        self._lease = lease
        self._vanished = vanished
        self._here: dict[str, Presence] = {}
        self._changed: set[int] = set()
        self._loop = asyncio.get_running_loop()

    def come(self, connection: str, room: int, attendee: Attendee) -> None:
        """Count a connection in a room."""
        self._here[connection] = Presence(
            process=self._lease,
            connection=connection,
            room_id=room,
            person=attendee.key,
            name=attendee.name,
        )
        self.restore([connection])

    def go(self, connection: str) -> None:
        """Count it no longer. Safe to repeat."""
        gone = self._here.pop(connection, None)
        if gone is not None:
            rows = Presence.objects.filter(process=self._lease, connection=connection)
            self._writer.commit(rows.delete)
            self._tell_soon(gone.room_id)

    def restore(self, connections: Iterable[str] | None = None) -> None:
        """Write the rows of these connections, of all where none are named, if they are not there.

        Who was silent for a lease has been swept by the others.
        """
        named = self._here if connections is None else connections
        rows = [self._here[connection] for connection in named]
        if rows:
            self._writer.submit(lambda: _written(rows), self._vanished)
        for row in rows:
            self._tell_soon(row.room_id)

    def _tell_soon(self, room: int) -> None:
        if not self._changed:
            self._loop.call_later(TELL_SECONDS, self._tell)
        self._changed.add(room)

    def _tell(self) -> None:
        rooms, self._changed = self._changed, set()
        self._writer.commit(partial(_told, rooms))


def people_in(room: int) -> dict[str, Any]:
    """Return `{"people": [{"name", "connections"}, …], "total"}`, first come first."""
    present = Presence.objects.filter(room=room).values("person")
    named = present.annotate(shown=Max("name"), connections=Count("pk"), first=Min("pk"))
    people = [
        {"name": each["shown"], "connections": each["connections"]}
        for each in named.order_by("first")[:PEOPLE]
    ]
    total = len(people) if len(people) < PEOPLE else present.distinct().count()
    return {"people": people, "total": total}


def connections_of(service: str) -> int:
    """Return how many connections are in the rooms of a service, over all processes that live."""
    alive = living(realtime_settings().lease_seconds)
    present = Presence.objects.filter(process__in=alive.values("lease"))
    return present.filter(room__service=service).count()


def silent_sweep(lease_seconds: float) -> None:
    """Let the connections of processes that live no longer go. In a write transaction."""
    silent = Presence.objects.exclude(process__in=living(lease_seconds).values("lease"))
    rooms = set(silent.values_list("room", flat=True))
    if rooms:
        silent.delete()
        _told(rooms)


def _written(rows: list[Presence]) -> set[int]:
    """Write rows; return the rooms that are gone, of which nothing may be written."""
    wanted = {row.room_id for row in rows}
    there = set(Room.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for row in rows:
        row.pk = None  # tried again after a rollback
    standing = [row for row in rows if row.room_id in there]
    Presence.objects.bulk_create(standing, ignore_conflicts=True)
    return wanted - there


def _told(rooms: Iterable[int]) -> None:
    told: list[int] = []
    heard: dict[Follower, list[int]] = {}
    changed = Room.objects.filter(pk__in=list(rooms)).order_by("pk")
    for room, service, kind in changed.values_list("pk", "service", "kind"):
        follower = _followers.get((service, kind))
        if follower is not None:
            heard.setdefault(follower, []).append(room)
        if follower is None or not follower.instead:
            told.append(room)
    log.append_all([log.Append(room, None, [(PRESENCE, people_in(room))]) for room in told])
    for follower, theirs in heard.items():
        follower.hear(theirs)
