"""Chores: done when they are due, in every process, whatever becomes of the others."""

from collections.abc import Callable
from typing import Any

import pytest

from realtime import chores
from realtime.changes import RunChanges
from realtime.chores import Chore, register_chore
from realtime.engine import Engine, engine
from realtime.models import Room
from realtime.testing import eventually
from realtime.transactions import read


@pytest.fixture(autouse=True)
def known(monkeypatch) -> dict[str, Chore]:
    """Only the chores of this test are known."""
    none: dict[str, Chore] = {}
    monkeypatch.setattr(chores, "_chores", none)
    return none


def room_made(name: str) -> Callable[[RunChanges], None]:
    def work(changes: RunChanges) -> None:
        Room.objects.get_or_create(service="tests", kind="chore", name=name)

    return work


def is_missing(name: str) -> Callable[[], bool]:
    return lambda: not Room.objects.filter(name=name).exists()


async def names() -> list[str]:
    rooms = Room.objects.filter(kind="chore").order_by("name").values_list("name", flat=True)
    return await read(lambda: list(rooms))


async def test_what_is_due_is_done_and_then_no_longer(running_engine: Engine) -> None:
    asked: list[bool] = []

    def due() -> bool:
        asked.append(is_missing("one")())
        return asked[-1]

    register_chore(Chore("one", due, room_made("one")))
    await running_engine.chores.look()
    assert await names() == ["one"]
    await running_engine.chores.look()
    assert asked == [True, False]


async def test_one_that_fails_keeps_none_of_the_others(running_engine: Engine, caplog) -> None:
    def broken(*_: object) -> Any:
        raise ValueError

    register_chore(Chore("cannot tell", broken, room_made("never")))
    register_chore(Chore("cannot work", lambda: True, broken))
    register_chore(Chore("sound", is_missing("sound"), room_made("sound")))
    await running_engine.chores.look()
    assert await names() == ["sound"]
    assert [record.args for record in caplog.records] == [("cannot tell",), ("cannot work",)]


async def test_they_are_looked_after_from_the_engines_start(transactional_db, monkeypatch) -> None:
    monkeypatch.setattr(chores, "LOOK_SECONDS", 0.01)
    register_chore(Chore("soon", is_missing("soon"), room_made("soon")))
    started = engine()

    async def done() -> bool:
        return await names() == ["soon"]

    await eventually(done)
    await started.close()
