from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from realtime.backups import BackupExists, NotSqlite, backup


class Command(BaseCommand):
    help = "Copy the SQLite database to a file, also while servers run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file; an existing one is kept")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            size = backup(file)
        except BackupExists:
            raise CommandError(f"{file} exists already; choose another name.") from None
        except NotSqlite:
            raise CommandError("This is for SQLite; use pg_dump for PostgreSQL.") from None
        self.stdout.write(f"{file}: {size} bytes")
