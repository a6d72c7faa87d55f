"""What one run said, and when: read back from the log for a person, long after or while it runs.

Reading is bounded, whatever the run has written: a part is a stretch of the room's offsets, so
the index of room and offset answers it, and it ends where its text has grown too long for a page.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import orjson

from realtime.entries import TEXT
from realtime.models import Event, Run
from realtime.states import ENDINGS

#: Offsets that a part looks at, and characters of data that it holds unless one row has more.
PART_OFFSETS = 10_000
PART_CHARACTERS = 200_000
#: What an event that is no text counts for besides its data: it takes a line of its own.
LINE_CHARACTERS = 200


class Row(NamedTuple):
    """A row of the log. `data` is whatever the row holds: JSON, unless somebody else wrote it."""

    pk: int
    offset: int
    kind: str
    data: str
    created_at: datetime


class Part(NamedTuple):
    """A stretch of a run. `next` is where the next part begins, None where nothing follows.

    `gone`: the log no longer has the run's first events.
    """

    rows: Sequence[Row] = ()
    next: int | None = None
    gone: bool = False


def read_part(run: Run, after: int = 0) -> Part:
    """Return what a run said after an offset, oldest first; nothing of one that never started."""
    if run.first_offset is None:
        return Part()
    first = max(run.first_offset, after + 1)
    rows, following = _read(run, first, first + PART_OFFSETS - 1)
    gone = first == run.first_offset and (not rows or rows[0].offset > first)
    return Part(rows, following if rows or not gone else None, gone)


def _read(run: Run, first: int, last: int) -> tuple[list[Row], int | None]:
    stretch = Event.objects.filter(room=run.room_id, offset__range=(first, last), run=run)
    columns = stretch.order_by("offset").values_list("pk", "offset", "kind", "data", "created_at")
    rows: list[Row] = []
    characters = 0
    for row in map(Row._make, columns.iterator(chunk_size=500)):
        characters += len(row.data) + (0 if row.kind == TEXT else LINE_CHARACTERS)
        if rows and characters > PART_CHARACTERS:
            return rows, rows[-1].offset
        rows.append(row)
        if row.kind in ENDINGS:
            return rows, None
    return rows, last if last < run.room.offset else None


class Item(NamedTuple):
    """A line of the replay: one event, or the text between two others as one.

    Times are milliseconds since the run's start, `until` that of a text's last row.
    """

    rows: Sequence[Row]
    at: int
    until: int
    text: str | None

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def last(self) -> Row:
        return self.rows[-1]


class Step(NamedTuple):
    """What one commit brought: from `at` on, `item` is reached and the text is longer by `text`."""

    at: int
    item: int
    text: str


class Timeline(NamedTuple):
    items: list[Item]
    steps: list[Step]

    @property
    def began(self) -> int:
        return self.steps[0].at if self.steps else 0

    @property
    def ended(self) -> int:
        return self.steps[-1].at if self.steps else 0


class _Moment(NamedTuple):
    at: int
    row: Row
    text: str | None


def timeline(rows: Iterable[Row], began: datetime) -> Timeline:
    """Lay rows out in time. Pure; a clock that was set back cannot turn the order round."""
    items: list[Item] = []
    steps: list[Step] = []
    for _, group in groupby(_moments(rows, began), key=_line):
        moments = list(group)
        text = None if moments[0].text is None else "".join(each.text or "" for each in moments)
        for at, commit in groupby(moments, key=lambda moment: moment.at):
            steps.append(Step(at, len(items), "".join(each.text or "" for each in commit)))
        rows_here = [each.row for each in moments]
        items.append(Item(rows_here, moments[0].at, moments[-1].at, text))
    return Timeline(items, steps)


def _moments(rows: Iterable[Row], began: datetime) -> Iterator[_Moment]:
    latest = 0
    for row in rows:
        latest = max(latest, round((row.created_at - began).total_seconds() * 1000))
        yield _Moment(latest, row, _said(row))


def _line(moment: _Moment) -> int | None:
    """Neighbouring texts share a line; every other event has its own."""
    return None if moment.text is not None else moment.row.offset


def _said(row: Row) -> str | None:
    if row.kind != TEXT:
        return None
    try:
        text = orjson.loads(row.data)["text"]
    except (orjson.JSONDecodeError, KeyError, TypeError, IndexError):
        return None
    return text if isinstance(text, str) else None
