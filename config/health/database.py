"""The database: is it there, can it be written, and has every migration been applied."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from config.health.results import Result, failure, ok, warning

#: The engine reads JSON with ->>, which came with this version; Django itself asks for less.
NEEDED_SQLITE = (3, 38)

#: Seconds to wait for the write lock. Busy servers hold it for milliseconds at a time.
LOCK_PATIENCE = 2.0

_PREPARE = "Run `manage.py prepare`, or `make run`, which does it."
_READY = "Mend that, or set DATA_DIR to another folder; TROUBLESHOOTING.md has more."


def results() -> Iterator[Result]:
    """Judge the default database."""
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        yield sqlite_version(sqlite3.sqlite_version_info)
        if not file.exists():
            yield warning("database", f"{file} is not there yet", _PREPARE)
            return
        yield from sqlite_results(file)
    yield from django_results()


def sqlite_version(version: tuple[int, ...]) -> Result:
    """Judge the SQLite that Python brings."""
    needed = max(NEEDED_SQLITE, connection.features.minimum_database_version or ())
    found = ".".join(map(str, version))
    if version >= needed:
        return ok("SQLite", found)
    advice = f"Use a Python that brings SQLite {'.'.join(map(str, needed))} or newer."
    return failure("SQLite", found, advice)


def sqlite_results(file: Path) -> Iterator[Result]:
    """Judge a database file; nothing in it changes."""
    try:
        with closing(sqlite3.connect(file, timeout=LOCK_PATIENCE, isolation_level=None)) as opened:
            (mode,) = opened.execute("PRAGMA journal_mode").fetchone()
            opened.execute("BEGIN IMMEDIATE")
            opened.execute("ROLLBACK")
    except sqlite3.Error as error:
        yield failure("database", f"{file}: {error}", _READY)
        return
    yield ok("database", f"{file}, can be written")
    if mode == "wal":
        yield ok("journal", mode)
    else:
        advice = f'`sqlite3 {file} "PRAGMA journal_mode = WAL"`, on a disk of this machine.'
        yield failure("journal", f"{mode}, so that readers and writers lock each other out", advice)


def django_results() -> Iterator[Result]:
    """Judge what Django sees: a connection, a version it knows, every migration applied."""
    try:
        connection.check_database_version_supported()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        yield failure("migrations", f"{type(error).__name__}: {error}", _READY)
        return
    if waiting:
        names = ", ".join(str(migration) for migration, _ in waiting[:3])
        more = " …" if len(waiting) > 3 else ""
        yield failure("migrations", f"{len(waiting)} not applied: {names}{more}", _PREPARE)
    else:
        yield ok("migrations", "all applied")
