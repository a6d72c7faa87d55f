"""A script as a real HTTP server on 127.0.0.1."""

import asyncio
from types import TracebackType
from typing import Any, Self

import orjson
from aiohttp import web

from llm import wire
from llm.conf import ModelSettings
from llm.scripts.player import DisconnectedError, play
from llm.scripts.steps import Fail, Received, Reply, Script

_AZURE_PATH = "/openai/deployments/{deployment}/chat/completions"

_MAX_REQUEST_BYTES = 16 * 1024 * 1024


class ScriptedUpstream:
    """An OpenAI-compatible server that plays a script, for as long as it is entered.

    Under `override_settings(LLM=upstream.settings())` every request of `llm` goes to it, over a
    socket, as it would to a real one. `script` holds what has been asked.
    """

    def __init__(self, script: Script, port: int = 0) -> None:
        self.script = script
        self._port = port
        app = web.Application(client_max_size=_MAX_REQUEST_BYTES)
        for path in ("/v1/chat/completions", _AZURE_PATH):
            app.router.add_post(path, self._complete)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0
        )

    @property
    def base_url(self) -> str:
        """What `OPENAI_BASE_URL` is set to; valid while entered."""
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}/v1"

    @property
    def requests(self) -> list[Received]:
        """The requests that have come, oldest first."""
        return list(self.script.requests)

    def settings(self, **changes: Any) -> ModelSettings:
        """Return settings under which `llm` asks this server and nobody else."""
        own = {"openai_api_key": "scripted", "openai_base_url": self.base_url, "azure_endpoint": ""}
        return ModelSettings(**{**own, **changes})

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = orjson.loads(await request.read())
        peer = request.transport.get_extra_info("peername") if request.transport else ""
        headers, path = dict(request.headers), str(request.rel_url)
        received, reply = self.script.receive(body, headers, str(peer), path)
        try:
            if isinstance(reply[0], Fail):
                return _failure(reply[0])
            return await self._stream(request, reply, body)
        except (asyncio.CancelledError, ConnectionError):
            received.closed_early = True
            raise
        finally:
            received.over.set()

    async def _stream(
        self, request: web.Request, reply: Reply, body: dict[str, Any]
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": wire.EVENT_STREAM})
        await response.prepare(request)
        try:
            async for written in play(reply, body):
                await response.write(written)
        except DisconnectedError:
            if request.transport is not None:
                request.transport.abort()
        return response


def _failure(failure: Fail) -> web.Response:
    return web.Response(
        status=failure.status,
        body=failure.body,
        headers={"Content-Type": "application/json", **failure.headers},
    )
