"""Keeps child processes alive: the workers of `serve`, and what else it starts."""

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger("realtime.supervisor")

POLL_SECONDS = 0.1
#: A child that lived so long is started again at once; one that dies sooner waits, ever longer.
STEADY_SECONDS = 10.0
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Child:
    """One command, and the process that runs it."""

    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    pause: float = 0.0
    due_at: float = field(default_factory=time.monotonic)


class Supervisor:
    """Runs commands until SIGTERM or SIGINT, then ends them together.

    Each is a session of its own, so that Ctrl-C in a terminal reaches this process only. A child
    that outlives `grace_seconds` after SIGTERM is killed. A process that hears signals itself
    calls `start` instead of `run`, and at last `end` and `join`.
    """

    def __init__(
        self, commands: Sequence[Sequence[str]], *, pass_fds: Sequence[int], grace_seconds: float
    ) -> None:
        self._children = [Child(command) for command in commands]
        self._pass_fds = pass_fds
        self._grace_seconds = grace_seconds
        self._ending = threading.Event()
        self._beside: threading.Thread | None = None

    def run(self) -> None:
        """Block until told to end, and until every child has."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)
        self._keep()

    def start(self) -> None:
        """Do so in a thread, beside what this process does."""
        if not self._children:
            return
        self._beside = threading.Thread(target=self._keep, name="supervisor", daemon=True)
        self._beside.start()

    def end(self) -> None:
        """Tell every child to end. Safe to repeat."""
        self._ending.set()

    def join(self) -> None:
        """Block until every child has ended, or was killed."""
        if self._beside is not None:
            self._beside.join()

    def _keep(self) -> None:
        while not self._ending.wait(POLL_SECONDS):
            for child in self._children:
                self._tend(child)
        self._terminate()

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.end()

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.due_at:
                self._start(child, now)
        elif (code := child.process.poll()) is not None:
            lived = now - child.started_at
            child.pause = 0.0 if lived > STEADY_SECONDS else min(LONGEST_PAUSE, child.pause * 2 + 1)
            logger.error(
                "Process %s ended with %s; a new one starts in %.0f s",
                child.process.pid,
                code,
                child.pause,
            )
            child.process, child.due_at = None, now + child.pause

    def _start(self, child: Child, now: float) -> None:
        child.process = subprocess.Popen(  # noqa: S603 (our own commands)
            child.command, pass_fds=self._pass_fds, start_new_session=True
        )
        child.started_at = now

    def _terminate(self) -> None:
        living = [child.process for child in self._children if child.process is not None]
        for process in living:
            process.terminate()
        until = time.monotonic() + self._grace_seconds
        for process in living:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.error("Process %s did not end in time and is killed", process.pid)
                process.kill()
                process.wait()
