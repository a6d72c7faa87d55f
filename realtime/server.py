"""uvicorn as the engine needs it: runs end before sockets are closed."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

import uvicorn

from realtime.engine import engine
from realtime.kinds import registered

#: Bytes above which uvicorn itself closes a socket (1009); the engine's own limit is lower.
WS_MAX_SIZE = 1_048_576


def server_config(app: str, host: str, port: int, drain_seconds: float) -> uvicorn.Config:
    """Return how the server listens.

    permessage-deflate is off: it costs 40 kB a socket. Access logs are off: query strings
    carry tickets.
    """
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=WS_MAX_SIZE,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(drain_seconds)),
    )


class Server(uvicorn.Server):
    """Lets runs finish, then closes sockets with 1012, then lets go of the database.

    uvicorn itself closes the sockets at the first signal, in the middle of their answers.
    """

    def __init__(
        self, config: uvicorn.Config, *, drain_seconds: float, started: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._on_started = started
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: object = None) -> None:
        self._loop = asyncio.get_running_loop()
        engine()  # runs that an earlier process left open are found without waiting for a client
        for kind in registered():
            await kind.prepare()
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self._on_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._draining is None and sig in (signal.SIGINT, signal.SIGTERM):
            self._loop.call_soon_threadsafe(self._drain, sig, frame)
        else:
            super().handle_exit(sig, frame)

    def _drain(self, sig: int, frame: FrameType | None) -> None:
        if self._draining is None:
            self._draining = self._loop.create_task(self._finish_runs(sig, frame))

    async def _finish_runs(self, sig: int, frame: FrameType | None) -> None:
        await engine().runner.close(self._drain_seconds)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: object = None) -> None:
        await super().shutdown(sockets)  # type: ignore[arg-type]
        await engine().close()
        for kind in registered():
            await kind.release()
