"""What the log holds, as values: dialect-neutral events of a room, in order."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from realtime.states import ENDINGS

STARTED: Final = "started"
TEXT: Final = "text"
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
    """Join the neighbouring text entries of one run into fewer, larger ones.

    A joined entry has the offset of its last part, so that a client which saw it has seen
    all of them. Concatenated text is the same before and after.
    """
    texts: list[Entry] = []
    size = 0
    for entry in entries:
        length = len(entry.data["text"]) if entry.kind == TEXT else 0
        joins = entry.kind == TEXT and (not texts or texts[-1].run == entry.run)
        if texts and (not joins or size + length > TEXT_LIMIT):
            yield _joined(texts)
            texts, size = [], 0
        if entry.kind == TEXT:
            texts.append(entry)
            size += length
        else:
            yield entry
    if texts:
        yield _joined(texts)


def _joined(texts: list[Entry]) -> Entry:
    return texts[-1]._replace(data={"text": text_of(texts)}) if len(texts) > 1 else texts[0]


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
