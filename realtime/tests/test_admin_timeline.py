"""The time line of a replay: rows of the log laid out in time, read in bounded parts."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from realtime import replay
from realtime.models import Event, Room, Run
from realtime.replay import Part, Row, Step, read_part, timeline
from realtime.states import RunState

BEGAN = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def row(offset: int, kind: str, data: object, at: float) -> Row:
    return Row(offset, offset, kind, json.dumps(data), BEGAN + timedelta(milliseconds=at))


def text(offset: int, said: str, at: float) -> Row:
    return row(offset, "text", {"text": said}, at)


def test_text_is_one_line_and_every_other_event_has_its_own() -> None:
    rows = [
        row(1, "started", {}, 0),
        row(2, "tool_called", {"tool": "bills"}, 80),
        row(3, "tool_returned", {"tool": "bills"}, 80),
        text(4, "您有 ", 120),
        text(5, "3 笔", 160),
        row(6, "completed", {}, 200),
    ]
    shown = timeline(rows, BEGAN)
    assert [(item.first.kind, item.text) for item in shown.items] == [
        ("started", None),
        ("tool_called", None),
        ("tool_returned", None),
        ("text", "您有 3 笔"),
        ("completed", None),
    ]
    said = shown.items[3]
    assert (said.first.offset, said.last.offset, said.at, said.until) == (4, 5, 120, 160)
    assert (shown.began, shown.ended) == (0, 200)


def test_what_one_commit_brought_is_one_step() -> None:
    rows = [text(1, "a", 10), text(2, "b", 10), text(3, "c", 11), row(4, "completed", {}, 11)]
    assert timeline(rows, BEGAN).steps == [Step(10, 0, "ab"), Step(11, 0, "c"), Step(11, 1, "")]


def test_nothing_that_was_said_has_a_time_line_of_no_length() -> None:
    shown = timeline([], BEGAN)
    assert (shown.items, shown.steps, shown.began, shown.ended) == ([], [], 0, 0)


@pytest.mark.parametrize("data", ["", "no json", "[]", '"text"', "7", "{}", '{"text": 7}', "null"])
def test_text_that_is_none_is_shown_as_an_event(data) -> None:
    shown = timeline([Row(1, 1, "text", data, BEGAN)], BEGAN)
    assert shown.items[0].text is None
    assert shown.steps == [Step(0, 0, "")]


_ROWS = st.lists(
    st.tuples(st.sampled_from(["text", "tool_called"]), st.text(), st.integers(-5_000, 5_000))
)


@given(_ROWS)
def test_steps_and_lines_tell_all_in_order_whatever_the_clock_did(told) -> None:
    rows = [row(n, kind, {"text": said}, at) for n, (kind, said, at) in enumerate(told, 1)]
    shown = timeline(rows, BEGAN)
    said = "".join(said for kind, said, _ in told if kind == "text")
    assert "".join(step.text for step in shown.steps) == said
    assert "".join(item.text or "" for item in shown.items) == said
    assert [each for item in shown.items for each in item.rows] == rows
    times = [step.at for step in shown.steps]
    assert times == sorted(times)
    assert all(at >= 0 for at in times)
    assert [step.item for step in shown.steps] == sorted(step.item for step in shown.steps)
    assert {step.item for step in shown.steps} == set(range(len(shown.items)))


@pytest.fixture
def run(db: None) -> Run:
    room = Room.objects.create(service="typewriter", kind="user", name="ada")
    return Run.objects.create(room=room, kind="echo", first_offset=1, started_at=BEGAN)


def wrote(run: Run, kinds: Sequence[str], data: str = '{"text": "x"}') -> None:
    """Append events to a run's room."""
    Event.objects.bulk_create(
        Event(
            room=run.room,
            offset=run.room.offset + place,
            run=run,
            kind=kind,
            data=data,
            created_at=BEGAN,
        )
        for place, kind in enumerate(kinds, 1)
    )
    run.room.offset += len(kinds)
    run.room.save()


def offsets(part: Part) -> list[int]:
    return [row.offset for row in part.rows]


def test_a_run_is_read_up_to_its_end_without_its_neighbours(run: Run) -> None:
    wrote(run, ["started", "text"])
    other = Run.objects.create(room=run.room, kind="echo", first_offset=3)
    wrote(other, ["started"])
    wrote(run, ["text", RunState.COMPLETED])
    wrote(other, ["text"])
    part = read_part(run)
    assert offsets(part) == [1, 2, 4, 5]
    assert (part.next, part.gone) == (None, False)


def test_a_run_that_never_started_has_said_nothing(run: Run) -> None:
    run.first_offset = None
    assert read_part(run) == Part()


def test_a_long_run_is_read_in_parts_that_join(run: Run, monkeypatch) -> None:
    monkeypatch.setattr(replay, "PART_OFFSETS", 10)
    wrote(run, ["started", *["text"] * 23, RunState.COMPLETED])
    read: list[int] = []
    after: int | None = 0
    parts = 0
    while after is not None:
        part = read_part(run, after)
        assert len(part.rows) <= 10
        read += offsets(part)
        after, parts = part.next, parts + 1
    assert read == list(range(1, 26))
    assert parts == 3


def test_a_part_ends_where_its_data_has_grown_too_long(run: Run, monkeypatch) -> None:
    monkeypatch.setattr(replay, "PART_CHARACTERS", 50)
    wrote(run, ["text", "text", "text"], json.dumps({"text": "x" * 20}))
    assert (offsets(read_part(run)), read_part(run).next) == ([1], 1)
    assert offsets(read_part(run, 1)) == [2]


def test_one_row_that_is_too_long_for_a_part_is_a_part_of_its_own(run: Run, monkeypatch) -> None:
    monkeypatch.setattr(replay, "PART_CHARACTERS", 5)
    wrote(run, ["text", RunState.COMPLETED])
    assert (offsets(read_part(run)), read_part(run).next) == ([1], 1)
    assert (offsets(read_part(run, 1)), read_part(run, 1).next) == ([2], None)


def test_events_that_were_pruned_are_said_to_be_gone(run: Run) -> None:
    wrote(run, ["started", "text", "text", RunState.COMPLETED])
    Event.objects.filter(offset__lt=3).delete()
    assert read_part(run).gone
    assert offsets(read_part(run)) == [3, 4]
    assert not read_part(run, 2).gone
    Event.objects.all().delete()
    assert read_part(run) == Part([], None, gone=True)


def test_a_running_run_is_read_up_to_now(run: Run) -> None:
    wrote(run, ["started", "text"])
    assert read_part(run) == Part(read_part(run).rows, None, gone=False)
    assert offsets(read_part(run)) == [1, 2]


def test_reading_a_part_is_one_question_that_the_index_answers(run: Run) -> None:
    wrote(run, ["started", "text"])
    with CaptureQueriesContext(connection) as queries:
        read_part(run)
    assert len(queries) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "room_id=? AND offset>? AND offset<?" in plan
    assert "TEMP B-TREE" not in plan
