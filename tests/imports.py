"""Reads who imports what, and holds it against the rules of docs/architecture.md."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

APPS = ("chatstream", "codegen", "contact", "video")
PACKAGES = ("config", *APPS, "llm", "realtime")

_BELOW: Mapping[str, tuple[str, ...]] = {
    "config": (*APPS, "llm", "realtime"),
    **dict.fromkeys(APPS, ("llm", "realtime")),
    "llm": (),
    "realtime": (),
}

#: What the apps are given; all other modules are a room's own business.
OPEN = {
    *("realtime.access", "realtime.admin", "realtime.changes", "realtime.chores"),
    *("realtime.codec", "realtime.conf", "realtime.consumer", "realtime.engine"),
    *("realtime.entries", "realtime.errors", "realtime.frames", "realtime.http", "realtime.keys"),
    *("realtime.kinds", "realtime.log", "realtime.models", "realtime.presence"),
    *("realtime.rendering", "realtime.routing", "realtime.statements", "realtime.states"),
    *("realtime.transactions", "realtime.views"),
    *("llm.agents", "llm.client", "llm.conf", "llm.errors", "llm.tools", "llm.types"),
    *("llm.offline.skills", "llm.window"),
}

_FOR_TESTS = ("realtime.testing", "llm.scripts", "tests", "conftest")
_MODEL_LIBRARIES = ("openai", "agents")
_CHANNEL_LAYER = {
    *("get_channel_layer", "channel_layer", "group_send", "group_add", "group_discard"),
}


class Import(NamedTuple):
    """One import. `at_load`: with the module, not in a function; types: TYPE_CHECKING only."""

    by: str
    of: str
    line: int
    at_load: bool = True
    types: bool = False


class Module(NamedTuple):
    name: str
    tree: ast.Module
    imports: tuple[Import, ...]


def modules(root: Path) -> dict[str, Module]:
    """Read every module of the project but its tests."""
    paths = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    named = {_name(path.relative_to(root)): path for path in paths}
    return {
        name: read(name, path.read_text(), named, package=path.name == "__init__.py")
        for name, path in named.items()
        if "tests" not in name.split(".")
    }


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read(name: str, source: str, known: Iterable[str] = (), *, package: bool = False) -> Module:
    """Parse a module. `known` tells which names that are imported from a package are modules."""
    tree, home = ast.parse(source), name.split(".") if package else name.split(".")[:-1]
    found: list[Import] = []

    def visit(node: ast.AST, at_load: bool, types: bool) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            named = _imported(node, home, set(known))
            found.extend(Import(name, of, node.lineno, at_load, types) for of in named)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        guarded = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for child in ast.iter_child_nodes(node):
            visit(child, at_load and not inside, types or guarded)

    visit(tree, True, False)
    return Module(name, tree, tuple(found))


def _imported(node: ast.Import | ast.ImportFrom, home: list[str], known: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    above = home[: len(home) - node.level + 1] if node.level else []
    base = ".".join([*above, *([node.module] if node.module else [])])
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        yield inner if inner in known else base


def complaints(module: Module) -> list[str]:
    """Return what a module does that its room does not allow, one sentence each."""
    said = [(found, reason) for found in module.imports for reason in _about(found)]
    sentences = [f"{f.by}:{f.line} imports {f.of}: {reason}" for f, reason in said]
    if _top(module.name) != "realtime" and (touched := _names(module.tree) & _CHANNEL_LAYER):
        names = ", ".join(sorted(touched))
        sentences.append(f"{module.name} touches the channel layer ({names}): only realtime may")
    return sentences


def _about(found: Import) -> Iterator[str]:
    by, of = _top(found.by), _top(found.of)
    if of in PACKAGES and of not in (by, *_BELOW[by]):
        yield "arrows point down only"
    elif of in ("realtime", "llm") and of != by and found.of not in OPEN:
        yield "that is the room's own business"
    if of in _MODEL_LIBRARIES and by != "llm":
        yield "only llm knows a model's library"
    if found.of.startswith("channels.layers") and by != "realtime":
        yield "only realtime touches channel layers"
    if _within(found.of, _FOR_TESTS) and not _within(found.by, _FOR_TESTS):
        yield "that is for tests"
    if found.by.endswith(".consumers") and not found.types:
        yield from _about_a_consumer(found)


def _about_a_consumer(found: Import) -> Iterator[str]:
    if found.of.startswith("django.db") or found.of.split(".")[-1] == "models":
        yield "a consumer knows no ORM"
    if _top(found.of) in ("llm", *_MODEL_LIBRARIES):
        yield "a consumer knows no model"


def _names(tree: ast.Module) -> set[str]:
    return {
        name
        for node in ast.walk(tree)
        for name in (getattr(node, "id", ""), getattr(node, "attr", ""))
        if isinstance(name, str)
    }


def _top(name: str) -> str:
    return name.split(".", 1)[0]


def _within(name: str, places: Iterable[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def graph(package: str, found: Mapping[str, Module]) -> dict[str, set[str]]:
    """Return which modules of a package each of its modules needs to load."""
    return {
        name: {each.of for each in module.imports if _needed(each, package)} - {name}
        for name, module in found.items()
        if _top(name) == package
    }


def _needed(found: Import, package: str) -> bool:
    return found.at_load and not found.types and _top(found.of) == package
