"""Connecting: a name is looked up once, what was checked is what is connected to."""

import asyncio
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

from chatstream.sources.addresses import may_connect
from chatstream.sources.errors import SourceRefused

MAX_ADDRESSES = 4
"""Addresses of one host that are tried, in the resolver's order."""


@cache
def _resolvers() -> ThreadPoolExecutor:
    """Threads of their own: a name server that hangs must not hold those that others need."""
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="sources-names")


async def look_up(host: str, port: int) -> list[str]:
    """Return a host's addresses. Raises OSError."""
    ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_resolvers(), ask)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedNetwork(AsyncNetworkBackend):
    """Connects to public addresses only, and to `private` networks that are permitted.

    The name is resolved here and nowhere else, so that no second answer of a name server can lead
    elsewhere (DNS rebinding). TLS still checks the certificate against the name.
    """

    def __init__(self, private: Iterable[str] = ()) -> None:
        self._private = tuple(private)
        self._network = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (the base class has it)
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                found = await look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise ConnectError(f"no address: {type(error).__name__}") from error
        allowed = [address for address in found if may_connect(address, self._private)]
        if not allowed:
            raise SourceRefused("the source has no public address")
        return await self._connect(allowed[:MAX_ADDRESSES], port, timeout, socket_options)

    async def _connect(
        self, addresses: list[str], port: int, seconds: float | None, options: Any
    ) -> AsyncNetworkStream:
        failure: Exception = ConnectError("no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout=seconds, socket_options=options
                )
            except Exception as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
