"""Changes that the offline model knows: recipes of what goes where in a project's files. Pure.

A recipe is a TOML file under `changes/<kind>/`. It only inserts beside lines that stay as they are,
or sets a constant, so that recipes of a kind can follow each other in any order.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from codegen.edits import Edit, applied

_RECIPES = Path(__file__).parent / "changes"
_PHRASES = "chinese.toml"
_README = "README.md"

Tree = Mapping[str, str]
"""A project's files, or as many of them as were read: path → content."""


class NoPlace(Exception):
    """A file no longer has the line that a recipe needs: somebody has changed it. Names it."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What a change does: hunks for files that are there, and files that are new."""

    edits: Mapping[str, Sequence[Edit]]
    files: Mapping[str, str] = field(default_factory=dict)

    def on(self, tree: Tree) -> dict[str, str]:
        """Return the tree afterwards."""
        edited = {path: applied(tree[path], edits) for path, edits in self.edits.items()}
        return {**tree, **edited, **self.files}


class Change(Protocol):
    """Something that can be done to a project of a kind; `ask` is how to wish for it.

    English and Chinese say what it is; `title` is the one that the wish names, or "".
    """

    @property
    def name(self) -> str: ...
    @property
    def english(self) -> str: ...
    @property
    def chinese(self) -> str: ...
    @property
    def ask(self) -> tuple[str, str]: ...
    @property
    def paths(self) -> tuple[str, ...]:
        """The files that must be read before it can be made."""

    def is_wanted(self, text: str, title: str) -> bool:
        """True if a wish, with the title that it names, asks for this."""

    def is_in(self, tree: Tree, title: str) -> bool:
        """True if the tree has it already."""

    def delta(self, tree: Tree, title: str) -> Delta:
        """Return what is to be done. Raises NoPlace."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """Lines that go before or after a line that stays."""

    path: str
    text: str
    after: str = ""
    before: str = ""

    def is_in(self, content: str) -> bool:
        return self.text in content

    def edit(self, content: str) -> Edit:
        anchor = self.after or self.before
        if content.count(anchor) != 1 or self.is_in(content):
            raise NoPlace(self.path)
        return Edit(anchor, self.after + self.text + self.before)


@dataclass(frozen=True, slots=True)
class Setting:
    """A constant: what stands between two texts becomes `value`."""

    path: str
    before: str
    after: str
    value: str

    def is_in(self, content: str) -> bool:
        return self.before + self.value + self.after in content

    def edit(self, content: str) -> Edit:
        found = re.findall(re.escape(self.before) + r"[\w.]+" + re.escape(self.after), content)
        if len(found) != 1:
            raise NoPlace(self.path)
        return Edit(found[0], self.before + self.value + self.after)


@dataclass(frozen=True)
class Recipe:
    """A change as its file says it."""

    name: str
    english: str
    chinese: str
    ask: tuple[str, str]
    steps: tuple[Insertion | Setting, ...]
    files: Mapping[str, str]
    wish: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.path for step in self.steps))

    def is_wanted(self, text: str, title: str) -> bool:
        return bool(self.wish.search(text)) and not (self.unless and self.unless.search(text))

    def is_in(self, tree: Tree, title: str) -> bool:
        needed = [step for step in self.steps if step.path != _README]
        return all(step.is_in(tree.get(step.path, "")) for step in needed)

    def delta(self, tree: Tree, title: str) -> Delta:
        """Return its hunks, each for the file as the hunks before it leave it. Raises NoPlace.

        Also where a part of it is there already: half of it would be there twice. What a README
        says of it is left out where that has become another's.
        """
        edits: dict[str, list[Edit]] = {}
        for step in self.steps:
            before = edits.get(step.path, [])
            try:
                edit = step.edit(applied(tree.get(step.path, ""), before))
            except NoPlace:
                if step.path != _README:
                    raise
            else:
                edits[step.path] = [*before, edit]
        return Delta(edits, self.files)


def recipes(kind: str, *, chinese: bool) -> tuple[Recipe, ...]:
    """Read the recipes of a kind; `chinese`: for projects that speak it."""
    paths = [path for path in sorted((_RECIPES / kind).glob("*.toml")) if path.name != _PHRASES]
    spoken = phrases(kind) if chinese else {}
    return tuple(_recipe(path.stem, translated(_text(path), spoken)) for path in paths)


def phrases(kind: str) -> dict[str, str]:
    """Return what a kind's files say in English → in Chinese."""
    path = _RECIPES / kind / _PHRASES
    return {} if not path.exists() else dict(tomllib.loads(_text(path)))


def translated(text: str, spoken: Mapping[str, str]) -> str:
    for english, chinese in spoken.items():
        text = text.replace(english, chinese)
    return text


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _recipe(name: str, text: str) -> Recipe:
    said: dict[str, Any] = tomllib.loads(text)
    english, chinese = said["ask"]
    return Recipe(
        name=name,
        english=said["english"],
        chinese=said["chinese"],
        ask=(english, chinese),
        steps=(
            *(Insertion(**step) for step in said.get("insert", ())),
            *(Setting(**step) for step in said.get("set", ())),
        ),
        files=said.get("files", {}),
        wish=_pattern(said["wish"]),
        unless=_pattern(said["unless"]) if "unless" in said else None,
    )


def _pattern(text: str) -> re.Pattern[str]:
    """ASCII: a Latin word ends where a Chinese one begins."""
    return re.compile(text, re.IGNORECASE | re.ASCII)
