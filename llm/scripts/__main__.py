"""`python -m llm.scripts`: a scripted upstream as a process of its own, for benchmarks.

Prints its base URL, then serves until it is stopped (SIGINT or SIGTERM).
"""

import argparse
import asyncio
import signal
import sys

from llm.scripts import Script, ScriptedUpstream
from llm.scripts.steps import Tokens

_WORDS = ("水", "电", "费", "账单", " the", " model", " speaks", "，", " and", " so", " on", "。")


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m llm.scripts", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one (default)")
    parser.add_argument("--tokens", type=int, default=200, help="tokens of each answer")
    parser.add_argument(
        "--rate", type=float, default=0.0, help="tokens a second of each answer; 0: at full speed"
    )
    parser.add_argument("--a-write", type=int, default=64, help="tokens in one write at full speed")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(options: argparse.Namespace) -> None:
    texts = tuple(_WORDS[number % len(_WORDS)] for number in range(options.tokens))
    delay = 1 / options.rate if options.rate else 0.0
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    script = Script(Tokens(texts, delay, options.a_write))
    async with ScriptedUpstream(script, options.port) as upstream:
        sys.stdout.write(f"{upstream.base_url}\n")
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    main()
