"""G17: video jobs end.

Two workers, as processes, on a server's database. The film is made by `tests.films`, which takes a
moment for the stage at which something happens: the worker is killed there, or frozen until another
has finished its job; the job is cancelled; or it kills every worker that takes it up.
"""

import asyncio
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx2
import orjson

from tests.faults.dialect import Dialect
from tests.faults.ledger import database
from tests.faults.trials import Attack, Outcome
from tests.faults.world import Pool
from tests.films import FILM
from tests.server import ServerProcess
from tests.sockets import Socket, connected
from tests.video import (
    JobRow,
    WorkerProcess,
    films_on_disk,
    stored_job,
    stored_stages,
    task_outcome,
)
from tests.waiting import becomes
from video.stages import PARTS

STAGES = (1, 2, 3, 4, 5)
#: How long the stage takes at which something happens, and those that another worker must do again.
STAGE_SECONDS = 0.6
DEEDS = ("killed", "frozen", "cancelled", "poison")
#: Seconds in which a job must have ended, whatever has happened to it.
PATIENCE = 60.0


class Studio(NamedTuple):
    """A server and the workers beside it."""

    server: ServerProcess
    workers: list[WorkerProcess]

    def holder(self, job: JobRow) -> WorkerProcess | None:
        """Return the worker that has a job."""
        return next((worker for worker in self.workers if worker.pid == job.pid), None)

    @asynccontextmanager
    async def tended(self) -> AsyncIterator[None]:
        """Start workers again that die, as `serve` does, until the end of the block."""
        tending = asyncio.create_task(self._tend())
        try:
            yield
        finally:
            tending.cancel()
            await asyncio.gather(tending, return_exceptions=True)

    async def _tend(self) -> None:
        while True:
            for worker in self.workers:
                if not worker.lives:
                    worker.start()
            await asyncio.sleep(0.2)


class Videos(Attack):
    guarantee = "G17"
    title = "workers killed and frozen at each stage, jobs cancelled, a poison job; s to take it up"
    #: The dialect's share of it is what `make test` runs: each deed once.
    full, small = 100, 20
    parallel = 2
    within = 30.0

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.name == "video"

    async def prepare(self) -> None:
        self.studios = Pool(self._studio)
        self.http = await self.world.keep(httpx2.AsyncClient(trust_env=False, timeout=30))

    async def _studio(self) -> Studio:
        server = await self.world.server(
            video_pipeline="tests.films",
            video_address_limit="100000 per hour",
            video_jobs_per_day="100000",
            video_lease_seconds="10" if self.in_full else "2",
        )
        workers = [WorkerProcess(server) for _ in range(2)]
        for worker in workers:
            self.world.ends(worker.kill)
        return Studio(server, workers)

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, deed, stage = Outcome(), DEEDS[seed % len(DEEDS)], random.choice(STAGES)
        outcome.count(f"{deed} at {stage}")
        code = f"user_{1767225600000 + seed}_{random.getrandbits(40):08x}"
        async with self.studios.one() as studio, studio.tended():
            path = f"/api/ws/video-generation?code={code}"
            async with connected(studio.server, path=path) as page:
                await page.receive()
                task_id = await self._ordered(studio, code, _prompt(deed, stage))
                await _deeds[deed](self, studio, task_id, stage, outcome)
                await page.until(lambda frame: frame["type"] in ("video", "error"), PATIENCE)
                await self._judge(studio, task_id, deed, stage, page, outcome)
        return outcome

    async def _ordered(self, studio: Studio, code: str, prompt: str) -> int:
        sent = {"inputText": prompt, "code": code, "seconds": 5}
        reply = await self.http.post(f"{studio.server.url}/api/video/generate", json=sent)
        return int(reply.json()["data"])

    async def killed(self, studio: Studio, task_id: int, stage: int, outcome: Outcome) -> None:
        job = await self._reached(studio, task_id, stage)
        if (worker := studio.holder(job)) is not None:
            await asyncio.to_thread(worker.kill)
        began = time.monotonic()
        await self._becomes(studio, task_id, lambda job: job.attempt == 2)
        outcome.seconds.append(time.monotonic() - began)

    async def frozen(self, studio: Studio, task_id: int, stage: int, outcome: Outcome) -> None:
        job = await self._reached(studio, task_id, stage)
        worker = studio.holder(job)
        if worker is None:
            raise RuntimeError("nobody has the job")
        while not await _frozen_outside_a_commit(worker, studio.server.folder):
            outcome.count("freezes within a commit")
            await asyncio.sleep(0.02)
        began = time.monotonic()
        await self._becomes(studio, task_id, lambda job: job.attempt == 2)
        outcome.seconds.append(time.monotonic() - began)
        await self._becomes(studio, task_id, lambda job: job.state == "completed")
        worker.send_signal(signal.SIGCONT)
        told = await self._told_of(studio, job.task)
        outcome.expect(told == "LeaseLost", f"the frozen worker ended its attempt with {told}")

    async def cancelled(self, studio: Studio, task_id: int, stage: int, outcome: Outcome) -> None:
        job = await self._reached(studio, task_id, stage)
        reply = await self.http.post(f"{studio.server.url}/api/video/cancel/{task_id}")
        outcome.expect(reply.json()["data"] is True, f"cancel answered {reply.text}")
        told = await self._told_of(studio, job.task)
        outcome.expect(told == "Cancelled", f"the worker ended its attempt with {told}")

    async def poison(self, studio: Studio, task_id: int, stage: int, outcome: Outcome) -> None:
        await self._becomes(studio, task_id, lambda job: job.state == "failed")

    async def _reached(self, studio: Studio, task_id: int, stage: int) -> JobRow:
        return await self._becomes(studio, task_id, lambda job: job.stage >= stage)

    async def _becomes(
        self, studio: Studio, task_id: int, holds: Callable[[JobRow], bool]
    ) -> JobRow:
        async with asyncio.timeout(PATIENCE):
            while not holds(job := stored_job(studio.server.folder, task_id)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return job

    async def _told_of(self, studio: Studio, task: str) -> str:
        async with asyncio.timeout(PATIENCE):
            while (told := task_outcome(studio.server.folder, task)) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return told

    async def _judge(
        self, studio: Studio, task_id: int, deed: str, stage: int, page: Socket, outcome: Outcome
    ) -> None:
        folder = studio.server.folder
        job, films = stored_job(folder, task_id), films_on_disk(folder, task_id)
        by_attempt = stored_stages(folder, task_id)
        ends = {"cancelled": "cancelled", "poison": "failed"}.get(deed, "completed")
        outcome.expect(job.state == ends, f"{deed} at {stage}: it is {job.state} ({job.error})")
        first = {each: by for each, by in by_attempt.items() if each < stage}
        outcome.expect(
            first == dict.fromkeys(range(1, stage), 1), f"{deed} at {stage}: done by {by_attempt}"
        )
        told = [frame["stageDesc"] for frame in page.heard if "taskId" in frame]
        if ends == "completed":
            outcome.expect(by_attempt == {**first, **dict.fromkeys(range(stage, 6), 2)}, "stages")
            outcome.expect(told == [part.words for part in PARTS.values()], f"told {told}")
            outcome.expect([film.read_bytes() for film in films] == [FILM], f"films: {films}")
            work = folder / f"video-work/{task_id}"
            await becomes(False, partial(asyncio.to_thread, work.exists))
        else:
            outcome.expect(not films, f"{deed}, and there is {films}")
            outcome.expect(bool(page.heard[-1]["errorMessage"]), "no reason is told")
        attempts = {"cancelled": 1, "poison": 3}.get(deed, 2)
        outcome.expect(job.attempt == attempts, f"{deed}: {job.attempt} attempts")
        for worker in studio.workers:
            outcome.expect("Traceback" not in worker.log, f"a traceback: {worker.log[-2000:]}")


async def _frozen_outside_a_commit(worker: WorkerProcess, folder: Path) -> bool:
    """Freeze a worker; let it go on again where it holds the database's lock."""
    worker.send_signal(signal.SIGSTOP)
    with closing(database(folder, patience=0.3)) as connection:
        try:
            await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            worker.send_signal(signal.SIGCONT)
            return False
    return True


_deeds: dict[str, Any] = {deed: getattr(Videos, deed) for deed in DEEDS}


def _prompt(deed: str, stage: int) -> str:
    directed: dict[str, Any] = {"seconds": {str(stage): STAGE_SECONDS}}
    if deed == "poison":
        directed = {"dies": stage}
    return orjson.dumps(directed).decode()
