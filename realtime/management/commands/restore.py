import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from realtime import leases
from realtime.backups import NotSqlite, restore
from realtime.conf import realtime_settings


class Command(BaseCommand):
    help = (
        "Put a back-up in the database's place. Stop all servers first. Clients that come back "
        "get the current state of their rooms."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"{file} is no file.")
        if leases.others_living("", realtime_settings().lease_seconds):
            raise CommandError("A server is running on this database; stop it first.")
        try:
            rooms = restore(file)
        except NotSqlite:
            raise CommandError("This is for SQLite; use pg_restore for PostgreSQL.") from None
        except sqlite3.DatabaseError as error:
            raise CommandError(f"{file} is no back-up: {error}") from None
        self.stdout.write(f"Restored; {rooms} rooms begin a new epoch.")
