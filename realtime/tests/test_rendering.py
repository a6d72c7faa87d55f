"""Renderings that remember, and those that have a pace."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import uvloop

from realtime import log
from realtime.entries import STARTED, TEXT, Entry
from realtime.frames import EventFrame
from realtime.hub import Feed, render_all
from realtime.models import Room, Run
from realtime.pacing import Pacer, Reach
from realtime.rendering import Rendering
from realtime.states import RunState
from realtime.subscription import Subscription
from realtime.testing import eventually


class Whole(EventFrame):
    offset: int
    text: str


class Snapshots(Rendering):
    """All of a run's text with each entry; counts how often it is asked to word one."""

    remembers = True

    def __init__(self) -> None:
        self.worded = 0

    def fold(self, known: Any, entry: Entry) -> str:
        return (known or "") + str(entry.data.get("text", ""))

    def frames(self, entry: Entry, known: Any) -> Iterator[EventFrame]:
        self.worded += 1
        yield Whole(offset=entry.offset, text=known)


class Paced(Snapshots):
    """Text waits for as many characters as were told, or for a moment."""

    paced = True

    def wait(self, told: int, waiting: int, seconds: float) -> float:
        return 0.0 if waiting >= told else 0.02 - seconds


def entry(offset: int, text: str, run: str = "run") -> Entry:
    return Entry(1, offset, run, TEXT, {"text": text})


BEGIN = Entry(1, 1, "run", STARTED, {})
END = RunState.COMPLETED


@pytest.fixture
def feed() -> Feed:
    return Feed(Room(pk=1, service="s", kind="k", name="n", offset=0))


class Socket:
    """A subscription, and what it was sent."""

    def __init__(self, feed: Feed, rendering: Rendering, position: int = 0) -> None:
        self.sent: list[str] = []
        self.lost = False
        self.subscription = Subscription(
            feed,
            position=position,
            whole=True,
            render=rendering,
            send=self._send,
            lost=self._lose,
        )

    async def _send(self, text: str) -> None:
        self.sent.append(Whole.model_validate_json(text).text)

    async def _lose(self) -> None:
        self.lost = True

    async def has(self, *texts: str) -> None:
        async def heard() -> bool:
            return self.sent == list(texts)

        await eventually(heard)


def tell(feed: Feed, *entries: Entry) -> None:
    for each in entries:
        feed.add(each)
    for watcher in tuple(feed.watchers):
        watcher.wake()


async def test_each_frame_knows_what_came_before_and_is_made_once_for_all(feed) -> None:
    rendering = Snapshots()
    sockets = [Socket(feed, rendering) for _ in range(5)]
    tell(feed, BEGIN)
    for socket in sockets:
        await socket.has("")
    tell(feed, entry(2, "a"), entry(3, "b"))
    for socket in sockets:
        await socket.has("", "ab")
    assert rendering.worded == 2


async def test_sockets_at_different_places_know_different_things(feed) -> None:
    rendering = Snapshots()
    first = Socket(feed, rendering)
    tell(feed, BEGIN, entry(2, "a"))
    await first.has("", "a")
    second = Socket(feed, rendering)
    tell(feed, entry(3, "b"))
    await first.has("", "a", "ab")
    await second.has("", "ab")


async def test_a_slow_socket_holds_a_helping_of_long_snapshots_and_gets_all_of_them(feed) -> None:
    tell(
        feed, BEGIN, entry(2, "a" * 30_000), *(Entry(1, n, "run", "tool", {}) for n in range(3, 40))
    )
    told = render_all(Snapshots(), feed.after(0) or [], {}).told
    assert 1 < len(told) < 10
    socket = Socket(feed, Snapshots())
    await socket.has("", *["a" * 30_000] * 38)


async def test_runs_beside_each_other_are_not_mixed_up_and_ended_ones_are_forgotten(feed) -> None:
    socket = Socket(feed, Snapshots())
    tell(
        feed,
        BEGIN,
        Entry(1, 2, "other", STARTED, {}),
        entry(3, "a"),
        entry(4, "x", "other"),
        entry(5, "b"),
        Entry(1, 6, "run", END, {}),
    )
    await socket.has("", "", "a", "x", "ab", "ab")
    assert set(socket.subscription._known) == {"other"}


async def test_who_joins_in_the_midst_of_a_run_knows_what_it_has_said(transactional_db) -> None:
    def said() -> Room:
        room = log.room_open(("test", "room", "midst"))
        run = Run.objects.create(room=room, kind="test", first_offset=1)
        events = [(STARTED, {}), (TEXT, {"text": "a"}), (TEXT, {"text": "b"})]
        log.append_all([log.Append(room.pk, run.key, events)])
        room.refresh_from_db()
        return room

    room = await asyncio.to_thread(said)
    run = await asyncio.to_thread(lambda: Run.objects.get().key)
    feed = Feed(room)
    socket = Socket(feed, Snapshots(), position=2)
    await socket.has("ab")
    late = Socket(feed, Snapshots(), position=3)
    tell(feed, Entry(room.pk, 4, run, TEXT, {"text": "c"}))
    await late.has("abc")
    await socket.has("ab", "abc")


async def test_text_waits_for_its_pace_and_goes_unasked(feed) -> None:
    socket = Socket(feed, Paced())
    tell(feed, BEGIN, entry(2, "aaaa"))
    await socket.has("", "aaaa")
    tell(feed, entry(3, "b"))
    assert socket.subscription.position == 2
    await socket.has("", "aaaa", "aaaab")


async def test_an_event_takes_along_what_waits(feed) -> None:
    socket = Socket(feed, Paced())
    tell(feed, BEGIN, entry(2, "aaaa"))
    await socket.has("", "aaaa")
    tell(feed, entry(3, "b"), Entry(1, 4, "run", END, {}))
    await socket.has("", "aaaa", "aaaab", "aaaab")


def test_the_first_text_never_waits() -> None:
    pacer = Pacer(lambda told, waiting, seconds: 1.0 - seconds, 0)
    pacer.hear(BEGIN, 0.0)
    pacer.hear(entry(2, "a"), 0.1)
    assert (pacer.reach, pacer.due) == (2, None)


def test_what_waits_is_due_when_the_rule_says_so() -> None:
    pacer = Pacer(lambda told, waiting, seconds: 1.0 - seconds, 0)
    pacer.hear(BEGIN, 0.0)
    pacer.hear(entry(2, "a"), 0.0)
    pacer.hear(entry(3, "b"), 0.25)
    assert (pacer.reach, pacer.due) == (2, 1.0)
    pacer.hear(entry(4, "c"), 0.5)
    assert (pacer.reach, pacer.due) == (2, 1.0)
    pacer.release(1.0)
    assert (pacer.reach, pacer.due) == (4, None)


def test_a_run_that_began_before_anybody_listened_counts_as_told() -> None:
    pacer = Pacer(lambda told, waiting, seconds: 0.0 if waiting >= told else 1.0, 0)
    pacer.know("run", 10)
    pacer.hear(entry(2, "a"), 0.0)
    assert (pacer.reach, pacer.due) == (0, 1.0)


def test_a_pace_whose_moment_has_passed_goes_on_with_the_servers_loop() -> None:
    """uvloop's call_at gives a handle that knows no time where the time has passed."""
    released: list[int] = []

    def soon(told: int, waiting: int, seconds: float) -> float:
        return 1e-9

    async def hear() -> None:
        reach = Reach(soon, 0, lambda: released.append(reach.offset))
        reach.know("a", 1)
        for offset in range(1, 5):
            reach.hear(Entry(1, offset, "a", TEXT, {"text": "字"}))
        await asyncio.sleep(0.01)  # the loop's clock counts milliseconds

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(hear())
    assert released[-1] == 4
