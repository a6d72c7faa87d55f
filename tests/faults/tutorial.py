"""`python -m tests.faults.tutorial`: the attacks of G1, G2, G10 and G12 on the tutorial's consumer.

Its clients keep what they have heard and connect again, as its page does after a reload; there is
nothing that they could ask for. "Lost" and "doubled" count characters of what the model said.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from config.environment import BASE_DIR
from llm.scripts import ScriptedUpstream, tokens
from tests.faults.network import Break, Fault, FaultyNetwork
from tests.faults.trials import Outcome
from tests.playbook import Playbook
from tests.server import free_port

TOKENS = 500
#: Seconds of silence after which a person takes an answer for ended.
SILENCE = 3.0


class Tutorial:
    """The tutorial's server, and what is done to it."""

    def __init__(self, upstream: ScriptedUpstream, playbook: Playbook) -> None:
        self._upstream, self.playbook = upstream, playbook
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        server = ["uvicorn", "tests.faults.tutorial_app:application", "--port", str(self.port)]
        self._process = subprocess.Popen(  # noqa: ASYNC220, S603 (our own command, and short)
            [sys.executable, "-m", *server, "--log-level", "critical", "--lifespan", "off"],
            cwd=BASE_DIR,
            env={**os.environ, "OPENAI_BASE_URL": self._upstream.base_url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.05)

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def question(self) -> tuple[str, str]:
        """Return a question, and what the model will say to it."""
        words = [f"{number} 字。" for number in range(TOKENS)]
        return self.playbook.question(tokens(*words, delay=0.002)), "".join(words)


async def hear(port: int, room: str, question: str | None, heard: list[str]) -> None:
    """Ask once if there is something to ask, and come back until it is done, or silent."""
    last = time.monotonic()
    while time.monotonic() - last < SILENCE:
        try:
            async with _connected(port, room) as socket:
                if question is not None:
                    await socket.send(json.dumps({"message": question}))
                    question = None
                while True:
                    async with asyncio.timeout(SILENCE):
                        frame = json.loads(await socket.recv())
                    last = time.monotonic()
                    if "done" in frame:
                        return
                    heard.append(frame["message"])
        except (OSError, WebSocketException, TimeoutError):
            await asyncio.sleep(0.1)


def _connected(port: int, room: str) -> connect:
    return connect(
        f"ws://127.0.0.1:{port}/ws/chat/{room}/",
        proxy=None,
        compression=None,
        close_timeout=0.2,
        ping_interval=0.3,
        ping_timeout=0.3,
    )


def judged(heard: list[str], said: str) -> Outcome:
    outcome, text = Outcome(), "".join(heard)
    outcome.lost, outcome.doubled = max(0, len(said) - len(text)), max(0, len(text) - len(said))
    outcome.expect(text == said, "not what the model said")
    return outcome


async def cuts(server: Tutorial, seed: int, random: Random) -> Outcome:
    question, said = server.question()
    breaks = [Break(random.randrange(1, TOKENS * 25), random.choice(list(Fault)))]
    heard: list[str] = []
    async with FaultyNetwork(server.port, lambda: breaks.pop() if breaks else None) as network:
        await hear(network.port, f"cuts{seed}", question, heard)
    return judged(heard, said)


async def kills(server: Tutorial, seed: int, random: Random) -> Outcome:
    question, said = server.question()
    heard: list[str] = []
    hearing = asyncio.create_task(hear(server.port, f"kills{seed}", question, heard))
    await asyncio.sleep(random.uniform(0.1, 1))
    server.kill()
    await server.start()
    await hearing
    return judged(heard, said)


async def twice(server: Tutorial, seed: int, random: Random) -> Outcome:
    """The same message again after a cut: the client cannot know whether it had arrived."""
    question, said = server.question()
    heard: list[str] = []
    async with _connected(server.port, f"twice{seed}") as socket:
        await socket.send(json.dumps({"message": question}))
        await _first_word(socket)
        socket.transport.abort()
    await hear(server.port, f"twice{seed}", question, heard)
    outcome = judged(heard, said)
    calls = len(server.playbook.requests_for(question))
    outcome.count("model calls", calls)
    outcome.expect(calls == 1, f"{calls} calls of the model")
    return outcome


async def _first_word(socket: ClientConnection) -> None:
    async with asyncio.timeout(SILENCE):
        await socket.recv()


async def late_tabs(server: Tutorial, seed: int, random: Random) -> Outcome:
    question, said = server.question()
    first: list[str] = []
    late: list[str] = []
    asking = asyncio.create_task(hear(server.port, f"tabs{seed}", question, first))
    await asyncio.sleep(random.uniform(0.1, 1))
    await hear(server.port, f"tabs{seed}", None, late)
    await asking
    return judged(late, said)


Trial = Callable[[Tutorial, int, Random], Coroutine[Any, Any, Outcome]]

ATTACKS: dict[str, tuple[Trial, int]] = {
    "G1 one cut at a random byte": (cuts, 8),
    "G2 kill -9, then a restart": (kills, 1),
    "G10 sent again after a cut": (twice, 8),
    "G12 a tab that joins late": (late_tabs, 8),
}


async def attack(server: Tutorial, trial: Trial, trials: int, parallel: int) -> list[Outcome]:
    waiting, outcomes = iter(range(trials)), []

    async def work() -> None:
        for seed in waiting:
            outcomes.append(await trial(server, seed, Random(seed)))  # noqa: S311 (no secret)

    await asyncio.gather(*(work() for _ in range(parallel)))
    return outcomes


async def run(trials: int) -> None:
    playbook = Playbook()
    async with ScriptedUpstream(playbook) as upstream:
        server = Tutorial(upstream, playbook)
        await server.start()
        try:
            await _attack_all(server, trials)
        finally:
            server.kill()


async def _attack_all(server: Tutorial, trials: int) -> None:
    sys.stdout.write(f"{'':30} {'N':>4} {'lost':>7} {'doubled':>8} {'fallen':>7}\n")
    for title, (trial, parallel) in ATTACKS.items():
        outcomes = await attack(server, trial, trials, parallel)
        lost, doubled = (sum(getattr(o, n) for o in outcomes) for n in ("lost", "doubled"))
        fallen = sum(not outcome.held for outcome in outcomes)
        sys.stdout.write(f"{title:30} {trials:4} {lost:7} {doubled:8} {fallen:7}\n")
        sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.tutorial", description=__doc__)
    parser.add_argument("--trials", type=int, default=40, help="of each attack")
    asyncio.run(run(parser.parse_args().trials))


if __name__ == "__main__":
    main()
