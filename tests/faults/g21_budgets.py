"""G21: budgets hold."""

import asyncio
import sqlite3
from contextlib import closing
from random import Random

from llm.scripts import tokens
from tests.faults.trials import Attack, Outcome
from tests.server import ServerProcess
from tests.sockets import connected

_BUDGET = 8_000
_ANSWER = 150
_AT_ONCE = 200


class Budgets(Attack):
    guarantee = "G21"
    title = "200 requests at once just below the limit"
    full, small = 20, 0  # tests/test_serve_budgets.py has it whole
    timed = False
    parallel = 1

    async def prepare(self) -> None:
        self.server = await self.world.shared(
            tokens_per_day=str(_BUDGET),
            max_answer_tokens=str(_ANSWER),
            handshake_limit="100000 per minute",
        )

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        spent_before = random.randrange(_BUDGET // 2, _BUDGET)
        _set_spent(self.server, spent_before)
        question = self.world.playbook.question(tokens(*("字" * _ANSWER), delay=0.002))
        await asyncio.gather(
            *(self._ask(f"g21-{seed}-{number}", question) for number in range(_AT_ONCE))
        )
        calls = len(self.world.playbook.requests_for(question))
        spent, held = _spent(self.server)
        cost = (spent - spent_before) // calls if calls else 0
        outcome.count("calls", calls)
        outcome.count("refused", _AT_ONCE - calls)
        outcome.expect(held == 0, f"{held} tokens are still held")
        outcome.expect(spent <= _BUDGET + cost, f"{spent} of {_BUDGET} spent, {cost} a request")
        outcome.expect((spent - spent_before) == calls * cost, "a call was charged otherwise")
        return outcome

    async def _ask(self, room: str, question: str) -> None:
        async with connected(self.server, path=self.dialect.path(room)) as socket:
            await socket.send(**self.dialect.ask(question))
            await socket.until(lambda f: self.dialect.ends(f) or self.dialect.is_error(f), 60)


def _set_spent(server: ServerProcess, tokens_spent: int) -> None:
    with closing(sqlite3.connect(server.folder / "tokenwire.sqlite3", timeout=10)) as database:
        database.execute("DELETE FROM realtime_spending")
        database.execute(
            "INSERT INTO realtime_spending (day, actor, spent, reserved)"
            " VALUES (date('now'), '', ?, 0)",
            [tokens_spent],
        )
        database.commit()


def _spent(server: ServerProcess) -> tuple[int, int]:
    with closing(sqlite3.connect(server.folder / "tokenwire.sqlite3")) as database:
        row: tuple[int, int] = database.execute(
            "SELECT spent, reserved FROM realtime_spending WHERE actor = ''"
        ).fetchone()
    return row
