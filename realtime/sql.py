"""What the ORM has no words for: how a batch of events gets its offsets and into the log.

Every statement lets go of Python's lock and has to win it back, up to a switch interval later
beside a busy event loop. So rooms are not updated one by one: rows travel as one JSON parameter.
"""

from typing import Any, Final

from django.db import connection


def rows(statement: str, *parameters: str | int) -> list[tuple[Any, ...]]:
    """Run a statement; return what it found."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


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

#: Parameter: the room. What runs there and what waits, in order. The states are no parameters: with
#: them no planner would take the index of open runs, and a room's old runs are many.
OPEN_RUNS: Final = """
    SELECT key, state, kind, exclusive FROM realtime_run
    WHERE room_id = %s AND state IN ('queued', 'running') ORDER BY id
"""
