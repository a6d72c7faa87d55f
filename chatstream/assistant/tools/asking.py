"""How a tool asks a source: what it says is told as JSON, what is wrong as a ToolError."""

from collections.abc import Awaitable
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

from chatstream.assistant.helper import Helper
from chatstream.sources.errors import NothingFound, SourceError
from llm.tools import Tool, ToolError

Language = Literal["en", "zh"]


class Arguments(BaseModel):
    """What every tool's arguments are."""

    model_config = ConfigDict(extra="ignore")


class Spoken(Arguments):
    """What is told in a language."""

    language: Language = Field("en", description="The user's language: zh if they write Chinese.")


async def told(facts: Awaitable[Any]) -> str:
    """Return what a source says. Raises ToolError."""
    try:
        return orjson.dumps(await facts).decode()
    except NothingFound as nothing:
        more = {"offered": nothing.offered} if nothing.offered else {}
        raise ToolError(str(nothing), **more) from None
    except SourceError as error:
        raise ToolError(str(error)) from None


def source_tool(
    name: str,
    description: str,
    arguments: type[BaseModel],
    handler: Any,
    *,
    shown: str,
    icon: str,
    category: str,
) -> Tool[Helper, Any]:
    """Return a tool that says in Chinese what it is about to do and has done."""
    return Tool(
        name=name,
        description=description,
        arguments=arguments,
        handler=handler,
        display_name=shown,
        icon=icon,
        category=category,
        calling_message=f"正在{shown}...",
        completed_message=f"{shown}完成",
    )
