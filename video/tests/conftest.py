"""Films that cost nothing, a worker in a thread, a scripted model or the built-in one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from llm.agents import prepare
from llm.client import close_clients
from llm.scripts import Reply, Script, ScriptedUpstream, Step
from realtime.engine import Engine
from realtime.testing import Client, Frame
from video import attempts, leases
from video.conf import VideoSettings
from video.jobs import Order, job_store
from video.models import VideoJob
from video.pulse import ENDING
from video.worker import Worker

Upstream = Callable[..., Awaitable[ScriptedUpstream]]

#: A code as a browser makes it.
CODE = "user_1767225600000_a1b2c3d4"
PATH = f"/api/ws/video-generation?code={CODE}"

CONFIGURED = VideoSettings(
    video_pipeline="tests.films", video_lease_seconds=0.6, video_address_limit="1000 per hour"
)


@pytest.fixture(autouse=True)
def videos(settings, tmp_path: Path) -> Callable[..., None]:
    """Give a function that changes the service's settings in this test; files go elsewhere."""
    settings.DATA_DIR = tmp_path
    storage = {**django_settings.STORAGES["videos"], "OPTIONS": {"location": tmp_path / "videos"}}
    settings.STORAGES = {**django_settings.STORAGES, "videos": storage}

    def configure(**changes: Any) -> None:
        settings.VIDEO = CONFIGURED.model_copy(update=changes)

    configure()
    return configure


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """Films are told of at once in tests that are not about that."""
    monkeypatch.setattr(attempts, "FIRST_FRAME_SECONDS", 0.0)
    monkeypatch.setattr(attempts, "BETWEEN_FRAMES_SECONDS", 0.0)
    monkeypatch.setattr(attempts, "TELL_SECONDS", 0.0)
    monkeypatch.setattr(leases, "RETRY_PAUSE_SECONDS", 0.0)
    ENDING.clear()


def work() -> None:
    """Do what a worker does until nothing waits."""
    Worker(batch=True).run()


async def worked() -> None:
    """Let a worker do so in a thread, while sockets listen."""

    def in_a_thread() -> None:
        try:
            work()
        finally:
            connection.close()

    await asyncio.to_thread(in_a_thread)


def ordered(prompt: str = "a cat", code: str = CODE, **changes: Any) -> VideoJob:
    """Store a job."""
    order = Order(prompt, "16:9", 5.0, "en")._replace(**changes)
    return job_store(code, order, actor=code).job


@pytest.fixture
async def offline(running_engine: Engine) -> AsyncIterator[None]:
    """The built-in model answers, at full speed."""
    await prepare()
    yield
    await close_clients()


@pytest.fixture
async def upstream(running_engine: Engine, settings) -> AsyncIterator[Upstream]:
    """Give a function that makes the model say what it is told, in this test."""
    await prepare()
    async with AsyncExitStack() as stack:

        async def scripted(*replies: Reply | Step) -> ScriptedUpstream:
            server = await stack.enter_async_context(ScriptedUpstream(Script(*replies)))
            settings.LLM = django_settings.LLM.model_copy(
                update={"openai_base_url": server.base_url}
            )
            return server

        yield scripted
        await close_clients()


async def greeted(client: Client) -> Frame:
    """Pass over what is said on connect."""
    return await client.receive()
