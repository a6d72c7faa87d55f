"""A socket's place in a room's log."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from realtime import log, transactions
from realtime.entries import STARTED, Entry
from realtime.errors import StorageBusy
from realtime.hub import NEWS_CHARACTERS, Feed, Rendered, Renderer, render_all

logger = logging.getLogger("realtime.subscription")

#: How soon a socket that is behind asks again for what a busy database did not give it.
RETRY_SECONDS = 0.5


class Subscription:
    """Sends a room's frames to one socket, from an offset on.

    A socket that reads slowly is behind in the log, that is all: nothing is queued for it.
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
        render: Renderer,
        send: Callable[[str], Awaitable[None]],
        lost: Callable[[], Awaitable[None]],
        hears: Callable[[Entry], bool] = lambda started: True,
    ) -> None:
        self.feed = feed
        self.position = position
        self._whole = whole
        self._render = render
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
        if self._pump is None and self.position < self.feed.offset:
            self._pump = asyncio.get_running_loop().create_task(self._send_news())

    def watches(self, run: str) -> bool:
        """Whether this socket hears the run, or will once it has caught up."""
        if self._whole or run in self._heard:
            return True
        missed = self.feed.after(self.position)
        return missed is None or any(e.run == run and self._begins(e) for e in missed)

    async def _send_news(self) -> None:
        try:
            while self.position < self.feed.offset:
                news = await self._next()
                if not news:
                    await self._lost()
                    return
                for entry, frames in news:
                    if self._hears(entry):
                        for frame in frames:
                            await self._send(frame)
                    self.position = entry.offset
        except Exception as error:
            if not has_left(error):
                raise
            logger.debug("A client left while it was sent to")
            self.feed.watchers.discard(self)
        finally:
            self._pump = None

    async def _next(self) -> list[Rendered]:
        """Return what comes next, nothing where the log has a gap there."""
        while True:
            known = self.feed.rendered(self._render, self.position)
            if known is not None:
                return known
            try:
                entries = await transactions.read(
                    log.read_news, self.feed.room, self.position, NEWS_CHARACTERS
                )
                break
            except StorageBusy:  # later news may never come, to wake this socket again
                await asyncio.sleep(RETRY_SECONDS)
        if not entries or entries[0].offset != self.position + 1:
            return []
        return render_all(self._render, entries)

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
