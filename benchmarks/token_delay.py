"""How long a token takes from the model's socket to the log and to the browser's socket.

    python -m benchmarks.token_delay --streams 200 --rate 50 --tokens 500

Starts a model's server (OPENAI_BASE_URL) whose tokens are the times at which they were written,
`manage.py serve` on a new database, and one client socket a stream; the server is pinned to one
core, everything else to another. "committed" is the time that stands in the token's log row,
taken by the writer as it inserts; "sent" is when the client's socket had the frame.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from benchmarks.client import FrameClient
from benchmarks.processes import cpu_seconds, first_line, prepared, process

#: Nanoseconds after the last stream's first frame from which delays count as steady.
STEADY_AFTER = 1_000_000_000


class Stream:
    """One socket with one question; notes when each frame came."""

    def __init__(self, done: "asyncio.Future[None]") -> None:
        self.frames: list[tuple[int, bytes]] = []
        self._done = done

    def heard(self, payload: bytes) -> None:
        self.frames.append((time.time_ns(), payload))
        if b'"completed"' in payload or b'"type":"error"' in payload:
            self._done.set_result(None)

    def delays(self) -> "Iterator[tuple[int, float]]":
        """When each token was said, and the seconds from there to this socket."""
        for came, payload in self.frames:
            frame = orjson.loads(payload)
            if frame["type"] == "error":
                raise RuntimeError(frame["content"])
            if frame["type"] == "chunk":
                for said in frame["content"].split():
                    yield int(said), (came - int(said)) / 1e9

    @property
    def chunks(self) -> int:
        return sum(b'"chunk"' in payload for _, payload in self.frames)


async def ask_all(port: int, streams: int, prefix: str = "bench") -> list[Stream]:
    """Ask once on each of so many sockets; return when all are answered."""
    loop = asyncio.get_running_loop()
    listening: list[tuple[FrameClient, Stream, asyncio.Future[None]]] = []
    for number in range(streams):
        done: asyncio.Future[None] = loop.create_future()
        stream = Stream(done)
        path = f"/ws/chat/{prefix}-{number}"
        listening.append(
            (await FrameClient.connect("127.0.0.1", port, path, stream.heard), stream, done)
        )
    for client, _, _ in listening:
        client.send(b'{"query":"go"}')
        await asyncio.sleep(0.002)  # a crowd comes one by one
    async with asyncio.timeout(120):
        await asyncio.gather(*(done for _, _, done in listening))
    return [stream for _, stream, _ in listening]


def committed_delays(database: Path) -> Iterator[tuple[int, float]]:
    """When each token was said, and the seconds from there to its insertion into the log."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT data, created_at FROM realtime_event WHERE kind='text'")
        for data, created in rows:
            at = datetime.fromisoformat(created).replace(tzinfo=UTC).timestamp()
            for said in json.loads(data)["text"].split():
                yield int(said), at - int(said) / 1e9


def summary(name: str, said: Iterable[tuple[int, float]], steady_from: int) -> list[str]:
    """Describe all delays, and those after the crowd has begun."""
    every = list(said)
    steady = [delay for at, delay in every if at >= steady_from]
    return [
        _places(f"{name}, steady", steady),
        _places(f"{name}, with the start", [delay for _, delay in every]),
    ]


def _places(name: str, delays: list[float]) -> str:
    delays.sort()
    places = [delays[int(len(delays) * share)] * 1000 for share in (0.5, 0.99, 0.999)]
    return f"{name:36} p50 {places[0]:6.2f}  p99 {places[1]:6.2f}  p99.9 {places[2]:6.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.token_delay", description=__doc__)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--tokens", type=int, default=500, help="tokens of each answer")
    parser.add_argument("--rate", type=float, default=50.0, help="tokens a second of each stream")
    parser.add_argument("--port", type=int, default=8099)
    options = parser.parse_args()
    os.sched_setaffinity(0, {1})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        upstream = stack.enter_context(
            process(
                [
                    "-m",
                    "benchmarks.upstream",
                    f"--tokens={options.tokens}",
                    f"--rate={options.rate}",
                ],
                core=1,
            )
        )
        environment = prepared(folder, upstream)
        server = stack.enter_context(
            process(["manage.py", "serve", f"--port={options.port}"], environment, core=0)
        )
        first_line(server)
        before, began = cpu_seconds(server.pid), time.monotonic()
        streams = asyncio.run(ask_all(options.port, options.streams))
        took, cpu = time.monotonic() - began, cpu_seconds(server.pid) - before
        committed = list(committed_delays(folder / "tokenwire.sqlite3"))
        steady_from = max(stream.frames[0][0] for stream in streams) + STEADY_AFTER
        sent = [delay for stream in streams for delay in stream.delays()]
    asked = options.streams * options.tokens
    frames = sum(stream.chunks - 1 for stream in streams)
    lines = [
        f"{options.streams} streams, {options.rate:g} tokens a second each, {asked} tokens",
        *summary("token -> committed", committed, steady_from),
        *summary("token -> sent", sent, steady_from),
        f"lost {asked - len(sent)}, tokens a frame {asked / frames:.2f}, "
        f"{asked / took:.0f} tokens a second, CPU a token {cpu / asked * 1e6:.0f} µs "
        f"({cpu / took:.2f} of a core)",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
