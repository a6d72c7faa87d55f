"""What may happen to a run's row. Each function is called inside a write transaction."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from realtime import log
from realtime.budgets import budget_check, tokens_release
from realtime.entries import STARTED, TEXT_ENDED, text_of
from realtime.errors import InternalError, QueueFull, RunFailed
from realtime.keys import RoomKey
from realtime.kinds import Ending, kind_named, registered
from realtime.leases import seconds_ahead
from realtime.models import Room, Run
from realtime.sql import OPEN_RUNS, rows
from realtime.statements import Select, Update, insert
from realtime.states import ENDINGS, RunState, check_transition
from realtime.transactions import storage_away

logger = logging.getLogger("realtime.runs")

_ASKED_BEFORE = Select(
    lambda room, message: Run.objects.filter(room=room, client_message_id=message).values_list("pk")
)
_HELD = Select(
    lambda run, lease: (
        Run.objects.select_for_update()
        .filter(key=run, lease=lease)
        .values_list("state", "stop_requested", "reserved_tokens")
    )
)
_RUN_ENDS = Update(
    lambda run, state, reason, facts: (
        Run.objects.filter(pk=run),
        {
            "state": state,
            "error": reason,
            "facts": facts,
            "ended_at": Now(),
            "lease": "",
            "lease_until": None,
        },
    )
)


@dataclass(frozen=True, slots=True)
class Queued:
    """What became of a command.

    `claimed`: the room was free, so that it runs already. `busy` is the run that runs in the
    room meanwhile.
    """

    run: Run
    room: Room
    repeat: bool
    claimed: bool = False
    busy: str | None = None


def run_queue(
    key: RoomKey,
    kind_name: str,
    input_: dict[str, Any],
    *,
    actor: str = "",
    client_message_id: str | None,
    queue_length: int,
    queued_by: str = "",
    lease_seconds: float = 0.0,
    claims: bool = False,
) -> Queued:
    """Store a run that waits to be claimed; a repeated command gets its first run again.

    `queued_by` names the process that will claim it; without it, any may. One that `claims` does
    so at once where the room is free: its first token need not wait for a second transaction.
    Raises QueueFull and BudgetSpent.
    """
    room = log.room_open(key)
    if client_message_id is not None:
        for (known,) in _ASKED_BEFORE(room.pk, client_message_id):
            return Queued(Run.objects.get(pk=known), room, repeat=True)
    kind = kind_named(kind_name)
    if kind.metered:
        budget_check(actor)
    there = _open_runs(room.pk)
    waiting = sum(run.state == RunState.QUEUED for run in there)
    if waiting >= queue_length:
        raise QueueFull
    run = insert(
        Run(
            room=room,
            kind=kind_name,
            actor=actor,
            input=input_,
            exclusive=kind.exclusive,
            client_message_id=client_message_id,
            queued_by=queued_by,
        )
    )
    kind.queued(run)
    busy = _busy(there) if kind.exclusive else None
    if claims and not waiting and busy is None:
        _claim(run, queued_by, lease_seconds)
        return Queued(run, room, repeat=False, claimed=True)
    return Queued(run, room, repeat=False, busy=busy)


class OpenRun(NamedTuple):
    """What decides whose turn it is in a room."""

    key: str
    state: str
    kind: str
    exclusive: bool


def _open_runs(room: int) -> list[OpenRun]:
    """Return what runs in a room and what waits there, in order."""
    return [OpenRun(*found) for found in rows(OPEN_RUNS, room)]


def _busy(there: Iterable[OpenRun]) -> str | None:
    return next((run.key for run in there if run.exclusive and run.state == RunState.RUNNING), None)


def run_claim(room: int, lease: str, lease_seconds: float) -> Run | None:
    """Start the room's next queued run in this process; None where none may start."""
    there, known = _open_runs(room), {kind.name for kind in registered()}
    waiting = (run for run in there if run.state == RunState.QUEUED and run.kind in known)
    chosen = next(waiting, None)
    if chosen is None or (chosen.exclusive and _busy(there) is not None):
        return None
    run = Run.objects.select_for_update().filter(key=chosen.key, state=RunState.QUEUED).first()
    if run is not None:
        _claim(run, lease, lease_seconds)
    return run


def _claim(run: Run, lease: str, lease_seconds: float) -> None:
    check_transition(RunState(run.state), RunState.RUNNING)
    started = log.append(run.room_id, run.key, STARTED, kind_named(run.kind).opening(run))
    run.state, run.lease, run.first_offset = RunState.RUNNING, lease, started.offset
    _claiming(lease_seconds)(run.pk, lease, started.offset)


@cache
def _claiming(lease_seconds: float) -> Update:
    return Update(
        lambda run, lease, offset: (
            Run.objects.filter(pk=run),
            {
                "state": RunState.RUNNING,
                "lease": lease,
                "lease_until": seconds_ahead(lease_seconds),
                "started_at": Now(),
                "first_offset": offset,
            },
        )
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run's task came to its end.

    `text` is what it said, where its own process tells; None where only the log knows.
    """

    state: RunState
    reason: str = ""
    text: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    result: Any = None


def run_end(run: Run, outcome: Outcome, *, lease: str) -> Run | None:
    """End a running run that this process holds; None where it no longer does.

    A run that was asked to stop ends as stopped, however it came to its end: the log has
    refused what it said since, so that the log tells its text. Otherwise the log has all that
    was said, and reading it again would cost a long answer's end milliseconds of the writer.
    """
    held = _HELD(run.key, lease)
    if not held or held[0][0] != RunState.RUNNING:
        return None
    run.state, stop_requested, run.reserved_tokens = held[0]
    if stop_requested:
        outcome = Outcome(RunState.STOPPED, facts=outcome.facts)
    return _end(run, outcome)


def _end(run: Run, outcome: Outcome) -> Run:
    """Record the end. The text is what the log has, so that stored and sent text are one."""
    check_transition(RunState(run.state), outcome.state)
    text = outcome.text if outcome.text is not None else text_of(log.read_run(run))
    ending = Ending(outcome.state, text, outcome.reason, outcome.result)
    state, reason, told = _recorded(run, ending)
    run.state, run.error = state, reason
    _RUN_ENDS(run.pk, state.value, reason, dict(outcome.facts))
    tokens_release(run)
    last: list[tuple[str, dict[str, Any]]] = [(state, {**told, "reason": reason})]
    if text or state in (RunState.COMPLETED, RunState.STOPPED):
        last.insert(0, (TEXT_ENDED, {"characters": len(text)}))
    log.append_all([log.Append(run.room_id, run.key, last)])
    return run


def _recorded(run: Run, ending: Ending) -> tuple[RunState, str, Mapping[str, Any]]:
    """Let the kind write its result, or else, once, that there is none: the run has ended."""
    try:
        return ending.state, ending.reason, _told(run, ending)
    except Exception as cause:
        failure = _failure(run, ending, cause)
    try:
        told = _told(run, failure)
    except Exception as cause:
        failure, told = _failure(run, failure, cause), {}
    return failure.state, failure.reason, told


def _told(run: Run, ending: Ending) -> Mapping[str, Any]:
    with transaction.atomic():
        return kind_named(run.kind).ended(run, ending) or {}


def _failure(run: Run, ending: Ending, cause: Exception) -> Ending:
    """Return how a run ends whose result could not be written. Raises what a new try can help."""
    if storage_away(cause):
        raise cause
    if isinstance(cause, RunFailed) and ending.state == RunState.COMPLETED:
        return Ending(RunState.FAILED, ending.text, cause.text)
    error = InternalError()
    logger.error("The end of run %s could not be recorded (%s)", run.key, error.id, exc_info=cause)
    failed = RunState.FAILED if run.state == RunState.RUNNING else ending.state
    return Ending(failed, ending.text, error.text)


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
        _end(run, Outcome(RunState.STOPPED))
    return run.key


def runs_interrupt(reason: str) -> list[Run]:
    """End the runs whose process has been silent for a lease."""
    silent = Run.objects.select_for_update().filter(state=RunState.RUNNING, lease_until__lt=Now())
    outcome = Outcome(RunState.INTERRUPTED, reason)
    return [_end(run, outcome) for run in silent.order_by("room_id", "id")]


def has_ended(key: str) -> bool:
    """Return True once a run says nothing more."""
    return Run.objects.filter(key=key, state__in=ENDINGS).exists()


def running_in(rooms: Iterable[int]) -> list[tuple[int, str]]:
    """Return room and key of what runs in these rooms."""
    among = set(rooms)
    running = Run.objects.filter(state=RunState.RUNNING).values_list("room_id", "key")
    return [(room, key) for room, key in running if room in among]


def rooms_waiting(lease: str, lease_seconds: float) -> list[int]:
    """Return the ids of rooms in which a run waits that this process may claim.

    Another process's run is left to it for a lease: it may hold what no row may hold.
    """
    mine = Q(queued_by__in=["", lease]) | Q(created_at__lt=seconds_ahead(-lease_seconds))
    waiting = Run.objects.filter(mine, state=RunState.QUEUED).order_by("room_id")
    return list(waiting.values_list("room_id", flat=True).distinct())


def runs_to_stop(lease: str) -> list[str]:
    """Return the keys of runs of this process that somebody asked to stop."""
    asked = Run.objects.filter(lease=lease, state=RunState.RUNNING, stop_requested=True)
    return list(asked.values_list("key", flat=True))
