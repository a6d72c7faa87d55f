"""Waiting for a state that nobody announces."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

#: Seconds that a test waits; only a broken test waits so long.
PATIENCE = 15.0


async def becomes(expected: T, read: Callable[[], Awaitable[T]]) -> None:
    """Read until `expected` is read; compare once more at the deadline, so that pytest shows it."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        if await read() == expected:
            return
        await asyncio.sleep(0.02)
    assert await read() == expected
