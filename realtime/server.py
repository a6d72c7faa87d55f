"""uvicorn as the engine needs it: it listens at once, and runs end before sockets are closed."""

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
from realtime.supervisor import Supervisor

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


class Server(uvicorn.Server):
    """Listens, loads what answering needs, and at the end lets runs finish before it closes.

    uvicorn itself closes the sockets at the first signal, in the middle of their answers; here
    they are closed with 1012 once their runs have ended, and the database after them.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        drain_seconds: float,
        parent: int | None = None,
        beside: Supervisor | None = None,
    ) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._parent = parent
        self._beside = beside
        self._loop: asyncio.AbstractEventLoop | None = None
        self._preparing: asyncio.Task[None] | None = None
        self._draining: asyncio.Task[None] | None = None
        self._broken: Exception | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        # The engine's writer waits for Python's lock: at 200 streams of 50 tokens a second on one
        # core, token to committed p50 4.8 ms at the default 5 ms, 1.0 ms at 1 ms.
        sys.setswitchinterval(0.001)
        engine()  # runs that an earlier process left open are found without waiting for a client
        await super().startup(sockets)
        self._preparing = self._loop.create_task(self._prepare())

    async def _prepare(self) -> None:
        """Load what kinds of runs need, seconds of imports; a first question waits for its own.

        What is imported by then is frozen out of the garbage collector: p99 from token to
        committed 83 ms with it, 22 ms without, under the load that `startup` names.
        """
        try:
            for kind in registered():
                await kind.prepare()
        except Exception as error:
            self._broken = error
            self.should_exit = True
        gc.collect()
        gc.freeze()

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
            if self._beside is not None:
                self._beside.end()  # meanwhile, so that the grace period is enough for both
            self._draining = loop.create_task(self._finish_runs(sig, frame))

    async def _finish_runs(self, sig: int, frame: FrameType | None) -> None:
        await engine().drain(self._drain_seconds)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        await super().shutdown(sockets)
        await engine().close()
        if self._beside is not None:
            self._beside.end()
            await asyncio.to_thread(self._beside.join)
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.wait([self._preparing])
        for kind in registered():
            await kind.release()
        if self._broken is not None:
            raise self._broken
