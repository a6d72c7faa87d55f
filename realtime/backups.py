"""Back-ups of a SQLite database, taken while it is written to."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction

from realtime.models import Process, Room, Run, new_epoch
from realtime.states import RunState

#: Pages that are copied between two chances for writers to go on.
PAGES_A_STEP = 1000


class NotSqlite(Exception):
    """Other databases bring better tools of their own, such as pg_dump."""


class BackupExists(Exception):
    """A back-up never overwrites a file."""


def database_file() -> Path:
    """Return the file of the default database. Raises NotSqlite."""
    if connection.vendor != "sqlite":
        raise NotSqlite
    return Path(str(connection.settings_dict["NAME"]))


def backup(target: Path) -> int:
    """Copy the database to a new file, consistently; return its size in bytes.

    Raises BackupExists and NotSqlite. Source: https://www.sqlite.org/backup.html
    """
    source = database_file()
    if target.exists():
        raise BackupExists
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(unfinished)) as copy:
        ours.backup(copy, pages=PAGES_A_STEP, sleep=0.001)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    unfinished.rename(target)
    return target.stat().st_size


def restore(source: Path) -> int:
    """Put a back-up in the database's place; return how many rooms begin a new epoch.

    No server may be running. Raises sqlite3.DatabaseError where the file is no back-up, and
    NotSqlite. Offsets that clients have seen since the back-up are about to be
    given again, so every room gets a new epoch: who comes back gets the state, never a mix.
    """
    target = database_file()
    connection.close()
    with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(target)) as ours:
        copy.execute("SELECT count(*) FROM realtime_room")  # an empty file is a database, too
        copy.backup(ours)
        ours.execute("PRAGMA journal_mode = WAL")
    return epochs_renew()


@transaction.atomic
def epochs_renew() -> int:
    """Give every room a new epoch, and let go of the runs that processes once held."""
    Process.objects.all().delete()
    Run.objects.filter(state=RunState.RUNNING).update(lease_until="1970-01-01T00:00:00Z")
    rooms = list(Room.objects.all())
    for room in rooms:
        room.epoch = new_epoch()
    Room.objects.bulk_update(rooms, ["epoch"], batch_size=500)
    return len(rooms)
