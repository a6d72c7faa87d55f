"""What reading a model costs: CPU a token of the SDK's own stream, and of ours on two transports.

    python -m benchmarks.reader

No log, no room, no socket to a browser: bytes of Chat Completions in, text out. The readers take
turns on one core, the model's server has another; the table holds medians over the rounds.
"saturated": the server is always ahead. "paced": many streams, each token in a write of its own.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import NamedTuple

from django.conf import settings
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from benchmarks.processes import first_line, process
from llm.client import build_client
from llm.conf import ModelSettings
from llm.reader import read_turn
from llm.types import TextDelta

Read = Callable[[AsyncOpenAI], Awaitable[int]]


async def read_with_sdk(client: AsyncOpenAI) -> int:
    """Read one answer as the SDK's documentation does; return how many tokens it had."""
    stream = await client.chat.completions.create(
        model="bench", messages=[{"role": "user", "content": "hi"}], stream=True
    )
    return sum([bool(chunk.choices and chunk.choices[0].delta.content) async for chunk in stream])


async def read_with_ours(client: AsyncOpenAI) -> int:
    """Read one answer with `llm.reader`."""
    events = read_turn(client, [{"role": "user", "content": "hi"}])
    return sum([event.chunks async for event in events if isinstance(event, TextDelta)])


def sdks_client(base_url: str) -> AsyncOpenAI:
    """As anybody would build it."""
    return AsyncOpenAI(base_url=base_url, api_key="none")


def httpx2_client(base_url: str) -> AsyncOpenAI:
    return build_client(ModelSettings(openai_base_url=base_url), DefaultAsyncHttpxClient())


def aiohttp_client(base_url: str) -> AsyncOpenAI:
    return build_client(ModelSettings(openai_base_url=base_url))


READERS: dict[str, tuple[Callable[[str], AsyncOpenAI], Read]] = {
    "SDK": (sdks_client, read_with_sdk),
    "ours, httpx2": (httpx2_client, read_with_ours),
    "ours, aiohttp": (aiohttp_client, read_with_ours),
}


class Load(NamedTuple):
    """How many answers at once, and the server that gives them."""

    name: str
    streams: int
    server: list[str]


async def cpu_a_token(base_url: str, reader: str, streams: int) -> float:
    """Return the seconds of CPU that one reader spends on a token of so many answers at once."""
    build, read = READERS[reader]
    async with build(base_url) as client:
        await read(client)  # the first answer pays for imports
        began = time.process_time()
        counted = sum(await asyncio.gather(*(read(client) for _ in range(streams))))
        return (time.process_time() - began) / counted


def measure(load: Load, rounds: int) -> dict[str, float]:
    """Return the CPU a token of each reader: the median of interleaved rounds."""
    spent: dict[str, list[float]] = {reader: [] for reader in READERS}
    with process(load.server, core=1) as server:
        base_url = first_line(server)
        for _ in range(rounds):
            for reader, costs in spent.items():
                costs.append(asyncio.run(cpu_a_token(base_url, reader, load.streams)))
    return {reader: median(costs) for reader, costs in spent.items()}


def loads(options: argparse.Namespace) -> list[Load]:
    """Return what is measured."""
    fast = ["-m", "llm.scripts", f"--tokens={options.tokens}"]
    paced = [f"--tokens={options.paced_tokens}", f"--rate={options.rate:g}"]
    name = f"paced, {options.streams} streams of {options.rate:g} tokens/s"
    return [
        Load("saturated, 64 tokens a write", 8, [*fast, "--a-write=64"]),
        Load("saturated, 1 token a write", 8, [*fast, "--a-write=1"]),
        Load(name, options.streams, ["-m", "benchmarks.upstream", *paced]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reader",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--tokens", type=int, default=4000, help="of a saturated answer (4000)")
    parser.add_argument("--streams", type=int, default=200, help="paced answers at once (200)")
    parser.add_argument("--rate", type=float, default=50.0, help="paced tokens a second (50)")
    parser.add_argument("--paced-tokens", type=int, default=250, help="of a paced answer (250)")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is taken (3)")
    options = parser.parse_args()
    settings.configure()
    os.sched_setaffinity(0, {0})
    write = sys.stdout.write
    write(f"{'µs of CPU a token (tokens a second a core)':<44}")
    write("".join(f"{reader:>20}" for reader in READERS) + "\n")
    for load in loads(options):
        costs = measure(load, options.rounds)
        cells = [f"{cost * 1e6:.1f} ({1 / cost:,.0f})" for cost in costs.values()]
        write(f"{load.name:<44}" + "".join(f"{cell:>20}" for cell in cells) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
