"""What is to be kept, shown, done or thrown away: to-dos and notes. Pure."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from chatstream.assistant.offline import when
from chatstream.assistant.offline.intents import NUMBER, Intent, number, trimmed
from chatstream.assistant.offline.vocabulary import Words

TOOLS = (
    *("add_todo", "list_todos", "complete_todo", "delete_todo"),
    *("add_note", "list_notes", "delete_note"),
)

_WORDS = Words("personal")
_ONE_MORE = _WORDS.pattern("one_more")
_ORDINAL = _WORDS.pattern("ordinal")
_HEADS = _WORDS.pattern("heads")

#: The first that fits counts, so what is narrow stands before what is wide.
_RULES = _WORDS.rules()


def asked(text: str, today: date) -> Intent | None:
    """Return what is to be done with to-dos and notes; None where nothing is."""
    for tool, patterns in _RULES:
        for pattern in patterns:
            found = pattern.search(text)
            if found and (intent := _intent(tool, found.groupdict(), text, today)):
                return intent
    return None


def followed(text: str, before: Intent, today: date) -> Intent | None:
    """Return what "再加一个：买面包" or "第一个做完了" wants, after something of this kind."""
    if before.tool in ("add_todo", "add_note") and (found := _ONE_MORE.match(text)):
        said = next(filter(None, found.groupdict().values()))
        return _intent(before.tool, {"text": said}, text, today)
    if re.search(r"做完|完成|搞定|办好|\b(done|finished)\b", text) and (
        found := _ORDINAL.search(text)
    ):
        return Intent("complete_todo", {"which": _which(found[0])})
    return None


def _intent(tool: str, said: Mapping[str, str | None], text: str, today: date) -> Intent | None:
    if tool in ("add_todo", "add_note"):
        kept = trimmed(said.get("text") or "")
        return _added(tool, kept, today) if kept else None
    if "which" in said:
        which = _which(said["which"] or "")
        return Intent(tool, {"which": which}) if which else None
    if tool in ("complete_todo", "delete_todo", "delete_note"):
        return None
    words = trimmed(said.get("words") or "")
    return Intent(tool, {"words": words[:100]}, {"days": when.days(text, today)})


def _added(tool: str, kept: str, today: date) -> Intent | None:
    if tool == "add_note":
        return Intent(tool, {"text": kept[:500]})
    days = when.days(kept, today)
    plain = trimmed(_HEADS.sub("", trimmed(when.WORDS.sub("", kept, count=1)))) if days else kept
    arguments: dict[str, Any] = {"text": (plain or kept)[:500]}
    if days:
        arguments["due_on"] = (today + timedelta(days=days.start)).isoformat()
    return Intent(tool, arguments)


def _which(words: str) -> str:
    """Return a number as digits; else the words."""
    bare = trimmed(re.sub(r"^第\s*", "", words.strip()))
    if re.fullmatch(NUMBER, bare, re.IGNORECASE):
        return str(number(bare))
    return bare[:100]
