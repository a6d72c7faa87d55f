"""The title of a page, wherever it stands. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codegen.edits import Edit
from codegen.offline.changes import Delta, NoPlace
from codegen.offline.escapes import in_html, in_markdown

_HEADING = re.compile(r"\A# .*\n")


@dataclass(frozen=True)
class Retitle:
    """The change that gives a page another title: in its head, its heading and its README."""

    name: str = "title"
    english: str = "another title"
    chinese: str = "换标题"
    ask: tuple[str, str] = ('change the title to "Ada\'s garden"', "标题改成《我的花园》")
    paths: tuple[str, ...] = ("index.html", "README.md")

    def is_wanted(self, text: str, title: str) -> bool:
        return bool(title)

    def is_in(self, tree: Mapping[str, str], title: str) -> bool:
        edits = [edit for _, edit in self._edits(tree, title)]
        return bool(edits) and all(edit.search == edit.replace for edit in edits)

    def delta(self, tree: Mapping[str, str], title: str) -> Delta:
        """Return the hunks. Raises NoPlace where there is no title to change."""
        edits: dict[str, tuple[Edit, ...]] = {}
        for path, edit in self._edits(tree, title):
            if edit.search != edit.replace:
                edits[path] = (*edits.get(path, ()), edit)
        if not edits:
            raise NoPlace("index.html")
        return Delta(edits)

    def _edits(self, tree: Mapping[str, str], title: str) -> Iterator[tuple[str, Edit]]:
        """Yield what gives each place the title; none, where the page has no place for it."""
        page, readme = tree.get("index.html", ""), tree.get("README.md", "")
        places = {tag: re.findall(f"<{tag}>[^<]*</{tag}>", page) for tag in ("title", "h1")}
        if any(len(found) != 1 for found in places.values()):
            return
        for tag, (found,) in places.items():
            yield "index.html", Edit(found, f"<{tag}>{in_html(title)}</{tag}>")
        heading = _HEADING.match(readme)
        if heading and readme.count(heading.group()) == 1:
            yield "README.md", Edit(heading.group(), f"# {in_markdown(title)}\n")
