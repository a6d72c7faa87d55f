"""Questions about the weather. Pure."""

import re
from datetime import date

from chatstream.assistant.offline import when
from chatstream.assistant.offline.intents import Intent, is_chinese, language
from chatstream.assistant.offline.places import known_place, place
from chatstream.assistant.offline.vocabulary import Words
from chatstream.assistant.offline.when import TODAY, Days

TOOLS = ("get_current_weather", "get_forecast")
MAX_DAYS = 10

_WORDS = Words("weather")
_ABOUT = _WORDS.pattern("about")
_GOES_ON = _WORDS.pattern("goes_on")
_AHEAD = _WORDS.pattern("ahead")


def asked(text: str, today: date) -> Intent | None:
    """Return what a question about the weather wants; None where it is none."""
    if _ABOUT.search(text):
        return _intent(text, place(text), when.days(text, today))
    bare = re.sub(r"[\s，。！？,.!?]", "", text)
    known = known_place(text)
    return _intent(text, known, None) if known and bare == known.replace(" ", "") else None


def followed(text: str, before: Intent, today: date) -> Intent | None:
    """Return what "那上海呢" or "and tomorrow?" wants, after a question about the weather."""
    days, known = when.days(text, today), known_place(text)
    named = known or (place(text) if _GOES_ON.search(text) else "")
    if not named and days is None:
        return None
    earlier = before.notes.get("days")
    return _intent(text, named or str(before.arguments["place"]), days or earlier)


def _intent(text: str, where: str, days: Days | None) -> Intent:
    spoken = {"place": where, "language": language(text)}
    if days is None and _AHEAD.search(text):
        days = Days(0, 3)
    if days is None or days == TODAY:
        return Intent("get_current_weather", spoken, {"days": days, "dress": _about_clothes(text)})
    until = min(MAX_DAYS, days.start + days.length)
    return Intent(
        "get_forecast", {**spoken, "days": until}, {"days": days, "dress": _about_clothes(text)}
    )


def _about_clothes(text: str) -> bool:
    chinese = is_chinese(text) and re.search(r"穿|羽绒服|外套|短袖", text)
    return bool(chinese or re.search(r"\b(wear|coat|jacket|clothes)\b", text, re.IGNORECASE))
