"""G5: a SQLite database that another process has locked. Text waits, commands are told so."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from llm.scripts import tokens
from tests.faults.clients import ComingBack
from tests.faults.ledger import database, judge
from tests.faults.trials import Attack, Outcome
from tests.faults.world import Pool
from tests.server import ServerProcess
from tests.sockets import Frame, Socket, connected
from tests.waiting import becomes

ROOMS = 5
SECONDS_A_TOKEN = 0.02
#: How long the lock is held, and where it has to be quick.
LOCK_SECONDS, SHORT_LOCK_SECONDS = 5.0, 3.5
#: What a server's WRITE_DEADLINE_SECONDS is, and what a refusal may take beyond it.
DEADLINE_SECONDS, MARGIN_SECONDS = 2.0, 1.0
#: Commands that come while it is locked.
COMMANDS = 3
#: Between two frames that only measure.
PROBE_SECONDS = 0.01
LOOP_SECONDS = 0.05
#: How long the streams go on before the lock, at most.
QUIET_SECONDS = 1.0

SETTINGS: dict[str, Any] = {"message_limit": "100000 per second"}


@asynccontextmanager
async def _locked(folder: Path) -> AsyncIterator[None]:
    """Hold the database's write lock for the length of the block."""
    connection = database(folder)
    try:
        await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


class _Probe:
    """A socket whose frames need no storage: how soon each is answered is the loop's delay.

    And what machine and client add, which a probe at a server without a lock tells meanwhile.
    """

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    async def round_trips(self, seconds: float) -> list[float]:
        """Return how long each took, for so many seconds."""
        found: list[float] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            began = time.monotonic()
            await self._socket.send_text("not JSON")
            await self._socket.receive()
            found.append(time.monotonic() - began)
            await asyncio.sleep(PROBE_SECONDS)
        return found


class _Locked(Attack):
    """One trial; where the servers come from is the subclasses' matter."""

    guarantee = "G5"
    below_dialects = True
    full, small = 20, 1
    parallel = 1
    within = LOOP_SECONDS

    async def attack(self, name: str, servers: Sequence[ServerProcess], random: Random) -> Outcome:
        seconds = LOCK_SECONDS if self.in_full else SHORT_LOCK_SECONDS
        outcome = Outcome()

        def asker(number: int) -> ComingBack:
            home, room = servers[number % len(servers)], f"{name}-{number}"
            return ComingBack(self.dialect, room, lambda: home.port, random, outcome)

        clients = [asker(number) for number in range(ROOMS)]
        async with AsyncExitStack() as stack:

            async def opened(room: str, server: ServerProcess) -> Socket:
                path = self.dialect.path(f"{name}-{room}")
                return await stack.enter_async_context(connected(server, path=path))

            probe = _Probe(await opened("probe", servers[0]))
            control = _Probe(await opened("probe", await self.world.shared(**SETTINGS)))
            commanders = [await opened(f"asks-{n}", servers[0]) for n in range(COMMANDS)]
            async with asyncio.TaskGroup() as group:
                for client in clients:
                    group.create_task(client.ask(self._stream(seconds + 2 * QUIET_SECONDS)))
                await self._begun(clients)
                await probe.round_trips(random.uniform(0, QUIET_SECONDS))
                async with _locked(servers[0].folder):
                    latest = seconds - DEADLINE_SECONDS - MARGIN_SECONDS
                    refusals = [
                        group.create_task(self._refused(socket, random.uniform(0, latest), outcome))
                        for socket in commanders
                    ]
                    locked, free = await asyncio.gather(
                        probe.round_trips(seconds), control.round_trips(seconds)
                    )
                for socket, refusal in zip(commanders, refusals, strict=True):
                    await self._accepted(socket, await refusal, outcome)
        for client in clients:
            outcome.expect(client.closes == [], f"{client.room} was closed: {client.closes}")
        states = judge(outcome, servers[0].folder, *clients)
        outcome.expect(set(states) == {"completed"}, f"runs ended {dict(states)}")
        _note(locked, free, outcome)
        return outcome

    def _stream(self, seconds: float) -> str:
        texts = (f"{number} 字。" for number in range(round(seconds / SECONDS_A_TOKEN)))
        return self.world.playbook.question(tokens(*texts, delay=SECONDS_A_TOKEN))

    async def _begun(self, clients: Sequence[ComingBack]) -> None:
        async def streaming() -> int:
            return sum(bool(client.fold.answers) for client in clients)

        await becomes(len(clients), streaming)

    async def _refused(self, socket: Socket, wait: float, outcome: Outcome) -> Frame:
        """Send a command while it is locked; return it, once it was refused in time."""
        await asyncio.sleep(wait)  # somewhere within the lock
        question = self.world.playbook.question(tokens("后来"))
        command: dict[str, Any] = {
            **self.dialect.ask(question),
            "client_message_id": question,
        }
        began = time.monotonic()
        await socket.send(**command)
        error = (await socket.until(self.dialect.is_error))[-1]
        took = time.monotonic() - began
        told = bool(error.get("retryable")) and error.get("client_message_id") == question
        outcome.expect(told, f"a command was refused with {error}")
        in_time = took < DEADLINE_SECONDS + MARGIN_SECONDS
        outcome.expect(in_time, f"a command was refused after {took:.2f} s")
        outcome.count("commands refused", told)
        return command

    async def _accepted(self, socket: Socket, command: Frame, outcome: Outcome) -> None:
        """Send it again: it is as new as the first time, and is answered."""
        await socket.send(**command)
        heard = await socket.until(self.dialect.ends)
        repeats = [frame["repeat"] for frame in heard if frame["type"] == "accepted"]
        outcome.expect(repeats == [False], f"a refused command was stored: {repeats}")


def _note(locked: list[float], free: list[float], outcome: Outcome) -> None:
    outcome.seconds = [max(0.0, _p99(locked) - _p99(free))]
    for name, trips in (("locked", locked), ("free", free)):
        outcome.count(f"round trips {name}", len(trips))
        outcome.count(f"over 50 ms {name}", sum(took > LOOP_SECONDS for took in trips))


def _p99(trips: list[float]) -> float:
    return statistics.quantiles(trips, n=100)[98]


class Locks(_Locked):
    title = "SQLite locked 5 s by another process under 5 streams"

    async def prepare(self) -> None:
        self.servers = Pool(lambda: self.world.server(**SETTINGS))

    async def trial(self, seed: int, random: Random) -> Outcome:
        async with self.servers.one() as server:
            return await self.attack(f"g5-{seed}", [server], random)


class LocksBesideAnother(_Locked):
    """Nobody could renew a lease meanwhile, so nobody may take another's run for deserted."""

    title = "SQLite locked 5 s under 5 streams of two processes"
    small = 0  # as long as the other form

    async def prepare(self) -> None:
        self.pairs = Pool(lambda: self.world.new_pair(**SETTINGS))

    async def trial(self, seed: int, random: Random) -> Outcome:
        async with self.pairs.one() as pair:
            return await self.attack(f"g5-pair-{seed}", pair, random)
