"""G8: a flood harms only itself.

Whoever floods is told to go within 2 s, by 4429, or where it is size by 4413 or 1009; the server
gives back what it took; somebody else's answer meanwhile is whole. Floods send until they are told,
however long that takes, and read all the while, but for one that never reads its pongs.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import repeat
from random import Random

from llm.scripts import tokens
from tests.faults.clients import CONTINUED, PING, TEXT, Raw, wired
from tests.faults.trials import Attack, Outcome
from tests.server import ServerProcess
from tests.sockets import connected

MIB = 1024 * 1024
#: What the server may keep; as tests/test_serve_limits.py.
KEPT_BYTES = 16 * MIB
#: Below MAX_FRAME_BYTES.
BIG = b'{"type":"stop","more":"' + b"x" * 200_000 + b'"}'
FLOOD_BYTES = 150_000_000
#: How long an attacker goes on whom nobody stops, and how long memory may take to come back.
GIVES_UP_SECONDS = 10.0
WHY = {4429, 4413, 1009}


def _messages() -> Iterator[bytes]:
    """One each millisecond; the attack paces them."""
    return repeat(wired(b'{"type":"stop"}'))


def _megabytes() -> Iterator[bytes]:
    return repeat(wired(BIG), FLOOD_BYTES // len(BIG))


def _one_frame() -> Iterator[bytes]:
    head = bytes([0x81, 0xFF]) + FLOOD_BYTES.to_bytes(8, "big") + b"\0\0\0\0"
    yield head
    yield from repeat(b"x" * 65_536, FLOOD_BYTES // 65_536)


def _fragments() -> Iterator[bytes]:
    """Small continuations of one message, which never ends."""
    yield wired(b'{"type":"stop","more":"', TEXT, fin=False)
    yield from repeat(wired(b"x" * 100, CONTINUED, fin=False) * 100)


def _empty_fragments() -> Iterator[bytes]:
    """They add nothing to a message's size."""
    yield wired(b"", TEXT, fin=False)
    yield from repeat(wired(b"", CONTINUED, fin=False) * 1_000)


def _pings() -> Iterator[bytes]:
    return repeat(wired(b"p" * 125, PING) * 100)


FLOODS: dict[str, tuple[Callable[[], Iterator[bytes]], bool]] = {
    "1,000 messages a second": (_messages, True),
    "150 MB": (_megabytes, True),
    "a frame of 150 MB": (_one_frame, True),
    "fragments": (_fragments, True),
    "empty fragments": (_empty_fragments, True),
    "pings": (_pings, True),
    "pings, pongs unread": (_pings, False),
}


class Floods(Attack):
    guarantee = "G8"
    below_dialects = True
    title = "floods"
    full, small = 3 * len(FLOODS), 0  # tests/test_serve_limits.py has each kind
    parallel = 1
    within = 2.0

    async def prepare(self) -> None:
        self.server = await self.world.shared()
        await self._answered("g8-warm", Outcome())

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        name = list(FLOODS)[seed % len(FLOODS)]
        outcome.count(name)
        before = self.server.resident_bytes
        other = asyncio.create_task(self._answered(f"g8-other-{seed}", outcome))
        code = await self._flood(f"g8-{seed}", name, outcome)
        outcome.expect(code in WHY, f"{name}: closed with {code}")
        try:
            await other
        except TimeoutError:
            outcome.expect(False, f"{name}: another's answer did not come")
        kept = await self._kept(self.server, before)
        outcome.expect(kept < KEPT_BYTES, f"{name}: {kept / MIB:.0f} MiB are kept")
        return outcome

    async def _flood(self, room: str, name: str, outcome: Outcome) -> int:
        """Send until told to go or out of breath; return the close code."""
        sends, reads = FLOODS[name]
        async with await Raw.opened(self.server.port, self.dialect.path(room).encode()) as raw:
            began = time.monotonic()
            sending = asyncio.create_task(_send(raw, sends(), paced=sends is _messages))
            try:
                if not reads:
                    await sending
                async with asyncio.timeout(GIVES_UP_SECONDS):
                    code = await raw.close_code()
                outcome.seconds.append(time.monotonic() - began)
                return code
            except TimeoutError:
                return 0
            finally:
                sending.cancel()
                await asyncio.wait([sending])

    async def _answered(self, room: str, outcome: Outcome) -> None:
        question = self.world.playbook.question(tokens(*("别人" * 100), delay=0.01))
        async with connected(self.server, path=self.dialect.path(room), since=0) as socket:
            await socket.send(**self.dialect.ask(question))
            frames = await socket.until(self.dialect.ends)
        fold = self.dialect.fold()
        for frame in frames:
            fold.hear(frame)
        stored = self.dialect.stored(self.server.folder, room)
        outcome.expect(fold.answers == stored, f"heard {fold.answers}, stored {stored}")
        for run, answer in stored.items():
            outcome.compare(fold.answers[run].text, answer.text)

    async def _kept(self, server: ServerProcess, before: int) -> int:
        """Return by how much the server has grown, once it is little or has had its time."""
        until = time.monotonic() + GIVES_UP_SECONDS
        while server.resident_bytes - before >= KEPT_BYTES and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        return server.resident_bytes - before


async def _send(raw: Raw, pieces: Iterator[bytes], *, paced: bool) -> None:
    """Send until there is no more, the connection is gone, or the attacker is out of breath."""
    loop = asyncio.get_running_loop()
    began = due = loop.time()
    with suppress(OSError):
        for piece in pieces:
            if loop.time() - began > GIVES_UP_SECONDS:
                return
            due += 0.001
            await asyncio.sleep(max(0.0, due - loop.time()) if paced else 0.0)
            await raw.send(piece)
