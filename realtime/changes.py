"""What an app's own transaction does to runs, beside the rows that it writes."""

from typing import Any

from realtime import runs
from realtime.conf import RealtimeSettings
from realtime.keys import RoomKey
from realtime.models import Run
from realtime.states import RunState


class RunChanges:
    """Starts and stops runs in the transaction of `Engine.commit`, which then sees to them."""

    def __init__(self, *, queued_by: str, claims: bool, settings: RealtimeSettings) -> None:
        self._queued_by = queued_by
        self._claims = claims
        self._settings = settings
        self.queued: list[runs.Queued] = []
        self.stopped: list[str] = []
        #: Rooms whose new run waits for so many seconds before it is claimed.
        self.gathering: dict[int, float] = {}

    def start(
        self,
        room: RoomKey,
        kind: str,
        input_: dict[str, Any],
        *,
        actor: str = "",
        client_message_id: str | None = None,
        gather_seconds: float = 0.0,
    ) -> runs.Queued:
        """Store a run. With `gather_seconds` it stays queued for that long, for more to join it.

        Raises QueueFull and BudgetSpent, having written nothing.
        """
        queued = runs.run_queue(
            room,
            kind,
            input_,
            actor=actor,
            client_message_id=client_message_id,
            queue_length=self._settings.room_queue_length,
            queued_by=self._queued_by,
            lease_seconds=self._settings.lease_seconds,
            claims=self._claims and not gather_seconds,
        )
        if gather_seconds and not queued.repeat and queued.busy is None:
            self.gathering[queued.room.pk] = gather_seconds
        else:
            self.queued.append(queued)
        return queued

    def stop_all(self, room: int) -> list[str]:
        """Stop what runs or waits in a room; what is said from here on is refused by the log."""
        waiting_first = Run.objects.filter(
            room=room, state__in=[RunState.QUEUED, RunState.RUNNING]
        ).order_by("-id")
        keys = list(waiting_first.values_list("key", flat=True))
        self.stopped += [key for key in keys if runs.run_stop(room, key) is not None]
        return keys

    def stop(self, room: int, run: str) -> None:
        """Stop one of a room's runs, if it still runs or waits."""
        if runs.run_stop(room, run) is not None:
            self.stopped.append(run)
