"""A scripted model behind real HTTP, and clients of the typewriter chat."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from django.conf import settings as django_settings

from llm.agents import prepare
from llm.client import close_clients
from llm.scripts import Reply, Script, ScriptedUpstream, Step
from realtime.engine import Engine

Upstream = Callable[..., Awaitable[ScriptedUpstream]]


@pytest.fixture
async def upstream(running_engine: Engine, settings) -> AsyncIterator[Upstream]:
    """Give a function that makes the model say what it is told, in this test."""
    await prepare()  # as a server does at its start: it takes seconds
    async with AsyncExitStack() as stack:

        async def scripted(*replies: Reply | Step) -> ScriptedUpstream:
            server = await stack.enter_async_context(ScriptedUpstream(Script(*replies)))
            settings.LLM = django_settings.LLM.model_copy(
                update={"openai_base_url": server.base_url}
            )
            return server

        yield scripted
        await close_clients()


@pytest.fixture
async def offline(running_engine: Engine) -> AsyncIterator[None]:
    """The built-in model answers, at full speed."""
    await prepare()
    yield
    await close_clients()
