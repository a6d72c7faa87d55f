"""(b) How much later: from the question to the first token, from a token's writing to its coming.

At half of what the relay can carry, the same for all: 50 answers of 50 tokens a second.
"""

from benchmarks.figures import Figure, Sample, percentile
from benchmarks.hearing import Listener, answered, crowd, rooms
from benchmarks.loads import Load
from benchmarks.measures.base import Measure, sample, served
from benchmarks.peers import BARE, FASTAPI, TOKENWIRE
from benchmarks.serving import Server

FIRST_P50 = Figure("first token p50, ms")
FIRST_P99 = Figure("first token p99, ms")
LATER_P50 = Figure("later token p50, ms")
LATER_P99 = Figure("later token p99, ms")


async def measure(server: Server, quick: bool) -> list[Sample]:
    streams, load = (5, Load(20, rate=50)) if quick else (50, Load(150, rate=50))
    name = f"half load, {streams} answers of {load.tokens} tokens, 50 a second"
    async with crowd(server.dialect, server.port, rooms(server.dialect.chat, streams)) as all_:
        with server.metered() as meters:
            await answered(all_, load, spread=0.2 if quick else 1.0)
    return [sample(name, server.peer.name, delays(all_), all_, load, meters[0].notes)]


def delays(listeners: list[Listener]) -> dict[Figure, float]:
    """Return the delays of first and of later tokens, in ms."""
    first, later = [], []
    for listener in listeners:
        for number, said, came in listener.tokens():
            if number:
                later.append((came - said) / 1e6)
            else:
                first.append((came - listener.asked_at) / 1e6)
    return {
        FIRST_P50: percentile(first, 0.5),
        FIRST_P99: percentile(first, 0.99),
        LATER_P50: percentile(later, 0.5),
        LATER_P99: percentile(later, 0.99),
    }


MEASURE = Measure("b", "delay of tokens", (TOKENWIRE, FASTAPI, BARE), served(measure))
