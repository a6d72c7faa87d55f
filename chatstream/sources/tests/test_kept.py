"""What is asked once, and what is kept of it."""

import asyncio

import pytest
import time_machine
from django.core.cache import cache

from chatstream.sources.errors import NothingFound, SourceAway, SourceRefused
from chatstream.sources.kept import kept


class Asked:
    """Something to ask, that counts, and waits where it is told to."""

    def __init__(self, *answers: object) -> None:
        self.times = 0
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self._answers = answers

    async def __call__(self) -> object:
        answer = self._answers[min(self.times, len(self._answers) - 1)]
        self.times += 1
        self.begun.set()
        await self.go_on.wait()
        if isinstance(answer, Exception):
            raise answer
        return answer


def at_once(*answers: object) -> Asked:
    asked = Asked(*answers)
    asked.go_on.set()
    return asked


async def test_an_answer_is_kept_for_its_time() -> None:
    asked = at_once([1], [2])
    with time_machine.travel(0, tick=False) as clock:
        assert await kept("a", "x", minutes=10, ask=asked) == [1]
        clock.shift(599)
        assert await kept("a", "x", minutes=10, ask=asked) == [1]
        clock.shift(2)
        assert await kept("a", "x", minutes=10, ask=asked) == [2]


async def test_other_things_are_asked_for_by_themselves() -> None:
    asked = at_once(1, 2, 3)
    names = [("a", "x"), ("a", "y"), ("b", "x")]
    assert [await kept(*name, minutes=1, ask=asked) for name in names] == [1, 2, 3]


async def test_one_thing_is_asked_for_once_at_a_time() -> None:
    asked = Asked("said")
    waiting = [asyncio.ensure_future(kept("a", minutes=1, ask=asked)) for _ in range(20)]
    await asked.begun.wait()
    asked.go_on.set()
    assert await asyncio.gather(*waiting) == ["said"] * 20
    assert asked.times == 1


async def test_who_asks_first_and_leaves_takes_nobody_along() -> None:
    asked = Asked("said")
    first = asyncio.ensure_future(kept("a", minutes=1, ask=asked))
    await asked.begun.wait()
    second = asyncio.ensure_future(kept("a", minutes=1, ask=asked))
    first.cancel()
    asked.go_on.set()
    assert await second == "said"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SourceAway("away"), SourceAway),
        (SourceRefused("refused"), SourceAway),
        (NothingFound("none", "b"), NothingFound),
    ],
)
async def test_that_there_was_no_answer_is_kept_briefly(error, told) -> None:
    asked = at_once(error, "back again")
    with time_machine.travel(0, tick=False) as clock:
        for _ in range(3):
            with pytest.raises(told, match=str(error)):
                await kept("a", minutes=10, ask=asked)
        assert asked.times == 1
        clock.shift(21)
        assert await kept("a", minutes=10, ask=asked) == "back again"


async def test_a_cache_that_is_away_costs_speed_only(monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "get", broken)
    monkeypatch.setattr(cache, "set", broken)
    assert await kept("a", minutes=1, ask=at_once("said")) == "said"
