"""What sources have said is kept for a while: answers, and briefly also that there was none."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any
from weakref import WeakValueDictionary

from django.core.cache import cache

from chatstream.sources.conf import source_settings
from chatstream.sources.errors import NothingFound, SourceAway, SourceError

logger = logging.getLogger(__name__)

_locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()


async def kept(name: str, *about: object, minutes: float, ask: Callable[[], Awaitable[Any]]) -> Any:
    """Return what `ask` says (JSON), or what it said at most `minutes` ago.

    One question at a time for one thing: who comes meanwhile gets the same answer. A SourceError is
    kept for `SOURCE_FAILURE_SECONDS`, so that nobody waits in line for a source that is away.
    """
    key = f"source:{name}:{sha256(repr(about).encode()).hexdigest()[:32]}"
    if (found := await _get(key)) is not None:
        return _unpacked(found)
    async with _lock(key):
        if (found := await _get(key)) is not None:
            return _unpacked(found)
        found, seconds = await _answer(ask, minutes * 60)
        await _set(key, found, seconds)
        return _unpacked(found)


async def _answer(
    ask: Callable[[], Awaitable[Any]], seconds: float
) -> tuple[dict[str, Any], float]:
    briefly = source_settings().source_failure_seconds
    try:
        return {"said": await ask()}, seconds
    except NothingFound as nothing:
        return {"nothing": str(nothing), "offered": nothing.offered}, briefly
    except SourceError as error:
        return {"away": str(error)}, briefly


def _unpacked(found: dict[str, Any]) -> Any:
    if "nothing" in found:
        raise NothingFound(found["nothing"], *found["offered"])
    if "away" in found:
        raise SourceAway(found["away"])
    return found["said"]


def _lock(key: str) -> asyncio.Lock:
    """Return the lock of a key, of this loop; it is gone when nobody holds it."""
    return _locks.setdefault((id(asyncio.get_running_loop()), key), asyncio.Lock())


async def _get(key: str) -> dict[str, Any] | None:
    """Ask the cache, in a thread: it may be a server. A cache that is away costs speed only."""
    try:
        found: dict[str, Any] | None = await asyncio.to_thread(cache.get, key)
    except Exception:
        logger.exception("the cache cannot be read")
        return None
    return found


async def _set(key: str, found: dict[str, Any], seconds: float) -> None:
    try:
        await asyncio.to_thread(cache.set, key, found, seconds)
    except Exception:
        logger.exception("the cache cannot be written")
