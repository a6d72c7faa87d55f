import asyncio
import logging

import orjson
import pytest

from llm.tests.doubles import City, crash, hang, refuse, time_out_by_itself, weather_tool
from llm.tools import ToolError, ToolOutcome, call

SHANGHAI = '{"city": "上海"}'


async def test_a_tool_runs_with_its_context_and_checked_arguments() -> None:
    outcome = await call(weather_tool(), "ada", SHANGHAI)
    assert outcome == ToolOutcome('{"for": "ada", "city": "上海", "days": 1}', ok=True)


@pytest.mark.parametrize(
    "arguments", ["", "{", "[]", "null", '{"city": 5}', '{"city": "' + "x" * 21 + '"}']
)
async def test_bad_arguments_are_told_to_the_model(arguments: str) -> None:
    outcome = await call(weather_tool(), "ada", arguments)
    told = orjson.loads(outcome.text)
    assert not outcome.ok
    assert told["error"] == "invalid arguments"
    assert set(told["problems"][0]) == {"field", "problem"}


async def test_a_handler_may_tell_the_model_why_it_cannot() -> None:
    outcome = await call(weather_tool(refuse), "ada", SHANGHAI)
    assert outcome == ToolOutcome('{"error":"no weather on the moon"}', ok=False)


async def test_a_handler_may_add_facts_that_help_the_model() -> None:
    async def refuse_with_facts(context: str, given: City) -> str:
        raise ToolError("no such city", city=given.city, nearest=["苏州"])

    outcome = await call(weather_tool(refuse_with_facts), "ada", SHANGHAI)
    told = {"error": "no such city", "city": "上海", "nearest": ["苏州"]}
    assert (orjson.loads(outcome.text), outcome.ok) == (told, False)


@pytest.mark.parametrize("handler", [crash, time_out_by_itself])
async def test_a_tool_that_raises_is_logged_and_told_without_its_text(
    handler: object, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = await call(weather_tool(handler), "ada", SHANGHAI)
    told = orjson.loads(outcome.text)
    assert not outcome.ok
    assert told["error"] == "the tool failed"
    assert "canary" not in outcome.text
    assert told["id"] in caplog.text


async def test_a_tool_that_hangs_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        outcome = await call(weather_tool(hang, timeout=0.01), "ada", SHANGHAI)
    told = orjson.loads(outcome.text)
    assert told["error"] == "the tool took too long"
    assert told["id"] in caplog.text


async def test_a_stopped_run_stops_its_tool() -> None:
    task = asyncio.create_task(call(weather_tool(hang), "ada", SHANGHAI))
    await asyncio.wait({task}, timeout=0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_the_wire_form_carries_the_schema_of_the_arguments() -> None:
    function = weather_tool().wire["function"]
    assert function["name"] == "get_weather"
    assert function["parameters"]["required"] == ["city"]
    assert function["parameters"]["properties"]["days"]["default"] == 1


@pytest.mark.parametrize("name", ["", "查天气", "get weather", "x" * 65, "get_weather\n"])
def test_a_name_that_the_wire_cannot_carry_is_refused_at_once(name: str) -> None:
    with pytest.raises(ValueError, match="a tool's name"):
        weather_tool(name=name)
