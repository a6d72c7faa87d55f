"""What the processes on one database ask of each other: rows, found by following the log."""

import asyncio
from contextlib import suppress

from realtime import contests, runs
from realtime.conf import RealtimeSettings
from realtime.contests import Contest
from realtime.errors import StorageBusy
from realtime.hub import Hub
from realtime.runner import Runner
from realtime.runs import Queued
from realtime.transactions import read
from realtime.writer import Writer

Asked = tuple[list[int], list[str], list[Contest]]


class Neighbours:
    """Asks, and answers, on behalf of this process's sockets and runs."""

    def __init__(
        self, writer: Writer, runner: Runner, hub: Hub, settings: RealtimeSettings
    ) -> None:
        self._writer = writer
        self._runner = runner
        self._hub = hub
        self._settings = settings
        self._replacing: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()
        self._looked_at = 0.0
        self._next_look: asyncio.TimerHandle | None = None

    def look(self) -> None:
        """See what others have asked for: runs to start, to stop, or to say whether watched.

        At once, but no more often than an idle process would: beside a busy neighbour every
        commit brings news, and most of it is text.
        """
        if self._next_look is None:
            due = self._looked_at + self._settings.follow_seconds
            self._next_look = self._loop.call_at(due, self._look)

    def _look(self) -> None:
        self._next_look = None
        self._looked_at = self._loop.time()
        self._writer.submit(self._find, self._answer)

    def _find(self) -> Asked:
        lease = self._runner.lease
        waiting = runs.rooms_waiting(lease, self._settings.lease_seconds)
        return waiting, runs.runs_to_stop(lease), contests.runs_contested(lease)

    def _answer(self, asked: Asked) -> None:
        rooms, stopped, contested = asked
        self._runner.refused(set(stopped))
        for room in rooms:
            self._runner.start_next(room)
        if contested:
            heard = [each for each in contested if self._hub.watched(each.room, each.running)]
            unheard = [each for each in contested if each not in heard]
            self._writer.commit(
                lambda: contests.contests_answer(self._runner.lease, heard, unheard)
            )

    def make_way(self, queued: Queued) -> None:
        """Stop the run that a new one waits for, unless a socket of any process hears it."""
        if queued.busy is not None:
            task = asyncio.get_running_loop().create_task(self._replace(queued.busy, queued))
            self._replacing.add(task)
            task.add_done_callback(self._replacing.discard)

    async def _replace(self, busy: str, queued: Queued) -> None:
        """In a task, so that sockets here know what the same commit has started."""
        if self._hub.watched(queued.room.pk, busy):
            return
        await self._answers(busy, queued.run.key)
        stopped = await self._writer.commit(lambda: contests.run_replace(busy, queued.run))
        if stopped is not None:
            self._runner.stop(stopped)

    async def _answers(self, busy: str, waiting: str) -> None:
        """Wait until every other living process has said whether a socket of its own hears a run.

        They find the question within `follow_seconds`. One that dies counts for a lease.
        """
        lease, seconds = self._runner.lease, self._settings.lease_seconds
        decided = False
        while not decided:
            with suppress(StorageBusy):
                decided = await read(contests.contest_decided, busy, waiting, lease, seconds)
            if not decided:
                await asyncio.sleep(self._settings.follow_seconds)
