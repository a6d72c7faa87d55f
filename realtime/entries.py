"""What the log holds, as values: dialect-neutral events of a room, in order."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from realtime.states import ENDINGS

STARTED: Final = "started"
TEXT: Final = "text"
#: How an app names its own kinds of text beside the answer: what is told in pieces, each of them an
#: event with `text`. Neighbours that differ in nothing but their text are joined like the answer's.
TEXT_BESIDE: Final = "text."
#: Comes before a run's last event where it answered, so that each frame has an offset of its own.
TEXT_ENDED: Final = "text_ended"
#: Somebody came to the room or left it: who is there now. No run says it.
PRESENCE: Final = "presence"

#: Characters of text that one entry may hold: what a socket holds at least whose client has
#: stopped reading (with 120,000 it came to 1.9 MB: an entry, its frame, its bytes, their copy).
#: A character takes at most six bytes in JSON, so a frame stays far below the promised 768 kB.
TEXT_LIMIT: Final = 32_768


class Entry(NamedTuple):
    """One event of a room. `data` is JSON; `run` is None for what no run said."""

    room: int
    offset: int
    run: str | None
    kind: str
    data: dict[str, Any]

    @property
    def ends_run(self) -> bool:
        return self.kind in ENDINGS


def pieces(text: str) -> Iterator[str]:
    """Cut a text into parts that fit into one entry each; usually there is one."""
    for start in range(0, len(text), TEXT_LIMIT):
        yield text[start : start + TEXT_LIMIT]


def merged(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Join neighbouring entries that are pieces of one text into fewer, larger ones.

    A joined entry has the offset of its last part, so that a client which saw it has seen
    all of them. Concatenated text is the same before and after.
    """
    texts: list[Entry] = []
    size = 0
    for entry in entries:
        is_piece = is_text(entry.kind)
        length = len(entry.data["text"]) if is_piece else 0
        joins = is_piece and (not texts or _goes_on(texts[-1], entry))
        if texts and (not joins or size + length > TEXT_LIMIT):
            yield _joined(texts)
            texts, size = [], 0
        if is_piece:
            texts.append(entry)
            size += length
        else:
            yield entry
    if texts:
        yield _joined(texts)


def is_text(kind: str) -> bool:
    """Whether events of this kind are pieces of a text: the answer's, or one beside it."""
    return kind == TEXT or kind.startswith(TEXT_BESIDE)


def text_named(kind: str, data: Mapping[str, Any]) -> Any:
    """Return what tells a piece's text apart from other texts of its run, to be compared."""
    return kind if kind == TEXT else (kind, {**data, "text": ""})


def _goes_on(one: Entry, other: Entry) -> bool:
    names = [text_named(piece.kind, piece.data) for piece in (one, other)]
    return one.run == other.run and names[0] == names[1]


def _joined(texts: list[Entry]) -> Entry:
    if len(texts) == 1:
        return texts[0]
    text = "".join(entry.data["text"] for entry in texts)
    return texts[-1]._replace(data={**texts[-1].data, "text": text})


def text_of(entries: Iterable[Entry]) -> str:
    """Return the text that a run has said, as a client folds it."""
    return "".join(entry.data["text"] for entry in entries if entry.kind == TEXT)


def first_of(entries: Iterable[Entry], characters: int) -> list[Entry]:
    """Return the first entries with so many characters together, at least one."""
    taken: list[Entry] = []
    for entry in entries:
        characters -= characters_of(entry)
        if taken and characters < 0:
            break
        taken.append(entry)
    return taken


def characters_of(entry: Entry) -> int:
    """Return how long an entry's texts are: an answer's, a question's, an app's own."""
    if entry.kind == TEXT:
        return len(entry.data["text"])
    return sum(map(_characters_in, entry.data.values()))


def _characters_in(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_characters_in, value.values()))
    return sum(map(_characters_in, value)) if isinstance(value, list) else 0
