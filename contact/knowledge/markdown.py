"""Markdown → HTML that is safe to show, and text. Pure."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from unicodedata import east_asian_width

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode


@cache
def _parser() -> MarkdownIt:
    """HTML in an article is text, an address is a link only where it is a web or mail address, and
    pictures are links: showing an article asks no other server for anything."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def rendered(body: str) -> SafeString:
    """Return an article's HTML."""
    html: str = _parser().render(body)
    return mark_safe(html)  # noqa: S308 (what is not Markdown is escaped)


def sections(body: str) -> Iterator[tuple[str, list[str]]]:
    """Part an article at its headings: each heading, "" before the first, and its blocks' texts."""
    heading, blocks = "", list[str]()
    for node in SyntaxTreeNode(_parser().parse(body)).children:
        if node.type == "heading":
            yield heading, blocks
            heading, blocks = _text(node), []
        elif text := _text(node).strip():
            blocks.append(text)
    yield heading, blocks


def _text(node: SyntaxTreeNode) -> str:
    """Return a block as plain text: what a reader reads."""
    match node.type:
        case "inline":
            return _inline(node)
        case "fence" | "code_block":
            return node.content.rstrip("\n")
        case "bullet_list":
            return "\n".join(f"- {_text(item)}" for item in node.children)
        case "ordered_list":
            return "\n".join(f"{at}. {_text(item)}" for at, item in enumerate(node.children, 1))
        case "tr":
            return " | ".join(map(_text, node.children))
        case _:
            return "\n".join(filter(None, map(_text, node.children)))


def _inline(node: SyntaxTreeNode) -> str:
    """Return a paragraph in one line. Chinese that goes on in the next line has no space there."""
    return joined("".join(map(_words, node.children)).split("\n"))


def joined(pieces: Sequence[str]) -> str:
    """Join pieces of running text: with a space, but not beside Chinese."""
    text = pieces[0]
    for before, after in pairwise(pieces):
        text += ("" if _wide(before[-1:]) or _wide(after[:1]) else " ") + after
    return text


def _wide(char: str) -> bool:
    return bool(char) and east_asian_width(char) in "WF"


def _words(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
        case _:
            return "".join(map(_words, node.children))
