from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contact.knowledge.importing import (
    Imported,
    Outcome,
    article_paths,
    articles_gone,
    articles_import,
)
from contact.knowledge.models import Article
from contact.knowledge.services import articles_delete

SAMPLES = Path(__file__).resolve().parents[2] / "knowledge" / "samples"


class Command(BaseCommand):
    help = (
        "Read a folder of Markdown files into the knowledge base. Safe to repeat: what has not "
        "changed is not written. A file that cannot be read is told, the others are taken, and "
        "the command fails at its end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("folder", nargs="?", type=Path, help="the folder")
        where.add_argument(
            "--samples", action="store_true", help="the twenty articles that come with Tokenwire"
        )
        parser.add_argument(
            "--collection",
            help="what the folder is called in the knowledge base (default: its own name)",
        )
        parser.add_argument(
            "--remove", action="store_true", help="remove articles whose files are gone"
        )
        parser.add_argument(
            "--drop",
            action="store_true",
            help="read nothing, and remove all articles that the folder has brought",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = SAMPLES if options["samples"] else options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        collection = (options["collection"] or folder.resolve().name)[:80]
        paths = [] if options["drop"] else article_paths(folder)
        counts: Counter[Outcome] = Counter()
        for number, done in enumerate(articles_import(folder, paths, collection), 1):
            counts[done.outcome] += 1
            self._tell(f"[{number}/{len(paths)}] {_shown(done.path)}", done)
        gone = articles_gone(collection, paths)
        self._tell_gone(gone, remove=options["remove"] or options["drop"])
        self.stdout.write(", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome))
        if counts[Outcome.FAILED]:
            raise CommandError(f"{counts[Outcome.FAILED]} of {len(paths)} files were not taken.")

    def _tell(self, place: str, done: Imported) -> None:
        if done.outcome == Outcome.FAILED:
            self.stderr.write(f"{place}: {_shown(done.reason)}")
        else:
            self.stdout.write(f"{place}: {done.outcome}")

    def _tell_gone(self, gone: list[Article], *, remove: bool) -> None:
        for article in gone:
            told = "removed" if remove else "its file is gone (--remove removes it)"
            self.stdout.write(f"{_shown(article.path)}: {told}")
        if remove:
            articles_delete(gone)


def _shown(told: str) -> str:
    """Return a name as a terminal may show it: it can hold the terminal's control sequences."""
    return told if told.isprintable() else ascii(told)
