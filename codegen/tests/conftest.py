"""A scripted model behind real HTTP, and a folder for the projects of each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import orjson
import pytest
from django.conf import settings as django_settings

from codegen import mirror
from llm.agents import prepare
from llm.client import close_clients
from llm.scripts import CallTool, Reply, Script, ScriptedUpstream, Step
from realtime.engine import Engine
from realtime.testing import Client, Frame

Upstream = Callable[..., Awaitable[ScriptedUpstream]]


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
async def upstream(
    data_folder: Path, transactional_db: None, running_engine: Engine, settings
) -> AsyncIterator[Upstream]:
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
        mirror.settle()


@pytest.fixture
async def offline(
    data_folder: Path, transactional_db: None, running_engine: Engine
) -> AsyncIterator[None]:
    """The built-in model answers, at full speed."""
    await prepare()
    yield
    await close_clients()
    mirror.settle()


def call(tool: str, call_id: str = "call_1", **arguments: object) -> CallTool:
    """A scripted model's call of a tool, its arguments in several chunks."""
    return CallTool(tool, orjson.dumps(arguments).decode(), call_id, pieces=3)


def write(path: str, content: str) -> CallTool:
    return call("write_file", path=path, content=content)


def ended(frame: Frame) -> bool:
    return frame["type"] in ("code_generated", "error")


async def generate(client: Client, content: object, **more: object) -> list[Frame]:
    """Ask, and return all frames up to the end of the generation."""
    await client.send(type="chat", content=content, **more)
    return await client.until(ended)


def contents(frame: Frame) -> dict[str, str]:
    """Return the files of a `code_generated` frame by path."""
    return {file["path"]: file["content"] for file in frame["files"]}


CONNECTED = {
    "type": "status",
    "status": "connected",
    "message": "WebSocket connection established",
}
PROCESSING = {"type": "status", "status": "processing", "message": "正在生成代码，请稍候..."}


async def entered(client: Client) -> None:
    """Pass over what is said on connect to a new project, with a model's address."""
    assert await client.receive() == CONNECTED
