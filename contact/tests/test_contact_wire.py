"""Every row of PROTOCOLS 003, as a plain socket sees it."""

from datetime import datetime
from uuid import UUID

import pytest

from contact.models import ContactRequest, Message
from contact.tests.conftest import ask, entered
from llm.scripts import Disconnect, Fail, tokens
from realtime.testing import Client, HandshakeRefused, is_type, without
from realtime.transactions import read

OURS = {"offset", "run", "ticket", "message_id", "code", "retryable"}


def moment(frame) -> datetime:
    return datetime.fromisoformat(frame["timestamp"])


async def test_the_server_speaks_first_and_names_the_client(offline) -> None:
    async with Client("/contact") as client:
        first = await client.receive()
        assert await client.hears_nothing()
    assert without(first, {"client_id", "timestamp", "ticket"}) == {
        "type": "connection_established",
        "message": "WebSocket连接已建立",
    }
    assert str(UUID(first["client_id"])) == first["client_id"]
    assert moment(first).tzinfo is not None
    assert first["ticket"].startswith("tw1_")


async def test_a_contact_request_is_stored_before_it_is_acknowledged(offline) -> None:
    async with Client("/contact") as client:
        client_id = await entered(client)
        await client.send(
            type="contact_request",
            message="你好，我想咨询技术问题",
            timestamp="2025-01-01T12:00:00",
            userAgent="Python客户端",
        )
        received = await client.receive()
        stored = await read(ContactRequest.objects.select_related("conversation").get)
        assert await client.hears_nothing()
    assert without(received, {"request_id", "timestamp"}) == {
        "type": "contact_request_received",
        "message": "联系请求已收到，博主将尽快回复您",
        "status": "received",
    }
    assert str(stored.public_id) == received["request_id"]
    assert stored.message == "你好，我想咨询技术问题"
    assert (stored.user_agent, str(stored.conversation.client_id)) == ("Python客户端", client_id)
    assert moment(received) == stored.created_at


async def test_a_message_is_received_and_then_answered(upstream) -> None:
    await upstream(tokens("用 Django ", "搭建的。"))
    async with Client("/contact") as client:
        await entered(client)
        received, reply = await ask(client, "这个博客系统是怎么搭建的？", timestamp="2025-01-01")
        assert await client.hears_nothing()
    assert without(received, {"message_id", "timestamp"}) == {
        "type": "chat_message_received",
        "message": "消息已收到",
    }
    assert without(reply, {"timestamp", *OURS}) == {
        "type": "chat_message",
        "message": "用 Django 搭建的。",
        "sender": "assistant",
    }
    rows = await read(lambda: list(Message.objects.order_by("id").values_list("public_id", "text")))
    assert [str(key) for key, _ in rows] == [received["message_id"], reply["message_id"]]
    assert moment(received) <= moment(reply)


async def test_a_ping_is_answered(offline) -> None:
    async with Client("/contact/") as client:
        await entered(client)
        await client.send(type="ping")
        pong = await client.receive()
        assert without(pong, {"timestamp"}) == {"type": "pong"}
        assert moment(pong)


@pytest.mark.parametrize("kind", ["chat_message", "contact_request"])
@pytest.mark.parametrize("message", [{}, {"message": None}, {"message": 5}, {"message": ["x"]}])
async def test_only_a_message_that_is_no_text_is_refused(offline, kind, message) -> None:
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type=kind, **message)
        error = await client.receive()
        assert error["type"] == "error"
        assert error["message"].startswith("处理消息时出错: ")
        assert moment(error)
        await client.send(type=kind, message="x", timestamp=7, userAgent={"a": 1})
        assert (await client.receive())["type"] == f"{kind}_received"


@pytest.mark.parametrize("text", ["", "{", "hello", "{'type':1}"])
async def test_what_is_no_json_is_named_so(offline, text) -> None:
    async with Client("/contact") as client:
        await entered(client)
        await client.send_text(text)
        error = await client.receive()
        assert (error["type"], error["message"]) == ("error", "消息格式错误，必须是有效的JSON")
        await client.send_bytes(b"\xff\xfe\x00")
        assert (await client.receive())["message"] == "消息格式错误，必须是有效的JSON"


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"type": "X"}, "未知的消息类型: X"),
        ({}, "未知的消息类型: None"),
        ({"type": None}, "未知的消息类型: None"),
        ({"message": "x"}, "未知的消息类型: None"),
        ({"type": ["x"]}, "未知的消息类型: ['x']"),
    ],
)
async def test_an_unknown_type_is_named(offline, frame, message) -> None:
    async with Client("/contact") as client:
        await entered(client)
        await client.send(**frame)
        assert (await client.receive())["message"] == message


@pytest.mark.parametrize("text", ["[]", "1", '"x"', "null"])
async def test_json_that_is_no_object_is_an_error_and_the_socket_stays(offline, text) -> None:
    async with Client("/contact") as client:
        await entered(client)
        await client.send_text(text)
        assert (await client.receive())["message"].startswith("处理消息时出错: ")
        await client.send_bytes(b'{"type":"ping"}')
        assert (await client.receive())["type"] == "pong"


@pytest.mark.parametrize("failure", [Fail(401), (tokens("half"), Disconnect())])
async def test_an_answer_that_fails_is_an_error_and_what_it_had_said_is_kept(
    upstream, failure
) -> None:
    await upstream(failure)
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type="chat_message", message="x")
        *_, error = await client.until(is_type("error"))
        assert error["message"].startswith("处理消息时出错: ")
        assert "run" in error
        assert await client.hears_nothing()
    stored = await read(Message.objects.get, sender="assistant")
    assert (stored.status, stored.text) == ("failed", "" if isinstance(failure, Fail) else "half")


async def test_a_message_that_is_too_long_is_refused(offline, contact) -> None:
    contact(max_contact_characters=10)
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type="chat_message", message="x" * 11)
        error = await client.receive()
        assert error["message"] == "处理消息时出错: message: at most 10 characters"


@pytest.mark.parametrize("client_id", ["", "x", "1", "%00", "a" * 300, "../inbox"])
async def test_a_client_id_that_is_none_is_refused(offline, client_id) -> None:
    with pytest.raises(HandshakeRefused):
        async with Client(f"/contact?client_id={client_id}"):
            pass


async def test_u0000_is_taken_out_of_what_visitors_say(offline) -> None:
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type="contact_request", message="a\0b", userAgent="c\0d")
        assert (await client.receive())["type"] == "contact_request_received"
    stored = await read(ContactRequest.objects.get)
    assert (stored.message, stored.user_agent) == ("ab", "cd")
