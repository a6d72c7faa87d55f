"""The statements of every answer, written out.

The ORM takes 0.4 ms to word a SELECT that runs in 0.03 ms; an answer asks for a dozen of them. And
every statement lets go of Python's lock and has to win it back, up to 5 ms later beside a busy
event loop. So rooms are not updated one by one: the rows travel as one JSON parameter.
"""

from datetime import date
from typing import Any, Final

from django.db import connection


def rows(statement: str, *parameters: str | int | date) -> list[tuple[Any, ...]]:
    """Run a statement; return what it found."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def locking(statement: str) -> str:
    """Return a SELECT that locks what it finds, where a writer does not lock the whole database."""
    return f"{statement} FOR UPDATE" if connection.features.has_select_for_update else statement


def changed(statement: str, *parameters: str | int | date) -> int:
    """Run a statement; return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        count: int = cursor.rowcount
        return count


#: Parameter: `[[room, number of events, run, lease], …]`, a room at most once. Gives back
#: `(room, newest offset)` of each room whose fence holds; a null lease has no fence.
TAKE_OFFSETS: Final = """
    UPDATE realtime_room SET "offset" = "offset" + item.events
    FROM (
        SELECT value ->> 0 AS room, value ->> 1 AS events, value ->> 2 AS run, value ->> 3 AS lease
        FROM json_each(%s)
    ) AS item
    WHERE realtime_room.id = item.room AND (
        item.lease IS NULL OR EXISTS (
            SELECT 1 FROM realtime_run
            WHERE key = item.run AND lease = item.lease
            AND state = 'running' AND NOT stop_requested
        )
    )
    RETURNING id, "offset"
"""

#: Parameters: the time, `[[room, offset, run, kind, data], …]`.
INSERT_EVENTS: Final = """
    INSERT INTO realtime_event (created_at, room_id, "offset", run_id, kind, data)
    SELECT %s, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
    FROM json_each(%s)
"""

#: Parameters: service, kind, name.
ROOM: Final = """
    SELECT id, service, kind, name, epoch, "offset", pruned_to FROM realtime_room
    WHERE service = %s AND kind = %s AND name = %s
"""

#: Parameter: the room. What runs there and what waits, in order.
OPEN_RUNS: Final = """
    SELECT key, state, kind, exclusive FROM realtime_run
    WHERE room_id = %s AND state IN ('queued', 'running') ORDER BY id
"""

#: Parameters: the run, its lease. Nothing where another process holds it.
HELD_RUN: Final = """
    SELECT state, stop_requested, reserved_tokens FROM realtime_run WHERE key = %s AND lease = %s
"""

#: Parameter: the run.
RUN_PAYS: Final = "SELECT actor, reserved_on FROM realtime_run WHERE key = %s"

#: Parameters: the day, two actors.
SPENDINGS: Final = """
    SELECT actor, spent, reserved FROM realtime_spending WHERE day = %s AND actor IN (%s, %s)
"""

#: Parameters: tokens, the day, the actor, the limit (0: none), tokens, the limit.
RESERVE: Final = """
    UPDATE realtime_spending SET reserved = reserved + %s
    WHERE day = %s AND actor = %s AND (%s = 0 OR spent + reserved + %s <= %s)
"""

#: Parameters: tokens, the day, the run, its lease.
RUN_RESERVES: Final = """
    UPDATE realtime_run SET reserved_tokens = reserved_tokens + %s, reserved_on = %s
    WHERE key = %s AND lease = %s AND state = 'running'
"""

#: Parameters: tokens, the run, tokens. Changes nothing where that was given back already.
RUN_RELEASES: Final = """
    UPDATE realtime_run SET reserved_tokens = reserved_tokens - %s
    WHERE key = %s AND reserved_tokens >= %s
"""

#: Parameters: tokens given back, tokens spent, the day, two actors.
SETTLE: Final = """
    UPDATE realtime_spending SET reserved = reserved - %s, spent = spent + %s
    WHERE day = %s AND actor IN (%s, %s)
"""
