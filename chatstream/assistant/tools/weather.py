"""The weather, now and in the days to come."""

from typing import Any

from pydantic import Field

from chatstream.assistant.helper import Helper
from chatstream.assistant.tools.asking import Spoken, source_tool, told
from chatstream.sources import weather
from llm.tools import Tool


class Where(Spoken):
    """A place."""

    place: str = Field(
        "",
        max_length=80,
        description="City, as the user calls it; empty if the user named none.",
    )


class WhereAndWhen(Where):
    """A place, and how far ahead."""

    days: int = Field(
        3, ge=1, le=weather.MAX_DAYS, description="How many days, today is the first."
    )


async def _current(_: Helper, given: Where) -> str:
    return await told(weather.current(given.place, given.language))


async def _forecast(_: Helper, given: WhereAndWhen) -> str:
    return await told(weather.forecast(given.place, given.days, given.language))


WEATHER_TOOLS: tuple[Tool[Helper, Any], ...] = (
    source_tool(
        "get_current_weather",
        "The weather of a place now, and today's range.",
        Where,
        _current,
        shown="查询当前天气",
        icon="🌤️",
        category="weather",
    ),
    source_tool(
        "get_forecast",
        "The weather of a place, day by day, for today and the days to come.",
        WhereAndWhen,
        _forecast,
        shown="查询天气预报",
        icon="📅",
        category="weather",
    ),
)
