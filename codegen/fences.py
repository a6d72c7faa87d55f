"""Finds files in an answer's text: fenced blocks that say which file they are. Pure.

For models without tools. A block says its path behind its fence (`python src/app.py`), on the line
above it (`**src/app.py**`, `File: src/app.py`), or in a comment on its first line. A block of
SEARCH and REPLACE parts changes the file; any other one is the whole file. A block without a path
is an example, and passed over.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.edits import Edit

_OPEN = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*?)[ \t]*$")
_CLOSE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})[ \t]*$")
#: A name with an extension, or a well-known one without.
_PATH = (
    r"(?:\./)?(?:[^\s`'\"*<>|:?\\/()=,;]+/)*"
    r"(?:[^\s`'\"*<>|:?\\/()=,;]*\.[A-Za-z0-9_+-]{1,16}|Makefile|Dockerfile|Procfile|LICENSE|README)"
)
_LABEL = r"(?:file ?name|file|path|title|文件名?|路径)"
_IN_INFO = re.compile(rf"(?:^|[\s:])(?:{_LABEL}\s*[=:：]\s*)?[\"']?(?P<path>{_PATH})[\"']?$", re.I)
_ABOVE = re.compile(
    rf"^\s*(?:[#>*-]+\s*)*(?:\d+[.)、]\s*)?(?:\*\*)?(?:{_LABEL}\s*[:：]?\s*)?(?:\*\*\s*)?"
    rf"[`\"'“]?(?P<path>{_PATH})[`\"'”]?(?:\*\*)?\s*[:：]?\s*(?:\*\*)?\s*$",
    re.I,
)
_INSIDE = re.compile(
    rf"^\s*(?:#|//|--|;|<!--|/\*)\s*(?:{_LABEL}\s*[:：]?\s*)?(?P<path>{_PATH})\s*(?:-->|\*/)?\s*$",
    re.I,
)
_LANGUAGES_THAT_NEST = ("md", "markdown", "mdx", "rst")
_HUNK = re.compile(
    r"^<{5,9} ?SEARCH[^\n]*\n(?P<search>.*?)^={5,9}[ \t]*\n(?P<replace>.*?)^>{5,9} ?REPLACE[^\n]*$",
    re.DOTALL | re.MULTILINE,
)
_MARKS = re.compile(r"^(?:<{5,9} ?SEARCH|>{5,9} ?REPLACE)", re.MULTILINE)


class BrokenOff(ValueError):
    """The text ends within a block. `path` is the file's."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"the text ends in the middle of {path}")


@dataclass(frozen=True, slots=True)
class FencedFile:
    """A block with a path: the file's whole `content`, or `edits` of it."""

    path: str
    content: str = ""
    edits: tuple[Edit, ...] = ()


def fenced_files(text: str) -> list[FencedFile]:
    """Return the files that a text holds, in its order. Raises BrokenOff."""
    if "```" not in text and "~~~" not in text:
        return []  # a long answer is not taken apart for nothing
    return [found for block in _blocks(text) if (found := _file(block)) is not None]


@dataclass(frozen=True, slots=True)
class _Block:
    info: str
    above: str
    lines: Sequence[str]
    closed: bool


def _blocks(text: str) -> Iterator[_Block]:
    lines = text.splitlines(keepends=True)
    number, above = 0, ""
    while number < len(lines):
        opening = _OPEN.match(lines[number].rstrip("\n"))
        if opening is None:
            above = lines[number] if lines[number].strip() else above
            number += 1
            continue
        end = _end(lines, number + 1, opening)
        yield _Block(opening["info"], above, lines[number + 1 : end], closed=end < len(lines))
        number, above = end + 1, ""


def _end(lines: Sequence[str], start: int, opening: re.Match[str]) -> int:
    """Return the number of the line that closes a block, or how many lines there are.

    Within Markdown a block of its own may open and close: models seldom count their backticks.
    """
    fence, depth = opening["fence"], 1
    language = re.split(r"[\s:]", opening["info"], maxsplit=1)[0].lower()
    nests = language in _LANGUAGES_THAT_NEST or opening["info"].lower().endswith((".md", ".rst"))
    for number in range(start, len(lines)):
        line = lines[number].rstrip("\n")
        closing = _CLOSE.match(line)
        if closing is not None and _closes(closing["fence"], fence):
            depth -= 1
        elif nests and (inner := _OPEN.match(line)) is not None and inner["fence"] == fence:
            depth += bool(inner["info"])
        if depth == 0:
            return number
    return len(lines)


def _closes(closing: str, opening: str) -> bool:
    return closing[0] == opening[0] and len(closing) >= len(opening)


def _file(block: _Block) -> FencedFile | None:
    path = _path_of(block)
    if path is None:
        return None
    if not block.closed:
        raise BrokenOff(path)
    content = "".join(block.lines)
    if not _MARKS.search(content):
        return FencedFile(path, content)
    hunks = tuple(Edit(found["search"], found["replace"]) for found in _HUNK.finditer(content))
    if len(hunks) * 2 != len(_MARKS.findall(content)):
        raise BrokenOff(path)
    return FencedFile(path, edits=hunks)


def _path_of(block: _Block) -> str | None:
    first = block.lines[0] if block.lines else ""
    for pattern, line in ((_IN_INFO, block.info), (_ABOVE, block.above), (_INSIDE, first)):
        if found := pattern.search(line.strip("\n")):
            return found["path"]
    return None
