"""All sections of `check_env` in order, as text or as JSON."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from importlib import import_module
from io import TextIOWrapper

from config.health.results import Level, Result, failure
from config.health.start import SETUP, missing_package, told

HELP = (
    "Check Python, packages, files, settings, storage, database, model and port, with advice. "
    "Exit code 1 if something fails; warnings do not count. No secret is shown."
)

#: Title and module of each section; "Django" stands between the two.
_WITHOUT_DJANGO = {
    "Python": "python",
    "Packages": "packages",
    "Project": "layout",
    "Settings": "variables",
    "Storage": "storage",
}
_WITH_DJANGO = {
    "Django": "system",
    "Model": "model",
    "Database": "database",
    "Channel layer": "layer",
    "Serving": "serving",
}
_ONLINE = {"Model's server": "online", "Sources": "sources"}

Found = tuple[str, Result]
Paint = Callable[[str], str]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes, with Django and without."""
    parser.add_argument(
        "--online",
        action="store_true",
        help="also ask the model's server, and the sources of weather, news and recipes",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object, for programs")


def run(
    write: Callable[[str], object],
    *,
    online: bool,
    as_json: bool,
    obstacle: str = "",
    paint: Mapping[Level, Paint] | None = None,
) -> str:
    """Look at everything and write what was found; return a complaint, "" if nothing fails.

    `obstacle` is what keeps Django from starting. Results are written as they come, because
    some of them take a second.
    """
    if isinstance(sys.stdout, TextIOWrapper):  # a path may hold what the terminal cannot show
        sys.stdout.reconfigure(errors="replace")
    counted: Counter[Level] = Counter()
    found = _counting(examine(online=online, obstacle=obstacle), counted)
    for line in [_as_json(found)] if as_json else _lines(found, paint or {}):
        write(line)
    if counted[Level.FAILURE]:
        return f"To mend: {_summary(counted)}."
    if not as_json:
        write(f"\nNothing to mend: {_summary(counted)}.")
    return ""


def examine(*, online: bool, obstacle: str = "") -> Iterator[Found]:
    """Yield section and result of everything; what cannot be looked at is a failure, too."""
    for title, module in _WITHOUT_DJANGO.items():
        yield from _section(title, module)
    if obstacle:
        advice = "Mend what is marked above; what needs Django was not looked at."
        yield "Django", failure("Django", f"does not start: {obstacle}", advice)
        return
    for title, module in {**_WITH_DJANGO, **(_ONLINE if online else {})}.items():
        yield from _section(title, module)


def _section(title: str, module: str) -> Iterator[Found]:
    try:
        for result in import_module(f"config.health.{module}").results():
            yield title, result
    except Exception as error:  # a check that fails says so, and the others go on
        other = "Mend what is marked elsewhere, and check again."
        yield title, failure(title, told(error), SETUP if missing_package(error) else other)


def _counting(found: Iterator[Found], counted: "Counter[Level]") -> Iterator[Found]:
    for title, result in found:
        counted[result.level] += 1
        yield title, result


def _summary(counted: "Counter[Level]") -> str:
    counts = [(counted[level], level) for level in (Level.FAILURE, Level.WARNING)]
    return ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for count, level in counts)


def _lines(found: Iterator[Found], paint: Mapping[Level, Paint]) -> Iterator[str]:
    last = ""
    for title, result in found:
        if title != last:
            yield title if not last else f"\n{title}"
            last = title
        level = paint.get(result.level, str)(f"{result.level:8}")
        yield f"  {level} {result.what:22} {result.found}"
        if result.advice:
            yield f"{'':34}{result.advice}"


def _as_json(found: Iterator[Found]) -> str:
    results = [{"section": title, **asdict(result)} for title, result in found]
    well = all(result["level"] != Level.FAILURE for result in results)
    return json.dumps({"ok": well, "results": results}, indent=2, ensure_ascii=False)
