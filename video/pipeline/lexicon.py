"""What a text speaks of, by its words. Pure, but for the table it reads once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("lexicon.toml")


@dataclass(frozen=True)
class Concept:
    """Something that texts speak of."""

    picture: str
    also: str
    """A second picture of it."""
    mood: str
    pattern: re.Pattern[str]
    names: dict[str, str]
    lines: dict[str, list[str]]


@cache
def concepts() -> tuple[Concept, ...]:
    """Return the table, in its order."""
    rows = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["concept"]
    return tuple(
        Concept(
            picture=row["picture"],
            also=row["also"],
            mood=row["mood"],
            pattern=_pattern(row),
            names=row["names"],
            lines=row["lines"],
        )
        for row in rows
    )


def _pattern(row: dict[str, list[str]]) -> re.Pattern[str]:
    english = "|".join(re.escape(word) for word in row["en"])
    chinese = "|".join(re.escape(word) for word in row["zh"])
    # A Latin word ends where a Chinese character begins, hence ASCII.
    return re.compile(rf"\b(?:{english})(?:s|es)?\b|{chinese}", re.IGNORECASE | re.ASCII)


def concepts_of(text: str) -> list[Concept]:
    """Return what a text speaks of: what is named most often first, then what is named first."""
    found = []
    for order, concept in enumerate(concepts()):
        if words := list(concept.pattern.finditer(text)):
            weight = sum(_weight(word.group()) for word in words)
            found.append((-weight, words[0].start(), order, concept))
    return [concept for *_, concept in sorted(found, key=lambda row: row[:3])]


def _weight(word: str) -> float:
    """A single Chinese character says less: it also stands in words that mean something else."""
    return 0.5 if len(word) == 1 else 1.0


def mood_of(text: str) -> str:
    """Return the mood of what a text speaks of most; "" where it speaks of nothing known."""
    return next((concept.mood for concept in concepts_of(text)), "")
