"""The benchmarks work, and count right. Nothing here judges a time: `make bench` measures."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from benchmarks.figures import Figure, Line, Sample, percentile, summarised
from benchmarks.hearing import Listener
from benchmarks.loads import Load
from benchmarks.measures import MEASURES
from benchmarks.measures.base import Measure
from benchmarks.peers import OURS, PLAIN, TOKENWIRE, TUTORIALS
from benchmarks.report import BEGIN, END, PAGE, write_page
from benchmarks.rounds import one_round
from benchmarks.serving import Bench
from benchmarks.table import cell, markdown_table, number, text_table
from config.environment import BASE_DIR

COST, CARRIED = Figure("CPU, µs"), Figure("tokens a CPU second", more_is_better=True)


def sample(who: str, **found: float) -> Sample:
    figures = {COST: found["cost"], CARRIED: found["carried"]}
    return Sample("saturated", who, figures, tokens_a_frame=2.0, lost=int(found.get("lost", 0)))


ROUNDS = [
    sample("ours", cost=10, carried=900),
    sample("theirs", cost=30, carried=200, lost=3),
    sample("ours", cost=12, carried=800),
    sample("theirs", cost=24, carried=300, lost=4),
    sample("ours", cost=11, carried=1000),
    sample("theirs", cost=22, carried=100),
]


# Statistics.


def test_rounds_become_one_line_a_figure_and_server_in_the_order_of_the_servers() -> None:
    lines = summarised("a", ROUNDS)
    assert [(line.figure, line.who) for line in lines] == [
        ("CPU, µs", "ours"),
        ("CPU, µs", "theirs"),
        ("tokens a CPU second", "ours"),
        ("tokens a CPU second", "theirs"),
    ]
    assert lines[1].values == [30, 24, 22]
    assert lines[1].median == 24


def test_times_says_how_much_worse_than_the_first_whichever_way_is_better() -> None:
    ours_cost, their_cost, ours_carried, their_carried = summarised("a", ROUNDS)
    assert ours_cost.times is ours_carried.times is None
    assert their_cost.times == pytest.approx(24 / 11)
    assert their_carried.times == pytest.approx(900 / 200)


def test_lost_tokens_are_added_up_over_all_rounds() -> None:
    assert [line.lost for line in summarised("a", ROUNDS)] == [0, 7, 0, 7]


def test_nothing_is_divided_by_nothing() -> None:
    lines = summarised(
        "a", [sample("ours", cost=0, carried=1), sample("theirs", cost=1, carried=0)]
    )
    assert [line.times for line in lines] == [None, None, None, None]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3, 1, 2], 0.5, 2), ([5], 0.99, 5), (range(1, 101), 0.99, 99), (range(1, 101), 1.0, 100)],
)
def test_a_percentile_is_a_value_that_was_measured(values, share, expected) -> None:
    assert percentile(values, share) == expected


# What clients count.


def ours(*texts: str) -> list[tuple[int, bytes]]:
    frames = [{"type": "chunk", "content": text, "offset": 1} for text in texts]
    return [(1, b'{"type":"status","status":"thinking"}')] + [
        (at, json.dumps(frame).encode()) for at, frame in enumerate(frames, 2)
    ]


@pytest.mark.parametrize(
    ("texts", "lost"),
    [
        (("0 1 2 3 ",), 0),
        (("0 1", " 2 ", "3 "), 0),
        (("0 1 3 ",), 1),
        (("0 1 1 2 3 ",), 1),
        (("0 2 1 3 ",), 1),
        ((), 4),
    ],
)
async def test_tokens_that_miss_come_twice_or_out_of_order_are_lost(texts, lost) -> None:
    listener = Listener(OURS)
    listener.frames = ours(*texts)
    assert listener.lost(Load(4)) == lost


async def test_a_paced_token_says_when_it_was_written() -> None:
    listener = Listener(OURS)
    listener.frames = ours("0:70 1:8", "0 ")
    assert list(listener.tokens()) == [(0, 70, 2), (1, 80, 3)]
    assert listener.text_frames == 2


@pytest.mark.parametrize(
    ("dialect", "text", "end"),
    [
        (OURS, b'{"type":"chunk","content":"7 "}', b'{"type":"status","status":"completed"}'),
        (PLAIN, b"7 ", b"[DONE]"),
        (TUTORIALS, b'{"message": "7 "}', b'{"message": "[DONE]"}'),
    ],
)
def test_each_dialect_tells_text_from_the_end(dialect, text, end) -> None:
    assert (dialect.text(text), dialect.ends(text)) == ("7 ", False)
    assert (dialect.text(end), dialect.ends(end)) == ("", True)


def test_a_question_tells_the_model_what_to_say_and_the_newest_counts() -> None:
    older, newer = Load(5, rate=50, a_write=2), Load(300, a_write=64)
    body = json.dumps([{"content": older.question}, {"content": newer.question}])
    assert Load.asked(body.encode()) == newer


# The table, and where it goes.


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (53210.7, "53,211"),
        (100, "100"),
        (12.34, "12.3"),
        (1.234, "1.23"),
        (0.0123, "0.012"),
        (0, "0"),
    ],
)
def test_numbers_are_written_with_the_digits_that_count(value, written) -> None:
    assert number(value) == written


def test_a_cell_holds_median_spread_and_times_where_they_say_something() -> None:
    assert cell(Line("a", "load", "figure", "who", [10, 30, 24], times=2.4)) == "24 (10–30) ×2.40"
    assert cell(Line("a", "load", "figure", "who", [10])) == "10"


def test_a_load_is_one_table_with_a_column_a_figure() -> None:
    text = text_table(summarised("a", ROUNDS))
    head, heads, first, second = text.splitlines()
    assert head == "(a) saturated"
    assert heads.split() == [
        *("server", "CPU,", "µs", "tokens", "a", "CPU", "second", "tokens", "a", "frame", "lost"),
    ]
    assert first.split() == ["ours", "11", "(10–12)", "900", "(800–1,000)", "2", "0"]
    assert second.split()[-1] == "7"


def test_a_round_that_fails_is_shown_and_not_hidden() -> None:
    def fails(*_: object) -> list[Sample]:
        raise RuntimeError("the server ended with 1")

    (found,) = one_round(
        cast("Bench", None), Measure("a", "title", [TOKENWIRE], fails), TOKENWIRE, quick=True
    )
    table = text_table(summarised("a", [found]))
    assert "RuntimeError: the server ended with 1" in table
    assert "Tokenwire" in table


def test_the_page_takes_figures_between_its_markers_and_nowhere_else(tmp_path: Path) -> None:
    lines = summarised("a", ROUNDS)
    made = {
        "made_at": "2026-01-02T03:04:05+00:00",
        "machine": {"processor": "a processor", "python": "3.11", "uvicorn": "0.54"},
        "options": {"rounds": 3, "quick": False},
        "lines": json.loads(json.dumps([line.plain() for line in lines])),
    }
    page = tmp_path / "performance.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    write_page(made, page)
    before, rest = page.read_text("utf-8").split(BEGIN)
    written, after = rest.split(END)
    assert markdown_table(lines) in written
    assert "on one core of a processor" in written
    assert PAGE.read_text("utf-8").startswith(before)
    assert PAGE.read_text("utf-8").endswith(after)


def test_every_measure_is_explained_on_the_page_and_begins_with_ours() -> None:
    text = PAGE.read_text("utf-8")
    assert list(MEASURES) == list("abcdefg")
    for letter, measure in MEASURES.items():
        assert f"**({letter}) " in text
        assert measure.peers[0].name == TOKENWIRE.name


# The whole of it, small.


@pytest.mark.skipif(sys.platform != "linux", reason="pins processes to cores, reads /proc")
def test_a_quick_run_measures_all_servers_and_loses_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "b", "--quick", "--rounds", "1"],
        cwd=BASE_DIR,
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = json.loads((tmp_path / "bench" / "latest.json").read_text("utf-8"))
    lines = [Line.read(plain) for plain in made["lines"]]
    assert {line.who for line in lines} == {peer.name for peer in MEASURES["b"].peers}
    assert {line.lost for line in lines} == {0}
    assert len({line.figure for line in lines}) == 4
    assert all(len(line.values) == 1 and line.median > 0 for line in lines)
    assert text_table(lines) in done.stdout
