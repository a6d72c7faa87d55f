"""What a measure is, and what several of them do."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.client import AS_BROWSERS_DO
from benchmarks.figures import Figure, Sample
from benchmarks.hearing import Listener, answered, crowd, rooms
from benchmarks.loads import Load
from benchmarks.peers import Peer
from benchmarks.serving import Bench, Server

COST = Figure("CPU a token, µs")
CARRIED = Figure("tokens a CPU second", more_is_better=True)
PACE = Figure("tokens a second", more_is_better=True)
CONNECT_COST = Figure("CPU a connect, µs")


#: Asks of a server that runs and is warm; the flag says whether small sizes will do.
Measuring = Callable[[Server, bool], Coroutine[Any, Any, list[Sample]]]


@dataclass(frozen=True)
class Measure:
    """One of (a) to (g): who is measured, and what one round of one of them does."""

    letter: str
    title: str
    peers: Sequence[Peer]
    round: Callable[[Bench, Peer, bool], list[Sample]]


def served(measuring: Measuring) -> Callable[[Bench, Peer, bool], list[Sample]]:
    """Return a round that measures a freshly started server."""

    def a_round(bench: Bench, peer: Peer, quick: bool) -> list[Sample]:
        with bench.serving(peer) as server:
            return bench.run(_warmed(server, measuring, quick))

    return a_round


async def _warmed(server: Server, measuring: Measuring, quick: bool) -> list[Sample]:
    await warm(server)
    return await measuring(server, quick)


async def warm(
    server: Server, room: str = "warm", headers: Mapping[str, str] = AS_BROWSERS_DO
) -> None:
    """Let a server answer once: whatever it loads with its first answer is loaded then."""
    paths = rooms(server.dialect.chat, 1, room)
    async with crowd(server.dialect, server.port, paths, headers) as some:
        if not await answered(some, Load(20), silence=30):
            raise RuntimeError("the first answers did not end")
    await asyncio.sleep(0.3)


async def spoken(server: Server, load: Load, streams: int, name: str) -> Sample:
    """Have so many answers at once; say what a token has cost the server."""
    spread = min(1.0, streams * 0.005) if load.rate else 0.0  # a crowd comes one by one
    paths = rooms(server.dialect.chat, streams, f"{name.split(',')[0]}-{load.a_write}-")
    async with crowd(server.dialect, server.port, paths) as listeners:
        with server.metered() as meters:
            complete = await answered(listeners, load, spread)
    heard = sum(1 for listener in listeners for _ in listener.tokens())
    last = max((listener.frames[-1][0] for listener in listeners if listener.frames), default=0)
    figures = {
        CARRIED: heard / meters[0].server,
        COST: meters[0].server / max(1, heard) * 1e6,
        PACE: heard / max(1e-9, (last - listeners[0].asked_at) / 1e9),
    }
    notes = () if complete else ("not all answers ended",)
    return sample(name, server.peer.name, figures, listeners, load, (*meters[0].notes, *notes))


def sample(
    name: str,
    who: str,
    figures: dict[Figure, float],
    listeners: Sequence[Listener],
    load: Load,
    notes: tuple[str, ...] = (),
) -> Sample:
    """Return a sample with its tokens counted: those a frame, and those that were lost."""
    tokens = sum(1 for listener in listeners for _ in listener.tokens())
    frames = sum(listener.text_frames for listener in listeners)
    lost = sum(listener.lost(load) for listener in listeners)
    return Sample(name, who, figures, tokens / max(1, frames), lost, notes)
