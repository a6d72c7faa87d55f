"""The typewriter chat on its agent: what a client hears of tools, failures and stops."""

import asyncio

import pytest

from chatstream.models import ChatMessage
from chatstream.property.services import demo_seed
from chatstream.tests.test_typewriter_wire import answered, ask
from llm.scripts import CallTool, Disconnect, Fail, Raw, Stall, tokens
from realtime.testing import Client, Frame, is_type
from realtime.transactions import read

BILLS = CallTool("query_unpaid_bills")


def statuses(frames: list[Frame]) -> list[str]:
    return [frame["status"] for frame in frames if frame["type"] == "status"]


def text(frames: list[Frame]) -> str:
    return "".join(frame["content"] for frame in frames if frame["type"] == "chunk")


async def test_the_same_question_is_answered_offline_and_by_a_model_over_http(
    offline, upstream
) -> None:
    await read(demo_seed, "ada")
    async with Client("/ws/chat/ada") as client:
        by_itself = await ask(client, "查询我的物业费账单")
        server = await upstream(BILLS, tokens("您有", "账单"))
        by_model = await ask(client, "查询我的物业费账单")
    called = ["thinking", "tool_calling", "tool_completed", "completed"]
    assert statuses(by_itself) == statuses(by_model) == called
    instructions, *history = server.requests[0].body["messages"]
    assert instructions["role"] == "system"
    assert [message["role"] for message in history] == ["user", "assistant", "user"]
    assert server.requests[1].body["messages"][-1]["role"] == "tool"


async def test_text_before_and_after_tools_comes_in_its_place(upstream) -> None:
    await upstream((tokens("看看"), BILLS), (tokens("再看"), BILLS), tokens("好了"))
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, "账单")
    heard = [frame.get("status") or frame["content"] for frame in frames]
    round_trip = ["tool_calling", "tool_completed"]
    assert heard == [
        *("thinking", "看看", *round_trip, "再看", *round_trip),
        *("好了", "", "completed"),
    ]
    calls = {frame["data"]["call_id"] for frame in frames if "call_id" in frame.get("data", {})}
    assert len(calls) == 2


async def test_a_model_that_never_stops_calling_tools_is_an_error_to_the_client(upstream) -> None:
    await upstream(BILLS)
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, "账单")
    assert frames[-1]["type"] == "error"
    assert "too many tools" in frames[-1]["content"]


@pytest.mark.parametrize("failure", [Fail(401), Fail(400), (tokens("半句"), Disconnect())])
async def test_a_failure_after_a_tool_ends_the_run_and_keeps_the_text(upstream, failure) -> None:
    await upstream((tokens("看看"), BILLS), failure)
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, "账单")
        assert frames[-1]["type"] == "error"
        assert frames[-2] == {**frames[-2], "content": "", "is_final": True}
        assert (await ask(client, "还在吗"))[0]["status"] == "thinking"
    stored = await read(lambda: ChatMessage.objects.filter(role="assistant").earliest("id"))
    assert (stored.text, stored.status) == (text(frames), "failed")


async def test_stop_closes_the_request_to_the_model_within_a_second(upstream) -> None:
    server = await upstream((tokens("一"), Stall()))
    async with Client("/ws/chat/ada") as client:
        await client.send(query="数数")
        await client.until(is_type("chunk"))
        await client.send(type="stop")
        request = server.requests[0]
        await asyncio.wait_for(request.over.wait(), 1)
        assert request.closed_early
        assert (await client.until(answered))[-1]["data"]["stopped"] is True


async def test_a_refusal_is_the_answer_and_thoughts_are_not(upstream) -> None:
    thought = Raw(b'data: {"choices": [{"delta": {"reasoning_content": "secret plan"}}]}\n\n')
    refusal = Raw(
        b'data: {"choices": [{"delta": {"refusal": "No."}, "finish_reason": "stop"}]}\n\n'
    )
    await upstream((thought, refusal, Raw(b"data: [DONE]\n\n")))
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, "?")
    assert text(frames) == "No."
    assert frames[-1]["status"] == "completed"
