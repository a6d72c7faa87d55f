"""An article → the passages that are searched and quoted. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from contact.knowledge.markdown import joined, sections
from llm.window import estimated_tokens

#: Longest passage, in a model's tokens: about 1,000 Latin characters or 250 Chinese ones. A section
#: of a help article is usually shorter, and then it is one passage.
PASSAGE_TOKENS = 250
HEADING_CHARACTERS = 200

_SENTENCE = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+|\n+")


class Part(NamedTuple):
    """A passage of an article. `heading` is that of its section, or ""."""

    heading: str
    text: str


def parts(title: str, body: str) -> list[Part]:
    """Part an article into passages. One that repeats its title as a heading does so for no one."""
    return [
        Part("" if heading == title else heading[:HEADING_CHARACTERS], text)
        for heading, blocks in sections(body)
        for text in _packed(blocks)
    ]


def _packed(blocks: Iterable[str]) -> Iterator[str]:
    """Join neighbouring blocks as long as a passage holds them."""
    held = ""
    for piece in (piece for block in blocks for piece in _pieces(block)):
        longer = f"{held}\n\n{piece}" if held else piece
        if held and estimated_tokens(longer) > PASSAGE_TOKENS:
            yield held
            longer = piece
        held = longer
    if held:
        yield held


def _pieces(block: str) -> Iterator[str]:
    """Cut a block that is too long between sentences, and a sentence that is too long anywhere."""
    if estimated_tokens(block) <= PASSAGE_TOKENS:
        yield block
        return
    held = ""
    for sentence in filter(None, _SENTENCE.split(block)):
        for at in range(0, len(sentence), PASSAGE_TOKENS):
            piece = sentence[at : at + PASSAGE_TOKENS]
            longer = joined([held, piece]) if held else piece
            if estimated_tokens(longer) > PASSAGE_TOKENS:
                yield held
                longer = piece
            held = longer
    yield held
