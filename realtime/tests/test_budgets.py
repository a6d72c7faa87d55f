"""Tokens are held before a call, counted after it, and given back however a run ends."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from realtime import budgets, leases, runs
from realtime.engine import Engine
from realtime.errors import BudgetSpent, RunFailed
from realtime.keys import RoomKey
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Room, Run, Spending
from realtime.runner import INTERRUPTED_REASON
from realtime.states import RunState
from realtime.transactions import read


class CallingRun(RunKind):
    """Calls a model as its input says: how much it holds, how much that costs."""

    name = "test.calling"

    def __init__(self) -> None:
        self.go, self.holding = asyncio.Event(), asyncio.Event()
        self.called = 0

    async def perform(self, run: RunContext) -> None:
        await run.reserve(run.input["holds"])
        self.called += 1
        self.holding.set()
        await self.go.wait()
        run.settle(run.input["holds"], run.input["costs"])

    def ended(self, run: Run, ending: Ending) -> None:
        return


@pytest.fixture
def calling(monkeypatch) -> CallingRun:
    from realtime import kinds

    kind = CallingRun()
    monkeypatch.setitem(kinds._kinds, kind.name, kind)
    return kind


@pytest.fixture
def limits(settings) -> Callable[..., None]:
    def limit(in_all: int = 0, per_actor: int = 0) -> None:
        update = {"tokens_per_day": in_all, "tokens_per_day_per_actor": per_actor}
        settings.REALTIME = settings.REALTIME.model_copy(update=update)

    return limit


async def start(engine: Engine, room: str, holds: int, costs: int, actor: str = "eve") -> str:
    key = RoomKey("test", "room", room)
    asked = {"holds": holds, "costs": costs}
    return (await engine.run_start(key, CallingRun.name, asked, actor=actor)).run


async def spending(actor: str = "") -> tuple[int, int]:
    """Return what an actor has spent today, and what is held."""
    return await read(
        Spending.objects.values_list("spent", "reserved").get, day=budgets.today(), actor=actor
    )


async def test_a_call_is_counted_for_its_actor_and_in_all(running_engine, calling) -> None:
    calling.go.set()
    for actor in ("eve", "eve", "mallory"):
        await running_engine.run_ended(await start(running_engine, actor, 100, 30, actor))
    assert [await spending(actor) for actor in ("eve", "mallory", "")] == [
        (60, 0),
        (30, 0),
        (90, 0),
    ]


async def test_the_runs_row_keeps_what_it_has_cost(running_engine, calling) -> None:
    calling.go.set()
    key = await start(running_engine, "a", 100, 30)
    await running_engine.run_ended(key)
    run = await read(Run.objects.get, key=key)
    assert (run.actor, run.facts["tokens"], run.reserved_tokens) == ("eve", 30, 0)


@pytest.mark.parametrize("limit", [{"in_all": 1_000}, {"per_actor": 1_000}])
async def test_two_hundred_at_once_just_below_the_limit_overspend_nothing(
    running_engine, calling, limits, limit
) -> None:
    """Each may cost 90, and does: eleven fit into 1,000 (G21)."""
    limits(**limit)
    results = await asyncio.gather(
        *(start(running_engine, f"room {number}", 90, 90) for number in range(200)),
        return_exceptions=True,
    )
    calling.go.set()
    started = [result for result in results if isinstance(result, str)]
    for key in started:
        await running_engine.run_ended(key)
    assert {type(result) for result in results} <= {str, BudgetSpent}
    assert calling.called == 11
    assert await spending() == (990, 0)


async def test_what_is_left_is_too_little_and_the_run_says_so(
    running_engine, calling, limits
) -> None:
    limits(per_actor=100)
    key = await start(running_engine, "a", 101, 1)
    await running_engine.run_ended(key)
    run = await read(Run.objects.get, key=key)
    assert (run.state, run.error) == (RunState.FAILED, "the budget for today is spent")
    assert calling.called == 0


async def test_where_nothing_is_left_a_command_is_not_stored(
    running_engine, calling, limits
) -> None:
    calling.go.set()
    limits(per_actor=100)
    await running_engine.run_ended(await start(running_engine, "a", 100, 100))
    with pytest.raises(BudgetSpent) as refused:
        await start(running_engine, "a", 1, 1)
    assert 0 < (refused.value.retry_after or 0) <= 24 * 3600
    assert await read(Run.objects.count) == 1
    calling.go.clear()
    await start(running_engine, "b", 1, 1, "somebody else")


async def test_what_others_hold_now_is_worth_waiting_for(running_engine, calling, limits) -> None:
    limits(per_actor=100)
    await start(running_engine, "a", 100, 1)
    await calling.holding.wait()
    with pytest.raises(BudgetSpent) as refused:
        await start(running_engine, "b", 1, 1)
    assert refused.value.retry_after == budgets.HELD_RETRY_SECONDS


async def test_a_stopped_run_gives_back_what_it_held(running_engine, calling) -> None:
    key = await start(running_engine, "a", 100, 30)
    await calling.holding.wait()
    room = await read(Room.objects.get)
    await running_engine.run_stop(room.pk)
    await running_engine.run_ended(key)
    assert await spending("eve") == (0, 0)


@pytest.mark.django_db
def test_the_sweeper_gives_back_what_a_dead_process_held(calling) -> None:
    run = running(holds=100)
    Run.objects.filter(pk=run.pk).update(lease_until=leases.seconds_ahead(-1))
    runs.runs_interrupt(INTERRUPTED_REASON)
    assert list(Spending.objects.values_list("spent", "reserved")) == [(0, 0), (0, 0)]
    budgets.tokens_settle(run.key, 100, 40)  # it was not dead, only late
    assert list(Spending.objects.values_list("spent", "reserved")) == [(40, 0), (40, 0)]


@pytest.mark.django_db
def test_a_process_that_holds_the_run_no_longer_reserves_nothing(calling) -> None:
    run = running(holds=0)
    with pytest.raises(RunFailed):
        budgets.tokens_reserve(run.key, "another lease", 10)
    assert not Spending.objects.filter(reserved__gt=0).exists()


@pytest.mark.django_db
def test_a_new_day_has_a_new_budget(calling, limits) -> None:
    limits(per_actor=100)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        run = running(holds=100)
        with pytest.raises(BudgetSpent):
            budgets.budget_check("eve")
        clock.shift(timedelta(days=1))
        budgets.budget_check("eve")
        budgets.tokens_settle(run.key, 100, 60)  # counts for the day on which it was held
        assert list(Spending.objects.values_list("day", flat=True).distinct()) == [run.reserved_on]
        assert set(Spending.objects.values_list("spent", "reserved")) == {(60, 0)}


def running(*, holds: int, actor: str = "eve") -> Run:
    room, _ = Room.objects.get_or_create(service="test", kind="room", name=f"room of {actor}")
    run = Run.objects.create(
        room=room,
        kind=CallingRun.name,
        actor=actor,
        state=RunState.RUNNING,
        exclusive=False,
        lease="this one",
    )
    if holds:
        budgets.tokens_reserve(run.key, "this one", holds)
    run.refresh_from_db()
    return run


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "settle", "end"]),
        st.integers(0, 2),
        st.integers(0, 60),
    ),
    max_size=12,
)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_happens_the_books_agree(limits, steps) -> None:
    """What is held is what the running runs hold; nothing is below zero or above the limit."""
    limits(in_all=100, per_actor=80)
    Run.objects.all().delete()
    Spending.objects.all().delete()
    actors = ("eve", "eve", "mallory")
    open_runs = [running(holds=0, actor=actor) for actor in actors]
    for step, place, tokens in steps:
        run = Run.objects.get(pk=open_runs[place].pk)
        if step == "reserve" and not run.reserved_tokens:
            with suppress(BudgetSpent), transaction.atomic():
                budgets.tokens_reserve(run.key, "this one", tokens)
        elif step == "settle":
            budgets.tokens_settle(run.key, run.reserved_tokens, min(tokens, run.reserved_tokens))
        elif step == "end":
            budgets.tokens_release(run)
        held = Counter[str]()
        for each in Run.objects.all():
            held[each.actor] += each.reserved_tokens
            held[""] += each.reserved_tokens
        for row in Spending.objects.all():
            assert row.reserved == held[row.actor]
            assert row.spent + row.reserved <= (80 if row.actor else 100)
