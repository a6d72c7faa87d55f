"""G7: a slow reader harms only itself.

A slow reader hears the beginning of a long answer and then reads no more, with a receive buffer
that is as small as the system allows; the answer is longer than what the system's send buffers
take (1.6 MB here). Once it is written they all leave, come back with their offsets, and again read
no more than the beginning of what they missed. What the server has grown by is weighed both times,
against a server that has given such answers before. Then each reads on, or leaves and comes
back once more, and must have every byte.

Healthy streams are measured twice a trial, beside the slow ones and beside as many that read the
same answers promptly, in either order. A word's delay is how much later it came than the stream's
earliest word, were they evenly spaced. The p99 stand in the table, in ms, added up over the
trials. They are not judged here: clients, model and server share the machine. `benchmarks/`
measures on cores of their own.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import orjson

from llm.scripts import tokens
from realtime.testing import with_query
from tests.faults.clients import CLOSE, TEXT, ComingBack, Raw, wired
from tests.faults.dialect import Dialect, Fold, Frame
from tests.faults.trials import Attack, Outcome
from tests.server import ServerProcess
from tests.sockets import connected

MIB = 1024 * 1024
#: What one slow reader may cost, at most.
MOST_BYTES = 1.5 * MIB

LONG_ANSWER = tokens(*("慢" * 4_000 for _ in range(300)), delay=0.005)

#: Slow readers are tabs of so many to a room, which costs one answer a room.
TABS = 25

WORD, WORDS, WORD_SECONDS = "稳定的字", 50, 0.1


@dataclass
class Stream:
    """A healthy client: what it heard, and when."""

    fold: Fold
    room: str
    #: Each word's moment, were it the first: equal where all are evenly spaced.
    starts: list[float] = field(default_factory=list)

    @property
    def delays(self) -> list[float]:
        earliest = min(self.starts)
        return [start - earliest for start in self.starts]

    def hear_words(self) -> None:
        now = time.monotonic()
        said = sum(len(answer.text) for answer in self.fold.answers.values()) // len(WORD)
        for number in range(len(self.starts), said):
            self.starts.append(now - number * WORD_SECONDS)


class SlowReaders(Attack):
    guarantee = "G7"
    title = "sockets that stop reading beside healthy streams"
    full, small = 10, 0  # too short a trial tells an allocator's slack from a leak by luck
    parallel = 1

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.streams_text and not dialect.cumulative  # a long text is cut there

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        slow, healthy = (50, 100) if self.in_full else (25, 10)
        server = await self.world.server()
        warm = self._readers(server, "warm", slow)[::TABS]
        await self._phase(server, warm, "prompt", healthy, outcome)
        for phase in ("slow", "prompt")[:: 1 if seed % 2 else -1] if self.in_full else ["slow"]:
            readers, before = self._readers(server, phase, slow), server.resident_bytes
            p99 = await self._phase(server, readers, phase, healthy, outcome)
            outcome.count(f"ms p99 beside {phase} readers", round(p99 * 1000))
            if phase == "slow":
                outcome.count("slow readers", slow)
                self._weigh(server, before, slow, "that stopped", outcome)
                await asyncio.gather(*(reader.come_back() for reader in readers))
                self._weigh(server, before, slow, "that came back and stopped", outcome)
                for reader in readers:
                    await reader.catch_up(random, outcome)
            for reader in readers:
                await reader.leave()
        server.kill()
        return outcome

    def _readers(self, server: ServerProcess, phase: str, number: int) -> list["Reader"]:
        rooms = [f"{phase} room {place // TABS}" for place in range(number)]
        return [Reader(self.dialect, server, room) for room in rooms]

    def _weigh(
        self, server: ServerProcess, before: int, slow: int, which: str, outcome: Outcome
    ) -> None:
        each = (server.resident_bytes - before) / slow
        outcome.count(f"KiB for each {which}", round(each / 1024))
        outcome.expect(each < MOST_BYTES, f"{each / MIB:.2f} MiB for each reader {which}")

    async def _phase(
        self,
        server: ServerProcess,
        readers: list["Reader"],
        phase: str,
        healthy: int,
        outcome: Outcome,
    ) -> float:
        """Return the healthy streams' p99 delay once the readers' answers are stored too."""
        question = self.world.playbook.question(LONG_ANSWER)
        await asyncio.gather(*(reader.begin() for reader in readers))
        askers = list({reader.room: reader for reader in readers}.values())
        for reader in askers:
            await reader.ask(question)
        await asyncio.gather(*(reader.hear_beginning() for reader in readers))
        others = [reader.written() for reader in askers]
        if phase == "prompt":
            others += [reader.read_away() for reader in readers]
        streams = self._streams(server, f"beside {readers[0].room}", healthy, outcome)
        healthy_ones = asyncio.create_task(streams)
        await asyncio.gather(healthy_ones, *others)
        return healthy_ones.result()

    async def _streams(
        self, server: ServerProcess, kind: str, number: int, outcome: Outcome
    ) -> float:
        """Have so many answers at once, judge each; return the words' p99 delay in seconds."""
        words = [WORD] * (WORDS if self.in_full else WORDS // 5)
        question = self.world.playbook.question(tokens(*words, delay=WORD_SECONDS))
        streams = [Stream(self.dialect.fold(), f"{kind}-{count}") for count in range(number)]
        await asyncio.gather(*(self._stream(server, stream, question) for stream in streams))
        for stream in streams:
            stored = self.dialect.stored(server.folder, stream.room)
            outcome.expect(stream.fold.answers == stored, f"heard {stream.fold.answers}")
            for run, answer in stored.items():
                outcome.compare(stream.fold.answers[run].text, answer.text)
        delays = sorted(delay for stream in streams for delay in stream.delays)
        return delays[len(delays) * 99 // 100]

    async def _stream(self, server: ServerProcess, stream: Stream, question: str) -> None:
        async with connected(server, path=self.dialect.path(stream.room), since=0) as socket:
            await socket.send(**self.dialect.ask(question))
            while True:
                frame = await socket.receive()
                stream.fold.hear(frame)
                if self.dialect.is_text(frame):
                    stream.hear_words()
                if self.dialect.ends(frame):
                    return


class Reader:
    """Hears the beginning of an answer, and reads on when it is told to."""

    def __init__(self, dialect: Dialect, server: ServerProcess, room: str) -> None:
        self._dialect, self._server, self.room = dialect, server, room
        self._fold = dialect.fold()

    async def begin(self) -> None:
        target = with_query(self._dialect.path(self.room), self._fold.place).encode()
        self._raw = await Raw.opened(self._server.port, target, receive_bytes=1)

    async def ask(self, question: str) -> None:
        await self._raw.send(wired(orjson.dumps(self._dialect.ask(question))))

    async def hear_beginning(self) -> None:
        await self._read(self._dialect.is_text)

    async def come_back(self) -> None:
        await self.leave()
        await self.begin()
        await self.hear_beginning()

    async def read_away(self) -> None:
        """Read to the end and keep nothing."""
        while (heard := await self._raw.receive()) is not None:
            if heard.opcode == TEXT and self._dialect.ends(orjson.loads(heard.payload)):
                return

    async def written(self) -> None:
        """Wait until the answer is stored, whoever reads it."""
        while not self._dialect.stored(self._server.folder, self.room):  # noqa: ASYNC110 (a row)
            await asyncio.sleep(0.05)

    async def catch_up(self, random: Random, outcome: Outcome) -> None:
        """Read what is left, or leave without and come back with the offset; then compare.

        Who has read nothing for 40 s is closed (uvicorn's ping), and comes back as well.
        """
        if random.random() < 0.5 and await self._read(self._dialect.ends):
            outcome.count("read on")
        else:
            outcome.count("came back")
            await self.leave()
            client = ComingBack(self._dialect, self.room, self._port, random, outcome)
            client.fold = self._fold
            await client.listen()
        stored = self._dialect.stored(self._server.folder, self.room)
        outcome.expect(self._fold.answers.keys() == stored.keys(), "another run than the stored")
        for run, answer in stored.items():
            outcome.compare(self._fold.answers[run].text, answer.text)

    def _port(self) -> int:
        return self._server.port

    async def leave(self) -> None:
        await self._raw.close()

    async def _read(self, last: Callable[[Frame], bool]) -> bool:
        """Fold what comes up to a frame; return False where the connection ended before."""
        while (heard := await self._raw.receive()) is not None and heard.opcode != CLOSE:
            if heard.opcode != TEXT:
                continue
            frame = orjson.loads(heard.payload)
            self._fold.hear(frame)
            if last(frame):
                return True
        return False
