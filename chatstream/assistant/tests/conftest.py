"""The assistant with a team of its own for tests: real agents with handoffs, tools of no source."""

import pytest
from pydantic import BaseModel

import llm.agents.conversation  # noqa: F401  (its second of CPU is no first answer's to wait for)
from chatstream.assistant.helper import Helper
from chatstream.assistant.runs import AssistantRun
from chatstream.tests.conftest import offline, upstream
from llm.agents import Agent, Guardrail, Team, Verdict
from llm.tools import Tool
from realtime import kinds

__all__ = ["offline", "upstream"]

REFUSED = "这个我不能回答。"


class Place(BaseModel):
    place: str = "北京"


async def _weather(helper: Helper, given: Place) -> str:
    return f'{{"place":"{given.place}","sky":"晴"}}'


async def _allowed(helper: Helper, messages: object) -> Verdict:
    bad = "禁词" in str(messages)
    return Verdict(not bad, "a forbidden word" if bad else "")


WEATHER_TOOL = Tool(
    name="get_weather",
    description="The weather of a place.",
    arguments=Place,
    handler=_weather,
    display_name="天气",
    icon="☀",
    category="weather",
    calling_message="…",
    completed_message="…",
)
TEAM = Team(
    Agent(
        "Triage Agent",
        "Hand over.",
        handoffs=("Weather Agent",),
        description="Begins.",
        input_guardrails=(Guardrail("Relevance Guardrail", _allowed, REFUSED),),
    ),
    Agent("Weather Agent", "Tell the weather.", (WEATHER_TOOL,), description="The weather."),
)


@pytest.fixture(autouse=True)
def team(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this team answer."""
    monkeypatch.setitem(kinds._kinds, AssistantRun.name, AssistantRun(TEAM))
