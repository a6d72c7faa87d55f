"""(a) Tokens from a model's socket to WebSockets: what a core carries, and what a token costs.

Saturated: the model writes as fast as it can, 64 tokens or one in a write. What counts is CPU time
of the server, not the clock: where the clients' core is the bottleneck the clock measures them.
Paced: many answers at the pace of a model. Short: what an answer costs that hardly has tokens.
"""

from typing import NamedTuple

from benchmarks.figures import Figure, Sample
from benchmarks.hearing import answered, crowd, rooms
from benchmarks.loads import Load
from benchmarks.measures.base import Measure, served, spoken
from benchmarks.peers import BARE, CHANNELS, CHANNELS_REDIS, FASTAPI, TOKENWIRE
from benchmarks.serving import Server

ANSWER_COST = Figure("CPU an answer, ms")


class Spoken(NamedTuple):
    name: str
    streams: int
    load: Load


ONE_A_WRITE = Spoken("saturated, 1 token a write, 8 answers of 2,000", 8, Load(2000))
FULL = (
    Spoken("saturated, 64 tokens a write, 8 answers of 2,000", 8, Load(2000, a_write=64)),
    ONE_A_WRITE,
    Spoken("paced, 200 answers of 200 tokens, 50 a second", 200, Load(200, rate=50)),
)
QUICK = (
    Spoken("saturated, 64 tokens a write, 2 answers of 300", 2, Load(300, a_write=64)),
    Spoken("paced, 10 answers of 25 tokens, 50 a second", 10, Load(25, rate=50)),
)

#: Who reads fast enough for the size of the model's writes to matter; the others' time is long.
_READERS = (TOKENWIRE, FASTAPI)


async def measure(server: Server, quick: bool) -> list[Sample]:
    found = [
        await spoken(server, each.load, each.streams, each.name)
        for each in (QUICK if quick else FULL)
        if each is not ONE_A_WRITE or server.peer in _READERS
    ]
    return [*found, await short_answers(server, turns=5 if quick else 25)]


async def short_answers(server: Server, turns: int) -> Sample:
    """Let four sockets ask again and again: history grows with each turn, as it does for people."""
    load, lost, complete = Load(20, a_write=4), 0, True
    async with crowd(server.dialect, server.port, rooms(server.dialect.chat, 4, "short")) as askers:
        with server.metered() as meters:
            for _ in range(turns):
                complete &= await answered(askers, load)
                lost += sum(asker.lost(load) for asker in askers)
    name = f"short, 4 sockets with {turns} answers of 20 tokens each, one after the other"
    figures = {ANSWER_COST: meters[0].server / (4 * turns) * 1e3}
    notes = () if complete else ("not all answers ended",)
    return Sample(name, server.peer.name, figures, lost=lost, notes=notes)


MEASURE = Measure(
    "a",
    "tokens a core",
    (TOKENWIRE, FASTAPI, CHANNELS, CHANNELS_REDIS, BARE),
    served(measure),
)
