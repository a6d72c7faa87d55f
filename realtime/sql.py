"""The two statements of the token path, one execution each however many rooms there are.

Every statement lets go of Python's lock and has to win it back, up to 5 ms later beside a busy
event loop. So rooms are not updated one by one: the rows travel as one JSON parameter.
"""

from typing import Final

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
