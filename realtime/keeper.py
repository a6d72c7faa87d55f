"""The keeper: says that this process lives, and closes what processes that do not have left."""

import asyncio
import logging
import time
from contextlib import suppress
from functools import partial

from django.db import DatabaseError

from realtime import leases, presence, retention, runs
from realtime.conf import RealtimeSettings
from realtime.errors import StorageBusy
from realtime.hub import Hub
from realtime.models import Run
from realtime.neighbours import Neighbours
from realtime.runner import INTERRUPTED_REASON, Runner
from realtime.writer import Writer

#: Batches that one beat removes at most: 10,000 rows.
PRUNE_BATCHES = 20

logger = logging.getLogger("realtime.keeper")


class Keeper:
    """Beats every `lease_renew_seconds`, from the engine's start to its end."""

    def __init__(
        self,
        writer: Writer,
        runner: Runner,
        neighbours: Neighbours,
        hub: Hub,
        attendance: presence.Attendance,
        settings: RealtimeSettings,
    ) -> None:
        self._writer = writer
        self._hub = hub
        self._attendance = attendance
        self._runner = runner
        self._neighbours = neighbours
        self._settings = settings
        self._beat_at = time.monotonic()
        self._judges_from = 0.0
        self._task = asyncio.get_running_loop().create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            try:
                await self.beat()
            except Exception:
                logger.exception("A heartbeat failed; the next one follows")
            await asyncio.sleep(self._settings.lease_renew_seconds)

    async def beat(self) -> None:
        """Renew leases, close silent processes' runs, remove old events."""
        held, connections = set(self._runner.running), self._hub.connections
        lost = await self._writer.commit(lambda: self._renew(held, connections))
        self._runner.refused(lost)
        if self._may_judge():
            await self.sweep()
        await self._prune()

    async def _prune(self) -> None:
        """Remove old events in small commits, so that tokens pass between them."""
        hours, after = self._settings.event_retention_hours, 0
        for _ in range(PRUNE_BATCHES):
            done = await self._writer.commit(partial(retention.events_prune, hours, after))
            if done is None:
                return
            after = done

    def _renew(self, held: set[str], connections: int) -> set[str]:
        """In the writer's thread."""
        lease, seconds = self._runner.lease, self._settings.lease_seconds
        leases.process_seen(lease, seconds, connections)
        return leases.leases_renew(held, lease, seconds)

    def _may_judge(self) -> bool:
        """Whether others' silence means anything.

        Who could not beat itself, because the database or this process was away, gives the
        others a lease's time to renew theirs. They may have renewed a beat before that began, so
        an outage is long enough to cost them their lease a beat before a lease is over.
        """
        now, lease = time.monotonic(), self._settings.lease_seconds
        if now - self._beat_at > lease - self._settings.lease_renew_seconds:
            self._judges_from = now + lease
            self._attendance.restore()
        self._beat_at = now
        return now >= self._judges_from

    async def sweep(self) -> None:
        """Close the runs of silent processes and start what waited behind them."""
        ended = await self._writer.commit(self._close_silent)
        for run in ended:
            logger.warning("Run %s was interrupted: its process is silent", run.key)
        self._neighbours.look()

    def _close_silent(self) -> list[Run]:
        presence.silent_sweep(self._settings.lease_seconds)
        return runs.runs_interrupt(INTERRUPTED_REASON)

    async def close(self) -> None:
        """Stop beating and say so, so that others need not wait for a lease."""
        self._task.cancel()
        lease = self._runner.lease
        with suppress(StorageBusy, DatabaseError):  # then others find it silent
            await self._writer.commit(
                lambda: leases.process_gone(lease),
                deadline_seconds=self._settings.write_deadline_seconds,
            )
