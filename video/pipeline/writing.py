"""The offline scriptwriter: a script for any prompt, always the same for the same one. Pure.

What the prompt tells itself is told in its own words. What it only names gets an opening, sentences
that are true of the things in it (`lexicon.toml`), steps that any subject has, and a close.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from zlib import crc32

from video.pipeline import wishes
from video.pipeline.lexicon import Concept, concepts, concepts_of, mood_of
from video.pipeline.texts import chunks, shortened, width
from video.pipeline.wording import NO_WORDS, PHRASES, Phrases

SECONDS_A_BEAT = 3.1
WIDTH_A_SECOND = {"zh": 5.2, "en": 9.0, "": 8.0}
"""How much is read in a second, in widths of a Chinese character."""
MIN_BEATS, MAX_BEATS = 4, 24


class Line(NamedTuple):
    """What is told in one scene."""

    headline: str
    text: str
    picture: str = ""


Lines = list[Line]


@dataclass(frozen=True)
class Draft:
    """A script as it comes from a writer."""

    title: str
    mood: str
    beats: Lines


def beats_for(seconds: float) -> int:
    """Return how many scenes a film of that length has: four, if each gets a second."""
    wished = round(seconds / SECONDS_A_BEAT)
    return min(max(wished, min(MIN_BEATS, int(seconds))), MAX_BEATS)


def write(prompt: str, language: str, seconds: float) -> Draft:
    """Write a script about a cleaned prompt."""
    phrases = PHRASES.get(language, NO_WORDS)
    wish = wishes.read(prompt, language)
    subject = wish.subject or phrases.nothing
    number = beats_for(seconds)
    seed = crc32(prompt.encode())
    room = seconds * WIDTH_A_SECOND.get(language, WIDTH_A_SECOND[""])
    own = list(islice(_own(wish, room, number), number))
    beats = own if len(own) >= number else _told(wish, subject, phrases, own, number, seed)
    return Draft(subject, mood_of(wish.about) or ("calm", "bright", "warm")[seed % 3], beats)


def _own(wish: wishes.Wish, room: float, number: int) -> Iterator[Line]:
    """What the prompt tells, as far as there is time for it; long sentences in parts."""
    each = max(room / number * 1.4, 12)
    for sentence in wish.own:
        for part in chunks(sentence, each):
            room -= width(part)
            if room < -6:
                return
            yield Line("", part)


def _told(
    wish: wishes.Wish, subject: str, phrases: Phrases, own: Lines, number: int, seed: int
) -> Lines:
    """Frame what there is with an opening and a close, and fill up what is missing."""
    named = shortened(subject, phrases.room)
    if not phrases.steps:
        return own or [_phrase(phrases.openings, 0, named)]
    opening = _phrase(phrases.openings, seed, named)
    closing = _phrase(phrases.closings, seed // 7, named)
    if number - len(own) < 2:
        return [*own, closing]
    middle = [*own, *_lines(wish.about, phrases, seed)]
    return [opening, *middle[: number - 2], closing]


def _phrase(phrases: list[str], seed: int, subject: str) -> Line:
    """Return an opening or a close; the title is what its scene shows."""
    told = phrases[seed % len(phrases)].format(subject=subject)
    return Line("", told.replace("….", "…").replace("…。", "…"))


def _lines(about: str, phrases: Phrases, seed: int) -> Iterator[Line]:
    """Sentences about what is named, steps that any subject has, and what lies beside it.

    Each once: a long film shows its sentences longer, in several pictures.
    """
    named = concepts_of(about)[:6]
    yield from _sentences_of(named, phrases.language, seed)
    start = seed % len(phrases.steps) if len(named) > 1 else 0
    yield from (Line(*step) for step in [*phrases.steps[start:], *phrases.steps[:start]])
    beside = {each.also for each in named} - {each.picture for each in named}
    others = [concept for concept in concepts() if concept.picture in beside]
    yield from _sentences_of(others, phrases.language, seed)


def _sentences_of(told: list[Concept], language: str, seed: int) -> Iterator[Line]:
    """What there is to say of each, and then what else there is."""
    for round_ in range(2):
        for concept in told:
            lines = concept.lines[language]
            headline = "" if round_ else concept.names[language]
            yield Line(headline, lines[(seed + round_) % len(lines)], concept.picture)
