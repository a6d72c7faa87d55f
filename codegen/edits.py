"""Search and replace in a file's text, and why it does not apply. Pure.

A search matches exactly, or else by whole lines: first without regard to white space at their ends,
then without regard to how far all of them are indented. It must match in one place only.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

#: Lines that are looked at for the nearest text, and lines of it that are shown.
_LINES_COMPARED = 5_000
_LINES_SHOWN = 6
_LEAST_LIKENESS = 0.5


@dataclass(frozen=True, slots=True)
class Edit:
    """One hunk: `search` is replaced where it stands."""

    search: str
    replace: str


class EditFailed(Exception):
    """A hunk that does not apply. `hunk` counts from 1; `nearest` is what the file has instead."""

    def __init__(self, hunk: int, reason: str, nearest: str = "") -> None:
        self.hunk, self.reason, self.nearest = hunk, reason, nearest
        super().__init__(f"hunk {hunk}: {reason}")


class _Place(NamedTuple):
    start: int
    end: int
    replacement: str


class _Line(NamedTuple):
    start: int
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all hunks applied in their order. Raises EditFailed; all or none."""
    for number, edit in enumerate(edits, start=1):
        place = _place(text, edit, number)
        text = text[: place.start] + place.replacement + text[place.end :]
    return text


def _place(text: str, edit: Edit, number: int) -> _Place:
    if not edit.search:
        if text:
            raise EditFailed(number, "the search is empty, and the file is not")
        return _Place(0, 0, edit.replace)
    for look in (_exact, _loose_ends, _indented):
        found = look(text, edit)
        if len(found) == 1:
            return found[0]
        if found:
            many = f"the search matches {len(found)} places; add lines around it"
            raise EditFailed(number, many)
    raise EditFailed(number, "the search is not in the file", _nearest(text, edit.search))


def _exact(text: str, edit: Edit) -> list[_Place]:
    found, start = [], text.find(edit.search)
    while start >= 0:
        found.append(_Place(start, start + len(edit.search), edit.replace))
        start = text.find(edit.search, start + 1)
    return found


def _loose_ends(text: str, edit: Edit) -> list[_Place]:
    wanted = [line.rstrip() for line in _without_blank_ends(edit.search)]
    return _by_lines(text, wanted, str.rstrip, lambda lines: _lines_of(text, edit.replace))


def _indented(text: str, edit: Edit) -> list[_Place]:
    """Match lines that are all indented by as much more, or less, than the search."""
    wanted = _without_blank_ends(edit.search)
    stripped = [line.strip() for line in wanted]

    def replacement(lines: Sequence[str]) -> str:
        return _lines_of(text, _shifted(edit.replace, _margin(wanted), _margin(lines)))

    candidates = _by_lines(text, stripped, str.strip, replacement)
    return [
        place
        for place in candidates
        if _shape(text[place.start : place.end].splitlines()) == _shape(wanted)
    ]


def _by_lines(
    text: str,
    wanted: Sequence[str],
    form: Callable[[str], str],
    replacement: Callable[[Sequence[str]], str],
) -> list[_Place]:
    """Return where consecutive lines, in this form, are the wanted ones."""
    if not any(wanted):
        return []
    lines = _numbered(text)
    formed = [form(line.text) for line in lines]
    found = []
    for first in range(len(lines) - len(wanted) + 1):
        if formed[first : first + len(wanted)] == list(wanted):
            matched = lines[first : first + len(wanted)]
            last = matched[-1]
            end = last.start + len(last.text.rstrip("\r\n"))
            found.append(_Place(matched[0].start, end, replacement([m.text for m in matched])))
    return found


def _numbered(text: str) -> list[_Line]:
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        lines.append(_Line(start, line))
        start += len(line)
    return lines


def _without_blank_ends(text: str) -> list[str]:
    """Return lines without the blank ones at both ends: models add them freely."""
    lines = text.splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return lines


def _lines_of(text: str, replacement: str) -> str:
    """Return a replacement as lines in place of lines: the file's line ends, none at the end."""
    end = "\r\n" if "\r\n" in text else "\n"
    return end.join(replacement.removesuffix("\n").splitlines())


def _margin(lines: Iterable[str]) -> str:
    """Return the white space with which the first line that is not blank begins."""
    first = next((line for line in lines if line.strip()), "")
    return first[: len(first) - len(first.lstrip())]


def _shape(lines: Iterable[str]) -> list[str]:
    """Return how lines are indented beside the first one; blank ones do not count."""
    lines = list(lines)
    margin = _margin(lines)
    return [
        line[: len(line) - len(line.lstrip())].removeprefix(margin)
        for line in lines
        if line.strip()
    ]


def _shifted(text: str, margin: str, wanted: str) -> str:
    """Return lines with one margin instead of another."""
    return "\n".join(
        wanted + line.removeprefix(margin) if line.strip() else "" for line in text.splitlines()
    )


def _nearest(text: str, search: str) -> str:
    """Return the lines that are most like what was searched, with the number of the first."""
    wanted = next((line.strip() for line in search.splitlines() if line.strip()), "")
    lines = text.splitlines()[:_LINES_COMPARED]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted[:200])
    best, where = _LEAST_LIKENESS, -1
    for number, line in enumerate(lines):
        matcher.set_seq1(line.strip()[:200])
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            ratio = matcher.ratio()
            best, where = (ratio, number) if ratio > best else (best, where)
    if where < 0:
        return ""
    shown = "\n".join(line[:200] for line in lines[where : where + _LINES_SHOWN])
    return f"line {where + 1}:\n{shown}"
