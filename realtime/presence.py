"""Presence: who is in a room, for the others to see.

A connection that counts is a row. It goes with its socket, or is swept with its process. That
somebody came or went is told through the log, like all that a room hears.
"""

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min

from realtime import log
from realtime.entries import PRESENCE
from realtime.leases import living
from realtime.models import Presence
from realtime.writer import Writer

#: People that are named at most, those who came first; `total` counts all.
PEOPLE = 100
#: How long comings and goings gather before they are told: a crowd costs few events, not one each.
TELL_SECONDS = 0.1


class Attendee(NamedTuple):
    """Whose a connection is. `key` tells people apart and is never shown, `name` is shown."""

    key: str
    name: str


class Attendance:
    """The connections of this process that count in their rooms; on the loop."""

    def __init__(self, writer: Writer, lease: str) -> None:
        self._writer = writer
        self._lease = lease
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
            self._writer.commit(lambda: _written(rows))
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


def silent_sweep(lease_seconds: float) -> None:
    """Let the connections of processes that live no longer go. In a write transaction."""
    silent = Presence.objects.exclude(process__in=living(lease_seconds).values("lease"))
    rooms = set(silent.values_list("room", flat=True))
    if rooms:
        silent.delete()
        _told(rooms)


def _written(rows: list[Presence]) -> None:
    for row in rows:
        row.pk = None  # tried again after a rollback
    Presence.objects.bulk_create(rows, ignore_conflicts=True)


def _told(rooms: Iterable[int]) -> None:
    log.append_all(
        [log.Append(room, None, [(PRESENCE, people_in(room))]) for room in sorted(rooms)]
    )
