"""What may happen to a run's row. Each function is called inside a write transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from realtime import log
from realtime.entries import STARTED, TEXT_ENDED, text_of
from realtime.errors import QueueFull
from realtime.keys import RoomKey
from realtime.kinds import Ending, kind_named
from realtime.models import Room, Run
from realtime.states import ENDINGS, RunState, check_transition


@dataclass(frozen=True, slots=True)
class Queued:
    """What became of a command. `busy` is the run that runs in the room meanwhile."""

    run: Run
    room: Room
    repeat: bool
    busy: str | None


def run_queue(
    key: RoomKey,
    kind_name: str,
    input_: dict[str, Any],
    *,
    client_message_id: str | None,
    queue_length: int,
    queued_by: str = "",
) -> Queued:
    """Store a run that waits to be claimed; a repeated command gets its first run again.

    `queued_by` names the process that will claim it; without it, any may. Raises QueueFull.
    """
    room = log.room_open(key)
    if client_message_id is not None:
        known = Run.objects.filter(room=room, client_message_id=client_message_id).first()
        if known is not None:
            return Queued(known, room, repeat=True, busy=None)
    kind = kind_named(kind_name)
    if Run.objects.filter(room=room, state=RunState.QUEUED).count() >= queue_length:
        raise QueueFull
    run = Run.objects.create(
        room=room,
        kind=kind_name,
        input=input_,
        exclusive=kind.exclusive,
        client_message_id=client_message_id,
        queued_by=queued_by,
    )
    kind.queued(run)
    return Queued(run, room, repeat=False, busy=_busy(room.pk) if kind.exclusive else None)


def _busy(room: int) -> str | None:
    running = Run.objects.filter(room=room, state=RunState.RUNNING, exclusive=True)
    return running.values_list("key", flat=True).first()


def run_claim(room: int, lease: str, lease_seconds: float) -> Run | None:
    """Start the room's next queued run in this process; None where none may start."""
    waiting = Run.objects.filter(room=room, state=RunState.QUEUED).order_by("id")
    run = waiting.select_for_update().first()
    if run is None or (run.exclusive and _busy(room) is not None):
        return None
    check_transition(RunState(run.state), RunState.RUNNING)
    started = log.append(room, run.key, STARTED, kind_named(run.kind).opening(run))
    run.state, run.lease, run.first_offset = RunState.RUNNING, lease, started.offset
    Run.objects.filter(pk=run.pk).update(
        state=run.state,
        lease=lease,
        lease_until=_lease_end(lease_seconds),
        started_at=Now(),
        first_offset=started.offset,
    )
    return run


def run_end(key: str, state: RunState, *, lease: str, reason: str = "") -> Run | None:
    """End a running run that this process holds; None where it no longer does.

    A run that was asked to stop ends as stopped, however it came to its end. Its text is
    what the log has of it, so that stored text and sent text are one.
    """
    run = Run.objects.select_for_update().filter(key=key, lease=lease).first()
    if run is None or run.state != RunState.RUNNING:
        return None
    if run.stop_requested:
        state, reason = RunState.STOPPED, ""
    return _end(run, state, reason)


def _end(run: Run, state: RunState, reason: str) -> Run:
    check_transition(RunState(run.state), state)
    text = text_of(log.read_run(run))
    run.state, run.error = state, reason
    Run.objects.filter(pk=run.pk).update(
        state=state, error=reason, ended_at=Now(), lease="", lease_until=None
    )
    kind_named(run.kind).ended(run, Ending(state, text, reason))
    last: list[tuple[str, dict[str, Any]]] = [(state, {"reason": reason})]
    if text or state in (RunState.COMPLETED, RunState.STOPPED):
        last.insert(0, (TEXT_ENDED, {"characters": len(text)}))
    log.append_all([log.Append(run.room_id, run.key, last)])
    return run


def run_stop(room: int, key: str | None = None) -> str | None:
    """Ask the room's running run, or the one that is named, to stop; return its key.

    A run that still waits ends at once. None where there is nothing to stop.
    """
    open_runs = Run.objects.select_for_update().filter(room=room)
    if key is None:
        run = open_runs.filter(state=RunState.RUNNING).order_by("id").first()
    else:
        run = open_runs.filter(key=key, state__in=[RunState.QUEUED, RunState.RUNNING]).first()
    if run is None:
        return None
    Run.objects.filter(pk=run.pk).update(stop_requested=True)
    if run.state == RunState.QUEUED:
        _end(run, RunState.STOPPED, "")
    return run.key


def leases_renew(keys: Iterable[str], lease: str, lease_seconds: float) -> set[str]:
    """Renew what this process holds; return the keys that it holds no longer."""
    keys = set(keys)
    held = Run.objects.filter(key__in=keys, lease=lease, state=RunState.RUNNING)
    held.update(lease_until=_lease_end(lease_seconds))
    return keys - set(held.values_list("key", flat=True))


def runs_interrupt(reason: str) -> list[Run]:
    """End the runs whose process has been silent for a lease."""
    silent = Run.objects.select_for_update().filter(state=RunState.RUNNING, lease_until__lt=Now())
    return [_end(run, RunState.INTERRUPTED, reason) for run in silent.order_by("room_id", "id")]


def has_ended(key: str) -> bool:
    """Return True once a run says nothing more."""
    return Run.objects.filter(key=key, state__in=ENDINGS).exists()


def rooms_waiting(lease: str, lease_seconds: float) -> list[int]:
    """Return the ids of rooms in which a run waits that this process may claim.

    Another process's run is left to it for a lease: it may hold what no row may hold.
    """
    deserted = Now() - timedelta(seconds=lease_seconds)
    mine = Q(queued_by__in=["", lease]) | Q(created_at__lt=deserted)
    waiting = Run.objects.filter(mine, state=RunState.QUEUED).order_by("room_id")
    return list(waiting.values_list("room_id", flat=True).distinct())


def runs_to_stop(lease: str) -> list[str]:
    """Return the keys of runs of this process that somebody asked to stop."""
    asked = Run.objects.filter(lease=lease, state=RunState.RUNNING, stop_requested=True)
    return list(asked.values_list("key", flat=True))


def _lease_end(seconds: float) -> Any:
    return Now() + timedelta(seconds=seconds)
