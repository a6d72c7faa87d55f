"""A question → what is looked for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

from contact.knowledge.terms import folded, is_cjk, pairs, runs, stem

#: Of a longer question the first and the last half of these are looked at.
QUESTION_CHARACTERS = 2_000
#: Terms that are looked for: the most that say something, the first among equals.
QUESTION_TERMS = 48

_CHINESE_FUNCTION = frozenset(
    "的了吗呢吧啊呀哦嘛么着过地得是在和与或及也都就还又要想能会把被给让叫对从到向往这那个些里"
    "我你您他她它们咱请怎何如为什哪谁几很太再才只但而且若则不没有无可以所之其此下样时候"
)

_ENGLISH = """
a about after all also always am an and any anybody anyone anything are around as at be because
been before being between both but by can cannot could d did do does doing don done each either
else etc even ever every everybody everyone everything few for from further get gets getting go
goes going got had has have having he hello help her here hers hey hi him his how i if in into
is isn it its just know last let like ll m many may me might mine more most much must my need
needs neither next no nobody nor not nothing now of off ok on once one only or other our ours
out over own please possible re s same say says shall she should since so some somebody someone
something still such t tell than thank thanks that the their theirs them then there these they
thing things this those through to too under until up us use used using ve very want wants was
we well were what when where whether which while who whom whose why will with within without won
would yes yet you your yours
"""
_ENGLISH_FUNCTION = frozenset(_ENGLISH.split())


class _Says(IntEnum):
    """How much a term says of what is asked."""

    NOTHING = 0
    LITTLE = 1
    SOMETHING = 2
    MUCH = 4


@dataclass(frozen=True)
class Asked:
    """What is looked for: terms, each with what it says of the question, over 0 to 1."""

    terms: Mapping[str, float]


def asked(question: str) -> Asked:
    """Return what a question looks for; nothing, where it says nothing but "how can you …?".

    Words that every question has are left out. So is a pair of two Chinese function characters; a
    pair with one of them counts little, since Chinese does not say where its words end. A character
    that stands alone between such is looked for as the beginning of a pair: 退 in 能退吗.
    """
    text = _shortened(question)
    says: dict[str, _Says] = {}
    for unbroken, run in runs(text):
        if unbroken:
            says.update({pair: _pair_says(pair) for pair in pairs(run) if len(pair) == 2})
            says.update(dict.fromkeys(_alone(run), _Says.SOMETHING))
        elif run not in _ENGLISH_FUNCTION:
            says[stem(run)] = _Says.MUCH
    most = sorted((term for term in says if says[term]), key=says.__getitem__, reverse=True)
    return Asked({term: says[term] / _Says.MUCH for term in most[:QUESTION_TERMS]})


def is_beginning(term: str) -> bool:
    """True for a single Chinese character: it stands for every pair that begins with it."""
    return len(term) == 1 and is_cjk(term)


def _shortened(question: str) -> str:
    half = QUESTION_CHARACTERS // 2
    if len(question) > QUESTION_CHARACTERS:
        question = f"{question[:half]} {question[-half:]}"
    return folded(question)[: 2 * QUESTION_CHARACTERS]  # ﷺ alone becomes eighteen characters


def _pair_says(pair: str) -> _Says:
    function = sum(char in _CHINESE_FUNCTION for char in pair)
    return (_Says.MUCH, _Says.LITTLE, _Says.NOTHING)[function]


def _alone(run: str) -> list[str]:
    parted = ("".join(part) for says, part in groupby(run, _is_content) if says)
    return [part for part in parted if len(part) == 1]


def _is_content(char: str) -> bool:
    return char not in _CHINESE_FUNCTION
