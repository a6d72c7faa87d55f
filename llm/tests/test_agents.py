"""A team's answer: text, tools, and their errors, through the SDK and our reader."""

import asyncio
from typing import Any

import pytest
from agents import Runner
from django.test import override_settings

from llm.agents import Agent, Team, converse
from llm.conf import ModelSettings
from llm.errors import ModelCutOff, TooManyToolRounds
from llm.scripts import CallTool, Disconnect, Script, Stall, scripted_client, tokens
from llm.scripts.steps import Reply, Step
from llm.tests.conftest import Upstreams
from llm.tests.doubles import City, Events, ask, crash, hang, weather_tool
from llm.types import (
    AnswerEvent,
    ArgumentsDelta,
    TextDelta,
    ToolCalled,
    ToolReturned,
    TurnEnded,
    Usage,
)

ASKED = [{"role": "user", "content": "上海天气怎么样？"}]
CALL = CallTool("get_weather", '{"city": "上海"}')
FORECASTER = Team(Agent("Forecaster", "Be brief.", (weather_tool(),)))
SYSTEM = {"role": "system", "content": "Be brief."}


async def play(
    *replies: Reply | Step, handler: Any = None, **changes: Any
) -> tuple[list[AnswerEvent], list[list[dict[str, Any]]]]:
    """Return the events of a scripted answer and the messages of each request."""
    script = Script(*replies)
    tool = weather_tool(handler, **changes) if handler else weather_tool()
    team = Team(Agent("Forecaster", "Be brief.", (tool,)))
    events = await ask(team, ASKED, "ada", scripted_client(script))
    return events, [request.body["messages"] for request in script.requests]


async def test_an_answer_without_tools_is_text_and_an_end() -> None:
    events, requests = await play(tokens("晴", "天"))
    assert events == [TextDelta("晴天", chunks=2), TurnEnded("stop", Usage(2, 2))]
    assert requests == [[SYSTEM, *ASKED]]


async def test_the_end_names_the_model_that_answered() -> None:
    events, _ = await play(tokens("晴"))
    assert isinstance(events[-1], TurnEnded)
    assert events[-1].model == "scripted"


async def test_the_sdk_is_asked_only_once_a_tool_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    run = Runner.run

    async def counted(*args: Any, **named: Any) -> Any:
        asked.append(1)
        return await run(*args, **named)

    monkeypatch.setattr(Runner, "run", counted)
    _, plain = await play(tokens("晴天"))
    assert (len(plain), asked) == (1, [])
    _, with_tool = await play(CALL, tokens("晴天"))
    assert (len(with_tool), asked) == (2, [1])


async def test_a_tool_is_called_and_its_result_goes_to_the_model() -> None:
    events, requests = await play((tokens("看看"), CALL), tokens("晴天"))
    before, called, returned, after, ended = events
    assert isinstance(called, ToolCalled)
    assert isinstance(returned, ToolReturned)
    assert (before, after) == (TextDelta("看看"), TextDelta("晴天"))
    assert called.arguments == {"city": "上海", "days": 1}
    assert called.call_id == returned.call_id == "call_1"
    assert returned.ok
    assert ended == TurnEnded("stop", Usage(2 + 4, 1 + 1))
    function = {"name": "get_weather", "arguments": '{"city": "上海"}'}
    assert requests[1] == [
        SYSTEM,
        *ASKED,
        {
            "role": "assistant",
            "content": "看看",
            "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": returned.result_text},
    ]


async def test_several_tools_run_one_after_another() -> None:
    running: list[str] = []

    async def alone(context: str, given: City) -> str:
        running.append(given.city)
        await asyncio.sleep(0)
        assert running.pop() == given.city
        return given.city

    second = CallTool("get_weather", '{"city": "北京"}', "call_2")
    events, requests = await play((CALL, second), tokens("都是晴天"), handler=alone)
    called = [event for event in events if isinstance(event, ToolCalled)]
    assert [call.arguments["city"] for call in called] == ["上海", "北京"]
    assert [type(event) for event in events[:4]] == [ToolCalled, ToolReturned] * 2
    assert [message["role"] for message in requests[1][2:]] == ["assistant", "tool", "tool"]


async def test_calls_that_a_server_gives_one_id_are_told_apart() -> None:
    events, requests = await play(CALL, CALL, tokens("晴天"))
    ids = [event.call_id for event in events if isinstance(event, ToolCalled)]
    assert len(set(ids)) == 2
    results = [message for message in requests[2] if message["role"] == "tool"]
    assert [message["tool_call_id"] for message in results] == ids


async def test_an_unknown_tool_is_answered_to_the_model_and_not_shown() -> None:
    events, requests = await play(CallTool("rm_rf"), tokens("对不起"))
    assert events == [TextDelta("对不起"), TurnEnded("stop", Usage(2 + 4, 1))]
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


async def test_a_tool_that_raises_is_told_to_the_model_without_its_secrets() -> None:
    events, requests = await play(CALL, tokens("对不起"), handler=crash)
    assert isinstance(events[1], ToolReturned)
    assert not events[1].ok
    assert events[-1] == TurnEnded("stop", Usage(2 + 4, 1))
    assert "canary" not in requests[1][-1]["content"]


async def test_a_tool_that_takes_too_long_is_ended_and_told_to_the_model() -> None:
    events, requests = await play(CALL, tokens("对不起"), handler=hang, timeout=0.01)
    assert isinstance(events[1], ToolReturned)
    assert "too long" in requests[1][-1]["content"]
    assert events[-2] == TextDelta("对不起")


@override_settings(LLM=ModelSettings(max_tool_rounds=2))
async def test_a_model_that_never_stops_asking_is_ended() -> None:
    script = Script(CALL)
    with pytest.raises(TooManyToolRounds):
        await ask(FORECASTER, ASKED, "ada", scripted_client(script))
    assert script.calls == 3


async def test_text_before_a_failure_is_heard() -> None:
    heard: Events = []
    client = scripted_client(Script((tokens("晴", "天"), Disconnect())))
    with pytest.raises(ModelCutOff):
        await ask(FORECASTER, ASKED, "ada", client, heard)
    assert heard == [TextDelta("晴天", chunks=2)]


async def test_the_messages_that_were_given_stay_as_they_were() -> None:
    given = [dict(message) for message in ASKED]
    await ask(FORECASTER, given, "ada", scripted_client(Script(CALL, tokens("晴天"))))
    assert given == ASKED


async def test_a_model_that_says_nothing_at_all_has_answered() -> None:
    events, _ = await play(tokens())
    assert events == [TurnEnded("stop", Usage(2, 0))]


@pytest.mark.parametrize("heard", [TextDelta, ToolCalled, ToolReturned, TurnEnded])
async def test_what_the_listener_raises_ends_the_answer_and_comes_back_as_it_was(heard) -> None:
    class Broken(Exception):
        pass

    async def listener(event: AnswerEvent) -> None:
        if isinstance(event, heard):
            raise Broken

    script = Script((tokens("看看"), CALL), tokens("晴天"))
    with pytest.raises(Broken):
        await converse(FORECASTER, ASKED, "ada", listener, client=scripted_client(script))
    assert script.calls <= 2


async def test_a_slow_listener_slows_the_model_down(upstreams: Upstreams) -> None:
    long = "字" * 4000
    upstream, client = await upstreams.start(tokens(*[long] * 4000))
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def listener(event: AnswerEvent) -> None:
        reading.set()
        await go_on.wait()

    answer = asyncio.create_task(converse(FORECASTER, ASKED, "ada", listener, client=client))
    await reading.wait()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(upstream.requests[0].over.wait(), 0.2)
    answer.cancel()
    await asyncio.wait_for(asyncio.gather(answer, return_exceptions=True), 1)


@pytest.mark.parametrize("said", ["", "a"])
async def test_being_cancelled_closes_the_upstream_request(upstreams: Upstreams, said: str) -> None:
    reply = (tokens(said), Stall()) if said else (Stall(),)
    upstream, client = await upstreams.start(reply)
    answer = asyncio.create_task(ask(FORECASTER, ASKED, "ada", client))
    await asyncio.wait_for(upstream.script.asked.wait(), 5)
    answer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answer
    request = upstream.requests[0]
    await asyncio.wait_for(request.over.wait(), 1)
    assert request.closed_early


async def test_being_cancelled_ends_the_running_tool_first() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def handler(context: str, given: City) -> str:
        try:
            began.set()
            await asyncio.Event().wait()
            return ""
        finally:
            await asyncio.sleep(0)
            ended.set()

    answer = asyncio.create_task(play(CALL, handler=handler))
    await began.wait()
    answer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answer
    assert ended.is_set()


async def test_arguments_are_heard_while_they_are_written_by_who_asks_for_them() -> None:
    calls = (CallTool("get_weather", '{"city": "上海"}', pieces=4), tokens("…"), CALL)
    script = Script(calls, CallTool("get_weather", '{"city": 1', "call_1", 2), tokens("晴天"))
    told: list[ArgumentsDelta | AnswerEvent] = []

    async def listener(event: ArgumentsDelta | AnswerEvent) -> None:
        told.append(event)

    client = scripted_client(script)
    await converse(FORECASTER, ASKED, "ada", listener, client=client, draft_listener=listener)
    drafts: dict[str, str] = {}
    for event in told:
        if isinstance(event, ArgumentsDelta):
            drafts[event.call_id] = drafts.get(event.call_id, "") + event.text
    assert [event.call_id for event in told if isinstance(event, ToolCalled)] == list(drafts)
    assert list(drafts.values()) == ['{"city": "上海"}', '{"city": "上海"}', '{"city": 1']
    first = next(place for place, event in enumerate(told) if isinstance(event, ToolCalled))
    assert sum(isinstance(event, ArgumentsDelta) for event in told[:first]) > 2


async def test_what_a_draft_listener_raises_ends_the_answer() -> None:
    async def refuse(event: ArgumentsDelta) -> None:
        raise RuntimeError(event.name)

    async def listener(event: AnswerEvent) -> None:
        return

    client = scripted_client(Script(CALL))
    with pytest.raises(RuntimeError, match="get_weather"):
        await converse(FORECASTER, ASKED, "ada", listener, client=client, draft_listener=refuse)
