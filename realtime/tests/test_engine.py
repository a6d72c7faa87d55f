"""Runs through the engine, on a real database file."""

import asyncio
import logging
import sqlite3
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import connection

from realtime import contests, keeper, leases, log, runs
from realtime.engine import Engine
from realtime.entries import TEXT, text_of
from realtime.models import Event, Room, Run
from realtime.states import RunState
from realtime.subscription import Subscription
from realtime.testing import eventually
from realtime.tests.kinds import ROOM, ScriptedRun, says
from realtime.transactions import read


async def start(engine: Engine, *texts: str, **more) -> str:
    accepted = await engine.run_start(ROOM, ScriptedRun.name, says(*texts), **more)
    return accepted.run


async def finish(engine: Engine, *texts: str) -> Run:
    key = await start(engine, *texts)
    await engine.run_ended(key)
    return await read(Run.objects.get, key=key)


async def has_started(key: str) -> bool:
    return (await read(Run.objects.get, key=key)).first_offset is not None


async def has_said(room: int, text: str) -> bool:
    return text_of(await read(log.read_room, room, 0)) == text


async def test_what_a_run_says_is_in_the_log_under_offsets_without_a_hole(
    running_engine, scripted
) -> None:
    run = await finish(running_engine, "a", "b", "c")
    entries = await read(log.read_run, run)
    assert text_of(entries) == "abc"
    assert [entry.kind for entry in entries if entry.kind != TEXT] == [
        "started", "text_ended", "completed",
    ]  # fmt: skip
    offsets = [entry.offset for entry in entries]
    assert offsets == list(range(1, len(offsets) + 1))
    assert (await read(Room.objects.get)).offset == offsets[-1]
    assert scripted.endings[0][1].text == "abc"


@pytest.mark.parametrize(
    ("texts", "state", "text", "reason"),
    [
        (("a", "!"), RunState.FAILED, "a", "as the script says"),
        (("a", "?"), RunState.FAILED, "a", "internal error"),
        ((), RunState.COMPLETED, "", ""),
    ],
)
async def test_every_way_to_end_is_recorded(
    running_engine, scripted, caplog, texts, state, text, reason
) -> None:
    run = await finish(running_engine, *texts)
    ((_, ending),) = scripted.endings
    assert (run.state, ending.state, ending.text) == (state, state, text)
    assert ending.reason.startswith(reason)
    assert "secret" not in ending.reason
    if reason == "internal error":
        assert ending.reason.split()[-1] in caplog.text


async def test_a_stopped_run_keeps_exactly_what_the_log_has(running_engine, scripted) -> None:
    key = await start(running_engine, "a", "b", "…", "c")
    feed, _ = await running_engine.watch(ROOM)
    await eventually(lambda: has_said(feed.room, "ab"))
    await running_engine.run_stop(feed.room)
    await running_engine.run_ended(key)
    ((_, ending),) = scripted.endings
    assert (ending.state, ending.text) == (RunState.STOPPED, "ab")


async def test_a_stop_before_the_first_step_ends_the_run_too(running_engine, scripted) -> None:
    feed, _ = await running_engine.watch(ROOM)
    for _ in range(20):
        key = await start(running_engine, "a", "…")
        with running_engine.hub.awaiting(key) as ending:
            await running_engine.run_stop(feed.room, key)
            entry = await asyncio.wait_for(ending, 5)
        assert entry.kind == RunState.STOPPED


async def test_after_a_stop_the_log_takes_nothing_more_from_the_run(
    running_engine, scripted
) -> None:
    """Another process asks; this one learns of it from the log's refusal or by following."""
    key = await start(running_engine, "a", "…", "b")
    await eventually(lambda: has_started(key))
    room = (await read(Run.objects.get, key=key)).room_id
    await read(runs.run_stop, room, key)
    scripted.go.set()
    await running_engine.run_ended(key)
    ((_, ending),) = scripted.endings
    assert ending.state == RunState.STOPPED
    assert "b" not in ending.text


async def test_runs_of_one_room_take_turns_in_order(running_engine, scripted) -> None:
    with running_engine.hub.awaiting("x"):
        first = await start(running_engine, "1", "…")
        with running_engine.hub.awaiting(first):  # watched, so that it is not replaced
            others = [await start(running_engine, str(n)) for n in (2, 3, 4)]
            scripted.go.set()
            for key in others:
                await running_engine.run_ended(key)
    assert [key for key, _ in scripted.endings] == [first, *others]


async def test_a_run_that_was_started_in_the_same_commit_is_not_replaced(
    running_engine, scripted
) -> None:
    """The socket that asked for it watches it, though it cannot have heard of it yet."""
    feed, position = await running_engine.watch(ROOM)

    async def nothing(*_: str) -> None:
        return

    socket = Subscription(
        feed, position=position, whole=False, render=lambda _: (), send=nothing, lost=nothing
    )
    with sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")  # until both are under way
        asked = [asyncio.create_task(start(running_engine, str(n), "…")) for n in (1, 2)]
        for _ in range(5):
            await asyncio.sleep(0.001)
        other.execute("COMMIT")
    first, second = await asyncio.gather(*asked)
    await eventually(lambda: has_started(first))
    scripted.go.set()
    for key in (first, second):
        await running_engine.run_ended(key)
    socket.close()
    assert [ending.state for _, ending in scripted.endings] == [RunState.COMPLETED] * 2


async def test_a_contested_run_is_answered_for_once(running_engine, scripted) -> None:
    async def asked(lease: str) -> list[contests.Contest]:
        return await read(contests.runs_contested, lease)

    first = await start(running_engine, "1", "…")
    with running_engine.hub.awaiting(first):
        await eventually(lambda: has_started(first))
        second = await start(running_engine, "2")
        found = await asked("A")
        assert [(each.running, each.waiting) for each in found] == [(first, second)]
        await read(contests.contests_answer, "A", [], found)
        assert await asked("A") == []
        assert await asked("B") == found
        await asyncio.sleep(0.002)  # the database's clock counts milliseconds
        await read(contests.contests_answer, "B", found, [])
        assert await asked("C") == []
        await asyncio.sleep(0.002)
        third = await start(running_engine, "3")
        assert [each.waiting for each in await asked("A")] == [third]
    scripted.go.set()


async def test_a_run_makes_way_once_every_living_process_has_said_that_it_does_not_hear_it(
    running_engine, scripted
) -> None:
    await read(leases.process_seen, "another", 6.0, 0)
    first = await start(running_engine, "1", "…")
    await eventually(lambda: has_started(first))
    second = await start(running_engine, "2")
    decided = partial(contests.contest_decided, first, second, running_engine.runner.lease, 6.0)
    assert not await read(decided)
    await read(
        contests.contests_answer, "another", [], await read(contests.runs_contested, "another")
    )
    assert await read(decided)
    await running_engine.run_ended(second)
    assert [ending.state for _, ending in scripted.endings] == [
        RunState.STOPPED,
        RunState.COMPLETED,
    ]


async def test_private_input_reaches_the_run_and_no_row(running_engine, scripted) -> None:
    key = await start(running_engine, "a", private={"token": "canary"})
    await running_engine.run_ended(key)
    assert scripted.private == [{"token": "canary"}]
    database = connection.settings_dict["NAME"]
    with sqlite3.connect(database) as raw:
        assert not any("canary" in line for line in raw.iterdump())


async def test_a_run_that_somebody_else_queued_is_found_and_performed(
    running_engine, scripted
) -> None:
    """As the admin or a command in another process would: a row, nothing else."""
    await running_engine.watch(ROOM)

    def queue() -> Run:
        queued = runs.run_queue(
            ROOM, ScriptedRun.name, says("hello"), client_message_id=None, queue_length=8
        )
        return queued.run

    run = await read(queue)
    await asyncio.wait_for(running_engine.run_ended(run.key), 5)
    assert scripted.endings[0][1].text == "hello"


async def test_a_silent_process_loses_its_run_and_its_text_stays(running_engine, scripted) -> None:
    key = await start(running_engine, "a", "b", "…", "c")
    feed, _ = await running_engine.watch(ROOM)
    await eventually(lambda: has_said(feed.room, "ab"))

    def expire() -> None:
        Run.objects.filter(key=key).update(lease="of another", lease_until="2000-01-01T00:00Z")

    await read(expire)
    await running_engine.keeper.sweep()
    await running_engine.run_ended(key)
    scripted.go.set()
    ((_, ending),) = scripted.endings
    assert (ending.state, ending.text) == (RunState.INTERRUPTED, "ab")
    kinds = await read(lambda: list(Event.objects.values_list("kind", flat=True)))
    assert kinds.count("interrupted") == 1


async def test_whoever_was_kept_from_beating_gives_the_others_time_before_it_judges(
    running_engine, monkeypatch
) -> None:
    """Leases of 6 s, renewed every 2 s: after 4.1 s without a beat another's may have run out."""
    now, judge = 1_000.0, running_engine.keeper
    monkeypatch.setattr(keeper, "time", SimpleNamespace(monotonic=lambda: now))
    judge._task.cancel()
    judge._may_judge()
    judged = []
    for seconds in (2, 3.9, 4.1, 2, 2, 2.1):
        now += seconds
        judged.append(judge._may_judge())
    assert judged == [True, True, False, False, False, True]


async def test_closing_interrupts_what_still_runs_and_commits_it(running_engine, scripted) -> None:
    key = await start(running_engine, "a", "…")
    await eventually(lambda: has_started(key))
    await running_engine.runner.close(drain_seconds=0)
    run = await read(Run.objects.get, key=key)
    assert (run.state, scripted.endings[0][1].text) == (RunState.INTERRUPTED, "a")


async def test_long_and_odd_text_survives_byte_for_byte(running_engine, scripted) -> None:
    odd = "\u2028 \x00 \ufeff 🙂 \r\n \\u0000 \"'; DROP TABLE --" + "字" * 300_000
    run = await finish(running_engine, odd)
    assert text_of(await read(log.read_run, run)) == odd.replace("\0", "")


async def test_an_event_that_nobody_can_store_ends_only_its_own_run(
    running_engine, scripted, caplog
) -> None:
    await finish(running_engine, "fine")
    with caplog.at_level(logging.CRITICAL, logger="realtime.writer"):
        bad = running_engine.writer.commit(lambda: 1 / 0)
        good = running_engine.writer.commit(lambda: 7)
        with pytest.raises(ZeroDivisionError):
            await bad
        assert await good == 7
