"""What patient people notice of a flood: token delays without one, and beside one.

    python -m benchmarks.flood --streams 100 --rounds 3

Each round measures the same streams twice on one server: alone, and while an attacker sends
1,000 messages a second, or 150 MB as fast as they go. It comes from another address, goes on when
it is told that its socket closes (4429) until the connection is gone, and is back a tenth of a
second after that. Limits are the defaults. The server is pinned to one core, all else to another.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.client import FrameClient
from benchmarks.processes import first_line, prepared, process, resident_bytes
from benchmarks.token_delay import STEADY_AFTER, Stream, ask_all

SMALL = b'{"type":"stop"}'
#: A hundred kilobytes: below the limit of a frame, so that the limit of messages must stop it.
BIG = b'{"type":"stop","more":"' + b"x" * 60_000 + b'"}'
BIG_BYTES = 150_000_000
A_SECOND = 1_000


@dataclass
class Attacker:
    """Floods, and notes how soon it was told to go, and how soon its connection was gone."""

    port: int
    told_after: list[float] = field(default_factory=list)
    gone_after: list[float] = field(default_factory=list)
    sent: int = 0

    async def small(self, seconds: float) -> None:
        """Send so many messages a second, on one socket after the other."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await self._flood(SMALL, A_SECOND, until)

    async def big(self) -> None:
        """Send the megabytes as fast as the sockets take them."""
        while self.sent < BIG_BYTES:
            await self._flood(BIG, None, time.monotonic() + 30)

    async def _flood(self, message: bytes, a_second: int | None, until: float) -> None:
        client = await FrameClient.connect(
            "127.0.0.1", self.port, "/ws/chat/flood", _ignore, local="127.0.0.2"
        )
        began, number = time.monotonic(), 0

        def told(code: asyncio.Future[int]) -> None:
            if not code.cancelled():
                self.told_after.append(time.monotonic() - began)

        client.told_to_close.add_done_callback(told)
        while not client.closed.done() and time.monotonic() < until:
            if client.transport.get_write_buffer_size():
                await asyncio.sleep(0.001)
                continue
            client.send(message)
            self.sent += len(message)
            number += 1
            pause = began + number / a_second - time.monotonic() if a_second else 0.0
            await asyncio.sleep(max(0.0, pause))
        if client.closed.done():
            self.gone_after.append(time.monotonic() - began)
        client.transport.abort()
        await asyncio.sleep(0.1)


def _ignore(payload: bytes) -> None:
    return


def steady(streams: list[Stream]) -> list[float]:
    """Return the delays after the crowd has begun, in order, in ms."""
    steady_from = max(stream.frames[0][0] for stream in streams) + STEADY_AFTER
    said = [delay for stream in streams for delay in stream.delays()]
    return sorted(delay * 1000 for at, delay in said if at >= steady_from)


async def beside(port: int, streams: int, attacker: Attacker, kind: str) -> list[float]:
    """Measure the streams while the attacker is at work."""
    attack = asyncio.create_task(attacker.small(60) if kind == "messages" else attacker.big())
    try:
        return steady(await ask_all(port, streams, prefix=kind))
    finally:
        attack.cancel()
        with suppress(asyncio.CancelledError):
            await attack


async def measure(port: int, pid: int, streams: int, rounds: int) -> list[str]:
    found: dict[str, list[tuple[float, float]]] = {"alone": [], "messages": [], "megabytes": []}
    told: list[float] = []
    gone: list[float] = []
    before = resident_bytes(pid)
    for number in range(rounds):
        for kind in found:
            attacker = Attacker(port)
            if kind == "alone":
                delays = steady(await ask_all(port, streams, prefix=f"alone{number}"))
            else:
                delays = await beside(port, streams, attacker, kind)
            found[kind].append((delays[len(delays) // 2], delays[int(len(delays) * 0.99)]))
            told += attacker.told_after
            gone += attacker.gone_after
    alone = [statistics.median(p[place] for p in found["alone"]) for place in (0, 1)]
    lines = [f"{streams} streams of 50 tokens a second, {rounds} rounds, medians (min to max)"]
    for kind, rows in found.items():
        p50, p99 = ([row[place] for row in rows] for place in (0, 1))
        lines.append(
            f"{kind:10} p50 {_spread(p50)}  p99 {_spread(p99)} ms"
            f"  {statistics.median(p50) / alone[0]:.2f} and {statistics.median(p99) / alone[1]:.2f}"
            " of alone"
        )
    lines.append(
        f"floods told to go {len(told)}, after {_spread([1000 * s for s in told])} ms; "
        f"gone {len(gone)}, after {_spread([1000 * s for s in gone])} ms; "
        f"server grew by {(resident_bytes(pid) - before) / 1e6:.1f} MB"
    )
    return lines


def _spread(values: list[float]) -> str:
    if not values:
        return "-"
    return f"{statistics.median(values):6.2f} ({min(values):.2f} to {max(values):.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flood", description=__doc__)
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--tokens", type=int, default=300, help="tokens of each answer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8099)
    options = parser.parse_args()
    os.sched_setaffinity(0, {1})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        arguments = ["-m", "benchmarks.upstream", f"--tokens={options.tokens}", "--rate=50"]
        upstream = stack.enter_context(process(arguments, core=1))
        environment = {**prepared(folder, upstream), "HANDSHAKE_LIMIT": ""}
        serve = ["manage.py", "serve", f"--port={options.port}"]
        server = stack.enter_context(process(serve, environment, core=0))
        first_line(server)
        lines = asyncio.run(measure(options.port, server.pid, options.streams, options.rounds))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
