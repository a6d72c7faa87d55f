"""A TCP proxy that breaks a connection at a chosen byte: cuts, stalls, half-opens."""

import asyncio
import socket
import struct
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from enum import Enum

from tests.proxy import Pair, Proxy

#: Zero seconds of lingering: closing then sends RST.
_RESETS = struct.pack("ii", 1, 0)


class Fault(Enum):
    """How a connection breaks."""

    RST = "rst"
    FIN = "fin"
    #: Both ends believe in it, and nothing passes any more.
    HALF_OPEN = "half-open"
    #: Nothing passes for a while, then everything.
    STALL = "stall"


@dataclass(frozen=True, slots=True)
class Break:
    """What happens to one connection, once the server has sent so many bytes on it."""

    at_byte: int
    fault: Fault
    stall_seconds: float = 0.3


class FaultyNetwork(Proxy):
    """Forwards a port of its own; `plan` says what becomes of each connection, in order."""

    def __init__(self, port: int, plan: Callable[[], Break | None]) -> None:
        super().__init__(port)
        self._plan = plan
        #: How many connections broke.
        self.broken = 0

    def _passings(self, client: Pair, server: Pair) -> Iterable[Coroutine[None, None, None]]:
        link = _Link(self._plan(), client, server, self._count)
        return link.up(), link.down()

    def _count(self) -> None:
        self.broken += 1


class _Link:
    """One connection through the proxy."""

    def __init__(
        self, plan: Break | None, client: Pair, server: Pair, broke: Callable[[], None]
    ) -> None:
        self._plan = plan
        self._client = client
        self._server = server
        self._broke = broke
        self._dead = asyncio.Event()

    async def up(self) -> None:
        await self._pass(self._client[0], self._server[1], None)

    async def down(self) -> None:
        await self._pass(self._server[0], self._client[1], self._plan)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, plan: Break | None
    ) -> None:
        passed = 0
        try:
            while data := await reader.read(65_536):
                if self._dead.is_set():
                    await asyncio.Event().wait()  # half-open: until the proxy ends
                if plan is not None and passed + len(data) >= plan.at_byte:
                    writer.write(data[: plan.at_byte - passed])
                    await writer.drain()
                    data, plan = await self._break(plan, data[plan.at_byte - passed :])
                passed += len(data)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def _break(self, plan: Break, rest: bytes) -> tuple[bytes, None]:
        """Break the connection; return what still passes afterwards."""
        self._broke()
        match plan.fault:
            case Fault.STALL:
                await asyncio.sleep(plan.stall_seconds)
                return rest, None
            case Fault.HALF_OPEN:
                self._dead.set()
                await asyncio.Event().wait()
            case Fault.RST:
                for _, writer in (self._client, self._server):
                    raw: socket.socket = writer.get_extra_info("socket")
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESETS)
                    writer.transport.abort()
            case Fault.FIN:
                for _, writer in (self._client, self._server):
                    writer.close()
        raise ConnectionAbortedError
