"""manage.py's way into Django: what keeps Django from starting becomes a sentence.

Needs nothing but Python itself.
"""

import argparse
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent

#: What helps against every missing or too old package.
SETUP = "Run `make setup`, and then manage.py with .venv/bin/python."


def main(argv: list[str]) -> None:
    """Run a command of manage.py.

    It ends with a sentence where a package is missing or a setting is wrong; `--traceback` shows
    the rest, as with Django's own errors. `check_env` says its sentences in any case.
    """
    try:
        obstacle = django_obstacle() if argv[1:2] == ["check_env"] else ""
        if obstacle:
            _check_without_django(argv[2:], obstacle)
        else:
            _django(argv)
    except ModuleNotFoundError as error:
        missing = missing_package(error)
        if not missing or "--traceback" in argv:
            raise
        sys.exit(f"{missing} {SETUP}")


def _django(argv: list[str]) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        if "--traceback" in argv:
            raise
        sys.exit(f"{error}\n`manage.py check_env` looks at everything else, too.")


def django_obstacle() -> str:
    """Start Django; return what keeps it from starting, "" where nothing does."""
    try:
        import django

        django.setup()
    except Exception as error:  # whatever it is, it is what was asked for
        return told(error)
    return ""


def told(error: Exception) -> str:
    """Return what an exception says, in a line; ours are sentences, others get their name."""
    first = str(error).partition("\n")[0].rstrip(":")
    named = first if type(error).__name__ == "ImproperlyConfigured" else ""
    return missing_package(error) or named or f"{type(error).__name__}: {first}"


def missing_package(error: Exception) -> str:
    """Say which package is missing, "" where the error is another, or about a module of ours."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    package = (name or "").partition(".")[0]
    if not package or (BASE_DIR / package).exists():
        return ""
    return f"The package {package} is not installed for {sys.executable}."


def _check_without_django(arguments: list[str], obstacle: str) -> None:
    from config.health import report

    parser = argparse.ArgumentParser("manage.py check_env", description=report.HELP)
    report.add_arguments(parser)
    options, _djangos_own = parser.parse_known_args(arguments)
    complaint = report.run(print, online=options.online, as_json=options.json, obstacle=obstacle)
    sys.exit(complaint or 0)
