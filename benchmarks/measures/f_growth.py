"""(f) Growth: ten times as much of one thing, and what everything else then costs.

Each kind of thing is grown in a server of its own, small and ten times as large, and the same is
asked of both: tokens of paced answers, connects, pages, echoes, resumes.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import NamedTuple

from benchmarks.client import AS_BROWSERS_DO
from benchmarks.figures import Figure, Sample
from benchmarks.hearing import Listener, answered, crowd, rooms
from benchmarks.loads import Load
from benchmarks.measures.base import CONNECT_COST, COST, Measure, spoken, warm
from benchmarks.measures.c_sockets import ECHO_COST, QUICK, Sizes, echo
from benchmarks.measures.d_rooms import come_and_go
from benchmarks.measures.e_resume import RESUME_COST
from benchmarks.peers import TOKENWIRE, Peer
from benchmarks.resuming import come_back_often, cut_off
from benchmarks.serving import Bench, Server

PAGE_COST = Figure("CPU a fresh page, µs")

#: The room in which all of a kind is, where it is in one room.
ROOM = "grown"


@asynccontextmanager
async def watched_rooms(server: Server, size: int) -> AsyncIterator[None]:
    """So many rooms, an idle socket in each."""
    async with crowd(server.dialect, server.port, rooms(server.dialect.chat, size, "idle")):
        yield


@asynccontextmanager
async def sockets_of_a_room(server: Server, size: int) -> AsyncIterator[None]:
    """So many idle sockets in one room."""
    async with crowd(server.dialect, server.port, rooms(server.dialect.chat, 1, ROOM) * size):
        yield


@asynccontextmanager
async def history_of_a_room(server: Server, size: int) -> AsyncIterator[None]:
    """So many answers in one room, one after the other."""
    path = server.dialect.chat.format(room=ROOM)
    async with crowd(server.dialect, server.port, [path]) as listeners:
        for _ in range(size):
            await answered(listeners, Load(50, a_write=64))
    yield


@asynccontextmanager
async def history_of_others(server: Server, size: int) -> AsyncIterator[None]:
    """So many other rooms with an answer each, in the same log."""
    paths = rooms(server.dialect.chat, size, "past")
    for at in range(0, size, 50):
        async with crowd(server.dialect, server.port, paths[at : at + 50]) as listeners:
            await answered(listeners, Load(50, a_write=8))
    yield


@asynccontextmanager
async def sockets_that_left(server: Server, size: int) -> AsyncIterator[None]:
    """So many sockets came, each with a message, and are gone."""
    paths = rooms(server.dialect.echo, 50, "left")
    for _ in range(0, size, len(paths)):
        async with crowd(server.dialect, server.port, paths) as listeners:
            for listener in listeners:
                listener.client.send(server.dialect.ping)
    yield


class Growth(NamedTuple):
    name: str
    small: int
    grown: Callable[[Server, int], AbstractAsyncContextManager[None]]


GROWTHS = (
    Growth("rooms watched, {:,} and {:,}", 100, watched_rooms),
    Growth("idle sockets of one room, {:,} and {:,}", 100, sockets_of_a_room),
    Growth("sockets that have left, {:,} and {:,}", 200, sockets_that_left),
    Growth("answers in the room's history, {:,} and {:,}", 10, history_of_a_room),
    Growth("other rooms in the log, {:,} and {:,}", 100, history_of_others),
)


def measure(bench: Bench, peer: Peer, quick: bool) -> list[Sample]:
    found = []
    for growth in GROWTHS[3:4] if quick else GROWTHS:
        small = 2 if quick else growth.small
        for times in (1, 10):
            with bench.serving(peer) as server:
                sample = bench.run(_probed(server, growth, small * times, quick))
            load = growth.name.format(small, small * 10)
            found.append(replace(sample, load=load, who=f"{times} ×"))
    with bench.serving(peer) as server:
        found += bench.run(_answers(server, quick))
    return found


async def _probed(server: Server, growth: Growth, size: int, quick: bool) -> Sample:
    """Ask the same of a server that has so much of something, some of it in the grown room."""
    await warm(server)
    streams, load, times = (3, Load(20, rate=50), 3) if quick else (40, Load(75, rate=50), 20)
    async with growth.grown(server, size):
        sample = await spoken(server, load, streams, "probe")
        came = await come_and_go(server, "", [AS_BROWSERS_DO] * 10, 10 * times)
        echoed = await echo(server, QUICK if quick else Sizes(0, 40, 1.0))
        figures = {
            COST: sample.figures[COST],
            CONNECT_COST: came.figures[CONNECT_COST],
            PAGE_COST: await _pages(server, times),
            ECHO_COST: echoed.figures[ECHO_COST],
        }
        figures[RESUME_COST], lost = await _resumes(server, times)
    return replace(sample, figures=figures, lost=(sample.lost or 0) + lost)


async def _resumes(server: Server, times: int) -> tuple[float, int]:
    """Return the µs that a resume in the grown room costs, and tokens that were lost by it."""
    load = Load(100, a_write=4)
    cut = await cut_off(server, ROOM, load)
    with server.metered() as meters:
        returns = await come_back_often(server, cut, load, times)
    return meters[0].server / times * 1e6, sum(each.lost for each in returns)


async def _pages(server: Server, times: int) -> float:
    """Return the µs that a fresh page costs, which gets the grown room's state."""
    path = f"{server.dialect.chat.format(room=ROOM)}?since=0"
    with server.metered() as meters:
        for _ in range(times):
            listener = Listener(server.dialect, ends=lambda payload: b'"type":"state"' in payload)
            await listener.connect(server.port, path)
            await listener.ended
            listener.leave()
    return meters[0].server / times * 1e6


async def _answers(server: Server, quick: bool) -> list[Sample]:
    """Tokens: answers that are ten times as long, at full speed."""
    await warm(server)
    small, found = 100 if quick else 1000, []
    for times in (1, 10):
        sample = await spoken(server, Load(small * times), 4, f"long{times}")
        load = f"tokens of an answer, {small:,} and {small * 10:,}, saturated"
        cost = {COST: sample.figures[COST]}
        found.append(replace(sample, load=load, who=f"{times} ×", figures=cost))
    return found


MEASURE = Measure("f", "growth", (TOKENWIRE,), measure)
