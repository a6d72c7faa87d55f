"""Tools for tests: small, and real in everything but their purpose."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any, TypeVar

from openai import AsyncOpenAI
from pydantic import BaseModel, Field

from llm.agents import Team, converse
from llm.tools import Tool, ToolError
from llm.types import AnswerEvent, Message

Item = TypeVar("Item")


async def collect(items: AsyncGenerator[Item, None], into: list[Item] | None = None) -> list[Item]:
    """Return everything that comes; `into` keeps what came before an error."""
    collected: list[Item] = [] if into is None else into
    async for item in items:
        collected.append(item)
    return collected


class City(BaseModel):
    """Where."""

    city: str = Field(max_length=20)
    days: int = 1


async def forecast(context: str, given: City) -> str:
    return f'{{"for": "{context}", "city": "{given.city}", "days": {given.days}}}'


async def refuse(context: str, given: City) -> str:
    raise ToolError("no weather on the moon")


async def crash(context: str, given: City) -> str:
    raise RuntimeError("password=canary")


async def hang(context: str, given: City) -> str:
    await asyncio.Event().wait()
    return ""


async def time_out_by_itself(context: str, given: City) -> str:
    raise TimeoutError("upstream canary")


def weather_tool(handler: Any = forecast, **changes: Any) -> Tool[str, City]:
    texts = {
        "name": "get_weather",
        "description": "查询天气",
        "display_name": "天气",
        "icon": "🌤️",
        "category": "weather",
        "calling_message": "正在查询天气...",
        "completed_message": "天气查询完成",
    }
    return Tool(arguments=City, handler=handler, **{**texts, **changes})


Events = list[AnswerEvent]


async def ask(
    team: Team[Any],
    messages: Sequence[Message],
    context: Any = None,
    client: AsyncOpenAI | None = None,
    into: Events | None = None,
) -> Events:
    """Return a team's whole answer; `into` keeps what came before an error."""
    events: Events = [] if into is None else into

    async def listener(event: AnswerEvent) -> None:
        events.append(event)

    await converse(team, messages, context, listener, client=client)
    return events
