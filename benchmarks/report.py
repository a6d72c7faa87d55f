"""Where results are kept, and how they come into docs/performance.md."""

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.figures import Line
from benchmarks.processes import ROOT
from benchmarks.table import markdown_table

PAGE = ROOT / "docs" / "performance.md"
BEGIN = "<!-- Figures: written by `python -m benchmarks --write-docs`. -->"
END = "<!-- End of the figures. -->"

_LIBRARIES = ("channels", "channels-redis", "fastapi", "openai", "uvicorn", "uvloop", "websockets")


def report(lines: Sequence[Line], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that the JSON file holds."""
    libraries = {name: version(name) for name in _LIBRARIES}
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"processor": _processor(), "python": platform.python_version(), **libraries},
        "options": dict(options),
        "lines": [line.plain() for line in lines],
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def save(folder: Path, made: Mapping[str, Any]) -> Path:
    """Write a report under its time, and as `latest.json`; return the former."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made['made_at'].replace(':', '').replace('+0000', 'Z')}.json"
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    for each in (path, folder / "latest.json"):
        each.write_text(text, "utf-8")
    return path


def write_page(made: Mapping[str, Any], page: Path = PAGE) -> None:
    """Put a report's figures between the page's markers."""
    before, rest = page.read_text("utf-8").split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n\n{as_markdown(made)}\n\n{END}{after}", "utf-8")


def as_markdown(made: Mapping[str, Any]) -> str:
    """Return a report for a page: where and with what it was made, then the tables."""
    machine, options = dict(made["machine"]), made["options"]
    on = f"{machine.pop('processor')}, Python {machine.pop('python')}"
    libraries = ", ".join(f"{name} {found}" for name, found in machine.items())
    sizes = " Quick sizes: these figures say nothing." if options["quick"] else ""
    intro = f"Measured {made['made_at'][:10]} on one core of {on}; {options['rounds']} rounds."
    table = markdown_table([Line.read(plain) for plain in made["lines"]])
    return f"{intro}{sizes} With {libraries}.\n\n{table}"
