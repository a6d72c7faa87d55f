"""What the processes on one database ask of each other: rows, found by following the log."""

import asyncio

from realtime import runs
from realtime.conf import RealtimeSettings
from realtime.hub import Hub
from realtime.runner import Runner
from realtime.runs import Queued
from realtime.writer import Writer

#: How long other processes have to say that a socket of theirs hears a run. They find the
#: question within `follow_seconds`; answering is two commits, behind whatever else is written
#: (beside versions of 50 files 0.2 s were too short in 7 of 100 trials, 0.5 s in 1).
ANSWER_SECONDS = 0.5

Asked = tuple[list[int], list[str], list[tuple[int, str]]]


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
        return waiting, runs.runs_to_stop(lease), runs.runs_contested()

    def _answer(self, asked: Asked) -> None:
        rooms, stopped, contested = asked
        self._runner.refused(set(stopped))
        for room in rooms:
            self._runner.start_next(room)
        watched = [run for room, run in contested if self._hub.watched(room, run)]
        if watched:
            self._writer.commit(lambda: runs.runs_watched(watched))

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
        if not queued.alone:
            await asyncio.sleep(ANSWER_SECONDS)
        stopped = await self._writer.commit(lambda: runs.run_replace(busy, queued.run))
        if stopped is not None:
            self._runner.stop(stopped)
