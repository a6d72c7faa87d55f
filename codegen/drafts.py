"""Reads the arguments of a tool call while a model writes them. Pure.

No library of ours reads JSON that is still growing without reading all of it again each time
(`pydantic_core.from_json` may be given a part, but only from its start), which for a file of n
pieces is n²/2 of them. Here each character is looked at once. What is no JSON is followed as far as
it is: the tool refuses it once it is whole.
"""

import re
from collections.abc import Callable

import orjson

#: What a string holds up to its end, or up to an escape that is not whole yet. A lone surrogate,
#: which no text in UTF-8 can hold, and control characters are no part of a string.
_WHOLE = re.compile(
    r'(?:[^"\\\x00-\x1f]++'
    r'|\\["\\/bfnrt]'
    r"|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})*+"
)
#: How an escape may break off.
_PART = re.compile(
    r"\\(?:u(?:[0-9a-fA-F]{0,3}|[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u(?:[dD](?:[c-fC-F]"
    r"[0-9a-fA-F]?)?)?)?)?)?)?"
)
_SPACE = " \t\n\r"
#: What a value that is no string may consist of, besides the strings in it.
_OTHER = re.compile(r"[^\"{}\[\],]++")


class Malformed(ValueError):
    """The arguments are not a JSON object."""


class Strings:
    """The strings at the top of a JSON object, by key, as they grow.

    `wanted` are the keys that are kept. One that comes again adds nothing: which of its values
    counts is for the tool to say. `whole` are those whose string has ended.
    """

    def __init__(self, *wanted: str) -> None:
        self.whole: set[str] = set()
        self._pieces: dict[str, list[str]] = {key: [] for key in wanted}
        self._seen: set[str] = set()
        self._sink: list[str] | None = None
        self._key = ""
        self._depth = 0
        self._rest = ""
        self._state: Callable[[str, int], int] = self._before

    def feed(self, text: str) -> None:
        """Take the next piece. Raises Malformed, and then no more is to be fed."""
        text, self._rest = self._rest + text, ""
        place = 0
        while place < len(text):
            place = self._state(text, place)

    def take(self, key: str) -> str:
        """Return what has come of a string since this was asked last."""
        text = "".join(self._pieces[key])
        self._pieces[key].clear()
        return text

    # Each takes what it knows from a place on, and returns the place where the next goes on.

    def _before(self, text: str, place: int) -> int:
        if text[place] == "{":
            self._state = self._between
        elif text[place] not in _SPACE:
            raise Malformed("no object")
        return place + 1

    def _between(self, text: str, place: int) -> int:
        """Between two members: commas are not counted."""
        match text[place]:
            case '"':
                self._key, self._sink = "", []
                self._state = self._in_key
            case "}":
                self._state = self._after
            case character if character not in f"{_SPACE},":
                raise Malformed("no key")
        return place + 1

    def _in_key(self, text: str, place: int) -> int:
        place, ended = self._string(text, place)
        if ended:
            self._key = "".join(self._sink or ())
            self._state = self._before_value
        return place

    def _before_value(self, text: str, place: int) -> int:
        if text[place] == '"':
            new = self._key in self._pieces and self._key not in self._seen
            self._sink = self._pieces[self._key] if new else None
            self._seen.add(self._key)
            self._state = self._in_value
            return place + 1
        if text[place] in f":{_SPACE}":
            return place + 1
        self._depth = 0
        self._state = self._in_other
        return place

    def _in_value(self, text: str, place: int) -> int:
        place, ended = self._string(text, place)
        if ended:
            if self._sink is not None:
                self.whole.add(self._key)
            self._state = self._between
        return place

    def _in_other(self, text: str, place: int) -> int:
        """In a number, a list, an object: only its end matters."""
        if passed := _OTHER.match(text, place):
            return passed.end()
        match text[place]:
            case '"':
                self._sink = None
                self._state = self._in_others_string
            case "{" | "[":
                self._depth += 1
            case "}" | "]" if self._depth:
                self._depth -= 1
            case "," if self._depth:
                pass
            case _:
                self._state = self._between
                return place
        return place + 1

    def _in_others_string(self, text: str, place: int) -> int:
        place, ended = self._string(text, place)
        if ended:
            self._state = self._in_other
        return place

    def _after(self, text: str, place: int) -> int:
        if text[place] not in _SPACE:
            raise Malformed("something after the object")
        return place + 1

    def _string(self, text: str, place: int) -> tuple[int, bool]:
        """Take a string's next part; return the place behind it, and whether it has ended."""
        whole = _WHOLE.match(text, place)
        end = whole.end() if whole else place
        part = text[place:end]
        if self._sink is not None and part:
            self._sink.append(orjson.loads(f'"{part}"') if "\\" in part else part)
        if end == len(text):
            return end, False
        if text[end] == '"':
            return end + 1, True
        if not _PART.fullmatch(text, end):
            raise Malformed("no character")
        self._rest = text[end:]
        return len(text), False
