"""Markdown out of values: headings, tables, code, and JSON Schema types in words."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NOTICE = "<!-- Generated: change the code, then run `make docs`. -->"

_BOUNDS = {
    "exclusiveMinimum": "above {}",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} long",
    "maxLength": "at most {} characters",
}


def page(title: str, *parts: str) -> str:
    """Return a whole generated page."""
    return "\n\n".join([f"# {title}", NOTICE, *(part for part in parts if part)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar or a line break inside a cell stays inside it."""
    lines = [heads, ["---"] * len(heads), *([_cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str, language: str = "") -> str:
    """Return a block of code."""
    return f"```{language}\n{text.strip()}\n```"


def described(thing: object) -> str:
    """Return the docstring, its paragraphs kept."""
    return inspect.getdoc(thing) or ""


def type_in_words(schema: Mapping[str, Any]) -> str:
    """Say what a JSON Schema lets through: `string`, `"stop"`, `integer, at least 1` …"""
    bounds = [words.format(schema[key]) for key, words in _BOUNDS.items() if key in schema]
    return ", ".join([_kind(schema), *bounds])


def _kind(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        kinds = [option for option in schema["anyOf"] if option.get("type") != "null"]
        return " or ".join(type_in_words(kind) for kind in kinds)
    if "const" in schema:
        return f'`"{schema["const"]}"`'
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if schema.get("format") == "path":
        return "path"
    if schema.get("type") == "array":
        return "list"
    return str(schema.get("type", "any JSON"))
