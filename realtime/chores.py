"""Chores: what apps do now and then, without anybody asking for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

from realtime import transactions
from realtime.changes import RunChanges

#: Between two looks at what there is to do, in each process.
LOOK_SECONDS = 5.0

logger = logging.getLogger("realtime.chores")


class Chore(NamedTuple):
    """Something that becomes due: `due` reads whether it is, `work` does it with one commit.

    Every process looks. Where two find the same chore due, both work: `work` asks again, in its
    transaction, what there is left to do.
    """

    name: str
    due: Callable[[], bool]
    work: Callable[[RunChanges], None]


_chores: dict[str, Chore] = {}


def register_chore(chore: Chore) -> None:
    """Make a chore known; called once, from an app's `ready`."""
    _chores[chore.name] = chore


class Chores:
    """Looks after them from the engine's start to its end."""

    def __init__(self, commit: Callable[[Callable[[RunChanges], None]], Awaitable[None]]) -> None:
        self._commit = commit
        self._task = asyncio.get_running_loop().create_task(self._look_on())

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Do what is due. One that fails keeps none of the others, and is tried again."""
        for chore in tuple(_chores.values()):
            try:
                if await transactions.read(chore.due):
                    await self._commit(chore.work)
            except Exception:
                logger.exception("The chore %s failed; it is tried again", chore.name)

    async def close(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
