"""The log of a room as the database has it, and what a client heard held against it.

These are the engine's own rows: the same for every service.
"""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from realtime.entries import TEXT
from realtime.states import ENDINGS
from tests.faults.clients import ComingBack
from tests.faults.trials import Outcome


class Row(NamedTuple):
    """One event of the log."""

    offset: int
    run: str | None
    kind: str
    data: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.data["text"]) if self.kind == TEXT else ""


class Ledger(NamedTuple):
    """A room, its log, and the states of its runs: all of one moment."""

    epoch: str
    offset: int
    pruned_to: int
    rows: dict[int, Row]
    #: State and lease of each run.
    runs: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, folder: Path, room: str) -> "Ledger":
        """Read the log of the room of this name. A folder has one service's rooms."""
        with closing(database(folder)) as connection:
            connection.execute("BEGIN")
            ((pk, epoch, offset, pruned_to),) = connection.execute(
                'SELECT id, epoch, "offset", pruned_to FROM realtime_room WHERE name = ?', [room]
            )
            rows = connection.execute(
                'SELECT "offset", run_id, kind, data FROM realtime_event WHERE room_id = ?'
                ' ORDER BY "offset"',
                [pk],
            ).fetchall()
            runs = connection.execute(
                "SELECT key, state, lease FROM realtime_run WHERE room_id = ?", [pk]
            ).fetchall()
        log = {place: Row(place, run, kind, json.loads(data)) for place, run, kind, data in rows}
        states = {key: (state, lease) for key, state, lease in runs}
        return cls(epoch, offset, pruned_to, log, states)

    def faults(self) -> list[str]:
        """Return what no log may have: holes, and runs that do not end or go on after it."""
        found = []
        if list(self.rows) != list(range(self.pruned_to + 1, self.offset + 1)):
            found.append(f"the log up to {self.offset} has the offsets {list(self.rows)}")
        for key, (state, lease) in self.runs.items():
            kinds = [row.kind for row in self.rows.values() if row.run == key]
            ends = [kind for kind in kinds if kind in ENDINGS]
            if ends != [state] or kinds[-1:] != [state] or lease:
                found.append(f"run {key} is {state}, held by {lease!r}; its log ends {kinds[-3:]}")
        return found


def database(folder: Path, patience: float = 30.0) -> sqlite3.Connection:
    """Open a server's database as another process would, waiting so long for its lock."""
    return sqlite3.connect(
        folder / "tokenwire.sqlite3",
        isolation_level=None,
        timeout=patience,
        check_same_thread=False,
    )


def judge(outcome: Outcome, folder: Path, *clients: ComingBack) -> Counter[str]:
    """Hold what clients heard against log and stored answers; return how many runs ended how."""
    states: Counter[str] = Counter()
    for client in clients:
        ledger = Ledger.of(folder, client.dialect.room_name(client.room))
        states.update(state for state, _ in ledger.runs.values())
        outcome.fell += [f"{client.room}: {fault}" for fault in ledger.faults()]
        outcome.fell += [f"{client.room}: {fault}" for fault in _misheard(client, ledger)]
        stored = client.dialect.stored(folder, client.room)
        heard = client.fold.answers
        outcome.expect(heard == stored, f"{client.room}: {heard} is not {stored}")
        for run, answer in stored.items():
            outcome.compare(heard[run].text if run in heard else "", answer.text)
    return states


def _misheard(client: ComingBack, ledger: Ledger) -> list[str]:
    """Return the frames that are not what the log has at their place."""
    found: list[str] = []
    fold = client.dialect.fold()
    for frame in client.heard:
        run, after = str(frame.get("run")), fold.offset
        before = _text(fold.answers, run)
        try:
            fold.hear(frame)
        except AssertionError:
            return found  # noted when it was heard
        if fold.offset == after or frame["type"] == "state":
            continue
        passed = [ledger.rows.get(offset) for offset in range(after + 1, fold.offset + 1)]
        # What no run has said may be worded in a frame of its own, or in none.
        rows = [row for row in passed if row is None or row.run is not None]
        said = _text(fold.answers, run)[len(before) :]
        if "run" not in frame:
            found += [f"{frame} passes over {row}" for row in rows if row is None or row.text]
            continue
        known = [row for row in rows if row is not None and row.run == run]
        if len(known) != len(rows) or "".join(row.text for row in known) != said:
            found.append(f"after {after} it heard {frame}, the log has {rows}")
        elif client.dialect.is_text(frame) != (known[-1].kind == TEXT):
            found.append(f"{frame} is no {known[-1].kind}")
    return found


def _text(answers: Any, run: str) -> str:
    return str(answers[run].text) if run in answers else ""
