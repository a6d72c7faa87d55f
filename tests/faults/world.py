"""Servers, a scripted model and data folders of one campaign; all end with it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from llm.scripts import ScriptedUpstream
from tests.playbook import Playbook
from tests.server import Kind, ServerProcess, prepared

T = TypeVar("T")


class World:
    """`async with World(folder) as world`: starts on demand, ends every process that it started."""

    def __init__(self, folder: Path, template: Path | None = None) -> None:
        self._folder = folder
        self._template = template
        self._numbers: Iterator[int] = count(1)
        self._stack = AsyncExitStack()
        self._shared: dict[Any, ServerProcess] = {}
        self.playbook = Playbook()

    async def __aenter__(self) -> Self:
        if self._template is None:
            self._template = await asyncio.to_thread(prepared, self._folder / "template")
        self.upstream = await self._stack.enter_async_context(ScriptedUpstream(self.playbook))
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._stack.aclose()

    def new_folder(self) -> Path:
        """Return a folder with a prepared database, of nobody else."""
        assert self._template is not None  # noqa: S101
        folder = self._folder / f"data-{next(self._numbers)}"
        shutil.copytree(self._template, folder)
        return folder

    async def server(
        self, kind: Kind = "uvicorn", folder: Path | None = None, **settings: str
    ) -> ServerProcess:
        """Start a server that asks the scripted model; it ends with the world at the latest."""
        server = ServerProcess(folder or self.new_folder(), kind, **(self.model | settings))
        self._stack.callback(server.kill)
        await asyncio.to_thread(server.start)
        return server

    async def shared(self, kind: Kind = "uvicorn", **settings: str) -> ServerProcess:
        """Return a server with these settings that no trial ends."""
        key = (kind, *sorted(settings.items()))
        if key not in self._shared:
            self._shared[key] = await self.server(kind, None, **settings)
        return self._shared[key]

    async def new_pair(self, **settings: str) -> list[ServerProcess]:
        """Start two processes on one data folder, for a trial to end."""
        first = await self.server("uvicorn", None, **settings)
        return [first, await self.server("uvicorn", first.folder, **settings)]

    async def pair(self, **settings: str) -> tuple[ServerProcess, ServerProcess]:
        """Return two processes on one data folder that no trial ends."""
        first = await self.shared("uvicorn", **settings)
        key = ("beside", *sorted(settings.items()))
        if key not in self._shared:
            self._shared[key] = await self.server("uvicorn", first.folder, **settings)
        return first, self._shared[key]

    def ends(self, end: Callable[[], object]) -> None:
        """Call this when the world ends, such as a process's `kill`."""
        self._stack.callback(end)

    async def keep(self, context: AbstractAsyncContextManager[T]) -> T:
        """Enter a context that ends with the world, such as a browser."""
        return await self._stack.enter_async_context(context)

    @property
    def model(self) -> dict[str, str]:
        """The settings with which a server asks the scripted model, and takes many clients."""
        return {
            "openai_base_url": self.upstream.base_url,
            "openai_api_key": "scripted",
            "contact_address_limit": "1000000 per minute",
            "contact_message_limit": "1000000 per minute",
            "contact_reply_seconds": "0.3",  # so that answers come in parts as well
        }


class Pool(Generic[T]):
    """What only one trial at a time may use: made on demand, kept for the next.

    A trial that raises leaves nothing behind that another would use.
    """

    def __init__(self, make: Callable[[], Awaitable[T]]) -> None:
        self._make = make
        self._idle: list[T] = []

    @asynccontextmanager
    async def one(self) -> AsyncIterator[T]:
        taken = self._idle.pop() if self._idle else await self._make()
        yield taken
        self._idle.append(taken)
