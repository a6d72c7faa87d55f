"""The hub: who watches which room in this process, and what it has lately heard."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol
from weakref import WeakValueDictionary

from realtime.entries import Entry, characters_of, first_of, merged
from realtime.frames import EventFrame
from realtime.keys import RoomKey
from realtime.models import Room

#: What a room keeps in memory for sockets that are a little behind; the rest is in the log.
TAIL_ENTRIES = 256
TAIL_CHARACTERS = 262_144
#: What one socket is handed at a time, and holds until its client has read that.
NEWS_CHARACTERS = 32_768

#: Words an entry in a dialect: one rendering of a service. It is called once an entry and
#: rendering, however many sockets hear the result.
Renderer = Callable[[Entry], Iterable[EventFrame]]

#: An entry and the text frames that say it.
Rendered = tuple[Entry, tuple[str, ...]]


class Watcher(Protocol):
    """Somebody who wants to know that a room has news."""

    def wake(self) -> None: ...

    def watches(self, run: str) -> bool: ...


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
        self._rendered: dict[tuple[Renderer, int], list[Rendered]] = {}

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

    def after(self, position: int) -> list[Entry] | None:
        """Return what came after an offset, or None where only the log still has it."""
        missed = self.offset - position
        if missed > len(self._tail):
            return None
        return [self._tail[place] for place in range(-missed, 0)]

    def rendered(self, render: Renderer, position: int) -> list[Rendered] | None:
        """Return what came after an offset as encoded frames, made once for all who ask."""
        known = self._rendered.get((render, position))
        if known is None and (entries := self.after(position)) is not None:
            known = render_all(render, first_of(entries, NEWS_CHARACTERS))
            self._rendered[render, position] = known
        return known


def render_all(render: Renderer, entries: Iterable[Entry]) -> list[Rendered]:
    """Encode entries in a dialect, neighbouring texts as one."""
    return [(entry, tuple(frame.encoded() for frame in render(entry))) for entry in merged(entries)]


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

    @property
    def watched_rooms(self) -> list[int]:
        return [feed.room for feed in self._by_id.values() if feed.watchers]
