"""The hub: who watches which room in this process, and what it has lately heard."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, Protocol
from weakref import WeakValueDictionary

from realtime.entries import Entry, characters_of, merged
from realtime.keys import RoomKey
from realtime.models import Room
from realtime.pacing import Reach
from realtime.rendering import Rendering

#: What a room keeps in memory for sockets that are a little behind; the rest is in the log.
TAIL_ENTRIES = 256
TAIL_CHARACTERS = 262_144
#: What one socket is handed at a time, and holds until its client has read that.
NEWS_CHARACTERS = 32_768
#: Characters of frames after which a helping ends that tells more than its entries hold.
FRAMES_CHARACTERS = 131_072

#: What a rendering that remembers knows of the runs that are under way at some place in the log.
Known = Mapping[str, Any]


class News(NamedTuple):
    """Entries, each with the text frames that say it, and what is known after the last one."""

    told: list[tuple[Entry, tuple[str, ...]]]
    known: Known


class Watcher(Protocol):
    """Somebody who wants to know that a room has news."""

    def wake(self) -> None: ...

    def watches(self, run: str) -> bool: ...

    def lose(self) -> None: ...


class Feed:
    """One room as this process hears it: its newest offset and the tail of its log."""

    def __init__(self, room: Room) -> None:
        self.room = room.pk
        self.key = room.key
        self.epoch = room.epoch
        self.offset = room.offset
        self.watchers: set[Watcher] = set()
        self._tail: deque[Entry] = deque()
        self._tail_characters = 0
        self._rendered: dict[tuple[Rendering, int], News] = {}
        self._reaches: dict[Rendering, Reach] = {}

    def add(self, entry: Entry) -> None:
        """Take in a committed entry; what was heard before is ignored."""
        if entry.offset <= self.offset:
            return
        if entry.offset != self.offset + 1:
            self._tail.clear()
            self._tail_characters = 0
        self.offset = entry.offset
        self._rendered.clear()
        self._tail.append(entry)
        self._tail_characters += characters_of(entry)
        while len(self._tail) > TAIL_ENTRIES or self._tail_characters > TAIL_CHARACTERS:
            self._tail_characters -= characters_of(self._tail.popleft())
        for reach in self._reaches.values():
            reach.hear(entry)

    def reach(self, rendering: Rendering) -> Reach | None:
        """Return how far a rendering may tell the log; None: as far as it goes."""
        if not rendering.paced:
            return None
        if rendering not in self._reaches:
            wake = partial(_wake_all, self.watchers)  # which does not keep the feed itself alive
            self._reaches[rendering] = Reach(rendering.wait, self.offset, wake)
        return self._reaches[rendering]

    def after(self, position: int) -> list[Entry] | None:
        """Return what came after an offset, or None where only the log still has it."""
        missed = self.offset - position
        if missed > len(self._tail):
            return None
        return [self._tail[place] for place in range(-missed, 0)]

    def told(self, rendering: Rendering, position: int) -> News | None:
        """Return what was already encoded for a socket that stands at an offset."""
        return self._rendered.get((rendering, position))

    def tell(
        self, rendering: Rendering, position: int, entries: Iterable[Entry], known: Known
    ) -> News:
        """Encode what comes after an offset, once for all sockets that stand there."""
        news = self._rendered[rendering, position] = render_all(rendering, entries, known)
        return news


def _wake_all(watchers: set[Watcher]) -> None:
    for watcher in tuple(watchers):
        watcher.wake()


def render_all(rendering: Rendering, entries: Iterable[Entry], known: Known) -> News:
    """Encode entries in a dialect, neighbouring texts as one; the first of them, if they are much.

    Snapshots of a long text beside many events: only a helping of them is held for a slow socket.
    """
    told, after, left = [], dict(known), FRAMES_CHARACTERS
    for entry in merged(entries):
        if left <= 0:
            break
        now = None
        if rendering.remembers and entry.run is not None:
            now = after[entry.run] = rendering.fold(after.get(entry.run), entry)
        frames = tuple(frame.encoded() for frame in rendering.frames(entry, now))
        told.append((entry, frames))
        left -= sum(map(len, frames)) if rendering.remembers else 0
        if entry.ends_run:
            after.pop(entry.run or "", None)
    return News(told, after)


class Hub:
    """The rooms that somebody in this process watches. Feeds end with their last holder."""

    def __init__(self) -> None:
        self._by_id: WeakValueDictionary[int, Feed] = WeakValueDictionary()
        self._by_key: WeakValueDictionary[RoomKey, Feed] = WeakValueDictionary()
        self._endings: dict[str, set[asyncio.Future[Entry]]] = {}

    def find(self, key: RoomKey) -> Feed | None:
        return self._by_key.get(key)

    def opened(self, room: Room) -> tuple[Feed, int]:
        """Return the feed of a room that was just read, before later commits are published."""
        feed = self._by_id.get(room.pk)
        if feed is None:
            feed = self._by_id[room.pk] = self._by_key[room.key] = Feed(room)
        return feed, feed.offset

    def publish(self, entries: Sequence[Entry]) -> None:
        """Hand committed entries to the rooms that are watched here."""
        awake: set[Watcher] = set()
        for entry in entries:
            if (feed := self._by_id.get(entry.room)) is not None:
                feed.add(entry)
                awake |= feed.watchers
            if entry.ends_run:
                self._end(entry)
        for watcher in awake:
            watcher.wake()

    def vanish(self, rooms: Iterable[int]) -> None:
        """Let go of rooms that were removed while somebody came: they must come again."""
        for room in rooms:
            feed = self._by_id.pop(room, None)
            if feed is None:
                continue
            if self._by_key.get(feed.key) is feed:
                del self._by_key[feed.key]
            for watcher in tuple(feed.watchers):
                watcher.lose()

    def watched(self, room: int, run: str) -> bool:
        """Whether somebody in this process waits for what this run says."""
        feed = self._by_id.get(room)
        return run in self._endings or (
            feed is not None and any(watcher.watches(run) for watcher in feed.watchers)
        )

    @contextmanager
    def awaiting(self, run: str) -> "Iterator[asyncio.Future[Entry]]":
        """Give a future of the run's last entry; the run counts as watched meanwhile."""
        future: asyncio.Future[Entry] = asyncio.get_running_loop().create_future()
        self._endings.setdefault(run, set()).add(future)
        try:
            yield future
        finally:
            self._endings[run].discard(future)
            if not self._endings[run]:
                del self._endings[run]

    def _end(self, entry: Entry) -> None:
        for future in self._endings.get(entry.run or "", ()):
            if not future.done():
                future.set_result(entry)

    @property
    def connections(self) -> int:
        return sum(len(feed.watchers) for feed in self._by_id.values())

    def audience(self) -> dict[int, int]:
        """Return how many sockets of this process are in each room."""
        return {feed.room: len(feed.watchers) for feed in self._by_id.values() if feed.watchers}

    @property
    def watched_rooms(self) -> list[int]:
        return [feed.room for feed in self._by_id.values() if feed.watchers]
