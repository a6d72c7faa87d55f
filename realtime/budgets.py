"""Tokens a day, per actor and in all: held before a model is called, counted after it.

What is held stands in the run's row as well, so that whoever ends the run gives it back: the
process that performed it, or another one that finds that process dead. Called inside write
transactions. Days are UTC's.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import F, Value

from realtime.conf import RealtimeSettings, realtime_settings
from realtime.errors import BudgetSpent, RunFailed
from realtime.models import Run, Spending
from realtime.statements import Select, Update
from realtime.states import RunState

#: Under this name stands what all actors together have cost.
EVERYBODY = ""
#: When to try again where answers that are being written hold the rest.
HELD_RETRY_SECONDS = 30

_SPENDINGS = Select(
    lambda day, one, other: Spending.objects.filter(day=day, actor__in=[one, other]).values_list(
        "actor", "spent", "reserved"
    )
)
#: Of what is left of a limit after these tokens: nothing where that is too little.
_RESERVE = Update(
    lambda day, actor, tokens, left: (
        Spending.objects.filter(day=day, actor=actor, spent__lte=Value(left) - F("reserved")),
        {"reserved": F("reserved") + tokens},
    )
)
_RESERVE_ANYHOW = Update(
    lambda day, actor, tokens: (
        Spending.objects.filter(day=day, actor=actor),
        {"reserved": F("reserved") + tokens},
    )
)
_RUN_RESERVES = Update(
    lambda run, lease, tokens, day: (
        Run.objects.filter(key=run, lease=lease, state=RunState.RUNNING),
        {"reserved_tokens": F("reserved_tokens") + tokens, "reserved_on": day},
    )
)
#: Changes nothing where that was given back already.
_RUN_RELEASES = Update(
    lambda run, tokens: (
        Run.objects.filter(key=run, reserved_tokens__gte=tokens),
        {"reserved_tokens": F("reserved_tokens") - tokens},
    )
)
_RUN_PAYS = Select(lambda run: Run.objects.filter(key=run).values_list("actor", "reserved_on"))
_SETTLE = Update(
    lambda day, one, other, held, used: (
        Spending.objects.filter(day=day, actor__in=[one, other]),
        {"reserved": F("reserved") - held, "spent": F("spent") + used},
    )
)


def today() -> date:
    return datetime.now(UTC).date()


def budget_check(actor: str) -> None:
    """Raise BudgetSpent where nothing is left for an actor: their command is not even stored."""
    limits = _limits(actor, realtime_settings())
    day = today()
    for name, spent, reserved in _SPENDINGS(day, EVERYBODY, actor):
        limit = limits[name]
        if limit and spent + reserved >= limit:
            raise _spent(Spending(day=day, actor=name, spent=spent, reserved=reserved), limit)


def tokens_reserve(run: str, lease: str, tokens: int) -> None:
    """Hold tokens for a call of a running run, in every budget that it counts for.

    Raises BudgetSpent where one of them has not so many left, RunFailed where the run is not
    this process's any longer. What was held before the error is for the caller to roll back.
    """
    day = today()
    if not _RUN_RESERVES(run, lease, tokens, day):
        raise RunFailed
    [(actor, _)] = _RUN_PAYS(run)
    for name, limit in sorted(_limits(actor, realtime_settings()).items()):
        if _held(day, name, tokens, limit):
            continue
        row, _ = Spending.objects.get_or_create(day=day, actor=name)  # the day's first call
        if not _held(day, name, tokens, limit):
            raise _spent(row, limit)


def _held(day: date, actor: str, tokens: int, limit: int) -> bool:
    """Hold tokens in a budget of so many a day, 0: any; False where it has not so many left."""
    if limit:
        return bool(_RESERVE(day, actor, tokens, limit - tokens))
    return bool(_RESERVE_ANYHOW(day, actor, tokens))


def tokens_settle(run: str, reserved: int, used: int) -> None:
    """Give back what a call held, and count what it has cost.

    Where the run has ended meanwhile it was given back already; the cost counts all the same.
    """
    [(actor, held_on)] = _RUN_PAYS(run)
    held = reserved if _RUN_RELEASES(run, reserved) else 0
    _SETTLE(held_on or today(), EVERYBODY, actor, held, used)


def tokens_release(run: Run) -> None:
    """Give back all that a run holds: it has ended, however it did."""
    if run.reserved_tokens:
        tokens_settle(run.key, run.reserved_tokens, 0)


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
