"""Tokens a day, per actor and in all: held before a model is called, counted after it.

What is held stands in the run's row as well, so that whoever ends the run gives it back: the
process that performed it, or another one that finds that process dead. Called inside write
transactions. Days are UTC's.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import F, QuerySet

from realtime.conf import RealtimeSettings, realtime_settings
from realtime.errors import BudgetSpent, RunFailed
from realtime.models import Run, Spending
from realtime.states import RunState

#: Under this name stands what all actors together have cost.
EVERYBODY = ""
#: When to try again where answers that are being written hold the rest.
HELD_RETRY_SECONDS = 30


def today() -> date:
    return datetime.now(UTC).date()


def budget_check(actor: str) -> None:
    """Raise BudgetSpent where nothing is left for an actor: their command is not even stored."""
    limits = _limits(actor, realtime_settings())
    day = today()
    for row in Spending.objects.filter(day=day, actor__in=limits):
        limit = limits[row.actor]
        if limit and row.spent + row.reserved >= limit:
            raise _spent(row, limit)


def tokens_reserve(run: str, lease: str, tokens: int) -> None:
    """Hold tokens for a call of a running run, in every budget that it counts for.

    Raises BudgetSpent where one of them has not so many left, RunFailed where the run is not
    this process's any longer.
    """
    mine = Run.objects.filter(key=run, lease=lease, state=RunState.RUNNING)
    actor = mine.values_list("actor", flat=True).first()
    if actor is None:
        raise RunFailed
    day = today()
    limits = _limits(actor, realtime_settings())
    for row in _budgets(day, limits):
        limit = limits[row.actor]
        if limit and row.spent + row.reserved + tokens > limit:
            raise _spent(row, limit)
    Spending.objects.filter(day=day, actor__in=limits).update(reserved=F("reserved") + tokens)
    mine.update(reserved_tokens=F("reserved_tokens") + tokens, reserved_on=day)


def _budgets(day: date, limits: Mapping[str, int]) -> list[Spending]:
    """Return the day's rows, made by its first call, and locked, always in this order."""
    rows = Spending.objects.select_for_update().filter(day=day, actor__in=limits)
    found = list(rows.order_by("actor"))
    if len(found) < len(limits):
        new = [Spending(day=day, actor=name) for name in limits]
        Spending.objects.bulk_create(new, ignore_conflicts=True)
        found = list(rows.order_by("actor"))
    return found


def tokens_settle(run: str, reserved: int, used: int) -> None:
    """Give back what a call held, and count what it has cost.

    Where the run has ended meanwhile it was given back already; the cost counts all the same.
    """
    row = Run.objects.select_for_update().get(key=run)
    day = row.reserved_on or today()
    held = min(reserved, row.reserved_tokens)
    Run.objects.filter(pk=row.pk).update(reserved_tokens=row.reserved_tokens - held)
    _of(row, day).update(reserved=F("reserved") - held, spent=F("spent") + used)


def tokens_release(run: Run) -> None:
    """Give back all that a run holds: it has ended, however it did."""
    if run.reserved_tokens and run.reserved_on is not None:
        _of(run, run.reserved_on).update(reserved=F("reserved") - run.reserved_tokens)
        Run.objects.filter(pk=run.pk).update(reserved_tokens=0)


def _of(run: Run, day: date) -> QuerySet[Spending]:
    return Spending.objects.filter(day=day, actor__in={EVERYBODY, run.actor})


def _limits(actor: str, settings: RealtimeSettings) -> Mapping[str, int]:
    """Return the budgets that an actor's runs count for."""
    limits = {EVERYBODY: settings.tokens_per_day}
    if actor:  # a run that a command or the admin started has none
        limits[actor] = settings.tokens_per_day_per_actor
    return limits


def _spent(row: Spending, limit: int) -> BudgetSpent:
    if row.spent < limit and row.reserved:
        return BudgetSpent(HELD_RETRY_SECONDS)
    midnight = datetime.combine(row.day + timedelta(days=1), time(), UTC)
    return BudgetSpent((midnight - datetime.now(UTC)).total_seconds())
