"""G2: `kill -9` of a server process costs no event that anybody had, and no run stays open."""

import asyncio
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from random import Random

from llm.scripts import tokens
from tests.faults.clients import ComingBack
from tests.faults.ledger import database, judge
from tests.faults.trials import Attack, Outcome
from tests.faults.world import Pool
from tests.server import ServerProcess
from tests.waiting import becomes

ROOMS = 5
#: Text events of each answer; some answers are over before others.
SHORTEST, LONGEST = 20, 80
SECONDS_A_TOKEN = 0.02

#: Longer than a lease of the servers that are frozen, so that their runs are another's to end.
FROZEN_SECONDS, SHORTLY_FROZEN_SECONDS = 5.0, 3.0
SHORT_LEASES = {"lease_seconds": "1.5", "lease_renew_seconds": "0.5"}


class Streams:
    """Rooms in which answers stream, each with a client that comes back to its `home`."""

    def __init__(
        self, attack: Attack, name: str, homes: Sequence[ServerProcess], random: Random
    ) -> None:
        self.outcome = Outcome()
        self.ended: list[float] = []
        self._attack = attack
        self._homes = list(homes)
        self._answers = [
            tokens(
                *(f"{number} 字。" for number in range(random.randint(SHORTEST, LONGEST))),
                delay=SECONDS_A_TOKEN,
            )
            for _ in homes
        ]
        self._questions = [attack.world.playbook.question(answer) for answer in self._answers]
        whole = sum(len("".join(answer.texts)) for answer in self._answers)
        #: How many characters have been heard when it happens.
        self._moment = random.randrange(whole)
        self.clients = [
            ComingBack(attack.dialect, f"{name}-{number}", self._port(number), random, self.outcome)
            for number in range(len(homes))
        ]

    def _port(self, number: int) -> Callable[[], int]:
        return lambda: self._homes[number].port

    def move(self, left: ServerProcess, to: ServerProcess) -> None:
        """From now on the clients of a server come back to another one."""
        self._homes = [to if home is left else home for home in self._homes]

    def start(self, group: asyncio.TaskGroup) -> None:
        for client, question in zip(self.clients, self._questions, strict=True):
            group.create_task(self._ask(client, question))

    async def _ask(self, client: ComingBack, question: str) -> None:
        await client.ask(question)
        self.ended.append(time.monotonic())

    async def reach_the_moment(self) -> None:
        """Wait until the clients have heard as much as the trial's number says."""
        for client in self.clients:
            await client.opened.wait()

        async def reached() -> bool:
            answers = [answer for c in self.clients for answer in c.fold.answers.values()]
            return sum(len(answer.text) for answer in answers) >= self._moment

        await becomes(True, reached)

    async def ask_again(self, at: ServerProcess) -> None:
        """Go on in every room, at a server that may have been ended meanwhile."""
        self._homes = [at for _ in self._homes]
        question = self._attack.world.playbook.question(tokens("再来", "一次。"))
        await asyncio.gather(*(client.ask(question) for client in self.clients))

    def judged(self, killed: float, since: float) -> Outcome:
        """Return what the clients can prove, and how long after `since` the answers were over."""
        states = judge(self.outcome, self._homes[0].folder, *self.clients)
        for state, number in states.items():
            self.outcome.count(state, number)
        for question in self._questions:
            calls = len(self._attack.world.playbook.requests_for(question))
            self.outcome.expect(calls <= 1, f"{calls} model calls for one question")
        # Not how soon clients were back, which they note themselves.
        self.outcome.seconds = [max(0.0, end - since) for end in self.ended if end > killed]
        return self.outcome


class _Killing(Attack):
    guarantee = "G2"
    full, small = 100, 1
    within = 10.0

    @property
    def leases(self) -> dict[str, str]:
        """As they are by default; in `make test` nobody waits so long."""
        return {} if self.in_full else SHORT_LEASES


class Kills(_Killing):
    """One process: whoever is started in its place closes what it has left."""

    title = "the only process killed among 5 streams, started again"
    parallel = 4

    async def prepare(self) -> None:
        self.servers = Pool(lambda: self.world.server("uvicorn", None, **self.leases))

    async def trial(self, seed: int, random: Random) -> Outcome:
        async with self.servers.one() as server:
            streams = Streams(self, f"g2-{seed}", [server] * ROOMS, random)
            async with asyncio.TaskGroup() as group:
                streams.start(group)
                await streams.reach_the_moment()
                await asyncio.to_thread(server.kill)
                killed = time.monotonic()
                await asyncio.to_thread(server.start)
                restarted = time.monotonic()
            await streams.ask_again(server)
            return streams.judged(killed, restarted)


class KillsBesideAnother(_Killing):
    """Two processes: the other one closes what the killed one has left, before it is back."""

    title = "one of two processes killed among 5 streams, later started again"
    below_dialects = True
    parallel = 3

    async def prepare(self) -> None:
        self.pairs = Pool(lambda: self.world.new_pair(**self.leases))

    async def trial(self, seed: int, random: Random) -> Outcome:
        async with self.pairs.one() as pair:
            killed, other = random.sample(pair, 2)
            streams = Streams(self, f"g2-pair-{seed}", random.choices(pair, k=ROOMS), random)
            async with asyncio.TaskGroup() as group:
                streams.start(group)
                await streams.reach_the_moment()
                await asyncio.to_thread(killed.kill)
                at = time.monotonic()
                streams.move(killed, other)
            await asyncio.to_thread(killed.start)
            await streams.ask_again(killed)
            return streams.judged(at, at)


class Freezes(_Killing):
    """The dead one lives: it wakes after its runs were closed, and must not write to them.

    Who freezes in the middle of a commit keeps SQLite's lock, so that nobody can close anything
    until it goes on: that is G5's matter.
    """

    title = "one of two processes frozen for three leases among 5 streams"
    below_dialects = True
    full = 50
    parallel = 3

    async def prepare(self) -> None:
        self.pairs = Pool(lambda: self.world.new_pair(**SHORT_LEASES))

    async def trial(self, seed: int, random: Random) -> Outcome:
        async with self.pairs.one() as pair:
            frozen, other = random.sample(pair, 2)
            streams = Streams(self, f"g2-frozen-{seed}", random.choices(pair, k=ROOMS), random)
            async with asyncio.TaskGroup() as group:
                streams.start(group)
                await streams.reach_the_moment()
                while not await _frozen_outside_a_commit(frozen):
                    streams.outcome.count("freezes within a commit")
                    await asyncio.sleep(random.uniform(0, SECONDS_A_TOKEN))
                at = time.monotonic()
                streams.move(frozen, other)
                await asyncio.sleep(FROZEN_SECONDS if self.in_full else SHORTLY_FROZEN_SECONDS)
                frozen.send_signal(signal.SIGCONT)
            await streams.ask_again(frozen)
            return streams.judged(at, at)


async def _frozen_outside_a_commit(server: ServerProcess) -> bool:
    """Freeze a process; let it go on again where it holds the database's lock."""
    server.send_signal(signal.SIGSTOP)
    with closing(database(server.folder, patience=0.3)) as connection:
        try:
            await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            server.send_signal(signal.SIGCONT)
            return False
    return True
