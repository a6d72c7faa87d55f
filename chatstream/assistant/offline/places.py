"""Which words of a question are a place. Pure."""

import re
from functools import cache

from chatstream.assistant.offline import when
from chatstream.assistant.offline.intents import is_chinese, trimmed
from chatstream.assistant.offline.vocabulary import Words
from chatstream.sources.samples import place_names

_PREPOSITION = re.compile(
    r"\b(?:in|at|for|to|of|near|around|about)\s+(?P<place>[A-Za-zÀ-ž][A-Za-zÀ-ž'’. -]{1,60})",
    re.IGNORECASE,
)
_WORDS = Words("places")
_STOP = _WORDS.pattern("stop")
_WORDS_EN = _WORDS.pattern("words_en")
_WORDS_ZH = _WORDS.pattern("words_zh")


@cache
def _known() -> re.Pattern[str]:
    """All known names, the longest first; Latin ones as whole words."""
    names = sorted({*place_names(), *_WORDS.names("names")}, key=len, reverse=True)
    return re.compile(
        "|".join(re.escape(n) if is_chinese(n) else rf"\b{re.escape(n)}\b" for n in names),
        re.IGNORECASE,
    )


def known_place(text: str) -> str:
    """Return the first place in a text whose name is known; "" where there is none."""
    found = (match.group() for match in _known().finditer(text))
    return next((name for name in found if len(name) > 2 or is_chinese(name) or name.isupper()), "")


def place(text: str) -> str:
    """Return the place that a question about weather names; "" where it names none."""
    if known := known_place(text):
        return known
    return _left_zh(text) if is_chinese(text) else _named_en(text)


def _left_zh(text: str) -> str:
    """Return what is left when all else that such questions are made of is taken away."""
    left = _WORDS_ZH.sub(" ", when.WORDS.sub(" ", text))
    parts = [trimmed(part) for part in re.split(r"[\s，。！？,.!?、；;：:]+", left)]
    fitting = [part for part in parts if 2 <= len(part) <= 12]
    return fitting[0] if len(fitting) == 1 else ""


def _named_en(text: str) -> str:
    for found in _PREPOSITION.finditer(text):
        if name := _until_stop(found["place"]):
            return name
    left = _WORDS_EN.sub(" ", when.WORDS.sub(" ", text))
    return _until_stop(" ".join(re.sub(r"[^\wÀ-ž'’. -]", " ", left).split()))


def _until_stop(words: str) -> str:
    """Return the words up to the first that no place's name holds, without an article."""
    kept: list[str] = []
    for word in trimmed(words).split():
        if _STOP.fullmatch(word.lower().strip("'?.!")):
            if kept:
                break
            if word.lower() != "the":
                return ""
            continue
        kept.append(word)
    name = trimmed(" ".join(kept[:4]))
    return name.title() if name.islower() else name
