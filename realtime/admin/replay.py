"""What the page that replays a run is given: lines to read, and steps for the player."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.http import QueryDict
from django.urls import reverse

from realtime.admin.shown import cut, duration_shown, json_text
from realtime.conf import realtime_settings
from realtime.models import Event, Run
from realtime.replay import Item, Part, Timeline, read_part, timeline

#: How much faster than it happened.
SPEEDS = ("0.5", "1", "2", "5", "20")
#: Characters of an event's data in the list; its own page has all of it.
DATA_IN_LINE = 4_000


class Line(NamedTuple):
    """An item as the page words it. `address` is that of the event's own page, "" for text."""

    kind: str
    offsets: str
    time: str
    rows: int
    text: str | None
    data: str
    address: str


def replay_context(run: Run, asked: QueryDict) -> dict[str, Any]:
    """Return what the template shows of one part of a run."""
    after = _after(asked.get("after", ""), run)
    part = read_part(run, after)
    shown = timeline(part.rows, run.started_at or run.created_at)
    return {
        "lines": [_line(item) for item in shown.items],
        "replay": _replay(shown),
        "part": part,
        "later_part": after > 0,
        "speeds": SPEEDS,
        "next": _address(run, part),
        "retention_hours": realtime_settings().event_retention_hours,
    }


def _after(asked: str, run: Run) -> int:
    """Read `?after=`; what is no offset of the room counts as the run's beginning."""
    known = asked.isascii() and asked.isdecimal() and len(asked) < 19
    return min(int(asked), run.room.offset) if known else 0


def _address(run: Run, part: Part) -> str:
    if part.next is None:
        return ""
    return reverse("admin:realtime_run_replay", args=[run.pk], query={"after": part.next})


def _replay(shown: Timeline) -> dict[str, Any]:
    return {"began": shown.began, "ended": shown.ended, "steps": shown.steps}


def _line(item: Item) -> Line:
    first, last = item.first, item.last
    return Line(
        kind=first.kind,
        offsets=_span(str(first.offset), str(last.offset)),
        time=_span(_seconds(item.at), _seconds(item.until)),
        rows=len(item.rows),
        text=item.text,
        data="" if item.text is not None else cut(json_text(first.data), DATA_IN_LINE),
        address=_event_page(first.pk) if item.text is None else "",
    )


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def _seconds(milliseconds: int) -> str:
    return duration_shown(timedelta(milliseconds=milliseconds))


def _event_page(pk: int) -> str:
    return reverse(f"admin:{Event._meta.label_lower.replace('.', '_')}_change", args=[pk])
