"""(d) Many sockets of one room, and many that come: with a session's cookie, and anonymous.

Fan-out: one socket asks, all hear, at a pace at which a server can keep up. It is held against
`websockets.broadcast`, which with the default settings compresses each frame for each socket.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from benchmarks.client import AS_BROWSERS_DO
from benchmarks.figures import Figure, Sample, percentile
from benchmarks.hearing import Listener, all_ended, crowd, rooms
from benchmarks.loads import Load
from benchmarks.measures.base import CONNECT_COST, Measure, sample, warm
from benchmarks.peers import BARE, BARE_PLAIN, CHANNELS, CHANNELS_REDIS, FASTAPI, TOKENWIRE, Peer
from benchmarks.processes import ROOT
from benchmarks.serving import Bench, Server, sockets_possible

LAST_P50 = Figure("last socket has it p50, ms")
LAST_P99 = Figure("last socket has it p99, ms")
FRAME_COST = Figure("CPU a frame, µs")
A_SECOND = Figure("connects a second", more_is_better=True)

USERS = 50


def measure(bench: Bench, peer: Peer, quick: bool) -> list[Sample]:
    connects = 100 if quick else 1000
    with bench.serving(peer) as server:
        found = bench.run(_beside_connects(server, quick, connects))
    if peer is TOKENWIRE:
        with bench.serving(peer, {"ACCESS": "ticket"}) as server:
            cookies = signed_in(server, USERS)
            found.append(bench.run(_signed_in(server, cookies, connects)))
    return found


async def _beside_connects(server: Server, quick: bool, connects: int) -> list[Sample]:
    await warm(server)
    found = [await fan_out(server, quick)]
    if server.peer in (TOKENWIRE, FASTAPI, BARE):
        found.append(await come_and_go(server, "anonymous", [AS_BROWSERS_DO] * USERS, connects))
    return found


async def fan_out(server: Server, quick: bool) -> Sample:
    sockets = sockets_possible(50 if quick else 1000)
    load = Load(5, rate=10) if quick else Load(16, rate=4)
    name = f"one answer to {sockets:,} sockets of a room, {load.rate:g} tokens a second"
    paths = [server.dialect.room.format(room="all")] * sockets
    async with crowd(server.dialect, server.port, paths) as all_:
        with server.metered() as meters:
            all_[0].ask(load)
            await all_ended(all_)
    frames = sum(len(listener.frames) for listener in all_)
    figures = {**_until_last(all_), FRAME_COST: meters[0].server / max(1, frames) * 1e6}
    return sample(name, server.peer.name, figures, all_, load, meters[0].notes)


def _until_last(listeners: Sequence[Listener]) -> dict[Figure, float]:
    """Return how long tokens took until all had them, in ms."""
    latest: dict[int, float] = {}
    for listener in listeners:
        for number, said, came in listener.tokens():
            latest[number] = max(latest.get(number, 0.0), (came - said) / 1e6)
    took = list(latest.values())
    return {LAST_P50: percentile(took, 0.5), LAST_P99: percentile(took, 0.99)}


async def come_and_go(
    server: Server, kind: str, headers: Sequence[Mapping[str, str]], connects: int
) -> Sample:
    """Open sockets, as many at a time as there are headers, and close them, again and again."""
    paths, seconds = rooms(server.dialect.chat, len(headers), "user"), 0.0
    await _once(server, paths, headers)  # the first time makes the rooms
    with server.metered() as meters:
        for _ in range(connects // len(headers)):
            seconds += await _once(server, paths, headers)
    done = connects // len(headers) * len(headers)
    figures = {CONNECT_COST: meters[0].server / done * 1e6, A_SECOND: done / seconds}
    return Sample("connects", f"{server.peer.name}, {kind}", figures, notes=meters[0].notes)


async def _once(
    server: Server, paths: Sequence[str], headers: Sequence[Mapping[str, str]]
) -> float:
    """Return the seconds in which all of them were let in."""
    began, some = time.monotonic(), [Listener(server.dialect) for _ in paths]
    each = zip(some, paths, headers, strict=True)
    await asyncio.gather(*(one.connect(server.port, path, own) for one, path, own in each))
    took = time.monotonic() - began
    for listener in some:
        listener.leave()
    await asyncio.sleep(0.02)
    return took


def signed_in(server: Server, users: int) -> list[str]:
    """Return cookies of so many users' sessions, made in a server's database."""
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "benchmarks.peers.sessions", str(users)],
        cwd=ROOT,
        env={**server.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"nobody could be signed in: {done.stderr.splitlines()[-1]}")
    return done.stdout.split()


async def _signed_in(server: Server, cookies: Sequence[str], connects: int) -> Sample:
    """A cookie counts only for this server's own pages: the browser names their origin."""
    own = {**AS_BROWSERS_DO, "Origin": "http://127.0.0.1"}
    headers = [{**own, "Cookie": f"sessionid={cookie}"} for cookie in cookies]
    await _counts(server, headers[0])
    await warm(server, "user", headers[0])
    return await come_and_go(server, "session cookie", headers, connects)


async def _counts(server: Server, headers: Mapping[str, str]) -> None:
    """Raise RuntimeError unless the cookie lets its user hear their room."""
    listener = Listener(server.dialect, ends=lambda payload: b'"resumed"' in payload)
    path = server.dialect.chat.format(room="user0")
    await listener.connect(server.port, f"{path}?since=0", headers)
    if not await all_ended([listener]) or not listener.frames:
        raise RuntimeError("the session's cookie does not count")
    listener.leave()


MEASURE = Measure(
    "d",
    "rooms",
    (TOKENWIRE, BARE, BARE_PLAIN, FASTAPI, CHANNELS, CHANNELS_REDIS),
    measure,
)
