"""Processes that a benchmark starts, and ends."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def process(
    arguments: list[str], environment: Mapping[str, str] | None = None, *, core: int | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """Run a Python process, on one core if it is named; end it with the block."""
    started = subprocess.Popen(  # noqa: S603 (our own commands)
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
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
    }
    with process(["manage.py", "prepare"], environment) as preparing:
        preparing.wait(60)
    return environment


def first_line(started: "subprocess.Popen[str]") -> str:
    """Wait for a process's first line of output: it is ready then."""
    assert started.stdout is not None  # noqa: S101
    return started.stdout.readline().strip()


def children(pid: int) -> list[int]:
    """Return the ids of a process's children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds, without the files that it has mapped."""
    status = Path(f"/proc/{pid}/status").read_text()
    return 1024 * int(status.split("RssAnon:")[1].split()[0])
