import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.health import report
from config.health.results import Level


class Command(BaseCommand):
    help = report.HELP
    requires_system_checks = []  # noqa: RUF012  (they are one of the sections)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if os.environ.get("NO_COLOR"):  # Django itself knows DJANGO_COLORS and --no-color
            kwargs.setdefault("no_color", True)
        super().__init__(*args, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        report.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        paint = {
            Level.OK: self.style.SUCCESS,
            Level.WARNING: self.style.WARNING,
            Level.FAILURE: self.style.ERROR,
        }
        complaint = report.run(
            self.stdout.write, online=options["online"], as_json=options["json"], paint=paint
        )
        if complaint:
            raise CommandError(complaint)
