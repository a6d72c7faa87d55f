"""The clients of a benchmark: sockets that keep what they hear, and judge it afterwards.

While a server is measured they only collect: the core that they share with the model is not
what shall be measured.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import cycle

from benchmarks.client import AS_BROWSERS_DO, FrameClient
from benchmarks.loads import Load
from benchmarks.peers import Dialect

#: Seconds without any frame at all after which a crowd hopes no more.
SILENCE = 3.0


_addresses = cycle(f"127.1.{high}.{low}" for high in range(256) for low in range(1, 255))


def an_address() -> str:
    """Return where the next client comes from: each from an address of its own, as people do."""
    return next(_addresses)


class Listener:
    """One socket: what it heard and when, and whether its answer has ended."""

    client: FrameClient

    def __init__(self, dialect: Dialect, ends: Callable[[bytes], bool] | None = None) -> None:
        self.dialect = dialect
        self.ends = ends or dialect.ends
        self.frames: list[tuple[int, bytes]] = []
        self.asked_at = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def connect(
        self, port: int, path: str, headers: Mapping[str, str] = AS_BROWSERS_DO
    ) -> "Listener":
        """Open the socket. Raises OSError where the server refuses it."""
        self.client = await FrameClient.connect(
            "127.0.0.1", port, path, self.heard, local=an_address(), headers=headers
        )
        if self.client.closed.done():
            raise ConnectionError("closed before the handshake was done")
        self.client.closed.add_done_callback(lambda _closed: self._end())
        return self

    def heard(self, payload: bytes) -> None:
        self.frames.append((time.time_ns(), payload))
        if self.ends(payload):
            self._end()

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def ask(self, load: Load) -> None:
        """Ask, and hear to the answer's end; what was heard before is forgotten."""
        self.ends = self.dialect.ends
        self.frames.clear()
        self.ended = asyncio.get_running_loop().create_future()
        self.asked_at = time.time_ns()
        self.client.send(self.dialect.question(load))

    def leave(self) -> None:
        self.client.transport.abort()

    def tokens(self) -> Iterator[tuple[int, int, int]]:
        """Yield what was heard: the token's number, when it was said (0: unknown), when it came.

        A frame may end in the middle of a token, which then counts as come with the next one.
        """
        rest = ""
        for came, payload in self.frames:
            *whole, rest = (rest + self.dialect.text(payload)).split(" ")
            for token in whole:
                number, _, said = token.partition(":")
                yield int(number), int(said or 0), came

    @property
    def text_frames(self) -> int:
        """Frames that held some of the model's text."""
        return sum(bool(self.dialect.text(payload)) for _, payload in self.frames)

    def lost(self, load: Load) -> int:
        """Return how many tokens are missing, come twice, or out of their order."""
        heard = [number for number, _, _ in self.tokens()]
        missing = load.tokens - len(set(heard))
        doubled = len(heard) - len(set(heard))
        displaced = sum(now < before for before, now in zip(heard, heard[1:], strict=False))
        return missing + doubled + displaced


@asynccontextmanager
async def crowd(
    dialect: Dialect, port: int, paths: Sequence[str], headers: Mapping[str, str] = AS_BROWSERS_DO
) -> AsyncIterator[list[Listener]]:
    """Open a socket to each path, a few at a time; close them with the block."""
    listeners: list[Listener] = []
    try:
        for at in range(0, len(paths), 50):
            some = (Listener(dialect).connect(port, path, headers) for path in paths[at : at + 50])
            listeners += await asyncio.gather(*some)
        yield listeners
    finally:
        for listener in listeners:
            listener.leave()
        await asyncio.sleep(0.05)


def rooms(path: str, number: int, prefix: str = "r") -> list[str]:
    """Return so many paths, each with a room of its own where the path names one."""
    return [path.format(room=f"{prefix}{count}") for count in range(number)]


async def all_ended(listeners: Sequence[Listener], silence: float = SILENCE) -> bool:
    """Wait for every answer's end; False once nobody has heard anything for so long."""
    began, waiting = time.time_ns(), {listener.ended for listener in listeners}
    while waiting:
        _, waiting = await asyncio.wait(waiting, timeout=0.5)
        latest = max((one.frames[-1][0] for one in listeners if one.frames), default=began)
        if waiting and time.time_ns() - max(latest, began) > silence * 1e9:
            return False
    return True


async def answered(
    listeners: Sequence[Listener], load: Load, spread: float = 0.0, silence: float = SILENCE
) -> bool:
    """Ask on every socket, over so many seconds; return whether all were answered to the end."""
    for listener in listeners:
        listener.ask(load)
        if spread:
            await asyncio.sleep(spread / len(listeners))
    return await all_ended(listeners, silence)
