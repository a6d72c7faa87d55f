"""A conversation → what is wanted now. Pure, but for the day that it is.

Follow-ups are understood from what the user has asked before: each message is read in the light of
the one before it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chatstream.assistant.offline import news, personal, recipes, talk, weather, when
from chatstream.assistant.offline.intents import Intent, trimmed
from chatstream.assistant.offline.kitchen import ingredient_in
from chatstream.assistant.offline.places import known_place

TALK, UNKNOWN = "talk", "unknown"
"""What stands for a tool where none is needed."""

MAX_READ = 1_000
"""Characters that are read of a message."""

_MOST_TURNS = 6
_MOST_INTENTS = 3
_SHORT = 40
"""A follow-up leaves things out: what is longer than this stands for itself."""

_CONNECTIVES = re.compile(
    r"[。！？!?；;\n]+|\.\s+"
    r"|[，,、\s]*(?:顺便|另外|还有就是|然后再?|同时|并且|以及|接着|最后|再(?=帮我|给我|提醒|告诉|"
    r"推荐|记))[，,\s]*"
    r"|[，,]\s*(?=(?:也|再|还)?(?:帮我|给我|提醒我|告诉我|推荐|记一下|记下))"
    r"|,?\s+(?:and|then|also|plus)(?: then| also)?\s+(?=(?:what|how|will|is|remind|tell|show|give|"
    r"add|"
    r"take|find|recommend|suggest|please|note|list|mark|delete|any|do i|search|get|a recipe)\b)",
    re.IGNORECASE,
)


def wanted(messages: Sequence[Mapping[str, Any]], today: date) -> list[Intent]:
    """Return what the last message of the user wants, in the order in which it was said."""
    before: Intent | None = None
    intents = [Intent(TALK)]
    for text, answered in _turns(messages)[-_MOST_TURNS:]:
        intents = _read(text, before, answered, today)
        asked = [intent for intent in intents if intent.tool not in (TALK, UNKNOWN)]
        before = asked[-1] if asked else before
    return intents


def _turns(messages: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return what the user has said, each with the answer that stood before it."""
    turns, answered = [], ""
    for message in messages:
        said = message.get("content")
        if not isinstance(said, str):
            continue
        if message.get("role") == "user":
            turns.append((" ".join(said[:MAX_READ].split(" ")), answered))
        elif message.get("role") == "assistant":
            answered = said
    return turns


def _read(text: str, before: Intent | None, answered: str, today: date) -> list[Intent]:
    parts = [part for part in map(trimmed, _CONNECTIVES.split(text)) if part]
    if len(parts) > 1:
        found = [intent for part in parts if (intent := _asked(part, today))]
        if len({intent.tool for intent in found}) > 1:
            return _with_places(found)[:_MOST_INTENTS]
    if one := _asked(text, today):
        return [one]
    if before and (next_one := _followed(text, before, answered, today)):
        return [next_one]
    return [Intent(TALK if talk.is_small_talk(text) else UNKNOWN)]


def _asked(text: str, today: date) -> Intent | None:
    """Return what a message wants by itself: what is narrow is asked first."""
    return (
        personal.asked(text, today)
        or news.asked(text)
        or recipes.asked(text)
        or weather.asked(text, today)
    )


def _followed(text: str, before: Intent, answered: str, today: date) -> Intent | None:
    if len(text) > _SHORT or (talk.is_small_talk(text) and not _names_something(text, today)):
        return None
    if before.tool in personal.TOOLS:
        return personal.followed(text, before, today)
    if before.tool in news.TOOLS:
        return news.followed(text, before)
    if before.tool in recipes.TOOLS:
        return recipes.followed(text, answered)
    return weather.followed(text, before, today)


def _names_something(text: str, today: date) -> bool:
    return bool(known_place(text) or ingredient_in(text) or when.days(text, today))


def _with_places(found: list[Intent]) -> list[Intent]:
    """Let a second question about the weather be about the place of the first."""
    place = next((i.arguments["place"] for i in found if i.arguments.get("place")), "")
    return [
        Intent(i.tool, {**i.arguments, "place": i.arguments["place"] or place}, i.notes)
        if "place" in i.arguments
        else i
        for i in found
    ]
