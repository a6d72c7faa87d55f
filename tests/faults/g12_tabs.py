"""G12: tabs agree."""

import asyncio
from random import Random

from llm.scripts import tokens
from tests.faults.clients import ComingBack
from tests.faults.network import Break, Fault, FaultyNetwork
from tests.faults.trials import Attack, Outcome

EVENTS = 200
WORDS = tuple(f"{number} 字。" for number in range(EVENTS))
TEXT = "".join(WORDS)
EVENT_SECONDS = 0.008
ANSWER_BYTES = EVENTS * 80
MOST_CUTS = 3
#: Far above what a campaign's tabs need; they all come from one address.
KNOCKS = "100000 per minute"


class Tabs(Attack):
    guarantee = "G12"
    title = "3 tabs at 2 processes, one joins late, one is cut up to 3 times"
    full, small = 200, 3
    parallel = 6

    async def prepare(self) -> None:
        self.servers = await self.world.pair(handshake_limit=KNOCKS)

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room = Outcome(), f"g12-{seed}"
        script = self.dialect.script(tokens(*WORDS, delay=EVENT_SECONDS))
        question = self.world.playbook.question(*script)
        ports = [server.port for server in self.servers]
        random.shuffle(ports)
        share = 2 * ANSWER_BYTES // (MOST_CUTS + 1)
        breaks = [
            Break(random.randrange(1, share), random.choice(list(Fault)))
            for _ in range(random.randint(1, MOST_CUTS))
        ]
        joins_at = random.randrange(len(TEXT) // 3)
        async with FaultyNetwork(ports[0], lambda: breaks.pop() if breaks else None) as network:
            places = [network.port, ports[1], random.choice(ports)]
            cut, steady, late = (
                ComingBack(self.dialect, room, lambda port=port: port, random, outcome)  # type: ignore[misc]
                for port in places
            )
            listening = asyncio.create_task(steady.listen())
            await steady.opened.wait()
            asking = asyncio.create_task(cut.ask(question))
            while len(self._text(steady)) < joins_at:  # noqa: ASYNC110 (a fold tells nobody)
                await asyncio.sleep(EVENT_SECONDS)
            listening_late = asyncio.create_task(late.listen())
            await asyncio.gather(listening, asking)
            while not self._has_ended(late):  # noqa: ASYNC110
                await asyncio.sleep(EVENT_SECONDS)
            listening_late.cancel()  # one that came after the end waits for another
            outcome.count("breaks", network.broken)
        stored = self.dialect.stored(self.servers[0].folder, room)
        texts = [answer.text for answer in stored.values()]
        outcome.expect(texts == [TEXT], f"stored {texts}")
        for tab in (cut, steady, late):
            outcome.expect(tab.fold.answers == stored, f"{tab.fold.answers} is not {stored}")
            for run, answer in stored.items():
                outcome.compare(tab.fold.answers[run].text, answer.text)
        return outcome

    def _text(self, tab: ComingBack) -> str:
        return "".join(answer.text for answer in tab.fold.answers.values())

    def _has_ended(self, tab: ComingBack) -> bool:
        return any(answer.ending for answer in tab.fold.answers.values())
