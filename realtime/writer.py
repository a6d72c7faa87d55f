"""The writer: one thread a process, which commits for all its rooms at once.

While a commit is under way, what arrives gathers and goes into the next one. There are no
timers: under light load a token is committed alone and at once, under heavy load fewer and
bigger commits carry more tokens each.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread, current_thread
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, connection, transaction

from realtime import log, transactions
from realtime.entries import Entry
from realtime.follow import Follower
from realtime.transactions import storage_away
from realtime.units import Item, Said, Step, Unit, planned

logger = logging.getLogger("realtime.writer")

T = TypeVar("T")
R = TypeVar("R")

#: Items that may wait for a commit before a run that says more has to wait too.
HIGH_WATER = 5_000
#: Items that one commit takes at most: bounds how long the database is held.
BATCH = 10_000
RETRY_SECONDS = 0.1
#: How long a closing writer goes on trying.
GIVE_UP_SECONDS = 5.0


class Writer:
    """Commits in its own thread and reports on the loop, in the order of the commits.

    `committed` is called with the entries of a commit, after its units have resolved: a room that
    one of them has opened hears what the same commit has added to it. `refused` is called with
    the keys of runs whose fence no longer holds, `noticed` with what other processes have
    committed.
    """

    def __init__(
        self,
        *,
        committed: Callable[[Sequence[Entry]], None],
        refused: Callable[[set[str]], None],
        noticed: Callable[[Sequence[Entry]], None],
        follow_seconds: float,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._committed = committed
        self._refused = refused
        self._noticed = noticed
        self._follow_seconds = follow_seconds
        self._queue: SimpleQueue[Item | None] = SimpleQueue()
        self._closing = False
        self._tries_left = round(GIVE_UP_SECONDS / RETRY_SECONDS)
        self._follower = Follower()
        self._entries: list[Entry] = []
        self._thread = Thread(target=self._run, name="realtime-writer", daemon=True)
        self._thread.start()

    # On the loop.

    def submit(
        self,
        work: Callable[[], T],
        then: Callable[[T], R],
        *,
        deadline_seconds: float | None = None,
    ) -> "asyncio.Future[R]":
        """Commit `work`, and let `then` have its result on the loop before anything newer.

        The future has what `then` returns, `work`'s error, or StorageBusy when it is too late.
        """
        deadline = None if deadline_seconds is None else time.monotonic() + deadline_seconds
        future: asyncio.Future[R] = self._loop.create_future()
        self._queue.put(Unit(work, then, future, deadline))
        return future

    def commit(
        self, work: Callable[[], T], *, deadline_seconds: float | None = None
    ) -> "asyncio.Future[T]":
        """Commit `work`; the future has its result, its error, or StorageBusy when too late."""
        return self.submit(work, _itself, deadline_seconds=deadline_seconds)

    def say(self, said: Said) -> None:
        """Append an event of a run to the log with the next commit."""
        self._queue.put(said)

    @property
    def behind(self) -> bool:
        """Whether a run should wait for the writer before it says more."""
        return self._queue.qsize() > HIGH_WATER

    async def close(self) -> None:
        """Commit what waits, then end the thread."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    # In the thread.

    def announce(self, entries: Sequence[Entry]) -> bool:
        """Take what was just committed, if it was in this thread: it is told with its units."""
        mine = current_thread() is self._thread
        if mine:
            self._entries += entries
        return mine

    def _run(self) -> None:
        batch: list[Item] = []
        while not self._connected() and not self._closing:
            self._pause(batch)
        while batch or not self._closing:
            if batch:
                self._commit(batch)
            else:
                with suppress(DatabaseError, InterfaceError):
                    self._look()
            batch = self._take()
        self._commit(batch)
        connection.close()

    def _connected(self) -> bool:
        """Open the connection, anew where there was one; False where the database is away."""
        try:
            connection.close()
            transactions.never_wait_inside_sqlite()
            self._follower.connected()
        except (DatabaseError, InterfaceError):
            logger.exception("The database is away; trying again")
            return False
        return True

    def _take(self) -> list[Item]:
        """Wait for work, at most as long as the log may go unwatched; take all there is."""
        try:
            first = self._queue.get(timeout=self._follow_seconds)
        except Empty:
            return []
        return self._drain([first])

    def _drain(self, taken: list[Item | None]) -> list[Item]:
        with suppress(Empty):
            while len(taken) < BATCH:
                taken.append(self._queue.get_nowait())
        self._closing = self._closing or None in taken
        return [item for item in taken if item is not None]

    def _commit(self, batch: list[Item]) -> None:
        """Commit a batch, however long the database is away; only commands have deadlines."""
        while batch:
            try:
                refused = self._try_commit(batch)
            except Exception as error:
                logger.warning("A commit failed, trying it again: %s", error)
                self._pause(batch)
                self._connected()
            else:
                self._settle([item for item in batch if isinstance(item, Unit)], refused)
                return

    def _try_commit(self, batch: list[Item]) -> set[str]:
        """Commit all at once, or, where one step is bad, each in a savepoint of its own."""
        try:
            return self._transact(batch, _all_at_once)
        except Exception as error:
            if storage_away(error):
                raise
            return self._transact(batch, _one_by_one)  # whose error it is, this tells

    def _transact(
        self, batch: list[Item], perform: Callable[[Iterable[Step]], set[str]]
    ) -> set[str]:
        with transactions.write(lambda: self._wait(batch)):
            self._look()
            refused = perform(planned(batch))
            newest = log.newest_event_id()
        self._follower.passed(newest)
        return refused

    def _wait(self, batch: list[Item]) -> None:
        """While the database is locked or away: gather what comes, give up what is too late."""
        batch += self._drain([])
        late = [item for item in batch if isinstance(item, Unit) and item.expire()]
        if late:
            batch[:] = [item for item in batch if item not in late]
            self._settle(late, set())

    def _pause(self, batch: list[Item]) -> None:
        """Wait before a new try; a writer that is told to end gives up after a while."""
        time.sleep(RETRY_SECONDS)
        self._wait(batch)
        if self._closing:
            self._tries_left -= 1
            if not self._tries_left:
                logger.critical("The database stayed away: %s items are not stored", len(batch))
                batch.clear()

    def _look(self) -> None:
        """Report what other connections have committed since the last look."""
        changed, entries = self._follower.look()
        if changed:
            self._loop.call_soon_threadsafe(self._noticed, entries)

    def _settle(self, units: Sequence[Unit[Any, Any]], refused: set[str]) -> None:
        entries, self._entries = self._entries, []
        if units or refused or entries:
            self._loop.call_soon_threadsafe(self._report, units, entries, refused)

    def _report(
        self, units: Sequence[Unit[Any, Any]], entries: Sequence[Entry], refused: set[str]
    ) -> None:
        for unit in units:
            unit.resolve()
        if entries:
            self._committed(entries)
        if refused:
            self._refused(refused)


def _itself(result: T) -> T:
    return result


def _all_at_once(steps: Iterable[Step]) -> set[str]:
    refused: set[str] = set()
    for step in steps:
        if isinstance(step, Unit):
            step.attempt()
        else:
            refused |= _append(step)
    return refused


def _one_by_one(steps: Iterable[Step]) -> set[str]:
    refused: set[str] = set()
    for step in steps:
        try:
            with transaction.atomic():
                refused |= _all_at_once([step])
        except Exception as error:
            if storage_away(error):
                raise
            if isinstance(step, Unit):
                step.error = error
            else:
                logger.exception("Events that the database does not take")
                refused |= {item.run for item in step if item.run}
    return refused


def _append(appends: list[log.Append]) -> set[str]:
    """Write, and return the keys of the runs whose fence refused."""
    written = {entry.run for entry in log.append_all(appends)}
    return {item.run for item in appends if item.run and item.run not in written}
