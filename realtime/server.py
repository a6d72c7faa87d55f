"""uvicorn as the engine needs it: runs end before sockets are closed."""

import asyncio
import gc
import os
import sys
from socket import socket
from types import FrameType

import uvicorn

from realtime.conf import realtime_settings
from realtime.engine import engine
from realtime.kinds import registered
from realtime.protocol import Protocol

#: Bytes above which uvicorn itself closes a socket (1009); the engine's own limit is lower.
WS_MAX_SIZE = 1_048_576


def server_config(app: str, drain_seconds: float) -> uvicorn.Config:
    """Return how the server speaks, on sockets that are given to it.

    permessage-deflate is off: it costs 40 kB a socket. Access logs are off: query strings
    carry tickets.
    """
    return uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws=Protocol,
        ws_max_size=WS_MAX_SIZE,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=realtime_settings().forwarded_allow_ips,
        timeout_graceful_shutdown=max(1, round(drain_seconds)),
    )


def _tune_interpreter() -> None:
    """Keep the writer's thread and the garbage collector out of the tokens' way.

    At 200 streams of 50 tokens a second on one core, token to committed: the writer's wait for
    Python's lock at the default 5 ms switch interval, p50 4.8 ms, at 1 ms 1.0 ms; collecting
    all that was imported again and again, p99 83 ms, with that frozen 22 ms.
    """
    sys.setswitchinterval(0.001)
    gc.collect()
    gc.freeze()


class Server(uvicorn.Server):
    """Lets runs finish, then closes sockets with 1012, then lets go of the database.

    uvicorn itself closes the sockets at the first signal, in the middle of their answers.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        drain_seconds: float,
        parent: int | None = None,
    ) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._parent = parent
        self._loop: asyncio.AbstractEventLoop | None = None
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        engine()  # runs that an earlier process left open are found without waiting for a client
        for kind in registered():
            await kind.prepare()
        _tune_interpreter()
        await super().startup(sockets)

    async def on_tick(self, counter: int) -> bool:
        orphaned = self._parent is not None and os.getppid() != self._parent
        return await super().on_tick(counter) or orphaned

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._loop is not None and self._draining is None:
            self._loop.call_soon_threadsafe(self._drain, self._loop, sig, frame)
        else:
            super().handle_exit(sig, frame)

    def _drain(self, loop: asyncio.AbstractEventLoop, sig: int, frame: FrameType | None) -> None:
        if self._draining is None:
            self._draining = loop.create_task(self._finish_runs(sig, frame))

    async def _finish_runs(self, sig: int, frame: FrameType | None) -> None:
        await engine().drain(self._drain_seconds)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        await super().shutdown(sockets)
        await engine().close()
        for kind in registered():
            await kind.release()
