"""G3: a deploy. SIGTERM lets answers end, closes every socket with 1012, and loses nothing."""

import asyncio
import time
from contextlib import AsyncExitStack
from random import Random
from typing import Any

from llm.scripts import tokens
from realtime.errors import CloseCode
from tests.faults.clients import ComingBack
from tests.faults.ledger import judge
from tests.faults.trials import Attack, Outcome
from tests.faults.world import Pool
from tests.server import ServerProcess
from tests.sockets import Socket, connected
from tests.waiting import becomes

#: Sockets, and how many of them ask.
MANY, FEW = (300, 50), (40, 8)
#: How long runs may go on, and the longest of them: some finish, some are interrupted.
DRAIN_SECONDS = 2
LONGEST_ANSWER = 4.0
SECONDS_A_TOKEN = 0.1
#: A deploy's clients lose nothing by hearing late that a connection is dead; hundreds that ping
#: three times a second would only measure themselves.
PING_SECONDS = 20.0

SETTINGS: dict[str, Any] = {
    "drain_seconds": str(DRAIN_SECONDS),
    "handshake_limit": "100000 per minute",
}


class _House:
    """The sockets of one process: clients that ask, others that hear them, and idle ones."""

    def __init__(
        self, attack: Attack, name: str, server: ServerProcess, streaming: int, random: Random
    ) -> None:
        self.server = self.home = server
        self.outcome = Outcome()
        self._attack = attack
        self._streaming = streaming

        def client(number: int) -> ComingBack:
            made = ComingBack(
                attack.dialect, f"{name}-{number}", lambda: self.home.port, random, self.outcome
            )
            made.ping_seconds = PING_SECONDS
            return made

        self.askers = [client(number) for number in range(streaming)]
        self.listeners = [client(number) for number in range(streaming)]
        self._lengths = [
            round(random.uniform(0.5, LONGEST_ANSWER) / SECONDS_A_TOKEN) for _ in self.askers
        ]
        self._idle: list[Socket] = []
        self._stack = AsyncExitStack()

    @property
    def clients(self) -> list[ComingBack]:
        return [*self.askers, *self.listeners]

    async def fill(self, sockets: int, name: str, group: asyncio.TaskGroup, stay: bool) -> None:
        """Open them all; return once every answer streams."""
        for number in range(sockets - len(self.clients)):
            path = self._attack.dialect.path(f"{name}-idle-{number}")
            socket = connected(self.server, path=path)
            self._idle.append(await self._stack.enter_async_context(socket))
        for client in self.clients:
            client.stays = stay
        for listener in self.listeners:
            group.create_task(listener.listen())
        for listener in self.listeners:
            await listener.opened.wait()
        for asker, length in zip(self.askers, self._lengths, strict=True):
            answer = tokens(*(f"{n} 字。" for n in range(length)), delay=SECONDS_A_TOKEN)
            group.create_task(asker.ask(self._attack.world.playbook.question(answer)))

        async def streaming() -> int:
            return sum(bool(client.fold.answers) for client in self.clients)

        await becomes(len(self.clients), streaming)

    async def hear_the_end(self) -> None:
        """Note which sockets were closed with which code."""
        codes = await asyncio.gather(*(socket.close_code() for socket in self._idle))
        for code in codes:
            self.outcome.expect(code == CloseCode.RESTART, f"an idle socket closed with {code}")
        self.outcome.count("sockets closed", len(codes))
        await self._stack.aclose()

    async def leave(self) -> None:
        """Close what nobody has closed."""
        await self._stack.aclose()

    def judge_closes(self) -> None:
        for client in self.clients:
            told = client.closes == [CloseCode.RESTART]
            self.outcome.expect(told, f"{client.room} was closed with {client.closes}")
            self.outcome.count("sockets closed")

    async def go_on(self, at: ServerProcess) -> None:
        """Come back with a further question, and hear the whole answer."""
        self.home = at
        question = self._attack.world.playbook.question(tokens("再来", "一次。"))
        for asker in self.askers:
            asker.stays = False
        await asyncio.gather(*(asker.ask(question) for asker in self.askers))


async def _ended(server: ServerProcess) -> float:
    """Terminate; return how many seconds the process took."""
    began = time.monotonic()
    server.terminate()
    await asyncio.to_thread(server.wait)
    return time.monotonic() - began


class Deploys(Attack):
    """The only process: its clients come back to the one that is started in its place."""

    guarantee = "G3"
    below_dialects = True
    title = "SIGTERM with 300 sockets, 50 streaming, then started again"
    full, small = 20, 1
    parallel = 1
    within = DRAIN_SECONDS + 3.0

    async def prepare(self) -> None:
        self.servers = Pool(lambda: self.world.server(**SETTINGS))

    async def trial(self, seed: int, random: Random) -> Outcome:
        sockets, streaming = MANY if self.in_full else FEW
        async with self.servers.one() as server:
            house = _House(self, f"g3-{seed}", server, streaming, random)
            async with asyncio.TaskGroup() as group:
                await house.fill(sockets, f"g3-{seed}", group, stay=True)
                closing = group.create_task(house.hear_the_end())
                took = await _ended(server)
                await closing
            house.judge_closes()
            states = judge(house.outcome, server.folder, *house.listeners)
            await asyncio.to_thread(server.start)
            await house.go_on(server)
        judge(house.outcome, server.folder, *house.askers)
        house.outcome.counts |= states
        house.outcome.expect("Traceback" not in server.log, "a traceback in the log")
        house.outcome.seconds = [took]
        return house.outcome


class DeploysBesideAnother(Attack):
    """One of two processes: its clients come back to the other, whose own hear nothing of it."""

    guarantee = "G3"
    title = "SIGTERM to one of two processes with 150 sockets each, 25 streaming"
    full, small = 20, 0  # as long as the other form
    parallel = 1
    within = DRAIN_SECONDS + 3.0

    async def prepare(self) -> None:
        self.pairs = Pool(lambda: self.world.new_pair(**SETTINGS))

    async def trial(self, seed: int, random: Random) -> Outcome:
        sockets, streaming = (number // 2 for number in (MANY if self.in_full else FEW))
        async with self.pairs.one() as pair:
            ending, staying = random.sample(pair, 2)
            left = _House(self, f"g3-left-{seed}", ending, streaming, random)
            kept = _House(self, f"g3-kept-{seed}", staying, streaming, random)
            async with asyncio.TaskGroup() as group:
                await kept.fill(sockets, f"g3-kept-{seed}", group, stay=False)
                await left.fill(sockets, f"g3-left-{seed}", group, stay=True)
                closing = group.create_task(left.hear_the_end())
                took = await _ended(ending)
                await closing
                await left.go_on(staying)
            await kept.leave()
            left.judge_closes()
            outcome = left.outcome
            judge(outcome, ending.folder, *left.askers)
            for client in kept.clients:
                outcome.expect(client.closes == [], f"{client.room}: closed {client.closes}")
            await asyncio.to_thread(ending.start)
        states = judge(outcome, ending.folder, *kept.clients)
        outcome.expect(set(states) == {"completed"}, f"at the process that stayed: {states}")
        outcome.fell += kept.outcome.fell
        outcome.expect("Traceback" not in ending.log + staying.log, "a traceback in a log")
        outcome.seconds = [took]
        return outcome
