"""The log: a room's events, in order, written before anybody is told.

`append` works in any transaction of any thread. What it wrote is announced when, and only
when, that transaction commits.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection, transaction

from realtime.entries import Entry, first_of
from realtime.models import Event, Room, Run
from realtime.sql import INSERT_EVENTS, TAKE_OFFSETS
from realtime.statements import Select

#: Entries that one read returns at most.
PAGE = 500

Listener = Callable[[Sequence[Entry]], None]

_listeners: list[Listener] = []


class Append(NamedTuple):
    """Events of one room, to be written together.

    With a `lease`, they are written only while the run is running, that process holds it and
    nobody asked it to stop: the check and the write are one statement.
    """

    room: int
    run: str | None
    events: Sequence[tuple[str, dict[str, Any]]]
    lease: str | None = None


def append(room: int, run: str | None, kind: str, data: dict[str, Any]) -> Entry:
    """Write one event without a fence; return it."""
    return append_all([Append(room, run, [(kind, data)])])[0]


def append_all(appends: Sequence[Append]) -> list[Entry]:
    """Write the events of many rooms; return those that no fence refused."""
    entries: list[Entry] = []
    with connection.cursor() as cursor:
        for items in _turns(appends):
            asked = [(item.room, len(item.events), item.run, item.lease) for item in items]
            cursor.execute(TAKE_OFFSETS, [_json(asked)])
            newest: dict[int, int] = dict(cursor.fetchall())
            for item in items:
                if item.room in newest:
                    entries += _placed(item, newest[item.room])
        if entries:
            now = connection.ops.adapt_datetimefield_value(datetime.now(UTC))
            rows = [tuple(entry) for entry in entries]
            cursor.execute(INSERT_EVENTS, [now, _json(rows)])
            transaction.on_commit(lambda: announce(entries))
    return entries


def _turns(appends: Iterable[Append]) -> list[list[Append]]:
    """Deal the appends out so that no turn has a room twice, each room's in order."""
    turns: list[list[Append]] = []
    seen: Counter[int] = Counter()
    for item in appends:
        if seen[item.room] == len(turns):
            turns.append([])
        turns[seen[item.room]].append(item)
        seen[item.room] += 1
    return turns


def _placed(item: Append, newest: int) -> Iterator[Entry]:
    first = newest - len(item.events) + 1
    for place, (kind, data) in enumerate(item.events):
        yield Entry(item.room, first + place, item.run, kind, data)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def read_room(room: int, after: int, limit: int = PAGE) -> list[Entry]:
    """Return up to `limit` entries of a room with an offset above `after`, oldest first."""
    rows = Event.objects.filter(room=room, offset__gt=after).order_by("offset")[:limit]
    return [_entry(row) for row in rows.values_list(*_COLUMNS)]


def read_news(room: int, after: int, characters: int) -> list[Entry]:
    """Return what comes after an offset, about so many characters of it, oldest first."""
    rows = Event.objects.filter(room=room, offset__gt=after).order_by("offset")[:PAGE]
    found = rows.values_list(*_COLUMNS).iterator(chunk_size=20)
    return first_of(map(_entry, found), characters)


def read_run(run: Run) -> list[Entry]:
    """Return all that a run has said, oldest first; nothing of one that never started."""
    if run.first_offset is None:
        return []
    rows = Event.objects.filter(room=run.room_id, offset__gte=run.first_offset, run=run).order_by(
        "offset"
    )
    return [_entry(row) for row in rows.values_list(*_COLUMNS)]


def read_until(run: str, offset: int) -> list[Entry]:
    """Return what a run has said up to an offset, oldest first."""
    return [e for e in read_run(Run.objects.get(key=run)) if e.offset <= offset]


def read_since(event_id: int, limit: int = PAGE) -> tuple[list[Entry], int]:
    """Return entries of all rooms whose row came after `event_id`, and the last row's id.

    Row ids follow the order of commits only where one writer commits at a time (SQLite).
    """
    rows = list(
        Event.objects.filter(id__gt=event_id).order_by("id").values_list(*_COLUMNS, "id")[:limit]
    )
    return [_entry(row[:-1]) for row in rows], rows[-1][-1] if rows else event_id


def newest_event_id() -> int:
    """Return the id of the newest row of all rooms, 0 for none. After each commit: no QuerySet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM realtime_event")
        newest: tuple[int | None] = cursor.fetchone()
        return newest[0] or 0


_COLUMNS = ("room_id", "offset", "run_id", "kind", "data")


def _entry(row: Sequence[Any]) -> Entry:
    room, offset, run, kind, data = row
    return Entry(room, offset, run, kind, orjson.loads(data))


_ROOM_FIELDS = ("id", "service", "kind", "name", "epoch", "offset", "pruned_to")
_ROOM = Select(
    lambda service, kind, name: Room.objects.filter(
        service=service, kind=kind, name=name
    ).values_list(*_ROOM_FIELDS)
)


def room_open(key: tuple[str, str, str]) -> Room:
    """Return the room of this key, made on first use. Inside a transaction."""
    for found in _ROOM(*key):
        return Room.from_db(None, _ROOM_FIELDS, found)
    service, kind, name = key
    room, _ = Room.objects.get_or_create(service=service, kind=kind, name=name)
    return room


def announce(entries: Sequence[Entry]) -> None:
    """Tell this process's engines what was committed."""
    for listener in tuple(_listeners):
        listener(entries)


def subscribe(listener: Listener) -> Callable[[], None]:
    """Call `listener`, in the committing thread, with what commits; return how to end that."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)
