"""G1: cuts cost nothing."""

from random import Random

from llm.scripts import tokens
from tests.faults.clients import ComingBack
from tests.faults.network import Break, Fault, FaultyNetwork
from tests.faults.trials import Attack, Outcome

#: An answer of about so many events, each of its own commit most of the time.
EVENTS = 500
#: Bytes of an answer's frames, about: some hold several events.
ANSWER_BYTES = EVENTS * 80
MOST_CUTS = 5


class Cuts(Attack):
    guarantee = "G1"
    title = "cut, stalled, half-opened at a random byte, up to 5 times"
    full, small = 1000, 8
    parallel = 8
    within = 1.0

    async def prepare(self) -> None:
        self.server = await self.world.shared()

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room = Outcome(), f"g1-{seed}"
        said = tokens(*(f"{number} 字。" for number in range(EVENTS)), delay=0.002)
        question = self.world.playbook.question(*self.dialect.script(said))
        cuts = random.randint(1, MOST_CUTS)
        # Each of them in the share of the answer that is its own, on average.
        share = 2 * ANSWER_BYTES // (cuts + 1)
        breaks = [
            Break(random.randrange(1, share), random.choice(list(Fault))) for _ in range(cuts)
        ]

        def next_break() -> Break | None:
            return breaks.pop() if breaks else None

        async with FaultyNetwork(self.server.port, next_break) as network:
            client = ComingBack(self.dialect, room, lambda: network.port, random, outcome)
            await client.ask(question)
            outcome.count("breaks", network.broken)
        stored = self.dialect.stored(self.server.folder, room)
        outcome.expect(client.fold.answers == stored, f"{client.fold.answers} is not {stored}")
        for run, answer in stored.items():
            outcome.compare(client.fold.answers[run].text, answer.text)
        outcome.expect(len(stored) == 1, f"{len(stored)} answers to one question")
        return outcome
