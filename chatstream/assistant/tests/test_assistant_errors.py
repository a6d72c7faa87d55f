"""What is no message, and pings: PROTOCOLS 004."""

import asyncio
from datetime import datetime

import pytest

from chatstream.assistant import heartbeat
from chatstream.assistant.tests.asking import (
    chat,
    check_envelope,
    completes,
    ended,
    entered,
    path,
)
from llm.scripts import Stall, tokens
from realtime.testing import Client, is_type

REFUSALS = [
    ('{"type":"zzz"}', "INVALID_MESSAGE", "无效的消息类型 (Invalid message type): zzz"),
    ("{}", "INVALID_MESSAGE", "缺少必需字段 (Missing required field): type"),
    ("[]", "INVALID_MESSAGE", "缺少必需字段 (Missing required field): type"),
    ('{"type":"chat"}', "INVALID_MESSAGE", "缺少必需字段 (Missing required field): content"),
    (
        '{"type":"chat","content":null}',
        "INVALID_MESSAGE",
        "消息内容不能为空 (Message content cannot be empty)",
    ),
    (
        '{"type":"chat","content":"x","timestamp":"soon"}',
        "INVALID_MESSAGE",
        "时间戳格式无效 (Invalid timestamp format)",
    ),
    (
        '{"type":"chat","content":"x","timestamp":7}',
        "INVALID_MESSAGE",
        "时间戳格式无效 (Invalid timestamp format)",
    ),
    *(
        (text, "INVALID_MESSAGE", "消息验证错误 (Message validation error): ")
        for text in ("7", '"x"', "null")
    ),
    *(
        (text, "PARSE_ERROR", "消息解析错误 (Message parsing error): ")
        for text in (
            *("", "{", "hello", '{"type":7}', '{"type":null}', '{"type":"chat","content":7}'),
            *('{"type":"chat","content":["x"]}', '{"type":"chat","content":{"message":[]}}'),
            *('{"type":"chat","content":"x","client_message_id":7}', '{"type":"stop","run":7}'),
        )
    ),
]


@pytest.mark.parametrize(("sent", "code", "text"), REFUSALS)
async def test_what_is_no_message_is_answered_as_documented(offline, sent, code, text) -> None:
    async with Client(path("ada")) as client:
        hello = await entered(client)
        await client.send_text(sent)
        error = await client.receive()
        check_envelope(error)
        content = error["content"]
        assert error["type"] == "error"
        assert content["error_code"] == code
        assert content["error_message"].startswith(text)
        if not text.endswith(": "):
            assert content["error_message"] == text
        assert content == {
            "error_code": code,
            "error_message": content["error"],
            "error": content["error"],
            "error_type": "websocket_error",
            "timestamp": content["timestamp"],
            "connection_id": hello["content"]["connection_id"],
            "additional_info": {},
        }
        assert completes((await chat(client, "你好"))[-1])


async def test_binary_frames_are_read_as_utf8_json_or_refused(offline) -> None:
    async with Client(path("ada")) as client:
        await entered(client)
        await client.send_bytes(b"\xff\xfe\x00")
        assert (await client.receive())["content"]["error_code"] == "PARSE_ERROR"
        await client.send_bytes('{"type":"chat","content":"你好"}'.encode())
        assert completes((await client.until(ended))[-1])


async def test_a_full_queue_is_a_processing_error_that_may_be_tried_again(upstream) -> None:
    await upstream((tokens("一"), Stall()))
    async with Client(path("ada")) as client:
        await entered(client)
        for number in range(9):
            await client.send(type="chat", content=f"第{number}", client_message_id=str(number))
            await client.until(is_type("accepted"))
        await client.send(type="chat", content="太多", client_message_id="much")
        error = (await client.until(is_type("error")))[-1]
        assert error["content"]["error_code"] == "MESSAGE_PROCESSING_ERROR"
        assert error["content"]["error"].startswith("消息处理错误: ")
        assert (error["retryable"], error["client_message_id"]) == (True, "much")
        await client.send(type="stop")


@pytest.mark.parametrize("more", [{}, {"content": "x"}, {"content": None}])
async def test_a_ping_is_answered_with_or_without_content(offline, more) -> None:
    async with Client(path("ada")) as client:
        await entered(client)
        await client.send(type="ping", **more)
        pong = await client.receive()
        check_envelope(pong)
        assert pong["type"] == "pong"
        datetime.fromisoformat(pong["content"]["timestamp"])


async def test_a_pong_is_taken_in_silence(offline) -> None:
    async with Client(path("ada")) as client:
        await entered(client)
        await client.send(type="pong", timestamp=7, content=[])
        assert await client.hears_nothing()


async def test_the_server_pings_and_drops_who_once_answered_and_is_silent(
    offline, monkeypatch
) -> None:
    monkeypatch.setattr(heartbeat, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setattr(heartbeat, "TIMEOUT_SECONDS", 0.1)
    async with Client(path("ada")) as client, Client(path("bob")) as silent:
        await entered(client)
        await entered(silent)
        ping = await client.receive()
        check_envelope(ping)
        assert (ping["type"], set(ping["content"])) == ("ping", {"timestamp"})
        await client.send(type="pong")
        async with asyncio.timeout(5):
            assert await client.closed() == 4408
        for _ in range(12):  # more than the time of which a client that answers has half
            assert (await silent.receive())["type"] == "ping"
