"""(c) What a socket costs: its memory while idle, an echo, and what slow ORM work does to others.

An echo is the cheapest documented round trip. Ours is `{"type":"auth","token":"t"}`, answered by
`auth_success`: decoded, counted against the limit of messages, parsed by the dialect, answered. It
starts no run and asks no database. The others' are the echoes of their documentation.
"""

import asyncio
from dataclasses import dataclass

from benchmarks.figures import Figure, Sample, percentile
from benchmarks.hearing import answered, crowd, rooms
from benchmarks.loads import Load
from benchmarks.measures.base import Measure, served
from benchmarks.peers import BARE, BESIDE_ORM, CHANNELS, FASTAPI
from benchmarks.pinging import asked, pinged, pingers, working
from benchmarks.serving import Server, sockets_possible

MEMORY = Figure("kB a socket")
ECHOES = Figure("echoes a CPU second", more_is_better=True)
ECHO_COST = Figure("CPU an echo, µs")
ALONE = Figure("p99 alone, ms")
BESIDE = Figure("p99 beside ORM work, ms")
TIMES = Figure("beside / alone")


@dataclass(frozen=True)
class Sizes:
    idle: int
    echoing: int
    seconds: float


FULL = Sizes(2000, 500, 2.5)
QUICK = Sizes(100, 20, 0.5)

#: Seconds between an answer and the next ping: below the limit of messages, 100 in 5 seconds.
PAUSE = 1 / 15


async def measure(server: Server, quick: bool) -> list[Sample]:
    sizes = QUICK if quick else FULL
    found = [await idle(server, sockets_possible(sizes.idle)), await echo(server, sizes)]
    if server.peer is not BARE:
        found += await beside_orm(server, sizes)
    return found


async def idle(server: Server, sockets: int) -> Sample:
    """Weigh sockets that have each pinged once, opened after a first hundred."""
    paths = rooms(server.dialect.echo, sockets, "idle")
    first = rooms(server.dialect.echo, 100, "first")
    async with crowd(server.dialect, server.port, first):
        await asyncio.sleep(0.5)
        before = server.resident
        async with crowd(server.dialect, server.port, paths) as listeners:
            for listener in listeners:
                listener.client.send(server.dialect.ping)
            await asyncio.sleep(1.0)
            grown = server.resident - before
            silent = sum(not listener.frames for listener in listeners)
    notes = (f"{silent} sockets got no answer",) if silent else ()
    each = {MEMORY: grown / sockets / 1000}
    return Sample(f"{sockets:,} idle sockets", server.peer.name, each, notes=notes)


async def echo(server: Server, sizes: Sizes) -> Sample:
    dialect = server.dialect
    async with pingers(server, dialect.echo, dialect.ping, sizes.echoing) as some:
        with server.metered() as meters:
            trips = await pinged(some, sizes.seconds, PAUSE)
    spent = meters[0].server
    figures = {ECHOES: len(trips) / spent, ECHO_COST: spent / len(trips) * 1e6}
    name = f"{sizes.echoing} sockets that echo up to 15 times a second"
    return Sample(name, server.peer.name, figures, notes=meters[0].notes)


async def beside_orm(server: Server, sizes: Sizes) -> list[Sample]:
    """Ping and ask, alone and then beside two sockets for which the ORM works all the time."""
    alone = await _echo_and_query(server, sizes, "alone")
    async with working(server, 2):
        beside = await _echo_and_query(server, sizes, "beside")
    kinds = ("an echo", "a query's first token")
    return [
        Sample(
            f"{kind}, while the ORM works for others, 100 ms at a time",
            server.peer.name,
            {ALONE: before, BESIDE: then, TIMES: then / before},
        )
        for kind, before, then in zip(kinds, alone, beside, strict=True)
    ]


async def _echo_and_query(server: Server, sizes: Sizes, phase: str) -> tuple[float, float]:
    """Return the p99 of echoes and of first tokens, in ms; each phase asks in rooms of its own."""
    dialect, asking = server.dialect, rooms(server.dialect.chat, 4, phase)
    async with (
        pingers(server, dialect.echo, dialect.ping, 40) as some,
        crowd(dialect, server.port, asking) as askers,
    ):
        await answered(askers, Load(5))
        trips, *firsts = await asyncio.gather(
            pinged(some, sizes.seconds, PAUSE),
            *(asked(asker, sizes.seconds) for asker in askers),
        )
    first = [seconds for each in firsts for seconds in each]
    return percentile(trips, 0.99) * 1000, percentile(first, 0.99) * 1000


MEASURE = Measure("c", "sockets", (BESIDE_ORM, FASTAPI, CHANNELS, BARE), served(measure))
