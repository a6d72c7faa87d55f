"""G20: revoked means closed."""

import asyncio
import time
from itertools import count
from random import Random
from typing import Any

from llm.scripts import tokens
from tests.faults.dialect import Dialect
from tests.faults.trials import Attack, Outcome
from tests.people import DEEDS, happens, signed_in
from tests.sockets import connected

#: Prints when the deed was done, by the clock that all processes of this machine share.
_CLOCK = "\nimport time\nprint('done', time.time())"


class Revoked(Attack):
    guarantee = "G20"
    title = "signed out, deactivated, deleted, expired during a stream: seconds until closed"
    full, small = 60, 0  # tests/test_serve_revocation.py has each deed
    parallel = 4
    within = 5.0

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.streams_text and dialect.signs_in

    async def prepare(self) -> None:
        self.server = await self.world.shared(access="ticket")
        self._numbers = count()

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        deed = random.choice(list(DEEDS))
        outcome.count(deed)
        name = f"g20-{seed}-{next(self._numbers)}"
        rooms = self.dialect.rooms
        [person] = await asyncio.to_thread(signed_in, self.server, name, rooms=rooms)
        question = self.world.playbook.question(tokens(*("字" * 400), delay=0.03))
        path = self.dialect.path(name)
        way: dict[str, Any] = {"headers": person.cookie, "origin": self.server.url}
        async with connected(self.server, path=path, since=0, **way) as socket:
            await socket.send(**self.dialect.ask(question))
            await socket.until(self.dialect.is_text)
            said = await asyncio.to_thread(
                happens, self.server, person.known + DEEDS[deed][0] + _CLOCK
            )
            outcome.expect(await socket.close_code() == 4401, "another close code")
            outcome.seconds.append(time.time() - float(said.split()[-1]))
        return outcome
