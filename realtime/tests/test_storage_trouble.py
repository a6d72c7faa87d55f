"""A database that is locked, or that others write to, while the engine works."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection

from realtime import log, runner, subscription
from realtime.entries import Entry
from realtime.errors import StorageBusy
from realtime.frames import EventFrame
from realtime.hub import Feed
from realtime.models import Room
from realtime.subscription import Subscription
from realtime.testing import eventually
from realtime.tests.kinds import ROOM, ScriptedRun, says
from realtime.transactions import read


@contextmanager
def another_process() -> Iterator[sqlite3.Connection]:
    """A connection of its own to the same file."""
    raw = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        yield raw
    finally:
        raw.close()


class Said(EventFrame):
    text: str


def worded(entry: Entry) -> Iterator[EventFrame]:
    yield Said(text=entry.kind)


async def heard(feed: Feed, offset: int) -> bool:
    return feed.offset >= offset


async def test_while_the_database_is_locked_commands_are_told_to_retry_and_nothing_is_lost(
    running_engine, scripted, settings
) -> None:
    running_engine._settings = settings.REALTIME.model_copy(update={"write_deadline_seconds": 0.1})
    feed, _ = await running_engine.watch(ROOM)
    accepted = await running_engine.run_start(ROOM, ScriptedRun.name, says("a", "…", "b"))
    await eventually(lambda: heard(feed, 2))
    with another_process() as other:
        other.execute("BEGIN IMMEDIATE")
        scripted.go.set()
        began = time.monotonic()
        with pytest.raises(StorageBusy):
            await running_engine.run_start(ROOM, ScriptedRun.name, says("no"))
        assert time.monotonic() - began < 2
        other.execute("COMMIT")
    await running_engine.run_ended(accepted.run)
    assert [ending.text for _, ending in scripted.endings] == ["ab"]


async def test_a_room_that_is_opened_hears_what_the_same_commit_adds_to_it(
    running_engine, scripted
) -> None:
    """Its run ends in that commit: nothing later would ever tell of it."""
    accepted = await running_engine.run_start(ROOM, ScriptedRun.name, says("a", "…", "b"))

    async def newest() -> int:
        return await read(lambda: Room.objects.get().offset)

    async def at_two() -> bool:
        return await newest() == 2

    await eventually(at_two)
    with another_process() as other:
        other.execute("BEGIN IMMEDIATE")
        opening = asyncio.create_task(running_engine.watch(ROOM))
        await asyncio.sleep(0)
        scripted.go.set()
        work = running_engine.runner._work[accepted.run]
        await work
        for _ in range(3):  # until its end waits for the commit as well
            await asyncio.sleep(0)
        other.execute("COMMIT")
    feed, _ = await opening
    await running_engine.run_ended(accepted.run)
    assert feed.offset == await newest()


async def test_the_loop_goes_on_while_the_database_is_locked(running_engine, scripted) -> None:
    """The wait is in the writer's thread; were it on the loop, this test would never end."""
    with another_process() as other:
        other.execute("BEGIN IMMEDIATE")
        pending = running_engine.writer.commit(lambda: 1)
        for _ in range(100):
            await asyncio.sleep(0.0005)
        assert not pending.done()
        other.execute("COMMIT")
    assert await pending == 1


async def test_a_socket_that_is_behind_gets_the_rest_once_the_database_answers(
    running_engine, scripted, monkeypatch
) -> None:
    feed, _ = await running_engine.watch(ROOM)
    accepted = await running_engine.run_start(ROOM, ScriptedRun.name, says("a", "b"))
    await running_engine.run_ended(accepted.run)
    await eventually(lambda: heard(feed, 4))
    feed._tail.clear()  # what only the log still has
    asked: list[object] = []
    got: list[str] = []
    read_news = log.read_news

    def busy_at_first(*place) -> list[Entry]:
        asked.append(place)
        if len(asked) == 1:
            raise OperationalError("database is locked")
        return read_news(*place)

    async def send(text: str) -> None:
        got.append(text)

    async def lost() -> None:
        got.append("lost")

    monkeypatch.setattr(subscription, "RETRY_SECONDS", 0)
    monkeypatch.setattr(log, "read_news", busy_at_first)
    socket = Subscription(feed, position=0, whole=True, render=worded, send=send, lost=lost)

    async def up_to_date() -> bool:
        return bool(socket.position == feed.offset)

    await eventually(up_to_date)
    socket.close()
    assert len(asked) > 1
    assert "lost" not in got


async def test_a_process_that_is_told_to_end_while_the_database_is_away_ends(
    running_engine, scripted, monkeypatch
) -> None:
    monkeypatch.setattr(runner, "ENDING_SECONDS", 0.1)
    running_engine.writer._tries_left = 1
    feed, _ = await running_engine.watch(ROOM)
    await running_engine.run_start(ROOM, ScriptedRun.name, says("a", "…"))
    await eventually(lambda: heard(feed, 2))
    with another_process() as other:
        other.execute("ALTER TABLE realtime_run RENAME TO away")
        async with asyncio.timeout(5):
            await running_engine.close()
        other.execute("ALTER TABLE away RENAME TO realtime_run")


async def test_what_another_process_commits_is_heard_once_and_in_order(
    running_engine, scripted
) -> None:
    feed, offset = await running_engine.watch(ROOM)
    room = await read(lambda: Room.objects.get().pk)
    with another_process() as other:
        for number in range(1, 51):
            now = datetime.now(UTC).isoformat()
            other.execute("BEGIN IMMEDIATE")
            other.execute('UPDATE realtime_room SET "offset" = "offset" + 1')
            other.execute(
                'INSERT INTO realtime_event (room_id, "offset", kind, data, created_at)'
                " VALUES (?, ?, 'note', ?, ?)",
                (room, offset + number, f'{{"n": {number}}}', now),
            )
            other.execute("COMMIT")
            if number % 10 == 0:
                await running_engine.writer.commit(lambda: log.append(room, None, "mine", {}))
                offset += 1
    await eventually(lambda: heard(feed, 55))
    entries = feed.after(0)
    assert entries is not None
    assert [entry.offset for entry in entries] == list(range(1, 56))
    assert [entry.data["n"] for entry in entries if entry.kind == "note"] == list(range(1, 51))
