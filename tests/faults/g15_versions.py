"""G15: project writes are all or nothing.

Every file of a version holds the version's mark, so that a mix of two shows wherever it is read: in
the database, on the disk and on the wire, while versions are written and after the process that
wrote one was killed.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx2
from websockets.exceptions import WebSocketException

from llm.scripts import tokens
from tests.faults.dialect import Dialect
from tests.faults.ledger import Ledger
from tests.faults.trials import Attack, Outcome
from tests.faults.world import Pool
from tests.generation import answers_get_file, stored_versions, writes
from tests.server import ServerProcess
from tests.sockets import Socket, connected
from tests.waiting import becomes

FILES = 50
#: A version's way from the model's last word to the disk takes about as long.
WRITING_SECONDS = 0.12
ENDED = ("code_generated", "error")
#: Seconds for a turn of 50 files on a loaded machine whose servers have just started.
PATIENCE = 60.0


def marked(mark: str, random: Random) -> dict[str, str]:
    """Return the files of a version, each of them with its mark."""
    return {
        f"{'src/' * (number % 3)}f{number}.txt": f"{mark}\n" * random.randint(1, 400)
        for number in range(FILES)
    }


def marks(files: dict[str, str]) -> set[str]:
    """Return the marks that files hold: one for a version, more for a mix."""
    return {line for text in files.values() for line in text.splitlines()}


class _Versions(Attack):
    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.name == "generation"

    def turn(self, mark: str, random: Random) -> str:
        """Return a request that will be answered with a version of this mark."""
        files = marked(mark, random)
        return self.world.playbook.question(tuple(writes(files)), tokens(mark))


class KilledWrites(_Versions):
    guarantee = "G15"
    title = f"killed while a version of {FILES} files is written; seconds until all is as it was"
    full, small = 200, 3
    parallel = 4
    within = 10.0

    async def prepare(self) -> None:
        self.servers = Pool(lambda: self.world.server(tokens_per_day_per_actor="0"))

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room = Outcome(), f"g15-{seed}"
        async with self.servers.one() as server:
            await self._first_version(server, room, random)
            request = self.turn("second", random)
            with Readers(server, room, outcome), suppress(OSError, WebSocketException):
                async with connected(server, path=self.dialect.path(room)) as socket:
                    await socket.send(type="chat", content=request)
                    await self._last_word(request)
                    await asyncio.sleep(random.uniform(0, WRITING_SECONDS))
                    await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            began = time.monotonic()
            await self._settled(server, room)
            outcome.seconds.append(time.monotonic() - began)
            await self._judge(server, room, outcome)
        return outcome

    async def _first_version(self, server: ServerProcess, room: str, random: Random) -> None:
        async with connected(server, path=self.dialect.path(room)) as socket:
            await socket.send(type="chat", content=self.turn("first", random))
            await socket.until(lambda frame: frame["type"] in ENDED, PATIENCE)

    async def _last_word(self, request: str) -> None:
        async def asked() -> bool:
            return len(self.world.playbook.requests_for(request)) == 2

        await becomes(True, asked)

    async def _settled(self, server: ServerProcess, room: str) -> None:
        """Wait until every run has ended and the disk has what the database has."""

        async def same() -> bool:
            states = [state for state, _ in Ledger.of(server.folder, room).runs.values()]
            versions = stored_versions(server.folder, room)
            return "running" not in states and disk(server, room) == versions[max(versions)]

        await becomes(True, same)

    async def _judge(self, server: ServerProcess, room: str, outcome: Outcome) -> None:
        versions = stored_versions(server.folder, room)
        told = await told_on_the_wire(server, self.dialect.path(room))
        newest = versions[max(versions)]
        outcome.count(f"version {max(versions)}")
        outcome.expect(told == newest, f"the wire has {marks(told)}, rows {marks(newest)}")
        for number, files in versions.items():
            mark = {1: "first", 2: "second"}[number]
            outcome.expect(len(files) == FILES and marks(files) == {mark}, f"{number} is a mix")
        outcome.expect(leftovers(server) == [], "files are left over")
        outcome.fell += Ledger.of(server.folder, room).faults()


class TurnsAtOnce(_Versions):
    guarantee = "G15"
    title = "turns and restores at once, of two processes"
    full, small = 100, 2
    parallel = 3

    async def prepare(self) -> None:
        self.servers = await self.world.pair(
            tokens_per_day_per_actor="0", handshake_limit="100000 per minute"
        )
        self.http = await self.world.keep(httpx2.AsyncClient(trust_env=False, timeout=60))

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room = Outcome(), f"g15-at-once-{seed}"
        await self._ask(random.choice(self.servers), room, self.turn("turn 0", random), outcome)
        at_once: list[Any] = [
            self._ask(
                random.choice(self.servers), room, self.turn(f"turn {number}", random), outcome
            )
            for number in range(1, random.randint(3, 5))
        ]
        at_once += [self._restore(room, random, outcome) for _ in range(random.randint(1, 3))]
        random.shuffle(at_once)
        with Readers(self.servers[0], room, outcome):
            made = sum(await asyncio.gather(*at_once)) + 1
        versions = stored_versions(self.servers[0].folder, room)
        outcome.expect(
            sorted(versions) == list(range(1, made + 1)), f"{made} made, there are {list(versions)}"
        )
        for number, files in versions.items():
            whole = len(files) == FILES and len(marks(files)) == 1
            outcome.expect(whole, f"version {number} has {len(files)} files of {marks(files)}")
        outcome.fell += Ledger.of(self.servers[0].folder, room).faults()
        return outcome

    async def _ask(self, server: ServerProcess, room: str, request: str, outcome: Outcome) -> bool:
        """Ask, and return whether it made a version; otherwise it was a conflict."""
        async with connected(server, path=self.dialect.path(room)) as socket:
            await socket.send(type="chat", content=request)
            end = (await socket.until(lambda f: f["type"] in ENDED and "run" in f, PATIENCE))[-1]
        made: bool = end["type"] == "code_generated"
        outcome.count("turns" if made else "turns in conflict")
        outcome.expect(made or "conflict" in end["message"], str(end)[:200])
        return made

    async def _restore(self, room: str, random: Random, outcome: Outcome) -> bool:
        await asyncio.sleep(random.uniform(0, 0.4))
        url = f"{random.choice(self.servers).url}/api/projects/{room}/versions"
        latest = (await self.http.get(url)).json()["latest"]
        reply = await self.http.post(f"{url}/1/restore", json={"base": latest})
        outcome.count({201: "restores", 409: "restores in conflict"}.get(reply.status_code, "odd"))
        outcome.expect(reply.status_code in (201, 409), f"{reply.status_code}: {reply.text[:200]}")
        return reply.status_code == 201


class Readers:
    """Reads a project's rows and its folder all the time; a mix of two versions is noted."""

    def __init__(self, server: ServerProcess, room: str, outcome: Outcome) -> None:
        self._server, self._room, self._outcome = server, room, outcome
        self._tasks: list[asyncio.Task[None]] = []

    def __enter__(self) -> None:
        for read in (self._rows, self._disk):
            self._tasks.append(asyncio.create_task(self._look(read)))

    def __exit__(self, *_error: object) -> None:
        for task in self._tasks:
            task.cancel()

    async def _look(self, read: Callable[[], list[dict[str, str]]]) -> None:
        while True:
            for files in await asyncio.to_thread(read):
                mixed = len(marks(files)) > 1 or len(files) not in (0, FILES)
                self._outcome.expect(not mixed, f"{len(files)} files of {marks(files)}")
            self._outcome.count(f"looks at {read.__name__.strip('_')}")
            await asyncio.sleep(0.002)

    def _rows(self) -> list[dict[str, str]]:
        return list(stored_versions(self._server.folder, self._room).values())

    def _disk(self) -> list[dict[str, str]]:
        found = disk(self._server, self._room)
        return [found] if found is not None else []


def disk(server: ServerProcess, room: str) -> dict[str, str] | None:
    """Return the files in a project's folder; None where it is replaced while they are read."""
    place = server.folder / "projects" / room
    try:
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return None
    try:
        files = dict(_files(folder, ""))
        # Otherwise another one has its name by now, and this one was perhaps being removed.
        return files if os.path.samestat(os.fstat(folder), place.stat()) else None
    except FileNotFoundError:
        return None
    finally:
        os.close(folder)


def _files(folder: int, above: str) -> Iterator[tuple[str, str]]:
    """Yield the files of an open folder: another one may take its name meanwhile."""
    for name in os.listdir(folder):
        if name.endswith(".txt"):
            file = os.open(name, os.O_RDONLY, dir_fd=folder)
            with os.fdopen(file) as opened:
                yield above + name, opened.read()
        else:
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=folder)
            try:
                yield from _files(inner, f"{above}{name}/")
            finally:
                os.close(inner)


async def told_on_the_wire(server: ServerProcess, path: str) -> dict[str, str]:
    """Return all files of a project as a fresh client gets them."""
    async with connected(server, path=path) as socket:
        frames = await socket.until(lambda frame: frame["type"] == "project_info")
        return {name: await _content(socket, name) for name in frames[-1]["files"]}


async def _content(socket: Socket, name: str) -> str:
    await socket.send(type="get_file", path=name)
    return str((await socket.until(answers_get_file))[-1]["content"])


def leftovers(server: ServerProcess) -> list[Path]:
    """Return what is in the folder of all projects beside them."""
    found = (server.folder / "projects").iterdir()
    return [each for each in found if each.name.startswith(".") and each.name != ".lock"]
