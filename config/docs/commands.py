"""docs/commands.md: our management commands, each with its help."""

import sys
from functools import partial
from pathlib import Path

from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.core.management.base import DjangoHelpFormatter
from django.test.utils import override_settings

from config.docs.markdown import code, page
from config.environment import BASE_DIR, Environment

_INTRO = """\
`manage.py <command> --help` prints the same. What Django itself gives every command
(`--settings`, `--verbosity` …) is left out here. In a checkout the interpreter is
`.venv/bin/python`."""

_DJANGOS_OWN = {
    "--version", "-v", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color",
    "--force-color",
}  # fmt: skip


def commands_page() -> str:
    """Return the page."""
    defaults = Environment.model_construct()  # reads no environment: help texts tell defaults
    whose = dict.fromkeys(("REALTIME", "LLM", "VIDEO"), defaults)
    with override_settings(**whose, HOST=defaults.host, PORT=defaults.port):
        sections = [f"## {name}\n\n{code(_help(app, name))}" for name, app in our_commands()]
    return page("Management commands", _INTRO, *sections)


def our_commands() -> list[tuple[str, str]]:
    """Return name and app of the commands that live in this repository."""
    ours = {
        config.name for config in apps.get_app_configs() if Path(config.path).parent == BASE_DIR
    }
    return sorted((name, app) for name, app in get_commands().items() if app in ours)


def _help(app: str, name: str) -> str:
    """Return what `--help` prints, whatever the terminal's width and colours are."""
    command = load_command_class(app, name)
    command.suppressed_base_arguments = _DJANGOS_OWN
    command.requires_system_checks = []  # leaves out --skip-checks
    uncoloured = {"color": False} if sys.version_info >= (3, 14) else {}
    formatter = partial(DjangoHelpFormatter, width=80)
    parser = command.create_parser("manage.py", name, formatter_class=formatter, **uncoloured)
    return parser.format_help()
