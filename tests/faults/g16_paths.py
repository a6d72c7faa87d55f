"""G16: no path escapes.

A model writes, edits, reads and deletes hostile names, clients ask for them over the socket and
over HTTP; meanwhile somebody with access to the disk swaps links in. What lies outside must stay as
it was, and none of it may be told.
"""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import httpx2
import orjson

from codegen.paths import folder_name
from llm.scripts import CallTool, tokens
from tests.faults.dialect import Dialect
from tests.faults.trials import Attack, Outcome
from tests.generation import answers_get_file, writes
from tests.sockets import connected
from tests.waiting import becomes

A_TRIAL = 50
_DEVICES = ("CON", "nul", "Aux.txt", "com1", "LPT9.log", "prn", "CONIN$", "COM¹", "con.tar.gz")
_DOTS = ("..", ".", "...", "．．", "‥", "\uff0e\uff0e", "%2e%2e", ". .", "..\u200b", "․․")
_TARGETS = ("etc/passwd", "canary", "tokenwire.sqlite3", "secret_key", "outside/canary", ".ssh/id")
_UNSEEN = (
    "\0",
    "\n",
    "\r",
    "\x1b",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\ue000",
)


def hostile_name(random: Random, outside: Path) -> str:
    """Return a name that no file of a project may have."""
    target = random.choice(_TARGETS)
    deep = random.choice(["", "a/", "src/b/", "x/" * 5])
    ways = [
        f"{deep}{'../' * random.randint(1, 9)}{target}",
        f"{deep}./../{target}",
        f"{deep}..",
        f"{random.choice(['/', '//', '///', '~/', '~root/'])}{target}",
        str(outside / "canary"),
        f"{deep}{target}".replace("/", "\\") + "\\x",
        f"..\\..\\{target}",
        f"{random.choice('CZ')}:{random.choice(['', '/', chr(92)])}{target}",
        f"\\\\?\\C:\\{target}",
        f"file:///{target}",
        f"{deep}{random.choice(_DEVICES)}{random.choice(['', '/x'])}",
        f"{deep}a{random.choice(_UNSEEN)}b",
        f"{deep}{random.choice(_UNSEEN)}",
        f"{deep}{random.choice(['a.', 'a ', ' a', '. ', 'a./b', 'a /b'])}",
        f"{deep}{random.choice('<>:|?*' + chr(34))}",
        f"{deep}{'字' * random.randint(86, 400)}",
        f"{deep}{'x' * random.randint(256, 5_000)}",
        "y/" * random.randint(32, 600) + "z",
        f"{deep}{random.choice(['', '/', './'])}"[:-1] + "//" + target,
        f"{deep}../{target}",
        f"{deep}{random.choice(_DOTS[3:])}\u202e/{target}",
        "",
        "/",
        ".",
        "./",
    ]
    return random.choice(ways)


class HostilePaths(Attack):
    guarantee = "G16"
    title = f"trials of {A_TRIAL} hostile names, links swapped in meanwhile"
    full, small = 40, 2
    timed = False
    parallel = 1  # what swaps links for one trial would keep another's copies from being made

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.name == "generation"

    async def prepare(self) -> None:
        self.server = await self.world.shared(
            tokens_per_day_per_actor="0", message_limit="1000000 per minute"
        )
        self.http = await self.world.keep(
            httpx2.AsyncClient(base_url=self.server.url, trust_env=False, timeout=60)
        )

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room = Outcome(), f"g16 {seed}/../{seed}"
        canary = f"canary-{random.getrandbits(64):x}"
        outside = Outside(self.server.folder.parent / f"outside-{seed}", canary)
        names = [hostile_name(random, outside.folder) for _ in range(A_TRIAL)]
        swapping = asyncio.create_task(
            _swap_links(self.server.folder / "projects", room, outside.folder, Random(seed))  # noqa: S311
        )
        try:
            heard = await self._generate(room, names, outcome)
            heard += await self._ask(room, names, outcome)
            await asyncio.gather(*(self._generate(room, names[:3], outcome) for _ in range(3)))
        finally:
            swapping.cancel()
        await asyncio.sleep(0.1)  # the copy of the last version may still be under way
        outcome.expect(canary not in heard, "what lies outside was told")
        outcome.expect(outside.untouched(), f"outside there is {sorted(outside.listed())}")
        await self._mended(room, outcome)
        return outcome

    async def _generate(self, room: str, names: list[str], outcome: Outcome) -> str:
        """Let a model try all tools on the names; what it made beside them must be all there is."""
        text = f"{id(names)}"
        calls = [*writes({"good.txt": text}), *_tries(names)]
        request = self.world.playbook.question(tuple(calls), tokens("done"))
        async with connected(self.server, path=self.dialect.path(room)) as socket:
            await socket.send(type="chat", content=request)
            end = (await socket.until(self.dialect.ends))[-1]
        outcome.expect(end["type"] == "code_generated", str(end)[:300])
        paths = [file["path"] for file in end.get("files", ())]
        outcome.expect(paths == ["good.txt"], f"there are {paths}")
        answers = _answers(self.world.playbook.requests_for(request)[-1].body)
        outcome.expect(len(answers) == len(calls), f"{len(answers)} answers to {len(calls)} calls")
        for answer, call in zip(answers[1:], calls[1:], strict=False):
            outcome.expect(bool(answer.get("error")), f"{call.arguments_json[:120]}: {answer}")
            outcome.count("calls refused")
        return str(end) + str(answers)

    async def _ask(self, room: str, names: list[str], outcome: Outcome) -> str:
        """Ask for the names over the socket and over HTTP."""
        heard = []
        async with connected(self.server, path=self.dialect.path(room)) as socket:
            await socket.until(lambda frame: frame["type"] == "project_info")
            for name in names:
                await socket.send(type="get_file", path=name)
                frame = (await socket.until(answers_get_file))[-1]
                said = (frame["type"], frame.get("message"))
                outcome.expect(said == ("error", f"文件不存在: {name}"), f"{name!r}: {frame}"[:300])
                outcome.count("reads refused")
                heard.append(str(frame))
        base = f"/api/projects/{_escaped(room)}"
        for name in names:
            for address in (
                f"versions/1/files/{_escaped(name)}",
                f"files/{_escaped(name)}/history",
            ):
                with suppress(httpx2.InvalidURL):
                    reply = await self.http.get(f"{base}/{address}")
                    outcome.expect(400 <= reply.status_code < 500, f"{reply.status_code}: {name!r}")
                    outcome.count("requests refused")
                    heard.append(reply.text)
        return "".join(heard)

    async def _mended(self, room: str, outcome: Outcome) -> None:
        """Once nobody swaps links any more, the next version's copy is what it should be."""
        folder = self.server.folder / "projects" / folder_name(room)
        request = self.world.playbook.question(*writes({"good.txt": "mended"}), tokens("done"))
        async with connected(self.server, path=self.dialect.path(room)) as socket:
            await socket.send(type="chat", content=request)
            await socket.until(self.dialect.ends)

        async def copied() -> dict[str, str]:
            with suppress(OSError):
                files = [each for each in folder.rglob("*") if not folder.is_symlink()]
                return {each.name: each.read_text() for each in files}
            return {}

        await becomes({"good.txt": "mended"}, copied)


class Outside:
    """A folder that nobody has any business in."""

    def __init__(self, folder: Path, canary: str) -> None:
        self.folder, self._canary = folder, canary
        folder.mkdir()
        (folder / "canary").write_text(canary)
        (folder / "good.txt").write_text(canary)

    def listed(self) -> dict[str, str]:
        return {each.name: each.read_text() for each in self.folder.iterdir() if each.is_file()}

    def untouched(self) -> bool:
        here = {each.name for each in self.folder.iterdir()}
        return here == {"canary", "good.txt"} and set(self.listed().values()) == {self._canary}


async def _swap_links(projects: Path, room: str, outside: Path, random: Random) -> None:
    """Put links to a folder outside wherever a copy is written, again and again."""
    places = [folder_name(room), ".work", ".work/new", ".work/old", f"{folder_name(room)}/good.txt"]
    while True:
        place = projects / random.choice(places)
        await asyncio.sleep(random.uniform(0, 0.004))
        if place.parent.is_symlink():
            continue  # not even the attack goes through its links
        with suppress(OSError):
            if place.is_symlink():
                place.unlink()
            elif place.is_dir() and random.random() < 0.5:
                shutil.rmtree(place)
            elif place.exists():
                place.rename(place.with_name(f"{place.name}.moved"))
            place.symlink_to(outside)


def _escaped(name: str) -> str:
    """Return a name as a URL's part, its dots too: clients resolve `..` by themselves."""
    return quote(name, safe="").replace(".", "%2E")


def _tries(names: list[str]) -> Iterator[CallTool]:
    for number, name in enumerate(names):
        tool, more = (
            ("write_file", {"content": "evil"}),
            ("edit_file", {"edits": [{"search": "canary", "replace": "evil"}]}),
            ("read_file", {}),
            ("delete_file", {}),
        )[number % 4]
        arguments: dict[str, Any] = {"path": name, **more}
        yield CallTool(tool, orjson.dumps(arguments).decode(), f"try_{number}")


def _answers(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what tools have answered, in the order of the calls."""
    said = [message for message in request["messages"] if message["role"] == "tool"]
    return [orjson.loads(message["content"]) for message in said]
