"""Whether a running run makes way: every living process says whether a socket of its own hears it.

Rows again, each function called inside a transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from realtime.leases import others_living
from realtime.models import Run
from realtime.runs import run_stop
from realtime.states import RunState


class Contest(NamedTuple):
    """A run that runs in a room while another one waits: does anybody hear it?"""

    room: int
    running: str
    waiting: str


def runs_contested(lease: str) -> list[Contest]:
    """Return what is asked of this process: whether a socket of its own hears what runs.

    Who asks needs no answer of its own. Once any process has said that it does, the others need
    not; who does not says so once.
    """
    busy = Run.objects.filter(room=OuterRef("room"), state=RunState.RUNNING, exclusive=True)
    waiting = Run.objects.filter(state=RunState.QUEUED, exclusive=True).annotate(
        running=Subquery(busy.values("key")[:1]), heard_at=Subquery(busy.values("watched_at")[:1])
    )
    return [
        Contest(run.room_id, run.running, run.key)
        for run in waiting.filter(running__isnull=False).exclude(queued_by=lease).order_by("id")
        if lease not in run.unheard_by and not _answered(run.heard_at, run)
    ]


def _answered(heard_at: datetime | None, waiting: Run) -> bool:
    return heard_at is not None and heard_at >= waiting.created_at


def contests_answer(lease: str, heard: Iterable[Contest], unheard: Iterable[Contest]) -> None:
    """Say which of these runs a socket of this process hears, and which none does."""
    Run.objects.filter(key__in=[each.running for each in heard]).update(watched_at=Now())
    asking = Run.objects.select_for_update().filter(key__in=[each.waiting for each in unheard])
    for run in asking.order_by("id"):
        run.unheard_by.append(lease)
        run.save(update_fields=["unheard_by"])


def contest_decided(running: str, waiting: str, lease: str, lease_seconds: float) -> bool:
    """Whether somebody hears what runs, or every other living process has said that it does not."""
    row = Run.objects.filter(key=running, state=RunState.RUNNING).first()
    asking = Run.objects.filter(key=waiting, state=RunState.QUEUED).first()
    if row is None or asking is None or _answered(row.watched_at, asking):
        return True
    return others_living(lease, lease_seconds) <= set(asking.unheard_by)


def run_replace(key: str, queued: Run) -> str | None:
    """Stop a running run for the one that waits, unless somebody watches it; return its key."""
    run = Run.objects.filter(key=key, state=RunState.RUNNING).first()
    if run is None or _answered(run.watched_at, queued):
        return None
    return run_stop(run.room_id, key)
