"""A socket's place in a room's log."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from realtime import log, transactions
from realtime.entries import STARTED, Entry, first_of, text_of
from realtime.errors import StorageBusy
from realtime.hub import NEWS_CHARACTERS, Feed, Known, News, render_all
from realtime.rendering import Renderer, Rendering, rendering

logger = logging.getLogger("realtime.subscription")

#: How soon a socket that is behind asks again for what a busy database did not give it.
RETRY_SECONDS = 0.5


class Subscription:
    """Sends a room's frames to one socket, from an offset on.

    A socket that reads slowly is behind in the log, that is all: nothing is queued for it. What a
    rendering that remembers knows at its place is shared with all sockets that stand there; who
    joins a run in its midst reads what it has said until then.
    A plain socket hears what no run said, and those of the runs that it heard begin which it
    `hears`; with `whole` it hears the whole room. `lost` is called where the log no longer has
    what comes next.
    """

    def __init__(
        self,
        feed: Feed,
        *,
        position: int,
        whole: bool,
        render: Renderer | Rendering,
        send: Callable[[str], Awaitable[None]],
        lost: Callable[[], Awaitable[None]],
        hears: Callable[[Entry], bool] = lambda started: True,
    ) -> None:
        self.feed = feed
        self.position = position
        self._whole = whole
        self._rendering = rendering(render)
        self._reach = feed.reach(self._rendering)
        self._known: Known = {}
        self._send = send
        self._lost = lost
        self._hears_run = hears
        self._heard: set[str] = set()
        self._pump: asyncio.Task[None] | None = None
        feed.watchers.add(self)
        self.wake()

    def close(self) -> None:
        self.feed.watchers.discard(self)
        if self._pump is not None:
            self._pump.cancel()

    def wake(self) -> None:
        """Send what is new, unless that is under way."""
        if self._pump is None and self.position < self._limit:
            self._pump = asyncio.get_running_loop().create_task(self._send_news())

    def lose(self) -> None:
        """Send no more: the room itself is gone."""
        self.close()
        self._pump = asyncio.get_running_loop().create_task(self._lose())

    async def _lose(self) -> None:
        try:
            await self._lost()
        except Exception as error:
            if not has_left(error):
                raise

    @property
    def _limit(self) -> int:
        """The offset up to which it may be told now."""
        return self.feed.offset if self._reach is None else self._reach.offset

    def watches(self, run: str) -> bool:
        """Whether this socket hears the run, or will once it has caught up."""
        if self._whole or run in self._heard:
            return True
        missed = self.feed.after(self.position)
        return missed is None or any(e.run == run and self._begins(e) for e in missed)

    async def _send_news(self) -> None:
        try:
            while self.position < self._limit:
                news = await self._next()
                if news is None:
                    await self._lost()
                    return
                for entry, frames in news.told:
                    if self._hears(entry):
                        for frame in frames:
                            await self._send(frame)
                    self.position = entry.offset
                self._known = news.known
        except Exception as error:
            if not has_left(error):
                raise
            logger.debug("A client left while it was sent to")
            self.feed.watchers.discard(self)
        finally:
            self._pump = None

    async def _next(self) -> News | None:
        """Return what comes next, None where the log has a gap there."""
        news = self.feed.told(self._rendering, self.position)
        if news is not None:
            return news
        tail = self.feed.after(self.position)
        if tail is not None:
            entries = first_of(self._within_limit(tail), NEWS_CHARACTERS)
            known = await self._known_before(entries)
            return self.feed.tell(self._rendering, self.position, entries, known)
        entries = self._within_limit(await self._from_the_log())
        if not entries or entries[0].offset != self.position + 1:
            return None
        return render_all(self._rendering, entries, await self._known_before(entries))

    def _within_limit(self, entries: list[Entry]) -> list[Entry]:
        if self._reach is None:
            return entries
        return [entry for entry in entries if entry.offset <= self._limit]

    async def _from_the_log(self) -> list[Entry]:
        read = transactions.read
        while True:
            try:
                return await read(log.read_news, self.feed.room, self.position, NEWS_CHARACTERS)
            except StorageBusy:  # later news may never come, to wake this socket again
                await asyncio.sleep(RETRY_SECONDS)

    async def _known_before(self, news: Sequence[Entry]) -> Known:
        """Return what is known here, with the runs in whose midst this socket has joined."""
        if not self._rendering.remembers:
            return self._known
        known = dict(self._known)
        for entry in news:
            if entry.run is not None and entry.run not in known:
                known[entry.run] = None
                if entry.kind != STARTED:
                    known[entry.run] = await self._caught_up(entry.run)
        return known

    async def _caught_up(self, run: str) -> object:
        """Read what a run has said up to here, and fold it."""
        while True:
            try:
                said = await transactions.read(log.read_until, run, self.position)
                break
            except StorageBusy:
                await asyncio.sleep(RETRY_SECONDS)
        if self._reach is not None:
            self._reach.know(run, len(text_of(said)))
        folded: object = None
        for entry in said:
            folded = self._rendering.fold(folded, entry)
        return folded

    def _hears(self, entry: Entry) -> bool:
        if entry.run is None or self._whole:
            return True
        if self._begins(entry):
            self._heard.add(entry.run)
        heard = entry.run in self._heard
        if entry.ends_run:
            self._heard.discard(entry.run)
        return heard

    def _begins(self, entry: Entry) -> bool:
        return entry.kind == STARTED and self._hears_run(entry)


def has_left(error: Exception) -> bool:
    """Whether sending failed because nobody is there: an OSError, as ASGI has it; daphne's own."""
    return isinstance(error, OSError) or type(error).__module__ == "autobahn.exception"
