from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx2
import openai
import pytest
from openai import AsyncOpenAI

from llm.client import build_client, close_clients, model_timeouts
from llm.conf import ModelSettings
from llm.scripts import Reply, Script, ScriptedUpstream, Step


@pytest.fixture(autouse=True)
def _no_proxy_stands_before_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(autouse=True)
async def _clients_are_closed() -> AsyncIterator[None]:
    yield
    await close_clients()


@pytest.fixture(params=["aiohttp", "httpx2"])
def connect(request: pytest.FixtureRequest) -> Callable[[ModelSettings], AsyncOpenAI]:
    """Build a client over each of the two transports."""

    def build(settings: ModelSettings) -> AsyncOpenAI:
        own: httpx2.AsyncClient | None = None
        if request.param == "httpx2":
            own = openai.DefaultAsyncHttpxClient(timeout=model_timeouts(settings))
        return build_client(settings, own)

    return build


class Upstreams:
    """Scripted servers, each with a client, closed at the end of the test."""

    def __init__(self, connect: Callable[[ModelSettings], AsyncOpenAI]) -> None:
        self._connect = connect
        self.stack = AsyncExitStack()

    async def start(
        self, *replies: Reply | Step, **settings: object
    ) -> tuple[ScriptedUpstream, AsyncOpenAI]:
        upstream = await self.stack.enter_async_context(ScriptedUpstream(Script(*replies)))
        client = self._connect(upstream.settings(**settings))
        self.stack.push_async_callback(client.close)
        return upstream, client

    async def start_azure(
        self, *replies: Reply | Step, **settings: object
    ) -> tuple[ScriptedUpstream, AsyncOpenAI]:
        """The same, where `AZURE_ENDPOINT` is the server's address."""
        upstream = await self.stack.enter_async_context(ScriptedUpstream(Script(*replies)))
        endpoint = upstream.base_url.removesuffix("/v1")
        client = self._connect(upstream.settings(azure_endpoint=endpoint, **settings))
        self.stack.push_async_callback(client.close)
        return upstream, client


@pytest.fixture
async def upstreams(
    connect: Callable[[ModelSettings], AsyncOpenAI],
) -> AsyncIterator[Upstreams]:
    started = Upstreams(connect)
    async with started.stack:
        yield started
