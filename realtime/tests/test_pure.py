"""The engine's plain functions: no loop, no database."""

from collections.abc import Iterable
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.access import is_loopback
from realtime.codec import decoded
from realtime.entries import (
    TEXT,
    TEXT_BESIDE,
    TEXT_LIMIT,
    Entry,
    first_of,
    merged,
    pieces,
    text_of,
)
from realtime.errors import FrameTooBig, NotAnObject, NotJson
from realtime.keys import RoomKey
from realtime.recovery import Log, Place, recoverable
from realtime.states import ENDINGS, IllegalTransition, RunState, check_transition
from realtime.units import Said, planned

texts = st.text(max_size=20)
runs = st.sampled_from(["a", "b"])


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    said = draw(st.lists(st.tuples(runs, st.one_of(st.none(), texts)), max_size=30))
    return [
        Entry(1, offset, run, *((TEXT, {"text": text}) if text is not None else ("tool", {})))
        for offset, (run, text) in enumerate(said, start=1)
    ]


@given(logs())
def test_merging_keeps_every_runs_text_the_order_and_the_last_offset(log) -> None:
    joined = list(merged(log))
    for run in ("a", "b"):
        assert text_of(e for e in joined if e.run == run) == text_of(e for e in log if e.run == run)
    offsets = [entry.offset for entry in joined]
    assert offsets == sorted(set(offsets))
    assert [e.offset for e in joined if e.kind != TEXT] == [e.offset for e in log if e.kind != TEXT]
    if log:
        assert joined[-1].offset == log[-1].offset


@given(logs())
def test_merging_leaves_no_neighbours_that_could_be_one(log) -> None:
    joined = list(merged(log))
    for one, two in zip(joined, joined[1:], strict=False):
        assert not (one.kind == two.kind == TEXT and one.run == two.run)


some_text = st.text(min_size=1, max_size=5)
#: Pieces of texts beside the answer, of two names, and of the answer itself.
said_beside = st.lists(st.tuples(runs, st.sampled_from(["text", "a", "b", "tool"]), some_text))


def piece(name: str, text: str) -> tuple[str, dict[str, str]]:
    if name in ("text", "tool"):
        return name, {"text": text}
    return f"{TEXT_BESIDE}file", {"path": name, "text": text}


def told(entries: Iterable[tuple[str, dict[str, str]]]) -> list[tuple[str, str | None, str]]:
    """Return each text, and what stands between them, as far as a client can tell."""
    whole: list[tuple[str, str | None, str]] = []
    for kind, data in entries:
        name = (kind, data.get("path"))
        if whole and whole[-1][:2] == name and kind != "tool":
            whole[-1] = (*name, whole[-1][2] + data["text"])
        else:
            whole.append((*name, data["text"]))
    return whole


@given(said_beside)
def test_texts_beside_the_answer_are_joined_by_what_they_are_pieces_of(said) -> None:
    log = [Entry(1, n, run, *piece(name, text)) for n, (run, name, text) in enumerate(said, 1)]
    joined = list(merged(log))
    for run in ("a", "b"):
        before, after = (
            told((e.kind, e.data) for e in entries if e.run == run) for entries in (log, joined)
        )
        assert before == after
    assert [entry.offset for entry in joined] == sorted({entry.offset for entry in joined})
    assert not log or joined[-1].offset == log[-1].offset
    items = [Said(1, run, "lease", *piece(name, text)) for run, name, text in said]
    for append in (each for step in planned(items) if isinstance(step, list) for each in step):
        of_run = [piece(name, text) for run, name, text in said if run == append.run]
        assert told(append.events) == told(of_run)
        names = [(kind, data.get("path")) for kind, data in append.events if kind != "tool"]
        assert (
            len(append.events) < 2
            or "tool" in dict(append.events)
            or names == [key for key, _ in groupby(names)]
        )


def test_merged_text_stays_below_what_a_frame_may_hold() -> None:
    size = TEXT_LIMIT * 5 // 12
    log = [Entry(1, n, "a", TEXT, {"text": "x" * size}) for n in range(1, 8)]
    sizes = [len(entry.data["text"]) for entry in merged(log)]
    assert sum(sizes) == size * 7
    assert max(sizes) <= TEXT_LIMIT


@given(st.integers(0, 3), st.integers(-1, 1))
def test_pieces_are_the_text_and_none_is_too_long(times, more) -> None:
    text = "字" * max(0, TEXT_LIMIT * times + more)
    assert "".join(pieces(text)) == text
    assert all(0 < len(piece) <= TEXT_LIMIT for piece in pieces(text))


@given(st.lists(st.tuples(st.sampled_from("ab"), texts), max_size=30))
def test_what_runs_say_is_planned_in_order_and_as_few_rows(said) -> None:
    items = [Said(ord(run), run, "lease", TEXT, {"text": text}) for run, text in said]
    appends = [append for step in planned(items) if isinstance(step, list) for append in step]
    assert len({append.run for append in appends}) == len(appends)
    for append in appends:
        spoken = "".join(text for run, text in said if run == append.run)
        assert "".join(data["text"] for _, data in append.events) == spoken
        assert len(append.events) <= 1


def test_only_the_drawn_transitions_are_allowed() -> None:
    allowed = {(RunState.QUEUED, RunState.RUNNING), (RunState.QUEUED, RunState.STOPPED)}
    allowed |= {(RunState.RUNNING, ending) for ending in ENDINGS}
    for got in RunState:
        for wanted in RunState:
            if (got, wanted) in allowed:
                check_transition(got, wanted)
            else:
                with pytest.raises(IllegalTransition, match=f"{got} cannot become {wanted}"):
                    check_transition(got, wanted)


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_any_name_maps_to_a_group_that_channel_layers_take(service, kind, name) -> None:
    group = RoomKey("service", kind, name).group
    assert group.isascii()
    assert len(group) < 100
    assert group != RoomKey("service", kind, name + "x").group


def test_the_parts_of_a_key_cannot_run_into_each_other() -> None:
    assert RoomKey("s", "a", "bc").group != RoomKey("s", "ab", "c").group


@pytest.mark.parametrize(
    ("place", "log", "expected"),
    [
        (Place("e", 5), Log("e", 9, 0), True),
        (Place("e", 9), Log("e", 9, 0), True),
        (Place("e", 4), Log("e", 9, 4), True),
        (Place("e", 3), Log("e", 9, 4), False),
        (Place("e", 10), Log("e", 9, 0), False),
        (Place("f", 5), Log("e", 9, 0), False),
        (Place("e", 0), Log("e", 9, 0), False),
    ],
)
def test_recovery_is_all_or_nothing(place, log, expected) -> None:
    assert recoverable(place, log) is expected


@pytest.mark.parametrize("since", ["", "-1", "x", "1.5", "٣", " 1", "1e3", "0", "9" * 5000])
def test_what_is_no_offset_counts_as_never_been_here(since) -> None:
    assert Place.asked(since, "e").offset == 0


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        ("", NotJson),
        ("{", NotJson),
        (b"\xff", NotJson),
        ('{"a": "\\ud800"}', NotJson),
        ("[" * 90, NotJson),
        ("[]", NotAnObject),
        ("null", NotAnObject),
        ('{"a": "' + "x" * 100 + '"}', FrameTooBig),
        ('{"a": "' + "字" * 30 + '"}', FrameTooBig),
    ],
)
def test_what_is_no_object_says_why(frame, error) -> None:
    with pytest.raises(error):
        decoded(frame, max_bytes=90, max_depth=4)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "a.localhost"])
def test_loopback_is_known_by_name_and_number(host) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "10.0.0.1", "example.com", "localhost.evil.com"])  # noqa: S104
def test_nothing_else_is_loopback(host) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("lengths", "characters", "taken"),
    [([], 10, 0), ([50], 10, 1), ([5, 5, 5], 10, 2), ([5, 6], 10, 1), ([0, 0, 20], 10, 2)],
)
def test_a_socket_is_handed_so_many_characters_at_a_time_but_at_least_one_entry(
    lengths, characters, taken
) -> None:
    entries = [Entry(1, n, None, TEXT, {"text": "x" * length}) for n, length in enumerate(lengths)]
    assert first_of(entries, characters) == entries[:taken]
