"""Following the log: how a process learns what others have committed."""

from collections.abc import Sequence

from django.db import connection

from realtime import log
from realtime.entries import Entry


class Follower:
    """Finds what other connections have committed to a SQLite database.

    `PRAGMA data_version` costs 3 microseconds and changes only when another connection has
    committed (https://www.sqlite.org/pragma.html#pragma_data_version). It belongs to the
    writer's connection, so that the writer's own commits are no news. SQLite lets one writer
    commit at a time, so row ids are the order of commits and none is skipped.
    """

    def __init__(self) -> None:
        self._version = 0
        self._seen: int | None = None

    def connected(self) -> None:
        """Begin to follow on this thread's connection; what was missed is found by `look`."""
        if self._seen is None:
            self._seen = log.newest_event_id()
        self._version = 0

    def look(self) -> tuple[bool, Sequence[Entry]]:
        """Return whether anything was committed elsewhere, and the entries that were."""
        version = _data_version()
        if version == self._version:
            return False, ()
        self._version = version
        found: list[Entry] = []
        while True:
            page, self._seen = log.read_since(self._seen or 0)
            found += page
            if len(page) < log.PAGE:
                return True, found

    def passed(self, newest: int) -> None:
        """Take the rows up to this id as seen: this process has just committed them."""
        self._seen = newest


def _data_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        row: tuple[int] = cursor.fetchone()
        return row[0]
