"""G24: SQLite holds. Many processes read and then write, beside a server whose answers stream."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from random import Random

from config.environment import BASE_DIR
from llm.scripts import tokens
from tests.faults.clients import ComingBack
from tests.faults.ledger import database, judge
from tests.faults.trials import Attack, Outcome
from tests.faults.world import Pool
from tests.server import environment

ROOMS = 4
#: Processes, and transactions of each.
MANY, FEW = (8, 500), (2, 50)

#: The project's own settings and models; each says when it is ready, and begins when told.
_WRITER = """
import datetime
import sys
from django.db import transaction
from realtime.models import Spending
counted = dict(day=datetime.date(2000, 1, 1), actor={actor!r})
print("ready", flush=True)
sys.stdin.readline()
for _ in range({transactions}):
    with transaction.atomic():
        row, _ = Spending.objects.get_or_create(**counted)
        row.spent += 1
        row.save()
"""


class Writers(Attack):
    guarantee = "G24"
    below_dialects = True
    title = "8 processes x 500 read-then-write transactions beside 4 streams"
    full, small = 3, 1
    parallel = 1

    async def prepare(self) -> None:
        self.servers = Pool(self.world.server)

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, name = Outcome(), f"g24-{seed}"
        processes, each = MANY if self.in_full else FEW
        async with self.servers.one() as server, AsyncExitStack() as stack:
            program = _WRITER.format(actor=name, transactions=each)
            writers = [
                await stack.enter_async_context(_writer(server.folder, program))
                for _ in range(processes)
            ]
            await asyncio.gather(*map(_ready, writers))
            clients = [
                ComingBack(self.dialect, f"{name}-{number}", lambda: server.port, random, outcome)
                for number in range(ROOMS)
            ]
            done = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                for client in clients:
                    group.create_task(self._stream(client, done))
                said = await asyncio.gather(*(writer.communicate(b"go\n") for writer in writers))
                done.set()
            states = judge(outcome, server.folder, *clients)
            outcome.counts |= states
            self._judge_writers(outcome, writers, [errors.decode() for _, errors in said])
            outcome.expect(_spent(server.folder, name) == processes * each, "an increment is lost")
            outcome.expect("is locked" not in server.log, "the server found the database locked")
        refused = [f for c in clients for f in c.heard if self.dialect.is_error(f)]
        outcome.expect(all(f.get("retryable") for f in refused), f"it refused: {refused[:1]}")
        outcome.count("commands refused, sent again", len(refused))
        outcome.expect(set(states) == {"completed"}, f"runs ended {dict(states)}")
        outcome.count("transactions", processes * each)
        outcome.seconds.clear()
        return outcome

    async def _stream(self, client: ComingBack, done: asyncio.Event) -> None:
        """Ask again and again until the writers are done."""
        while not done.is_set():
            answer = tokens(*(f"{number} 字。" for number in range(60)), delay=0.02)
            await client.ask(self.world.playbook.question(answer))

    def _judge_writers(self, outcome: Outcome, writers: list[Process], errors: list[str]) -> None:
        for writer, said in zip(writers, errors, strict=True):
            outcome.expect("locked" not in said, f"a writer found it locked: {said[-200:]}")
            outcome.expect(writer.returncode == 0, f"a writer failed: {said[-200:]}")


@asynccontextmanager
async def _writer(folder: Path, program: str) -> AsyncIterator[Process]:
    """Start one; it is ended where it has not ended by itself."""
    command = ("manage.py", "shell", "--no-imports", "-c", program)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=BASE_DIR,
        env=environment(folder),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _ready(writer: Process) -> None:
    if writer.stdout is None or not await writer.stdout.readline():
        raise RuntimeError("a writer did not start")


def _spent(folder: Path, actor: str) -> int:
    with closing(database(folder)) as connection:
        query = "SELECT spent FROM realtime_spending WHERE actor = ?"
        ((spent,),) = connection.execute(query, [actor])
    return int(spent)
