"""Text from outside: cleaned, told apart by language, measured roughly and cut. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from math import ceil

MAX_READ = 4_000
"""Characters that are read of a prompt: the longest film has room for about 1,600."""

_BREAKS = {"\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}
_KEPT_FORMATS = "\u200c\u200d"  # joiners: Persian, Indic scripts and emoji are written with them
_MAX_MARKS = 3  # on one letter; what piles up more of them wants to be seen outside of its line
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ENDS = "。！？!?；;…\n"
_SENTENCE = re.compile(rf"[^{_ENDS}]+?(?:[{_ENDS}]+[”’」』）)\"']*|\.(?=\s|$)[”’)\"']*|$)")
_CLOSING = "，。、：；！？,.:;!?…”’」』）》)]"


def clean(text: str, limit: int = MAX_READ) -> str:
    """Return what can be shown: no control or direction characters, no heaps of marks."""
    shown = unicodedata.normalize("NFC", "".join(_shown(text[: 2 * limit])))
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return "\n".join(filter(None, lines))[:limit]


def _shown(text: str) -> Iterator[str]:
    marks = 0
    for char in text:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if char in _BREAKS:
            yield _BREAKS[char]
        elif kind == "Cc" or kind.startswith("Z"):
            yield " "
        elif marks <= _MAX_MARKS and (kind[0] != "C" or char in _KEPT_FORMATS):
            yield char


def language_of(text: str, wished: str = "") -> str:
    """Return `zh`, `en`, another wished language, or "" for what is neither of the two."""
    wished = wished.lower().split("-")[0].split("_")[0]
    if wished:
        return wished
    if _KANA.search(text):
        return "ja"
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han and 3 * han >= latin:
        return "zh"
    return "en" if 2 * latin >= sum(char.isalpha() for char in text) else ""


def sentences(text: str) -> list[str]:
    """Return the sentences of a cleaned text, with their signs at the end."""
    found = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if any(map(str.isalnum, sentence))]


def width(text: str) -> float:
    """Return about how wide a text is, in widths of a Chinese character; rather too much."""
    return sum(map(_width, text))


def _width(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0xFFFF:
        return 1.0
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if char in " .,:;'!|ijlIftr()[]":
        return 0.34
    return 0.9 if char in "mwMW—…@%" else 0.7 if char.isupper() else 0.58


def chunks(text: str, room: float) -> list[str]:
    """Cut a text into pieces no wider than `room`, of about the same width, where it reads well.

    Nothing is lost: joined, and but for spaces at the cuts, the pieces are the text.
    """
    text = text.strip()
    wide = width(text)
    if wide <= room or len(text) < 2:
        return [text] if text else []
    pieces = ceil(wide / room)
    at = _best_cut(text, wide * (pieces // 2) / pieces)
    return [*chunks(text[:at], room), *chunks(text[at:], room)]


def halves(text: str) -> tuple[str, str]:
    """Cut a text in two, where it reads well; the second is empty where the first is short."""
    wide = width(text)
    if wide < 4 or len(text) < 2:
        return text, ""
    at = _best_cut(text, wide / 2)
    return text[:at].strip(), text[at:].strip()


def joined_texts(first: str, second: str) -> str:
    """Put two sentences after each other; Chinese ones need no space between them."""
    return f"{first}{'' if width(first[-1:]) == 1 else ' '}{second}"


def _best_cut(text: str, ideal: float) -> int:
    """Return where to cut, near to a width: rather after a sentence than within a word."""
    reached = list(accumulate(map(_width, text)))

    def cost(at: int) -> float:
        return abs(reached[at - 1] - ideal) / reached[-1] + cut_cost(text, at)

    return min(range(1, len(text)), key=cost)


def cut_cost(text: str, at: int) -> float:
    """Return how badly a text reads that is cut there; nothing after a sentence's end."""
    before, after = text[at - 1], text[at]
    is_inner = before.isascii() and after.isalnum()  # as in 3.14, or in a name with a dot
    if after in _CLOSING or unicodedata.category(after) in ("Mn", "Me", "Cf"):
        return 2.0
    if before in _ENDS + "." and not is_inner:
        return 0.0
    if before in "，,、：:—–" and not is_inner:
        return 0.08
    if before == " " or after == " ":
        return 0.02 if at > 1 and text[at - 2] in _ENDS + "." else 0.25
    return 0.35 if _HAN.match(before) and _HAN.match(after) else 1.0


def shortened(text: str, room: float) -> str:
    """Return the beginning of a text, no wider than `room`, with … where it goes on."""
    if width(text) <= room:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > room - 1:
            break
        kept += char
    if " " in kept and text[len(kept) : len(kept) + 1].isalpha():
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" ，,、：:；;。.") + "…"
