"""Dishes and ingredients, in Chinese and in the English of the recipe service. Pure."""

import re
import tomllib
from functools import cache
from pathlib import Path

from chatstream.assistant.offline.intents import is_chinese

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _by_chinese(table: str) -> dict[str, str]:
    return {name: english for english, names in _WORDS[table].items() for name in names}


INGREDIENTS = _by_chinese("ingredients")
DISHES = _by_chinese("dishes")
_AS_KNOWN: dict[str, str] = _WORDS["as_known"]


def english_dish(name: str) -> str:
    """Return a dish's name for the recipe service: as it is where no other one is known."""
    if not is_chinese(name):
        return name
    known = sorted((dish for dish in DISHES if dish in name), key=len, reverse=True)
    return DISHES[known[0]] if known else name


def dish_in(text: str) -> str:
    """Return the known dish that a text names, in English; "" where it names none."""
    known = sorted((dish for dish in DISHES if dish in text), key=len, reverse=True)
    return DISHES[known[0]] if known else ""


def ingredient_in(text: str) -> str:
    """Return the first ingredient that a text names, in English; "" where it names none."""
    found = _known().search(text)
    if found is None:
        return ""
    word = found.group().lower()
    return INGREDIENTS.get(word) or _AS_KNOWN.get(word, word)


def is_ingredient(words: str) -> bool:
    """Return True for an ingredient and nothing else."""
    return bool(_known().fullmatch(words.strip()))


@cache
def _known() -> re.Pattern[str]:
    english = {*INGREDIENTS.values(), *_WORDS["more_ingredients"], *_AS_KNOWN}
    names = sorted({*INGREDIENTS, *english}, key=len, reverse=True)
    return re.compile(
        "|".join(re.escape(n) if is_chinese(n) else rf"\b{re.escape(n)}\b" for n in names),
        re.IGNORECASE,
    )


def chinese_name(english: str) -> str:
    """Return an ingredient in Chinese; as it is where no word for it is known."""
    wanted = english.lower()
    return _told().get(wanted) or _told().get(_AS_KNOWN.get(wanted, wanted), english)


def chinese_measure(english: str) -> str:
    """Return how much of it, in Chinese: `2 tbsp` is `2 汤匙`."""
    measures: dict[str, str] = _WORDS["measures"]
    return re.sub(r"[A-Za-z]+", lambda word: measures.get(word[0].lower(), word[0]), english)


@cache
def _told() -> dict[str, str]:
    ingredients = {english: names[0] for english, names in _WORDS["ingredients"].items()}
    return {**ingredients, **_WORDS["seasonings"]}
