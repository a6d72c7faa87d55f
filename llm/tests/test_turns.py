from contextlib import aclosing
from typing import Any

import pytest
from django.test import override_settings

from llm.conf import ModelSettings
from llm.errors import ModelCutOff, TooManyToolRounds
from llm.scripts import CallTool, Disconnect, Script, scripted_client, tokens
from llm.scripts.steps import Reply, Step
from llm.tests.doubles import collect, crash, weather_tool
from llm.turns import answer
from llm.types import AnswerEvent, TextDelta, ToolCalled, ToolReturned, TurnEnded, Usage

ASKED = [{"role": "user", "content": "上海天气怎么样？"}]
CALL = CallTool("get_weather", '{"city": "上海"}')


async def play(
    *replies: Reply | Step, handler: Any = None
) -> tuple[list[AnswerEvent], list[list[dict[str, Any]]]]:
    """Return the events of a scripted answer and the messages of each request."""
    script = Script(*replies)
    tool = weather_tool(handler) if handler else weather_tool()
    events = await collect(answer(ASKED, [tool], "ada", client=scripted_client(script)))
    return events, [request.body["messages"] for request in script.requests]


async def test_an_answer_without_tools_is_text_and_an_end() -> None:
    events, _ = await play(tokens("晴", "天"))
    assert events == [TextDelta("晴天", chunks=2), TurnEnded("stop", Usage(1, 2))]


async def test_a_tool_is_called_and_its_result_goes_to_the_model() -> None:
    events, requests = await play((tokens("看看"), CALL), tokens("晴天"))
    before, called, returned, after, ended = events
    assert isinstance(called, ToolCalled)
    assert isinstance(returned, ToolReturned)
    assert (before, after) == (TextDelta("看看"), TextDelta("晴天"))
    assert called.arguments == {"city": "上海", "days": 1}
    assert called.call_id == returned.call_id == "call_1"
    assert returned.ok
    assert ended == TurnEnded("stop", Usage(1 + 3, 1 + 1))
    assert requests[1] == [
        *ASKED,
        {
            "role": "assistant",
            "content": "看看",
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "get_weather", "arguments": '{"city": "上海"}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": returned.result_text},
    ]


async def test_several_tools_run_in_order() -> None:
    second = CallTool("get_weather", '{"city": "北京"}', "call_2")
    events, requests = await play((CALL, second), tokens("都是晴天"))
    called = [event for event in events if isinstance(event, ToolCalled)]
    assert [call.arguments["city"] for call in called] == ["上海", "北京"]
    assert [type(event) for event in events[:4]] == [ToolCalled, ToolReturned] * 2
    assert [message["role"] for message in requests[1]] == ["user", "assistant", "tool", "tool"]


async def test_an_unknown_tool_is_answered_to_the_model_and_not_shown() -> None:
    events, requests = await play(CallTool("rm_rf"), tokens("对不起"))
    assert events == [TextDelta("对不起"), TurnEnded("stop", Usage(1 + 3, 1))]
    assert requests[1][-1]["content"] == '{"error":"no such tool","offered":["get_weather"]}'


async def test_bad_arguments_are_answered_to_the_model_and_do_not_go_back_to_it() -> None:
    events, requests = await play(CallTool("get_weather", '{"city": '), tokens("对不起"))
    called, returned = events[:2]
    assert isinstance(called, ToolCalled)
    assert isinstance(returned, ToolReturned)
    assert called.arguments == {}
    assert not returned.ok
    assert "invalid arguments" in requests[1][-1]["content"]
    assert requests[1][-2]["tool_calls"][0]["function"]["arguments"] == "{}"


async def test_a_tool_that_raises_does_not_end_the_answer() -> None:
    events, requests = await play(CALL, tokens("对不起"), handler=crash)
    assert isinstance(events[1], ToolReturned)
    assert not events[1].ok
    assert events[-1] == TurnEnded("stop", Usage(1 + 3, 1))
    assert "canary" not in requests[1][-1]["content"]


@override_settings(LLM=ModelSettings(max_tool_rounds=2))
async def test_a_model_that_never_stops_asking_is_ended() -> None:
    with pytest.raises(TooManyToolRounds):
        await play(CALL)


async def test_text_before_a_failure_is_heard() -> None:
    client = scripted_client(Script((tokens("晴", "天"), Disconnect())))
    heard: list[AnswerEvent] = []
    with pytest.raises(ModelCutOff):
        await collect(answer(ASKED, [], None, client=client), heard)
    assert heard == [TextDelta("晴天", chunks=2)]


async def test_leaving_early_ends_the_request() -> None:
    script = Script(tokens(*["x"] * 1000))
    async with aclosing(answer(ASKED, [], None, client=scripted_client(script))) as events:
        await anext(events)
    assert script.requests[0].closed_early


async def test_the_messages_that_were_given_stay_as_they_were() -> None:
    given = list(ASKED)
    client = scripted_client(Script(CALL, tokens("晴天")))
    await collect(answer(given, [weather_tool()], "ada", client=client))
    assert given == ASKED
