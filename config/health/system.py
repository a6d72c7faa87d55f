"""Django's own checks, those of our apps among them."""

from collections.abc import Iterator

import django
from django.core.checks import ERROR, run_checks

from config.health.results import Result, failure, ok, warning


def results() -> Iterator[Result]:
    """Run what `manage.py check` runs."""
    yield ok("Django", f"{django.get_version()} starts")
    said = run_checks()
    for message in said:
        judged = failure if message.level >= ERROR else warning
        advice = message.hint or "`manage.py check` says the same, with Django's own words."
        yield judged(message.id or "check", message.msg, advice)
    if not said:
        yield ok("system checks", "nothing found; before others connect, `check --deploy`")
