"""Text → the terms of the index: lower-cased words, and pairs of Chinese or Japanese characters.

Both databases index these terms, joined by spaces, and nothing else: they need no extension for
Chinese, and find the same. A term consists of letters, marks and digits only, so that no term can
mean anything in a query's syntax.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from itertools import groupby

from snowballstemmer.english_stemmer import EnglishStemmer

#: Characters of a word that count: PostgreSQL takes 2,046 bytes.
WORD_CHARACTERS = 64

_CJK = re.compile(
    "[々〇〻\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class _Kind(Enum):
    """What a character is to a search."""

    WORD = "a letter, a mark or a digit"
    CJK = "written without spaces, so that pairs are indexed"
    BREAK = "between words"
    NOTHING = "invisible: a soft hyphen, a joiner, a direction"


def terms(text: str) -> list[str]:
    """Return a text's terms in order, doubles included."""
    return [term for kind, run in runs(text) for term in (pairs(run) if kind else [stem(run)])]


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """Part a text into words and unbroken stretches of CJK characters, for which the flag is True.

    Full-width and other compatibility forms are the plain ones (NFKC); Traditional and Simplified
    stay what they are.
    """
    visible = [char for char in folded(text) if _kind(char) is not _Kind.NOTHING]
    for kind, characters in groupby(visible, _kind):
        run = "".join(characters)
        if kind is _Kind.CJK:
            yield True, run
        elif kind is _Kind.WORD and any(map(str.isalnum, run)):
            yield False, run[:WORD_CHARACTERS]


def pairs(run: str) -> list[str]:
    """Return each two neighbours; a character that stands alone is a term of its own."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return what an English word has in common with its other forms: refund for refunded."""
    # A stemmer of its own each time: it works on itself, and threads share this function.
    return str(EnglishStemmer().stemWord(word))


def folded(text: str) -> str:
    """Return a text without the differences of case and width."""
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once)


def is_cjk(text: str) -> bool:
    """True where a text holds a Chinese or Japanese character."""
    return bool(_CJK.search(text))


@lru_cache(maxsize=8192)
def _kind(char: str) -> _Kind:
    if _CJK.match(char):
        return _Kind.CJK
    category = unicodedata.category(char)
    if category[0] in "LMN":
        return _Kind.WORD
    return _Kind.NOTHING if category == "Cf" else _Kind.BREAK
