"""Clients that say the cheapest thing there is and wait for the answer, again and again."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from benchmarks.client import AS_BROWSERS_DO, FrameClient
from benchmarks.hearing import Listener, all_ended, an_address, rooms
from benchmarks.loads import Load
from benchmarks.serving import Server


class Pinger:
    """One socket that sends its ping, and again `pause` seconds after each answer."""

    client: FrameClient

    def __init__(self, ping: bytes) -> None:
        self._ping = ping
        self._loop = asyncio.get_running_loop()
        self.trips: list[float] = []

    async def connect(self, port: int, path: str) -> "Pinger":
        self.client = await FrameClient.connect(
            "127.0.0.1", port, path, self.heard, local=an_address(), headers=AS_BROWSERS_DO
        )
        return self

    async def ping(self, seconds: float, pause: float = 0.0) -> None:
        """Ping for so long; return when the last answer has come."""
        self.trips.clear()
        self._pause, self._until = pause, time.monotonic() + seconds
        self._done: asyncio.Future[None] = self._loop.create_future()
        self._send()
        async with asyncio.timeout(seconds + 10):
            await self._done

    def _send(self) -> None:
        self._began = time.monotonic()
        self.client.send(self._ping)

    def heard(self, payload: bytes) -> None:
        now = time.monotonic()
        self.trips.append(now - self._began)
        if now >= self._until:
            self._done.set_result(None)
        elif self._pause:
            self._loop.call_later(self._pause, self._send)
        else:
            self._send()


@asynccontextmanager
async def pingers(
    server: Server, path: str, ping: bytes, number: int
) -> AsyncIterator[list[Pinger]]:
    """Open so many sockets that ping; close them with the block."""
    paths = rooms(path, number, "ping")
    opened = [await Pinger(ping).connect(server.port, path) for path in paths]
    try:
        yield opened
    finally:
        for pinger in opened:
            pinger.client.transport.abort()
        await asyncio.sleep(0.05)


async def pinged(some: Sequence[Pinger], seconds: float, pause: float = 0.0) -> list[float]:
    """Let them all ping for so long; return the round trips in seconds."""
    await asyncio.gather(*(pinger.ping(seconds, pause) for pinger in some))
    return [trip for pinger in some for trip in pinger.trips]


@asynccontextmanager
async def working(server: Server, jobs: int, seconds: str = "0.1") -> AsyncIterator[None]:
    """Have so many sockets make the server's ORM work all the time, in jobs of so many seconds."""
    async with pingers(server, server.dialect.work, seconds.encode(), jobs) as workers:
        tasks = [asyncio.create_task(worker.ping(3600)) for worker in workers]
        await asyncio.sleep(0.05)
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def asked(listener: Listener, seconds: float) -> list[float]:
    """Ask short questions one after the other; return seconds from each to its first token."""
    found, until, load = [], time.monotonic() + seconds, Load(5)
    while time.monotonic() < until:
        listener.ask(load)
        if not await all_ended([listener]):
            raise RuntimeError("a question was not answered")
        _, _, came = next(listener.tokens())
        found.append((came - listener.asked_at) / 1e9)
    return found
