"""What somebody wants: a tool and its arguments. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CJK = re.compile(r"[㐀-鿿豈-﫿]")
_NUMERALS = "零一二三四五六七八九十"
_WORDS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8},
    **{"nine": 9, "ten": 10, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5},
    **{"两": 2, "1st": 1, "2nd": 2, "3rd": 3, "last": -1},
}
NUMBER = r"(?:\d{1,4}(?:st|nd|rd|th)?|[一二两三四五六七八九十]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth)"  # fmt: skip  # noqa: E501


@dataclass(frozen=True)
class Intent:
    """One thing that is wanted. `notes` are for the wording: which day was asked for, say."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)


def is_chinese(text: str) -> bool:
    """Return True if somebody writes Chinese, so that the answer does too."""
    return bool(_CJK.search(text))


def language(text: str) -> str:
    """Return `zh` or `en`."""
    return "zh" if is_chinese(text) else "en"


def number(written: str) -> int:
    """Return what `NUMBER` has found as a number; 0 for what is none."""
    word = written.lower()
    if word in _WORDS:
        return _WORDS[word]
    if digits := re.match(r"\d+", word):
        return int(digits[0])
    return _chinese_number(word)


def _chinese_number(word: str) -> int:
    tens, ten, ones = word.rpartition("十")
    unit = _NUMERALS.find(ones) if ones else 0
    if not ten:
        return max(0, unit)
    return (_NUMERALS.find(tens) if tens else 1) * 10 + max(0, unit)


def trimmed(text: str) -> str:
    """Return text without the punctuation and spaces around it."""
    return text.strip(" \t\r\n,.;:!?，。；：！？、~～…\"'“”‘’「」《》")
