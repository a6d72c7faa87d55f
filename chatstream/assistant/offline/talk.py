"""Small talk, and what belongs to none of the agents: answered without a tool. Pure."""

import re
import zlib
from collections.abc import Sequence

from chatstream.assistant.offline.intents import is_chinese
from chatstream.assistant.offline.vocabulary import Words

_WORDS = Words("talk")
_TOPICS = _WORDS.entries("topics")
_I_CAN = _WORDS.table("i_can")
_ALL_RIGHT = {"chinese": ["我在。"], "english": ["I am here."]}


def is_small_talk(text: str) -> bool:
    """Return True for a greeting, thanks, a joke that is asked for, and so on; for nothing, too."""
    return not re.search(r"\w", text) or _answers(text) is not None


def small_talk(text: str) -> str:
    """Return a polite answer."""
    language = _language(text)
    answers: Sequence[str] = (_answers(text) or _ALL_RIGHT)[language]
    said = answers[zlib.crc32(text.encode()) % len(answers)]
    return said.replace("%i_can%", _I_CAN[language])


def belongs_to_none(text: str) -> str:
    """Say that this is not among what the assistant can do, and what is."""
    sorry = "抱歉，这个我帮不上忙。" if is_chinese(text) else "Sorry, that is beyond me. "
    return sorry + _I_CAN[_language(text)]


def _language(text: str) -> str:
    return "chinese" if is_chinese(text) else "english"


def _answers(text: str) -> dict[str, list[str]] | None:
    return next((said for pattern, said in _TOPICS if pattern.search(text)), None)
