"""Handoffs, guardrails, what a team may be, and that nothing is traced."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from agents.tracing import get_trace_provider
from agents.tracing.processors import BackendSpanExporter

from llm.agents import Agent, Guardrail, Team, Verdict, prepare
from llm.scripts import CallTool, Script, scripted_client, tokens
from llm.tests.doubles import ask, weather_tool
from llm.types import (
    GuardrailTripped,
    HandedOff,
    Message,
    TextDelta,
    ToolCalled,
    ToolReturned,
    TurnEnded,
    Usage,
)

ASKED = [{"role": "user", "content": "上海天气怎么样？"}]
TO_WEATHER = CallTool("transfer_to_weather_agent")


async def no_secrets(context: str, messages: Sequence[Message]) -> Verdict:
    return Verdict("password" not in messages[-1]["content"], "asks for a password")


def desk() -> Team[str]:
    """A triage that hands off to the weather agent, who may hand back."""
    guardrail = Guardrail("no secrets", no_secrets, "I cannot help with that.")
    return Team(
        Agent("Triage Agent", "Route.", handoffs=("Weather Agent",), input_guardrails=(guardrail,)),
        Agent(
            "Weather Agent",
            lambda name: f"Tell {name} the weather.",
            (weather_tool(),),
            handoffs=("Triage Agent",),
            description="Knows forecasts.",
        ),
    )


async def test_an_agent_hands_off_and_the_other_answers_in_its_own_way() -> None:
    script = Script(
        (tokens("等等"), TO_WEATHER), CallTool("get_weather", '{"city": "上海"}'), tokens("晴天")
    )
    events = await ask(desk(), ASKED, "ada", scripted_client(script))
    assert events[:2] == [TextDelta("等等"), HandedOff("Triage Agent", "Weather Agent")]
    assert [type(event) for event in events[2:]] == [
        *(ToolCalled, ToolReturned),
        *(TextDelta, TurnEnded),
    ]
    first, second, _ = (request.body for request in script.requests)
    offered = first["tools"][0]["function"]
    assert offered["name"] == "transfer_to_weather_agent"
    assert offered["description"] == "Hand over to Weather Agent. Knows forecasts."
    assert first["messages"][0]["content"] == "Route."
    assert second["messages"][0]["content"] == "Tell ada the weather."
    assert [message["role"] for message in second["messages"][1:]] == ["user", "assistant", "tool"]


async def test_an_agent_may_hand_back() -> None:
    script = Script(TO_WEATHER, CallTool("transfer_to_triage_agent"), tokens("done"))
    events = await ask(desk(), ASKED, "ada", scripted_client(script))
    assert [event for event in events if isinstance(event, HandedOff)] == [
        HandedOff("Triage Agent", "Weather Agent"),
        HandedOff("Weather Agent", "Triage Agent"),
    ]


async def test_a_guardrail_that_trips_makes_no_request() -> None:
    script = Script(tokens("x"))
    asked = [{"role": "user", "content": "password?"}]
    events = await ask(desk(), asked, "ada", scripted_client(script))
    refused = GuardrailTripped(
        "Triage Agent", "no secrets", "I cannot help with that.", "asks for a password"
    )
    assert events == [refused, TurnEnded("guardrail")]
    assert script.calls == 0


async def test_a_verdict_may_bring_a_refusal_of_its_own() -> None:
    async def never(context: object, messages: Sequence[Message]) -> Verdict:
        return Verdict(False, "because", refusal="不行。")

    team = Team(Agent("A", "", input_guardrails=(Guardrail("g", never, "no"),)))
    events = await ask(team, ASKED, None, scripted_client(Script(tokens("x"))))
    assert events[0] == GuardrailTripped("A", "g", "不行。", "because")


async def test_a_guardrail_that_passes_is_not_noticed() -> None:
    events = await ask(desk(), ASKED, "ada", scripted_client(Script(tokens("hi"))))
    assert events == [TextDelta("hi"), TurnEnded("stop", Usage(2, 1))]


async def test_a_guardrail_that_fails_lets_nothing_through() -> None:
    async def broken(context: object, messages: Sequence[Message]) -> Verdict:
        raise LookupError("no verdict")

    team = Team(Agent("A", "", input_guardrails=(Guardrail("g", broken, ""),)))
    script = Script(tokens("x"))
    with pytest.raises(LookupError):
        await ask(team, ASKED, None, scripted_client(script))
    assert script.calls == 0


async def test_a_guardrail_and_instructions_get_the_context() -> None:
    @dataclass(frozen=True)
    class Person:
        name: str

    met: list[Person] = []

    async def meets(person: Person, messages: Sequence[Message]) -> Verdict:
        met.append(person)
        return Verdict(messages == ASKED)

    guardrail = Guardrail("g", meets, "no")
    team = Team(Agent("A", lambda person: person.name, input_guardrails=(guardrail,)))
    script = Script(tokens("x"))
    await ask(team, ASKED, Person("ada"), scripted_client(script))
    assert met == [Person("ada")]
    assert script.requests[0].body["messages"][0] == {"role": "system", "content": "ada"}


async def test_conversations_of_one_team_do_not_mix() -> None:
    team = desk()

    async def one(name: str) -> str:
        script = Script(TO_WEATHER, CallTool("get_weather", '{"city": "上海"}'), tokens(name))
        events = await ask(team, ASKED, name, scripted_client(script))
        told = next(event for event in events if isinstance(event, ToolReturned)).result_text
        return told.split('"')[3]

    names = [f"n{number}" for number in range(20)]
    assert await asyncio.gather(*map(one, names)) == names


@pytest.mark.parametrize(
    "agents",
    [
        (),
        (Agent("A", ""), Agent("A", "")),
        (Agent("A b", ""), Agent("a B", "")),
        (Agent("A", "", handoffs=("B",)),),
        (Agent("A", "", (weather_tool(), weather_tool())),),
        (Agent("A", "", (weather_tool(name="transfer_to_a"),), handoffs=("A",)),),
    ],
)
def test_a_team_that_cannot_work_is_refused_when_it_is_declared(
    agents: tuple[Agent[object], ...],
) -> None:
    with pytest.raises(ValueError, match="."):
        Team(*agents)


@pytest.mark.usefixtures("upstreams")
async def test_nothing_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    monkeypatch.setattr(BackendSpanExporter, "export", lambda self, items: sent.append(items))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-would-be-used")
    await prepare()
    script = Script(TO_WEATHER, CallTool("get_weather", '{"city": "上海"}'), tokens("晴天"))
    await ask(desk(), ASKED, "ada", scripted_client(script))
    get_trace_provider().force_flush()
    assert sent == []
    assert not [thread for thread in threading.enumerate() if "trac" in thread.name.lower()]


def test_no_exporter_of_traces_is_ever_built() -> None:
    code = """
import asyncio, django, sys
django.setup()
from llm.agents import prepare
asyncio.run(prepare())
from agents.tracing import processors
sys.exit(processors._global_exporter is not None or processors._global_processor is not None)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
