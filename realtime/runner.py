"""The runner: performs this process's runs, each in a task of its own."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from secrets import token_hex
from typing import Any

from realtime import runs
from realtime.conf import RealtimeSettings
from realtime.errors import InternalError, RunFailed, StorageBusy
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
    """Claims, performs and ends runs. `lease` names this process in the rows that it holds.

    A run has two tasks: its work, which may be cancelled at any moment, even before it began,
    and one that is never cancelled and sees to its end.
    """

    def __init__(self, writer: Writer, settings: RealtimeSettings) -> None:
        self.lease = token_hex(8)
        self.draining = False
        self._writer = writer
        self._settings = settings
        self._work: dict[str, asyncio.Task[None]] = {}
        self._seeing: dict[str, asyncio.Task[None]] = {}
        self._private: dict[str, Mapping[str, Any]] = {}
        self._gathering: set[int] = set()

    @property
    def running(self) -> set[str]:
        """The keys of the runs that this process performs."""
        return set(self._seeing)

    def keep_private(self, run: str, private: Mapping[str, Any]) -> None:
        """Hold what a run needs but no database may have, until it starts here."""
        if private:
            self._private[run] = private

    def start_later(self, room: int, seconds: float) -> None:
        """Start the room's next run in a moment: until then more may join it."""
        self._gathering.add(room)
        asyncio.get_running_loop().call_later(seconds, self._gathered, room)

    def _gathered(self, room: int) -> None:
        self._gathering.discard(room)
        self.start_next(room)

    def start_next(self, room: int) -> None:
        """Start the room's next run, if one waits and may."""
        if room in self._gathering:
            return
        self._writer.submit(lambda: self._claim(room), self._started)

    def _claim(self, room: int) -> Run | None:
        """Claim it, inside a transaction; a process that is ending takes none."""
        if self.draining:
            return None
        return runs.run_claim(room, self.lease, self._settings.lease_seconds)

    def stop(self, run: str) -> None:
        """End what generates a run here; its row says already why."""
        self._private.pop(run, None)
        if (work := self._work.get(run)) is not None:
            work.cancel()

    def refused(self, keys: set[str]) -> None:
        """The log takes no more from these runs: they were stopped, or are another's now."""
        for key in keys:
            self.stop(key)

    def _started(self, run: Run | None) -> None:
        if run is not None:
            self.perform(run)

    def perform(self, run: Run) -> None:
        """Begin to work on a run that this process has claimed."""
        context = RunContext(
            room=run.room_id,
            key=run.key,
            input=run.input,
            lease=self.lease,
            writer=self._writer,
            private=self._private.pop(run.key, {}),
        )
        loop = asyncio.get_running_loop()
        work = loop.create_task(kind_named(run.kind).perform(context))
        self._work[run.key] = work
        self._seeing[run.key] = loop.create_task(self._see_through(run, context, work))

    async def _see_through(self, run: Run, context: RunContext, work: "asyncio.Task[None]") -> None:
        state, reason = await _outcome(run, work)
        text = None if state == RunState.INTERRUPTED else context.text
        result = context.result if state == RunState.COMPLETED else None
        outcome = runs.Outcome(state, reason, text, context.facts, result)

        def end() -> Run | None:
            runs.run_end(run, outcome, lease=self.lease)
            return self._claim(run.room_id)

        try:
            await self._writer.submit(end, self._started)
        except Exception:
            self.start_next(run.room_id)
            raise
        finally:
            del self._work[run.key], self._seeing[run.key]

    async def close(self, drain_seconds: float) -> None:
        """Take no more runs, let those that run go on for a while, then interrupt them."""
        self.draining = True
        with suppress(StorageBusy):  # claims that are under way are reported before this returns
            await self._writer.commit(
                lambda: None,
                deadline_seconds=self._settings.write_deadline_seconds,
            )
        if self._seeing:
            await asyncio.wait(self._seeing.values(), timeout=drain_seconds)
        for work in self._work.values():
            work.cancel()
        if self._seeing:  # where the database is away they cannot end: another process closes them
            await asyncio.wait(self._seeing.values(), timeout=ENDING_SECONDS)


async def _outcome(run: Run, work: "asyncio.Task[None]") -> tuple[RunState, str]:
    """Wait for a run's work; return how it ended, in words that a client may read."""
    try:
        await work
    except asyncio.CancelledError:
        return RunState.INTERRUPTED, INTERRUPTED_REASON
    except (RunFailed, StorageBusy) as failure:
        return RunState.FAILED, failure.text
    except Exception:
        error = InternalError()
        logger.exception("Run %s failed (%s)", run.key, error.id)
        return RunState.FAILED, error.text
    return RunState.COMPLETED, ""
