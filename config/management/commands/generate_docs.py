from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.docs.pages import differing
from config.environment import BASE_DIR


class Command(BaseCommand):
    help = "Write the pages of docs/ that are made from the code: settings, frames, errors …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if a page differs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pages = list(differing(BASE_DIR))
        names = ", ".join(path.relative_to(BASE_DIR).as_posix() for path, _ in pages)
        if options["check"] and pages:
            raise CommandError(f"{names}: not what the code says. Run `make docs`.")
        for path, text in pages:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        if options["verbosity"]:
            self.stdout.write(f"Written: {names}" if pages else "The docs are what the code says.")
