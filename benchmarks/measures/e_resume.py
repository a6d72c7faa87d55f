"""(e) Resume: a client was cut off near the beginning of a long answer and comes back.

From connecting to the first missed frame, and to the last; one at a time, then many at once. The
peers have no row: they keep nothing, and a client that was cut off has lost what it did not hear.
"""

import asyncio

from benchmarks.figures import Figure, Sample, percentile
from benchmarks.loads import Load
from benchmarks.measures.base import Measure, served
from benchmarks.peers import TOKENWIRE
from benchmarks.resuming import Cut, Return, come_back, come_back_often, cut_off
from benchmarks.serving import Server

EVENTS = Figure("events missed")
FIRST_P50 = Figure("first missed frame p50, ms")
FIRST_P99 = Figure("first missed frame p99, ms")
ALL_P50 = Figure("all of it p50, ms")
ALL_P99 = Figure("all of it p99, ms")
RESUME_COST = Figure("CPU a resume, µs")


async def measure(server: Server, quick: bool) -> list[Sample]:
    tokens, times = (50, 5) if quick else (500, 50)
    load = Load(tokens, rate=200)
    cut = await cut_off(server, "cut", load)
    name = f"an answer of {tokens} tokens"
    with server.metered() as meters:
        returns = list(await come_back_often(server, cut, load, times))
    one = _sample(f"{name}, one at a time", cut, returns, meters[0].server)
    with server.metered() as meters:
        returns = await asyncio.gather(*(come_back(server, cut, load) for _ in range(times)))
    return [one, _sample(f"{name}, {times} at once", cut, returns, meters[0].server)]


def _sample(name: str, cut: Cut, returns: list[Return], cpu: float) -> Sample:
    first = [1000 * each.first for each in returns]
    everything = [1000 * each.everything for each in returns]
    figures = {
        EVENTS: float(cut.missed),
        FIRST_P50: percentile(first, 0.5),
        FIRST_P99: percentile(first, 0.99),
        ALL_P50: percentile(everything, 0.5),
        ALL_P99: percentile(everything, 0.99),
        RESUME_COST: cpu / len(returns) * 1e6,
    }
    return Sample(name, TOKENWIRE.name, figures, lost=sum(each.lost for each in returns))


MEASURE = Measure("e", "resume", (TOKENWIRE,), served(measure))
