"""The real server as a process of its own, on a port and a data folder of its own."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from config.environment import BASE_DIR, Environment
from tests.launcher import launch

Kind = Literal["uvicorn", "daphne"]

#: Seconds until a server must answer, or a command must have ended; a loaded machine is slow.
PATIENCE = 30.0

_OURS = {name.upper() for name in Environment.model_fields}


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """Return this process's environment without any setting of ours, then with these."""
    inherited = {name: value for name, value in os.environ.items() if name.upper() not in _OURS}
    return {**inherited, "PYTHONUNBUFFERED": "1", "DATA_DIR": str(folder), **changes}


def manage(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a management command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=environment(folder, **changes),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def prepared(folder: Path) -> Path:
    """Make a data folder ready to serve, with demo rows and sample articles; return it."""
    done = manage(folder, "prepare", access="open")
    if done.returncode:
        raise RuntimeError(f"manage.py prepare failed:\n{done.stdout}{done.stderr}")
    return folder


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class ServerProcess:
    """`manage.py serve` (uvicorn) or `runserver` (daphne); ends with the `with` block.

    `settings` are environment variables in lower case. It ends only the process it started.
    """

    def __init__(self, folder: Path, kind: Kind = "uvicorn", **settings: str) -> None:
        self.folder = folder
        self.kind = kind
        self.port = free_port()
        self.log_file = folder.with_name(f"{folder.name}-{self.port}.log")
        chosen = {"access": "open", "log_level": "INFO", "video_workers": "0", **settings}
        #: The process's environment, whole.
        self.environment = environment(folder, **{k.upper(): v for k, v in chosen.items()})
        self._process: ForkServerProcess | None = None

    @classmethod
    def on_copy_of(cls, template: Path, folder: Path, kind: Kind = "uvicorn", **s: str) -> Self:
        """Serve a copy of a prepared data folder."""
        return cls(shutil.copytree(template, folder), kind, **s)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The id of the process, while it runs and after that; 0 before."""
        return (self._process and self._process.pid) or 0

    @property
    def workers(self) -> list[int]:
        """The ids of the processes that this one has started, in whichever thread."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(child) for thread in threads for child in thread.read_text().split()]

    @property
    def resident_bytes(self) -> int:
        """The memory that the process holds now, without the files that it has mapped."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return 1024 * int(status.split("RssAnon:")[1].split()[0])

    @property
    def log(self) -> str:
        """All that the process has written, over its restarts too."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    @contextmanager
    def without_tracebacks(self) -> Iterator[None]:
        """Raise at the end of the block where the log has got a traceback meanwhile."""
        before = len(self.log)
        yield
        if "Traceback" in self.log[before:]:
            raise AssertionError(f"a traceback in the log:\n{self.log[before:]}")

    def start(self) -> Self:
        """Start, or start again on the same port and data; return once it answers."""
        address = f"127.0.0.1:{self.port}"
        command = {
            "uvicorn": ["serve", "--port", str(self.port)],
            "daphne": ["runserver", "--noreload", address],
        }[self.kind]
        self._process = launch(command, self.environment, self.log_file)
        self._wait_until_it_answers(self._process)
        return self

    def _wait_until_it_answers(self, process: ForkServerProcess) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if not process.is_alive() or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.kind} does not serve:\n{self.log}")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether somebody answers on the port."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/status")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def send_signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.is_alive():
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, without a chance to tidy up (SIGKILL)."""
        if self._process is not None and self._process.is_alive():
            self._process.kill()
            self._process.join(PATIENCE)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Return the exit code. Raises TimeoutError where it still runs after `seconds`."""
        if self._process is None:
            raise RuntimeError("it was never started")
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise TimeoutError(f"process {self.pid} still runs after {seconds} s")
        return self._process.exitcode

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()
