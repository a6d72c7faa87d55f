"""The project's files and folders: a copy that lost some is told which."""

from collections.abc import Iterator
from pathlib import Path

from config.health.results import Result, failure, ok
from config.health.start import BASE_DIR

#: What every start needs. Services that are not built yet have no folder, and need none.
NEEDED = (
    *("manage.py", "requirements.txt", "constraints.txt", "pyproject.toml"),
    *("config/settings.py", "config/asgi.py", "config/urls.py", "config/routing.py"),
    *("realtime/migrations", "llm", "chatstream/migrations", "codegen/migrations"),
    *("templates/base.html", "static/js", "static/css", "static/img"),
    "locale/zh_Hans/LC_MESSAGES/django.mo",
)


def results() -> Iterator[Result]:
    """Judge the folder that manage.py is in."""
    yield from layout_results(BASE_DIR)


def layout_results(root: Path) -> Iterator[Result]:
    """Judge a copy of the project."""
    missing = [name for name in NEEDED if not (root / name).exists()]
    for name in missing:
        yield failure(name, "not there", f"Get it back: `git checkout -- {name}` in {root}.")
    if not missing:
        yield ok("files and folders", f"{len(NEEDED)} looked for in {root}")
