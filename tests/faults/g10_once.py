"""G10: sent once.

One question with one `client_message_id` is sent up to five times: over cuts, by tabs of two
processes, over HTTP where the service has that, at the same moment, one after the other, and
after the answer has ended. What it came to is read from the engine's rows.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import orjson
from websockets.exceptions import WebSocketException

from llm.scripts import tokens
from tests.faults.dialect import Frame
from tests.faults.network import Break, Fault, FaultyNetwork
from tests.faults.trials import Attack, Outcome
from tests.server import ServerProcess
from tests.sockets import connected

MOST = 5
#: Where a cut may hit: in the handshake's answer, in `accepted`, in the answer.
CUT_WITHIN = 900
#: Far above what a campaign's tabs need; they all come from one address.
KNOCKS = "100000 per minute"

_RUNS = """
    SELECT run.key, json_extract(run.facts, '$.tokens'), spending.spent, spending.reserved
    FROM realtime_run AS run
    LEFT JOIN realtime_spending AS spending ON spending.actor = run.actor
    WHERE client_message_id = ?
"""


class Once(Attack):
    guarantee = "G10"
    title = "one id sent up to 5 times"
    full, small = 1000, 6
    parallel = 8

    async def prepare(self) -> None:
        self.servers = await self.world.pair(handshake_limit=KNOCKS)
        limits = httpx2.Limits(max_connections=None)
        self.http = await self.world.keep(httpx2.AsyncClient(trust_env=False, limits=limits))

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room, message_id = Outcome(), f"g10-{seed}", f"id of {seed}"
        words = random.randint(1, 30)
        question = self.world.playbook.question(tokens(*("一次" * words), delay=0.005))
        senders = [
            Sender(self, room, question, message_id, random) for _ in range(random.randint(1, MOST))
        ]
        at_once = random.randint(1, len(senders))
        watched = random.choice(self.servers)
        async with connected(watched, path=self.dialect.path(room), since=0) as socket:
            sending = [asyncio.create_task(sender.send()) for sender in senders[:at_once]]
            await socket.until(self.dialect.ends)
            await asyncio.gather(*sending)
        for sender in senders[at_once:]:
            await sender.send()
            outcome.count("sent after the end")
        for sender in senders:
            outcome.count(sender.way)
        outcome.count("cuts", sum(sender.cuts for sender in senders))
        self._judge(room, question, message_id, senders, outcome)
        return outcome

    def _judge(
        self,
        room: str,
        question: str,
        message_id: str,
        senders: "Sequence[Sender]",
        outcome: Outcome,
    ) -> None:
        folder = self.servers[0].folder
        questions = self.dialect.stored_questions(folder, room)
        calls = len(self.world.playbook.requests_for(question))
        runs = _runs(folder, message_id)
        outcome.expect(questions == 1, f"{questions} stored questions")
        outcome.expect(calls == 1, f"{calls} calls of the model")
        outcome.expect(len(runs) == 1, f"{len(runs)} runs and budgets: {runs}")
        run, cost, spent, reserved = runs[0]
        outcome.expect(bool(cost) and spent == cost, f"{spent} spent, one request is {cost}")
        outcome.expect(reserved == 0, f"{reserved} tokens are still held")
        told = [accepted for sender in senders for accepted in sender.told]
        outcome.expect({each["run"] for each in told} <= {run}, f"{run} ran, told {told}")
        firsts = sum(not each["repeat"] for each in told)
        # A first answer may have gone with a cut; over HTTP nobody is told.
        least = 0 if any(sender.cuts or sender.way == "HTTP" for sender in senders) else 1
        outcome.expect(least <= firsts <= 1, f"{firsts} were told that theirs is the first")


class Sender:
    """Sends until it is told that its question is taken."""

    def __init__(
        self, attack: Once, room: str, question: str, message_id: str, random: Random
    ) -> None:
        self._attack, self._room = attack, room
        self._question, self._id, self._random = question, message_id, random
        self._server = random.choice(attack.servers)
        ways = ["a tab", "a tab with cuts", "HTTP"]
        self.way = random.choice(ways if attack.dialect.post is not None else ways[:2])
        self.told: list[Frame] = []
        self.cuts = 0

    async def send(self) -> None:
        match self.way:
            case "HTTP":
                await self._post()
            case "a tab":
                await self._ask(self._server)
            case _:
                await self._ask_over_cuts()

    async def _post(self) -> None:
        assert self._attack.dialect.post is not None
        path, body = self._attack.dialect.post(self._room, self._question, self._id)
        reply = await self._attack.http.post(f"{self._server.url}{path}", json=body)
        reply.raise_for_status()

    async def _ask_over_cuts(self) -> None:
        faults = [Fault.RST, Fault.FIN]
        breaks = [
            Break(self._random.randrange(CUT_WITHIN), self._random.choice(faults))
            for _ in range(self._random.randint(1, 3))
        ]
        async with FaultyNetwork(
            self._server.port, lambda: breaks.pop() if breaks else None
        ) as network:
            through: Any = network  # it has a port, as a server has
            while not self.told:
                with suppress(OSError, WebSocketException):
                    await self._ask(through)
            self.cuts = network.broken

    async def _ask(self, server: ServerProcess) -> None:
        command = {**self._attack.dialect.ask(self._question), "client_message_id": self._id}
        async with connected(server, path=self._attack.dialect.path(self._room)) as socket:
            await socket.send_text(orjson.dumps(command).decode())
            await socket.until(lambda frame: frame["type"] == "accepted")
            self.told.append(socket.heard[-1])


def _runs(folder: Path, message_id: str) -> list[Any]:
    address = f"file:{folder / 'tokenwire.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        return database.execute(_RUNS, [message_id]).fetchall()
