"""G11: stop means stop.

The moment is counted in frames that the stopping tab has heard: none (the question has only just
been taken), some, nearly all; in some answers a tool is called first. Who asks, who stops and who
only listens are tabs of two processes, the stopping one never the one that asks.
"""

import asyncio
import time
from random import Random

from llm.scripts import CallTool, Reply, tokens
from llm.scripts.steps import Received
from tests.faults.trials import Attack, Outcome
from tests.sockets import Socket, connected

WORDS = tuple(f"{number}，" for number in range(120))
WORD_SECONDS = 0.01
#: Far above what a campaign's tabs need; they all come from one address.
KNOCKS = "100000 per minute"


class Stops(Attack):
    guarantee = "G11"
    title = "stopped from another tab and process: seconds until the model's server knows"
    full, small = 200, 4
    parallel = 6
    within = 1.0

    async def prepare(self) -> None:
        self.servers = await self.world.pair(handshake_limit=KNOCKS)

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room = Outcome(), f"g11-{seed}"
        script: list[Reply] = [(tokens(*WORDS, delay=WORD_SECONDS),)]
        if self.dialect.tool is not None and random.random() < 0.3:
            script.insert(0, (CallTool(self.dialect.tool),))
            outcome.count("with a tool")
        question = self.world.playbook.question(*script)
        asks_at, stops_at, listens_at = random.choices(self.servers, k=3)
        outcome.count("from another process" if asks_at is not stops_at else "from another tab")
        path, frames = self.dialect.path(room), random.choice([0, 1, 2, random.randint(3, 60)])
        async with (
            connected(asks_at, path=path, since=0) as asker,
            connected(stops_at, path=path, since=0) as stopper,
            connected(listens_at, path=path, since=0) as listener,
        ):
            await asker.send(**self.dialect.ask(question), client_message_id=f"ask {seed}")
            await asker.until(lambda frame: frame["type"] == "accepted")
            ended, took = await self._heard(stopper, frames), False
            if not ended:
                closing = Closing(self.world.playbook.requests_for(question))
                await stopper.send(type="stop", client_message_id=f"stop {seed}")
                took = await self._read_to_the_end(stopper, outcome)
                await closing.done(self.world.playbook.requests_for(question), outcome)
            for tab in (asker, listener):
                if not any(map(self.dialect.ends, tab.heard)):
                    await tab.until(self.dialect.ends)
        self._judge_text(room, (asker, stopper, listener), took, outcome)
        return outcome

    async def _heard(self, tab: Socket, frames: int) -> bool:
        """Wait until a tab has heard so many frames of the run; return whether it has ended."""
        while frames:
            frame = await tab.receive()
            if self.dialect.ends(frame):
                return True
            frames -= "run" in frame
        return False

    async def _read_to_the_end(self, stopper: Socket, outcome: Outcome) -> bool:
        """Read the run's end and the stop's answer, in either order; return whether it took."""
        confirmed, ended, texts = None, False, 0
        while confirmed is None or not ended:
            frame = await stopper.receive()
            if frame["type"] == "accepted":
                confirmed = frame
            ended = ended or self.dialect.ends(frame)
            texts += confirmed is not None and self.dialect.is_text(frame)
        outcome.expect(texts <= 1 or confirmed["repeat"], f"{texts} texts after the confirmation")
        outcome.count("frames with text after the confirmation", texts)
        return not confirmed["repeat"]

    def _judge_text(
        self, room: str, tabs: tuple[Socket, ...], took: bool, outcome: Outcome
    ) -> None:
        stored = self.dialect.stored(self.servers[0].folder, room)
        outcome.expect(len(stored) == 1, f"{len(stored)} answers")
        for tab in tabs:
            fold = self.dialect.fold()
            for frame in tab.heard:
                fold.hear(frame)
            for run, answer in stored.items():
                heard = fold.answers.get(run)
                outcome.compare(heard.text if heard else "", answer.text)
                outcome.expect(heard is None or heard.ending == answer.ending, f"heard {heard}")
        for answer in stored.values():
            outcome.count(answer.ending)
            outcome.expect("".join(WORDS).startswith(answer.text), f"stored {answer.text!r}")
            outcome.expect(took == (answer.ending == "stopped"), f"{took=}, ended {answer}")
            outcome.expect(took or answer.text == "".join(WORDS), f"not stopped, but {answer}")


class Closing:
    """Notes when requests end from now on, where their client closes them."""

    def __init__(self, requests: list[Received]) -> None:
        self._began = time.monotonic()
        self._open = [request for request in requests if not request.over.is_set()]
        self._ends = [asyncio.create_task(self._end(request)) for request in self._open]

    async def _end(self, request: Received) -> float:
        await request.over.wait()
        return time.monotonic() - self._began

    async def done(self, requests: list[Received], outcome: Outcome) -> None:
        """Wait for all of them, and for those that have come since."""
        came = [request for request in requests if not request.over.is_set()]
        for request in came:
            if not any(request is other for other in self._open):
                self._open.append(request)
                self._ends.append(asyncio.create_task(self._end(request)))
        seconds = await asyncio.gather(*self._ends)
        for request, second in zip(self._open, seconds, strict=True):
            if request.closed_early:
                outcome.seconds.append(second)
