"""The server's pings, and clients that could answer them and do not."""

import asyncio
from collections.abc import Awaitable, Callable

#: How often a client is pinged, and how long one that answers pings may be silent.
HEARTBEAT_SECONDS = 30.0
TIMEOUT_SECONDS = 90.0


class Heartbeat:
    """Beats for one socket until it is stopped.

    `ping` is called every `HEARTBEAT_SECONDS`; `lost` once a client that has answered one was
    silent for `TIMEOUT_SECONDS`. One that has never answered may be as silent as it likes.
    """

    def __init__(
        self, ping: Callable[[], Awaitable[None]], lost: Callable[[], Awaitable[None]]
    ) -> None:
        self._ping, self._lost = ping, lost
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._task: asyncio.Task[None] | None = None
        self._beat = self._loop.call_later(HEARTBEAT_SECONDS, self._beats)
        self._watch: asyncio.TimerHandle | None = None

    def heard(self, *, answered: bool = False) -> None:
        """The client has said something; `answered`: it was a pong."""
        self._heard_at = self._loop.time()
        if answered and self._watch is None:
            self._watch = self._loop.call_later(TIMEOUT_SECONDS, self._check)

    def stop(self) -> None:
        """Beat no more. Safe to repeat."""
        self._beat.cancel()
        if self._watch is not None:
            self._watch.cancel()

    def _beats(self) -> None:
        self._beat = self._loop.call_later(HEARTBEAT_SECONDS, self._beats)
        if self._task is None or self._task.done():  # a client that does not read gets no second
            self._task = self._loop.create_task(self._to_end(self._ping))

    def _check(self) -> None:
        due = self._heard_at + TIMEOUT_SECONDS
        if due > self._loop.time():
            self._watch = self._loop.call_at(due, self._check)
        else:
            self.stop()
            self._task = self._loop.create_task(self._to_end(self._lost))

    async def _to_end(self, deed: Callable[[], Awaitable[None]]) -> None:
        await deed()
