"""G6: idle sockets live.

In full they are silent for longer than every timeout in the stack: uvicorn pings after 20 s and
gives a client 20 s to answer, daphne 20 s and 30 s. In `make test` it is 3 s: that shows that
nothing shorter closes them, such as the 5 s default of a Redis client would not even there; that
pings are answered and sockets outlive them, only the full form shows.
"""

import asyncio
from contextlib import AsyncExitStack
from random import Random

import orjson
from websockets.asyncio.client import ClientConnection, connect

from llm.scripts import tokens
from realtime.testing import with_query
from tests.faults.dialect import Fold
from tests.faults.trials import Attack, Outcome
from tests.server import Kind, ServerProcess

_KINDS: tuple[Kind, ...] = ("uvicorn", "daphne")
#: Sockets of one room: each of them hears what the first one asks.
_TABS = 2


class Idle(Attack):
    guarantee = "G6"
    below_dialects = True
    title = "silent sockets, on uvicorn and on daphne"
    full, small = len(_KINDS), 1
    parallel = len(_KINDS)

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        rooms, seconds = (50, 90.0) if self.in_full else (5, 3.0)
        server = await self.world.shared(_KINDS[seed % len(_KINDS)])
        async with AsyncExitStack() as stack:
            sockets = [
                [await stack.enter_async_context(self._silent(server, name)) for _ in range(_TABS)]
                for name in (f"g6-{seed}-{number}" for number in range(rooms))
            ]
            await asyncio.sleep(seconds)
            closed = [tab for tabs in sockets for tab in tabs if tab.close_code is not None]
            outcome.count(f"sockets on {server.kind}", rooms * _TABS)
            outcome.expect(
                not closed, f"{len(closed)} closed: {[tab.close_code for tab in closed]}"
            )
            await asyncio.gather(
                *(
                    self._speak(server, f"g6-{seed}-{number}", tabs, outcome)
                    for number, tabs in enumerate(sockets)
                )
            )
        return outcome

    def _silent(self, server: ServerProcess, room: str) -> connect:
        """A client that answers pings and sends none of its own."""
        path = with_query(self.dialect.path(room), {"since": 0})
        return connect(f"ws://127.0.0.1:{server.port}{path}", proxy=None, ping_interval=None)

    async def _speak(
        self, server: ServerProcess, room: str, tabs: list[ClientConnection], outcome: Outcome
    ) -> None:
        question = self.world.playbook.question(tokens("还", "在", "。"))
        await tabs[0].send(orjson.dumps(self.dialect.ask(question)).decode())
        folds = await asyncio.gather(*map(self._hear, tabs))
        stored = self.dialect.stored(server.folder, room)
        for fold in folds:
            outcome.expect(fold.answers == stored, f"heard {fold.answers}, stored {stored}")
        outcome.expect(len(stored) == 1, f"{len(stored)} answers to one question")

    async def _hear(self, tab: ClientConnection) -> Fold:
        fold = self.dialect.fold()
        async for text in tab:
            frame = orjson.loads(text)
            fold.hear(frame)
            if self.dialect.ends(frame):
                break
        return fold
