"""The runner: performs this process's runs, each in a task of its own."""

import asyncio
import logging
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from realtime import runs
from realtime.conf import RealtimeSettings
from realtime.errors import InternalError, RunFailed
from realtime.kinds import RunContext, kind_named
from realtime.models import Run
from realtime.states import RunState
from realtime.writer import Writer

logger = logging.getLogger("realtime.runner")

#: What a client reads where a run ended because its process did.
INTERRUPTED_REASON = "服务中断，回答未完成 (interrupted by a restart)"


#: How long a closing process waits for its interrupted runs to be stored.
ENDING_SECONDS = 5.0


class Runner:
    """Claims, performs and ends runs. `lease` names this process in the rows that it holds."""

    def __init__(self, writer: Writer, settings: RealtimeSettings) -> None:
        self.lease = token_hex(8)
        self.draining = False
        self._writer = writer
        self._settings = settings
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._private: dict[str, Mapping[str, Any]] = {}

    @property
    def running(self) -> set[str]:
        """The keys of the runs that this process performs."""
        return set(self._tasks)

    def keep_private(self, run: str, private: Mapping[str, Any]) -> None:
        """Hold what a run needs but no database may have, until it starts here."""
        if private:
            self._private[run] = private

    def start_next(self, room: int) -> None:
        """Start the room's next run, if one waits and may."""
        if not self.draining:
            seconds = self._settings.lease_seconds
            self._writer.submit(lambda: runs.run_claim(room, self.lease, seconds), self._started)

    def stop(self, run: str) -> None:
        """End what generates a run here; its row says already why."""
        if (task := self._tasks.get(run)) is not None:
            task.cancel()

    def refused(self, keys: set[str]) -> None:
        """The log takes no more from these runs: they were stopped, or are another's now."""
        for key in keys:
            self.stop(key)

    def _started(self, run: Run | None) -> None:
        if run is not None:
            task = asyncio.get_running_loop().create_task(self._perform(run))
            self._tasks[run.key] = task

    async def _perform(self, run: Run) -> None:
        state, reason = RunState.COMPLETED, ""
        context = RunContext(
            room=run.room_id,
            key=run.key,
            input=run.input,
            lease=self.lease,
            writer=self._writer,
            private=self._private.pop(run.key, {}),
        )
        try:
            await kind_named(run.kind).perform(context)
        except asyncio.CancelledError:
            state, reason = RunState.INTERRUPTED, INTERRUPTED_REASON
        except RunFailed as failure:
            state, reason = RunState.FAILED, failure.text
        except Exception:
            error = InternalError()
            logger.exception("Run %s failed (%s)", run.key, error.id)
            state, reason = RunState.FAILED, error.text
        await self._end(run, runs.Outcome(state, reason, context.facts))

    async def _end(self, run: Run, outcome: runs.Outcome) -> None:
        ended = self._writer.submit(
            lambda: runs.run_end(run.key, outcome, lease=self.lease), lambda _: None
        )
        try:
            await asyncio.shield(ended)
        finally:
            self._tasks.pop(run.key, None)
            self.start_next(run.room_id)

    async def close(self, drain_seconds: float) -> None:
        """Take no more runs, let those that run go on for a while, then interrupt them."""
        self.draining = True
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=drain_seconds)
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:  # where the database is away they cannot end: another process closes them
            await asyncio.wait(tasks, timeout=ENDING_SECONDS)
