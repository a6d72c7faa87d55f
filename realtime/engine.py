"""The engine: one per event loop, made when it is first needed."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from realtime import log, runs, transactions
from realtime.census import Census, census
from realtime.changes import RunChanges
from realtime.chores import Chores
from realtime.conf import realtime_settings
from realtime.connections import Connections
from realtime.entries import Entry
from realtime.errors import ServerEnding, StorageBusy
from realtime.hub import Feed, Hub
from realtime.keeper import Keeper
from realtime.keys import RoomKey
from realtime.neighbours import Neighbours
from realtime.presence import Attendance
from realtime.runner import Runner
from realtime.writer import Writer

T = TypeVar("T")

DRAIN_POLL_SECONDS = 0.1

_engines: "WeakKeyDictionary[asyncio.AbstractEventLoop, Engine]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A command that was stored: its run, the room's offset then, and whether it was known."""

    run: str
    offset: int
    repeat: bool


class Engine:
    """Joins writer, hub and runner; what apps call."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._settings = realtime_settings()
        self.hub = Hub()
        self.connections = Connections(self._settings)
        self.writer = Writer(
            committed=self.hub.publish,
            refused=self._refused,
            noticed=self._noticed,
            follow_seconds=self._settings.follow_seconds,
        )
        self.runner = Runner(self.writer, self._settings)
        self._neighbours = Neighbours(self.writer, self.runner, self.hub, self._settings)
        self.presence = Attendance(self.writer, self.runner.lease, self.hub.vanish)
        self.keeper = Keeper(
            self.writer, self.runner, self._neighbours, self.hub, self.presence, self._settings
        )
        self.chores = Chores(self.commit)
        self._drained: asyncio.Future[None] = self._loop.create_future()
        self._unsubscribe = log.subscribe(self._committed)

    # What apps call.

    async def run_start(
        self,
        room: RoomKey,
        kind: str,
        input_: dict[str, Any],
        *,
        actor: str = "",
        client_message_id: str | None = None,
        private: Mapping[str, Any] | None = None,
    ) -> Accepted:
        """Store a run that an actor asked for, and start it as soon as its room is free.

        A run that nobody watches any more makes way. Raises QueueFull and StorageBusy.
        """
        queued: runs.Queued = await self.writer.submit(
            lambda: runs.run_queue(
                room,
                kind,
                input_,
                actor=actor,
                client_message_id=client_message_id,
                queue_length=self._settings.room_queue_length,
                queued_by=self.runner.lease,
                lease_seconds=self._settings.lease_seconds,
                claims=not self.runner.draining,
            ),
            lambda queued: self._queued(queued, private or {}),
            deadline_seconds=self._settings.write_deadline_seconds,
        )
        return Accepted(queued.run.key, queued.room.offset, queued.repeat)

    def _queued(self, queued: runs.Queued, private: Mapping[str, Any]) -> runs.Queued:
        """Perform a command's run, or see to it that its turn comes."""
        if queued.repeat:
            return queued
        self.runner.keep_private(queued.run.key, private)
        if queued.claimed:
            self.runner.perform(queued.run)
        else:
            self._neighbours.make_way(queued)
            self.runner.start_next(queued.room.pk)
        return queued

    async def commit(self, work: Callable[[RunChanges], T]) -> T:
        """Commit an app's rows, and the runs that it starts and stops with them.

        `work` may be tried several times, each after a rollback: it touches nothing but the
        database. Raises what `work` does, and StorageBusy.
        """

        def changed() -> tuple[RunChanges, T]:
            changes = RunChanges(
                queued_by=self.runner.lease,
                claims=not self.runner.draining,
                settings=self._settings,
            )
            return changes, work(changes)

        return await self.writer.submit(
            changed,
            lambda done: self._changed(*done),
            deadline_seconds=self._settings.write_deadline_seconds,
        )

    def _changed(self, changes: RunChanges, result: T) -> T:
        for stopped in changes.stopped:
            self.runner.stop(stopped)
        for queued in changes.queued:
            self._queued(queued, {})
        for room, seconds in changes.gathering.items():
            self.runner.start_later(room, seconds)
        return result

    async def run_stop(self, room: int, run: str | None = None) -> str | None:
        """Stop the room's running run, or the one that is named; return which, if any."""
        stopped = await self.commit(lambda _: runs.run_stop(room, run))
        if stopped is not None:
            self.runner.stop(stopped)
        return stopped

    async def run_ended(self, run: str) -> None:
        """Wait until a run has ended. Raises ServerEnding where this process ends before it."""
        with self.hub.awaiting(run) as ending:
            if await transactions.read(runs.has_ended, run):
                return
            either: set[asyncio.Future[Any]] = {ending, self._drained}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not ending.done():
                raise ServerEnding

    async def watch(self, key: RoomKey) -> tuple[Feed, int]:
        """Return a room's feed and its offset now; the feed hears all that commits later.

        Raises StorageBusy.
        """
        feed = self.hub.find(key)
        if feed is not None:
            return feed, feed.offset
        return await self.writer.submit(
            lambda: log.room_open(key),
            self.hub.opened,
            deadline_seconds=self._settings.write_deadline_seconds,
        )

    async def census(self) -> Census:
        """Count over all processes; this one alone where the database is away."""
        own = Census(self.hub.connections, len(self.hub.watched_rooms), len(self.runner.running))
        try:
            lease, seconds = self.runner.lease, self._settings.lease_seconds
            return await transactions.read(
                census, lease, seconds, own.connections, self.hub.watched_rooms
            )
        except StorageBusy:
            return own

    # What the parts report.

    def _committed(self, entries: Sequence[Entry]) -> None:
        """In whichever thread committed."""
        if not self.writer.announce(entries):
            self._loop.call_soon_threadsafe(self.hub.publish, entries)

    def _noticed(self, entries: Sequence[Entry]) -> None:
        self.hub.publish(entries)
        self._neighbours.look()

    def _refused(self, keys: set[str]) -> None:
        self.runner.refused(keys)

    async def drain(self, seconds: float) -> None:
        """Take no more runs; for a while let those end that this process performs or hears."""
        until = self._loop.time() + seconds
        await self.runner.close(seconds)
        while self._loop.time() < until and await self._hears_a_run():  # noqa: ASYNC110
            await asyncio.sleep(DRAIN_POLL_SECONDS)  # a run of another process: no event tells
        if not self._drained.done():
            self._drained.set_result(None)

    async def _hears_a_run(self) -> bool:
        running = await transactions.read(runs.running_in, self.hub.watched_rooms)
        return any(self.hub.watched(room, run) for room, run in running)

    async def close(self, drain_seconds: float = 0.0) -> None:
        """End runs, commit what waits, let go of the database. Safe to repeat."""
        if _engines.pop(self._loop, None) is None:
            return
        self.connections.close()
        await self.chores.close()
        await self.runner.close(drain_seconds)
        await self.keeper.close()
        await self.writer.close()
        self._unsubscribe()


def engine() -> Engine:
    """Return this event loop's engine, made at the first call."""
    loop = asyncio.get_running_loop()
    found = _engines.get(loop)
    if found is None:
        found = _engines[loop] = Engine()
    return found
