"""The open sockets of this process: how many an actor and an address have, and who must go."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from realtime.access.actors import Actor
from realtime.access.limits import address_key
from realtime.access.revocation import no_longer
from realtime.conf import RealtimeSettings
from realtime.errors import NotAuthenticated, RealtimeError, TooMany
from realtime.transactions import read

logger = logging.getLogger("realtime.connections")

#: What a client is told to wait that has too many sockets: it must close one first.
RETRY_SECONDS = 30


class Connection(Protocol):
    """A socket. `actor` is None until it has shown a ticket."""

    actor: Actor | None
    address: str
    opened_at: float

    async def shut(self, error: RealtimeError) -> None:
        """Close it, and let it hear nothing from now on."""


class Connections:
    """Counts sockets as they come and go, and closes those whose right to speak has ended."""

    def __init__(self, settings: RealtimeSettings) -> None:
        self._settings = settings
        self._open: set[Connection] = set()
        self._by_address: Counter[str] = Counter()
        self._by_actor: Counter[str] = Counter()
        self._closing: set[asyncio.Task[None]] = set()
        self._task = asyncio.get_running_loop().create_task(self._watch())

    def add(self, connection: Connection) -> None:
        """Count a socket under its address. Raises TooMany."""
        key = address_key(connection.address)
        if self._by_address[key] >= self._settings.max_sockets_per_address:
            raise TooMany("sockets from one address", RETRY_SECONDS)
        self._open.add(connection)
        self._by_address[key] += 1

    def name(self, connection: Connection, actor: Actor) -> None:
        """Count a socket under its actor, from now on. Raises TooMany."""
        known = connection.actor
        if known is None or known.name != actor.name:
            if self._by_actor[actor.name] >= self._settings.max_sockets_per_actor:
                raise TooMany("sockets of one user", RETRY_SECONDS)
            self._forget_actor(known)
            self._by_actor[actor.name] += 1
        connection.actor = actor

    def remove(self, connection: Connection) -> None:
        """A socket is gone. Safe to repeat."""
        if connection in self._open:
            self._open.discard(connection)
            _count_down(self._by_address, address_key(connection.address))
            self._forget_actor(connection.actor)

    def _forget_actor(self, actor: Actor | None) -> None:
        if actor is not None:
            _count_down(self._by_actor, actor.name)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._settings.revocation_seconds)
            try:
                await self.sweep()
            except Exception:
                logger.exception("Nobody could be held against the database; trying again")

    async def sweep(self) -> None:
        """Close what has shown no ticket in time, and what may be here no longer."""
        overdue = time.monotonic() - self._settings.ticket_wait_seconds
        waiting = [each for each in self._open if each.actor is None]
        self._shut_all(each for each in waiting if each.opened_at < overdue)
        provable = {each.actor for each in self._open if each.actor and each.actor.can_end}
        now = time.time()
        self._end({actor for actor in provable if actor.until <= now})  # the database may be away
        if provable:
            self._end(await read(no_longer, provable))

    def _end(self, actors: set[Actor]) -> None:
        self._shut_all([each for each in self._open if each.actor in actors])

    def _shut_all(self, connections: Iterable[Connection]) -> None:
        """Each in a task of its own: a client that does not read may hold up its own close."""
        for connection in connections:
            error = NotAuthenticated("sign in again, or show a new ticket")
            task = asyncio.get_running_loop().create_task(connection.shut(error))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    def close(self) -> None:
        self._task.cancel()


def _count_down(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
