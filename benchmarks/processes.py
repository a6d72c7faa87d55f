"""Processes that a benchmark starts, and ends."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def process(
    arguments: list[str],
    environment: Mapping[str, str] | None = None,
    *,
    core: int | None = None,
    errors: IO[str] | None = None,
) -> Iterator["subprocess.Popen[str]"]:
    """Run a Python process, on one core if it is named; end it with the block."""
    started = subprocess.Popen(  # noqa: S603 (our own commands)
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    if core is not None:
        os.sched_setaffinity(started.pid, {core})
    try:
        yield started
    finally:
        started.terminate()
        started.wait(60)


def prepared(folder: Path, upstream: "subprocess.Popen[str]") -> dict[str, str]:
    """Make a data folder ready; return the environment that serves it, with this model."""
    environment = {
        "OPENAI_BASE_URL": first_line(upstream),
        "DATA_DIR": str(folder),
        "ACCESS": "open",
        "LOG_LEVEL": "CRITICAL",
        # Everybody comes from one address here, and costs more than a day's worth.
        "HANDSHAKE_LIMIT": "100000 per minute",
        "MAX_SOCKETS_PER_ADDRESS": "10000",
        "TOKENS_PER_DAY": "100000000000",
        "VIDEO_WORKERS": "0",  # nobody asks for films here
    }
    with process(["manage.py", "prepare"], environment) as preparing:
        preparing.wait(60)
    return environment


def first_line(started: "subprocess.Popen[str]") -> str:
    """Wait for a process's first line of output: it is ready then."""
    assert started.stdout is not None  # noqa: S101
    return started.stdout.readline().strip()


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for_port(started: "subprocess.Popen[str]", port: int, seconds: float = 30.0) -> None:
    """Wait until a process listens. Raises RuntimeError if it ends, or takes longer."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if started.poll() is not None:
            raise RuntimeError(f"the server ended with {started.returncode}")
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens after {seconds:g} s")


def children(pid: int) -> list[int]:
    """Return the ids of a process's children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used, by all of its threads.

    /proc/{pid}/stat has it too, in ticks of 10 ms. Source of the clock's number: the kernel's
    include/linux/posix-timers.h, `make_process_cpuclock`, which clock_getcpuclockid(3) wraps.
    """
    return time.clock_gettime((~pid << 3) | 2)


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds, without the files that it has mapped."""
    status = Path(f"/proc/{pid}/status").read_text()
    return 1024 * int(status.split("RssAnon:")[1].split()[0])
