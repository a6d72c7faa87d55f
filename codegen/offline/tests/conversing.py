"""The offline model over a project in memory, with tools of the names that it knows."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import orjson
from openai import AsyncOpenAI
from pydantic import BaseModel

from codegen.edits import Edit, EditFailed, applied
from codegen.offline.skills import skills
from llm.agents import Agent, Team, converse
from llm.offline.transport import OfflineTransport
from llm.tools import Tool, ToolError
from llm.types import AnswerEvent, TextDelta, ToolCalled

Project = dict[str, str]


class Nothing(BaseModel):
    pass


class OnePath(BaseModel):
    path: str


class WholeFile(OnePath):
    content: str


class Hunk(BaseModel):
    search: str
    replace: str


class Hunks(OnePath):
    edits: list[Hunk]


async def write_file(project: Project, given: WholeFile) -> str:
    project[given.path] = given.content
    return _told(path=given.path, bytes=len(given.content.encode()))


async def edit_file(project: Project, given: Hunks) -> str:
    edits = [Edit(hunk.search, hunk.replace) for hunk in given.edits]
    try:
        project[given.path] = applied(project[given.path], edits)
    except EditFailed as failed:
        return _told(error="a hunk does not apply", hunk=failed.hunk, reason=failed.reason)
    return _told(path=given.path, applied=len(edits))


async def read_file(project: Project, given: OnePath) -> str:
    return _told(path=given.path, content=project[given.path])


async def list_files(project: Project, given: Nothing) -> str:
    return _told(files=[{"path": path, "bytes": len(text)} for path, text in project.items()])


async def full_disk(project: Project, given: WholeFile) -> str:
    raise ToolError("too many files")


def _told(**facts: Any) -> str:
    return orjson.dumps(facts).decode()


def tool(name: str, handler: Any, arguments: type[BaseModel]) -> Tool[Project, Any]:
    return Tool(name, name, arguments, handler, name, "📄", "files", "…", "…")


TOOLS = (
    tool("write_file", write_file, WholeFile),
    tool("edit_file", edit_file, Hunks),
    tool("read_file", read_file, OnePath),
    tool("list_files", list_files, Nothing),
)


@asynccontextmanager
async def offline_client() -> AsyncIterator[AsyncOpenAI]:
    transport = OfflineTransport(0, skills())
    async with AsyncOpenAI(
        api_key="none",
        base_url="http://offline.invalid/v1",
        http_client=httpx2.AsyncClient(transport=transport),
    ) as client:
        yield client


class Developer:
    """The offline model at work on one project; what was said before goes with each wish."""

    def __init__(self, client: AsyncOpenAI, tools: Sequence[Tool[Project, Any]] = TOOLS) -> None:
        self.project: Project = {}
        self.called: list[str] = []
        self._team = Team(Agent("Developer", "Write code.", tuple(tools)))
        self._client = client
        self._messages: list[dict[str, str]] = []

    async def ask(self, wish: str) -> str:
        """Return what is said to a wish; `called` are then the tools that were used for it."""
        events: list[AnswerEvent] = []

        async def listener(event: AnswerEvent) -> None:
            events.append(event)

        self._messages.append({"role": "user", "content": wish})
        await converse(self._team, self._messages, self.project, listener, client=self._client)
        said = "".join(event.text for event in events if isinstance(event, TextDelta))
        self._messages.append({"role": "assistant", "content": said})
        self.called = [event.tool.name for event in events if isinstance(event, ToolCalled)]
        return said
