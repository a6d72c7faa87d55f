"""A Markdown file → an article: its head, in YAML, and its body, all of it checked. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any

import yaml
from django.utils.text import slugify
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

#: Longest head, and how deep it may be nested: YAML's parser takes half a second for so many
#: characters, and 16 s where all of them open a list.
HEAD_CHARACTERS, HEAD_DEPTH = 20_000, 3

_FENCED = re.compile(r"---[ \t]*\n(?P<head>.*?)^---[ \t]*(?:\n|\Z)(?P<body>.*)", re.DOTALL | re.M)


class BadFile(Exception):
    """A file is no article. Its text says why, and what to write instead."""


def _one_line(text: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        raise ValueError("must be one line without control characters")
    return text.strip()


def _listed(value: object) -> object:
    """Take `a, b` for the list that it means, and nothing for an empty one."""
    if not isinstance(value, str | list):
        raise ValueError("must be a list such as [a, b]")
    parts = value.split(",") if isinstance(value, str) else value
    return [part for part in parts if part]


Line = Annotated[str, AfterValidator(_one_line)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_listed)]


class ArticleFile(BaseModel):
    """What a file says. The names are those that may stand in its head, but for `body`.

    How long or odd a field may be is the article's own business (`Article.clean_fields`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line
    language: str
    slug: str
    tags: Lines = ()
    phrasings: Lines = ()
    published: bool = True
    body: str

    def fields(self) -> dict[str, Any]:
        """Return the article's fields as its table holds them."""
        return {
            **self.model_dump(exclude={"tags", "phrasings"}),
            "tags": ", ".join(filter(None, self.tags)),
            "phrasings": "\n".join(filter(None, self.phrasings)),
        }


def article_read(path: PurePosixPath, text: str) -> ArticleFile:
    """Read a file's text. Raises BadFile.

    Where the head names no slug or language, the file's name does: `refunds.zh.md`.
    """
    fenced = _FENCED.match(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if fenced is None:
        raise BadFile('it must begin with a head between two lines "---"')
    if "\0" in text:
        raise BadFile("it holds a zero character")
    named = _named(path.name)
    try:
        return ArticleFile(**{**named, **_head(fenced["head"]), "body": fenced["body"].strip()})
    except ValidationError as error:
        raise BadFile("; ".join(map(_worded, error.errors(include_url=False)))) from None


def _named(name: str) -> dict[str, str]:
    stem, *rest = name.removesuffix(".md").split(".")
    return {"slug": slugify(stem, allow_unicode=True), **({"language": rest[-1]} if rest else {})}


def _head(head: str) -> Mapping[str, Any]:
    """Parse a head. Every scalar is text: `no` is a language, `2026` a title."""
    if len(head) > HEAD_CHARACTERS:
        raise BadFile(f"its head has more than {HEAD_CHARACTERS} characters")
    try:
        _refuse_tricks(head)
        read = yaml.load(head, Loader=yaml.BaseLoader)  # noqa: S506 (it makes text, lists, maps)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 2}" if error.problem_mark else ""
        raise BadFile(f"its head is not YAML{line}: {error.problem}") from None
    except (yaml.YAMLError, ValueError):
        raise BadFile("its head is not YAML") from None
    if not isinstance(read, dict) or not all(isinstance(name, str) for name in read):
        raise BadFile('its head must be lines such as "title: Refunds"')
    if "body" in read:
        raise BadFile("body: stands below the head")
    return read


def _refuse_tricks(head: str) -> None:
    depth = 0
    for event in yaml.parse(head):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise BadFile("its head uses YAML's aliases (*): write the values out")
        if depth > HEAD_DEPTH:
            raise BadFile("its head is nested too deep: a title is a line, tags are a list")


def _worded(told: Mapping[str, Any]) -> str:
    says = str(told["msg"]).removeprefix("Value error, ")
    place = ".".join(map(str, told["loc"]))
    return f"{place[:40]}: {says[:1].lower()}{says[1:]}"
