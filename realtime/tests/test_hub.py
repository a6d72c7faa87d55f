"""What a process keeps of a room in memory."""

from realtime.entries import STARTED, TEXT, Entry
from realtime.hub import TAIL_CHARACTERS, Feed
from realtime.models import Room
from realtime.subscription import Subscription


def said(offset: int, text: str) -> Entry:
    return Entry(1, offset, "run", TEXT, {"text": text})


def test_a_feed_survives_gaps_however_long_the_texts_before_them() -> None:
    feed = Feed(Room(pk=1, service="s", kind="k", name="n", offset=0))
    for offset in range(2, 40, 2):
        feed.add(said(offset, "x" * (TAIL_CHARACTERS // 3)))
        assert feed.after(offset - 1) == [said(offset, "x" * (TAIL_CHARACTERS // 3))]
        assert feed.after(offset - 2) is None


def test_a_feed_ignores_what_it_has_heard() -> None:
    feed = Feed(Room(pk=1, service="s", kind="k", name="n", offset=5))
    feed.add(said(5, "old"))
    feed.add(said(6, "new"))
    feed.add(said(6, "new"))
    assert feed.after(5) == [said(6, "new")]


async def test_a_socket_that_is_behind_watches_only_what_it_will_hear() -> None:
    feed = Feed(Room(pk=1, service="s", kind="k", name="n", offset=0))

    async def say_nothing(*_: str) -> None:
        return

    plain = Subscription(
        feed, position=0, whole=False, render=lambda _: (), send=say_nothing, lost=say_nothing
    )
    feed.add(Entry(1, 1, "older", TEXT, {"text": "still speaking"}))
    feed.add(Entry(1, 2, "newer", STARTED, {}))
    assert not plain.watches("older")
    assert plain.watches("newer")
    plain.close()
