"""Who is in a room: rows that go with their socket or their process, told through the log."""

import asyncio
from typing import Any

from realtime import leases, log, presence
from realtime.engine import Engine
from realtime.entries import PRESENCE
from realtime.models import Presence, Room
from realtime.presence import PEOPLE, Attendance, Attendee, people_in
from realtime.subscription import Subscription
from realtime.testing import eventually
from realtime.tests.kinds import ROOM
from realtime.transactions import read

ADA, BOB = Attendee("user:1", "Ada"), Attendee("user:2", "Bob")


async def told(room: int) -> list[dict[str, Any]]:
    """Return what the room was told of who is there, oldest first."""
    entries = await read(log.read_room, room, 0)
    return [entry.data for entry in entries if entry.kind == PRESENCE]


async def last_told(room: int) -> list[tuple[str, int]]:
    events = await told(room)
    return [(each["name"], each["connections"]) for each in events[-1]["people"]] if events else []


async def until_told(room: int, *people: tuple[str, int]) -> None:
    async def so() -> bool:
        return await last_told(room) == list(people)

    await eventually(so)
    assert (await read(people_in, room))["people"] == [
        {"name": name, "connections": connections} for name, connections in people
    ]


async def test_a_room_is_told_who_comes_and_who_goes(running_engine: Engine) -> None:
    feed, _ = await running_engine.watch(ROOM)
    here = running_engine.presence
    here.come("1", feed.room, ADA)
    await until_told(feed.room, ("Ada", 1))
    here.come("2", feed.room, BOB)
    here.come("3", feed.room, ADA)
    await until_told(feed.room, ("Ada", 2), ("Bob", 1))
    here.go("1")
    here.go("2")
    here.go("2")
    await until_told(feed.room, ("Ada", 1))


async def test_people_of_one_name_are_two_people(running_engine: Engine) -> None:
    feed, _ = await running_engine.watch(ROOM)
    running_engine.presence.come("1", feed.room, ADA)
    running_engine.presence.come("2", feed.room, Attendee("user:3", "Ada"))
    await until_told(feed.room, ("Ada", 1), ("Ada", 1))


async def test_who_is_in_a_dead_process_is_there_no_longer(running_engine: Engine) -> None:
    feed, _ = await running_engine.watch(ROOM)
    await read(leases.process_seen, "another", 6.0, 1)
    neighbour = Attendance(running_engine.writer, "another", running_engine.hub.vanish)
    neighbour.come("1", feed.room, BOB)
    running_engine.presence.come("1", feed.room, ADA)
    await until_told(feed.room, ("Bob", 1), ("Ada", 1))
    await read(leases.process_gone, "another")
    await running_engine.keeper.sweep()
    await until_told(feed.room, ("Ada", 1))
    neighbour.restore()  # it was only frozen
    await until_told(feed.room, ("Ada", 1), ("Bob", 1))


async def test_who_comes_to_a_room_that_was_just_removed_is_sent_to_a_new_one(
    running_engine: Engine,
) -> None:
    feed, place = await running_engine.watch(ROOM)
    lost = asyncio.Event()

    async def send_away() -> None:
        lost.set()

    subscription = Subscription(
        feed, position=place, whole=True, render=lambda entry: [], send=never, lost=send_away
    )
    await read(Room.objects.filter(pk=feed.room).delete)
    running_engine.presence.come("1", feed.room, ADA)
    await asyncio.wait_for(lost.wait(), 5)
    assert subscription not in feed.watchers
    again, _ = await running_engine.watch(ROOM)
    assert again is not feed
    running_engine.presence.come("2", again.room, ADA)
    await until_told(again.room, ("Ada", 1))


async def never(text: str) -> None:
    raise AssertionError(text)


async def test_what_was_not_swept_is_restored_only_once(running_engine: Engine) -> None:
    feed, _ = await running_engine.watch(ROOM)
    running_engine.presence.come("1", feed.room, ADA)
    running_engine.presence.restore()
    await until_told(feed.room, ("Ada", 1))
    assert await read(Presence.objects.count) == 1


async def test_a_crowd_is_told_in_few_events_that_name_some_and_count_all(
    running_engine: Engine, monkeypatch
) -> None:
    monkeypatch.setattr(presence, "TELL_SECONDS", 0.5)
    feed, _ = await running_engine.watch(ROOM)
    for number in range(PEOPLE + 20):
        running_engine.presence.come(str(number), feed.room, Attendee(str(number), f"n{number}"))

    async def all_counted() -> bool:
        events = await told(feed.room)
        return bool(events) and events[-1]["total"] == PEOPLE + 20

    await eventually(all_counted)
    events = await told(feed.room)
    assert len(events) == 1
    assert [each["name"] for each in events[0]["people"]] == [f"n{n}" for n in range(PEOPLE)]
