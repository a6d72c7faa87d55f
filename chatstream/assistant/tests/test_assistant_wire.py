"""Every row of PROTOCOLS 004, as a plain socket sees it."""

from datetime import datetime
from uuid import UUID

import pytest

from chatstream.assistant.tests.asking import (
    chat,
    check_envelope,
    completes,
    ended,
    entered,
    kinds_of,
    path,
)
from chatstream.assistant.tests.conftest import REFUSED
from chatstream.models import ChatMessage
from llm.scripts import CallTool, Disconnect, Fail, Stall, tokens
from realtime.testing import Client, HandshakeRefused
from realtime.transactions import read

HANDOFF = CallTool("transfer_to_weather_agent")
WEATHER = CallTool("get_weather", '{"place":"上海"}', "call_2")
QUESTION = "你好，今天天气怎么样？"


async def test_who_connects_is_welcomed_into_a_room_of_their_own(offline) -> None:
    async with Client(path("user123")) as client:
        frame = await entered(client)
        check_envelope(frame)
        content = frame["content"]
        UUID(content.pop("connection_id"))
        datetime.fromisoformat(content.pop("timestamp"))
        assert content == {
            "message": "欢迎使用 AI 个人日常助手！",
            "status": "connected",
            "user_info": {
                "user_id": "user123",
                "username": "用户_user123",
                "email": None,
                "avatar": None,
                "roles": ["user"],
                "metadata": {},
            },
            "room_id": "user_user123_room",
        }
        assert frame["room_id"] == "user_user123_room"
        assert await client.hears_nothing()
    async with Client(path("user123", username="张三")) as client:
        assert (await entered(client))["content"]["user_info"]["username"] == "张三"


@pytest.mark.parametrize("url", ["/ws", "/ws?user_id=", "/ws?username=x", "/ws?user_id=%00"])
async def test_nobody_in_particular_is_refused(offline, url) -> None:
    with pytest.raises(HandshakeRefused):
        await Client(url).__aenter__()


@pytest.mark.parametrize("room_id", ["user_bob_room", "user_bob_room_room"])
async def test_no_room_id_opens_anothers_room(offline, room_id) -> None:
    with pytest.raises(HandshakeRefused):
        await Client(path("ada", room_id=room_id)).__aenter__()


async def test_an_answer_is_told_in_the_documented_order(upstream) -> None:
    await upstream(HANDOFF, WEATHER, (tokens("上海", "晴。"),))
    async with Client(path("user123")) as client:
        await entered(client)
        frames = await chat(client, QUESTION, timestamp="2024-01-01T12:00:00Z")
        assert await client.hears_nothing()
    for frame in frames:
        check_envelope(frame)
        assert (frame["type"], frame["room_id"]) == ("ai_response", "user_user123_room")
    offsets = [frame["offset"] for frame in frames]
    assert offsets == sorted(set(offsets))
    first, *growing, last = [frame["content"] for frame in frames]
    assert {**first, "conversation_id": ""} == {
        "conversation_id": "",
        "current_agent": "Triage Agent",
        "messages": [],
        "events": [],
        "context": {},
        "agents": [],
        "raw_response": "",
        "guardrails": [],
    }
    assert len(bytes.fromhex(first["conversation_id"])) == 16
    told = [kinds_of(frame) for frame in frames]
    steps = ["handoff", "tool_call", "tool_output", "message"]
    assert [steps[:length] for length in range(5)] == sorted(
        {tuple(each): each for each in told}.values(), key=len
    )
    handoff, call, output, message = last["events"]
    assert (handoff["agent"], handoff["content"]) == (
        "Triage Agent",
        "Triage Agent -> Weather Agent",
    )
    assert handoff["metadata"] == {
        "source_agent": "Triage Agent",
        "target_agent": "Weather Agent",
    }
    assert (call["agent"], call["content"]) == ("Weather Agent", "get_weather")
    assert call["metadata"]["tool_args"] == {"place": "上海"}
    assert output["content"] == '{"place":"上海","sky":"晴"}'
    assert output["metadata"]["tool_result"] == {"place": "上海", "sky": "晴"}
    assert message["agent"] == "Weather Agent"
    assert len({event["id"] for event in last["events"]}) == 4
    assert all(isinstance(event["timestamp"], int) for event in last["events"])
    texts = [each["raw_response"] for each in growing]
    assert texts == sorted(texts, key=len)
    assert all(each["agents"] == [] for each in growing)
    assert growing[-1]["messages"] == [{"content": "上海晴。", "agent": "Weather Agent"}]


async def test_the_completion_has_a_shape_for_every_known_client(upstream) -> None:
    await upstream((tokens("好", "的"),))
    async with Client(path("ada")) as client:
        await entered(client)
        content = (await chat(client, {"message": "你好"}))[-1]["content"]
    final = content["final_response"]
    assert final["is_finished"] is True
    assert content == {
        **final,
        "type": "completion",
        "final_response": final,
        "message": "对话完成",
    }
    assert (final["raw_response"], final["current_agent"]) == ("好的", "Triage Agent")
    assert {"name", "description", "handoffs", "tools", "input_guardrails"} == set(
        final["agents"][0]
    )


@pytest.mark.parametrize("content", ["", "  ", {"message": ""}])
async def test_an_empty_question_is_answered_with_a_completion_without_messages(
    upstream, content
) -> None:
    server = await upstream((tokens("?"),))
    async with Client(path("ada")) as client, Client(path("ada")) as other:
        await entered(client)
        await entered(other)
        [frame] = await chat(client, content)
        check_envelope(frame)
        told = frame["content"]
        assert (told["messages"], told["raw_response"], told["is_finished"]) == ([], "", True)
        assert told["agents"][0]["name"] == told["current_agent"] == "Triage Agent"
        assert await other.hears_nothing()
    assert server.script.calls == 0


async def test_a_tripped_guardrail_refuses_before_any_model_is_asked(upstream) -> None:
    server = await upstream((tokens("?"),))
    async with Client(path("ada")) as client:
        await entered(client)
        frames = await chat(client, "禁词")
    assert server.script.calls == 0
    content = frames[-1]["content"]
    assert content["messages"] == [{"content": REFUSED, "agent": "Triage Agent"}]
    [item] = content["guardrails"]
    assert set(item) == {"id", "name", "input", "reasoning", "passed", "timestamp"}
    assert (item["name"], item["input"], item["passed"]) == ("Relevance Guardrail", "禁词", False)
    assert isinstance(item["timestamp"], int)


async def test_a_stopped_answer_is_a_completion_with_the_partial_text(upstream) -> None:
    await upstream((tokens("一", "二"), Stall()))
    async with Client(path("ada")) as client:
        await entered(client)
        await client.send(type="chat", content="数数")
        await client.until(lambda frame: frame["content"]["raw_response"] != "")
        await client.send(type="stop")
        frames = await client.until(ended)
    content = frames[-1]["content"]
    assert (content["stopped"], content["type"]) == (True, "completion")
    stored = await read(lambda: ChatMessage.objects.get(role="assistant"))
    assert (stored.text, stored.status) == (content["raw_response"], "stopped")
    assert content["messages"] == [{"content": stored.text, "agent": "Triage Agent"}]


@pytest.mark.parametrize("script", [(Fail(400),), (tokens("半句"), Disconnect())])
async def test_a_failure_is_an_ai_error_and_no_completion(upstream, script) -> None:
    await upstream(script)
    async with Client(path("ada")) as client:
        await entered(client)
        frames = await chat(client, "你好")
        assert await client.hears_nothing()
    error = frames[-1]
    check_envelope(error)
    assert error["type"] == "ai_error"
    assert error["content"]["error"] == "流式处理失败"
    assert error["content"]["details"]
    assert not any(map(completes, frames))
