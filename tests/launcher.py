"""Starts `manage.py …` in processes whose packages are loaded already.

Loading them takes a new process three seconds of a core, and the tests start over a hundred. The
standard library's fork server loads them once. What it starts has settings, environment, command
line and output of its own, and is stopped, frozen and killed like any other process.
"""

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from config.environment import BASE_DIR

#: Without what reads Django's settings when it is imported.
_LOADED = [
    "agents",
    "aiohttp",
    "channels.generic.websocket",
    "django.core.management",
    "django.db.models",
    "django.forms",
    "django.test",
    "httptools",
    "limits",
    "orjson",
    "pydantic_settings",
    "pytest",
    "uvicorn",
    "uvloop",
    "websockets.sansio",
]

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(_LOADED)


def launch(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path
) -> ForkServerProcess:
    """Run a management command in a process of its own; its output is added to `log`."""
    process = _context.Process(target=_run, args=(arguments, environment, log))
    process.start()
    return process


def _run(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(BASE_DIR)
    with log.open("ab") as output:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(output.fileno(), stream.fileno())
    sys.argv = ["manage.py", *arguments]
    runpy.run_path("manage.py", run_name="__main__")
