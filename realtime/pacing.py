"""Pacing: how far a rendering may tell a room's log while a run is writing its text.

Snapshots of a growing text cost the square of its length, and a small frame a token is mostly
envelope. So a rendering may let text wait for more of it. All else goes at once, and takes along
what waits.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from realtime.entries import STARTED, TEXT, Entry

#: Characters of a run that were told, those that wait, and seconds since the last of the former
#: were told; returns for how many seconds the latter must still wait. `Rendering.wait` is one.
Pace = Callable[[int, int, float], float]


@dataclass(slots=True)
class _Text:
    """One run's text, in characters, and when it was last told of."""

    told: int = 0
    waiting: int = 0
    at: float = 0.0


class Pacer:
    """How far the log may be told: `reach` is an offset. Pure: the caller says what time it is."""

    def __init__(self, pace: Pace, reach: int) -> None:
        self._pace = pace
        self._newest = self.reach = reach
        self._texts: dict[str, _Text] = {}
        #: When what waits may go if nothing more comes; None where nothing waits.
        self.due: float | None = None

    def know(self, run: str, characters: int) -> None:
        """Take it that so much of a run was told: it began before anybody here listened."""
        text = self._texts.setdefault(run, _Text())
        text.told = max(text.told, characters)

    def hear(self, entry: Entry, now: float) -> None:
        """Take in the log's next entry."""
        self._newest = entry.offset
        if entry.run is None or entry.kind != TEXT:
            self.release(now)
            if entry.ends_run:
                self._texts.pop(entry.run or "", None)
            elif entry.kind == STARTED:
                self._texts[entry.run or ""] = _Text(at=now)
            return
        text = self._texts.setdefault(entry.run, _Text(at=now))
        text.waiting += len(entry.data["text"])
        wait = self._pace(text.told, text.waiting, now - text.at) if text.told else 0.0
        if wait <= 0:
            self.release(now)
        else:
            others = (each.waiting for run, each in self._texts.items() if run != entry.run)
            due = now + wait
            self.due = min(due, self.due) if self.due is not None and any(others) else due

    def release(self, now: float) -> None:
        """Let everything go that waits."""
        self.reach, self.due = self._newest, None
        for text in self._texts.values():
            text.told, text.waiting, text.at = text.told + text.waiting, 0, now


class Reach:
    """A pacer on the loop's clock; `released` is called when what waited may go, unasked."""

    def __init__(self, pace: Pace, reach: int, released: Callable[[], None]) -> None:
        self._pacer = Pacer(pace, reach)
        self._released = released
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = 0.0  # uvloop's timers for a moment that has passed do not tell it
        self.know = self._pacer.know

    @property
    def offset(self) -> int:
        return self._pacer.reach

    def hear(self, entry: Entry) -> None:
        self._pacer.hear(entry, self._loop.time())
        due = self._pacer.due
        if self._timer is not None and (due is None or due < self._rings_at):
            self._timer.cancel()
            self._timer = None
        if due is not None and self._timer is None:
            self._ring_at(due)

    def _ring_at(self, due: float) -> None:
        self._timer, self._rings_at = self._loop.call_at(due, self._ring), due

    def _ring(self) -> None:
        self._timer = None
        due = self._pacer.due
        if due is not None and due > self._loop.time():  # more text has come, that may wait longer
            self._ring_at(due)
        elif due is not None:
            self._pacer.release(self._loop.time())
            self._released()
