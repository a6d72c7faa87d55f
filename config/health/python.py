"""The interpreter that runs this."""

import sys
from collections.abc import Iterator

from config.health.results import Result, failure, ok

NEEDED = (3, 11)


def results() -> Iterator[Result]:
    """Judge this interpreter."""
    yield python_result(sys.version_info[:3])


def python_result(running: tuple[int, ...]) -> Result:
    """Judge a version; manage.py itself goes no further with one that is too old."""
    found = f"{'.'.join(map(str, running))} at {sys.executable}"
    if running >= NEEDED:
        return ok("Python", found)
    needed = ".".join(map(str, NEEDED))
    return failure("Python", found, f"Install Python {needed} or newer; `make setup` uses it.")
