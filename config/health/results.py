"""Result: one line of `check_env`."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a result is; only failures make the command fail."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Result:
    """What was looked at, what was found, and in one sentence what to do about it."""

    level: Level
    what: str
    found: str
    advice: str = ""


def ok(what: str, found: str) -> Result:
    """Nothing to do."""
    return Result(Level.OK, what, found)


def warning(what: str, found: str, advice: str) -> Result:
    """It works, but perhaps not as meant."""
    return Result(Level.WARNING, what, found, advice)


def failure(what: str, found: str, advice: str) -> Result:
    """It does not work until this is mended."""
    return Result(Level.FAILURE, what, found, advice)
