"""Rooms in which nothing was ever said go after a while; all others stay."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from contact import silence
from contact.rooms import client_id_minted, visitor_room
from contact.tests.conftest import entered
from realtime import log
from realtime.engine import Engine
from realtime.models import Room
from realtime.testing import Client
from realtime.transactions import read

VISITORS = Room.objects.filter(kind="visitor")


async def names() -> set[str]:
    return await read(lambda: set(VISITORS.values_list("name", flat=True)))


async def days_pass(engine: Engine, days: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
        await engine.chores.look()


async def silent_visitor() -> str:
    """Come, say nothing, and go."""
    async with Client("/contact") as visitor:
        return await entered(visitor)


async def test_a_room_in_which_nothing_was_said_goes_when_its_ticket_has_ended(
    running_engine: Engine,
) -> None:
    await running_engine.chores.look()
    await silent_visitor()
    await days_pass(running_engine, 31)  # it may have come a moment ago
    assert len(await names()) == 1
    await days_pass(running_engine, 45)
    assert len(await names()) == 1
    await days_pass(running_engine, 62)
    assert await names() == set()


async def test_all_others_stay(running_engine: Engine) -> None:
    await silent_visitor()
    async with Client("/contact") as speaker:
        kept = {await entered(speaker)}
        await speaker.send(type="contact_request", message="x")
        await speaker.receive()
    told = visitor_room(client_id_minted())
    room = await read(log.room_open, told)
    await running_engine.commit(lambda _: log.append(room.pk, None, "message", {}))
    async with Client("/contact") as present:
        kept |= {told.name, await entered(present)}
        for days in (0, 31):
            await days_pass(running_engine, days)
        assert await names() == kept


async def test_many_go_in_batches(running_engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr(silence, "BATCH", 2)
    for _ in range(5):
        await read(log.room_open, visitor_room(client_id_minted()))
    await running_engine.chores.look()
    left = []
    for _ in range(4):
        await days_pass(running_engine, 31)
        left.append(len(await names()))
    assert left == [3, 1, 0, 0]
