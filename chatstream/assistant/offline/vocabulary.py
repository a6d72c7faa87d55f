"""Words by which questions are understood, from `words/*.toml`: patterns, and parts of them.

A pattern's strings are alternatives; `%name%` stands for the part of that name, `%number%` for any
number. Case does not count.
"""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chatstream.assistant.offline.intents import NUMBER

_FOLDER = Path(__file__).parent / "words"


class Words:
    """One file of words."""

    def __init__(self, name: str) -> None:
        self._read: dict[str, Any] = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
        self._parts: dict[str, str] = {**self._read.get("parts", {}), "number": NUMBER}

    def pattern(self, key: str) -> re.Pattern[str]:
        """Return what finds any of the alternatives."""
        return self._compiled("|".join(self._read[key]))

    def each(self, key: str) -> tuple[re.Pattern[str], ...]:
        """Return the patterns of a list, one by one."""
        return self._all(self._read[key])

    def named(self, key: str) -> dict[str, re.Pattern[str]]:
        """Return the patterns of a table by their names."""
        return {name: self._compiled(text) for name, text in self._read[key].items()}

    def names(self, key: str) -> list[str]:
        """Return a list as it stands."""
        return list(self._read[key])

    def table(self, key: str) -> dict[str, str]:
        """Return a table as it stands."""
        return dict(self._read[key])

    def entries(self, key: str) -> list[tuple[re.Pattern[str], dict[str, list[str]]]]:
        """Return what is `asked` in each entry of a list, with the entry itself."""
        return [(self._compiled("|".join(entry["asked"])), entry) for entry in self._read[key]]

    def rules(self) -> list[tuple[str, tuple[re.Pattern[str], ...]]]:
        """Return which tool is meant by which patterns, in the order of the file."""
        return [(rule["tool"], self._all(rule["patterns"])) for rule in self._read["rules"]]

    def _all(self, texts: Sequence[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(map(self._compiled, texts))

    def _compiled(self, text: str) -> re.Pattern[str]:
        for name, part in self._parts.items():
            text = text.replace(f"%{name}%", part)
        return re.compile(text, re.IGNORECASE | re.DOTALL)
