"""How well a passage fits a question, the same on every database. Pure."""

from collections.abc import Mapping
from math import log

from contact.knowledge.asking import Asked, is_beginning
from contact.knowledge.terms import is_cjk

#: Under this nothing fits. Of the thirty questions in tests/questions.toml the right passages come
#: to 0.25 to 1; the best passages for those without an answer, and for 16 more about the weather
#: and the like, to at most 0.18. It lies near these, since nine of the twelve right ones in
#: questions_after.toml begin at 0.20: a passage too many the model can still leave aside.
FITS = 0.19

#: What a term counts in a passage's text or heading, beside 1 in its article's title, tags and
#: phrasings: these say what an article is about, a text mentions much by the way.
IN_TEXT, IN_HEADING = 0.5, 0.8

#: What a term counts that no passage has, beside its rarity. Less than 1: people have more words
#: for a thing than articles have; a Chinese pair is besides often no word at all.
UNKNOWN_WORD, UNKNOWN_PAIR = 0.75, 0.5


def worth(topic: str, heading: str, text: str) -> dict[str, float]:
    """Return what each term of a passage is worth, from its index texts."""
    return {
        **dict.fromkeys(text.split(), IN_TEXT),
        **dict.fromkeys(heading.split(), IN_HEADING),
        **dict.fromkeys(topic.split(), 1.0),
    }


def weighed(asked: Asked, counts: Mapping[str, int], passages: int) -> dict[str, float]:
    """Weigh terms by their rarity; `counts` says how many of all passages hold each."""
    return {
        term: says * _known(term, counts[term]) * log(1 + passages / (counts[term] + 0.5))
        for term, says in asked.terms.items()
    }


def _known(term: str, count: int) -> float:
    if count:
        return 1.0
    return UNKNOWN_PAIR if is_cjk(term) else UNKNOWN_WORD


def relevance(weights: Mapping[str, float], worth: Mapping[str, float]) -> float:
    """Return which share of what is asked for a passage has, by weight: 0 to 1."""
    whole = sum(weights.values())
    found = sum(weight * _worth(term, worth) for term, weight in weights.items())
    return min(1.0, found / whole) if whole > 0 else 0.0


def _worth(term: str, worth: Mapping[str, float]) -> float:
    if is_beginning(term):
        return max((worth[one] for one in worth if one.startswith(term)), default=0.0)
    return worth.get(term, 0.0)
