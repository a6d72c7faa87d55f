"""Every row of PROTOCOLS 002, as a plain socket sees it."""

import pytest

from chatstream.models import ChatMessage, RepairTicket
from chatstream.property.services import demo_seed
from llm.scripts import CallTool, Disconnect, Fail, Stall, tokens
from realtime.testing import Client, Frame, HandshakeRefused, is_type, without
from realtime.transactions import read

OURS = {"offset", "run"}


def answered(frame: Frame) -> bool:
    return bool(frame["type"] == "error" or frame.get("status") == "completed")


async def ask(client: Client, query: object, **more: object) -> list[Frame]:
    await client.send(query=query, **more)
    return await client.until(answered)


async def test_an_answer_has_the_documented_frames_in_the_documented_order(upstream) -> None:
    await upstream((CallTool("query_unpaid_bills"),), (tokens("您有", "账单"),))
    async with Client("/ws/chat/user123") as client:
        frames = await ask(client, "查询我的物业费账单", token="mine")
    assert all(frame["run"] == frames[0]["run"] for frame in frames)
    offsets = [frame["offset"] for frame in frames]
    assert offsets == sorted(set(offsets))
    plain = [without(frame, OURS) for frame in frames]
    assert plain[0] == {
        "type": "status",
        "status": "thinking",
        "data": {"message": "正在思考...", "query": "查询我的物业费账单"},
    }
    calling, completed = plain[1:3]
    assert (calling["status"], completed["status"]) == ("tool_calling", "tool_completed")
    for status in (calling, completed):
        assert status["data"]["tool"] == "query_unpaid_bills"
        assert {"message", "display_name", "icon", "category"} <= set(status["data"])
    *chunks, final, done = plain[3:]
    assert "".join(chunk["content"] for chunk in chunks) == "您有账单"
    assert all(chunk["type"] == "chunk" and chunk["is_final"] is False for chunk in chunks)
    assert final == {"type": "chunk", "content": "", "is_final": True}
    assert done == {"type": "status", "status": "completed", "data": {"message": "回答完成"}}


async def test_nothing_is_said_on_connect(offline) -> None:
    async with Client("/ws/chat/user123") as client:
        assert await client.hears_nothing()


@pytest.mark.parametrize("sent", [{}, {"query": ""}, {"query": None}, {"query": "  "}])
async def test_an_empty_query_is_refused(offline, sent) -> None:
    async with Client("/ws/chat/ada") as client:
        await client.send(**sent)
        error = await client.receive()
        assert (error["type"], error["content"]) == ("error", "查询内容不能为空")
        assert (await ask(client, "你好"))[-1]["status"] == "completed"


@pytest.mark.parametrize(("query", "text"), [(42, "42"), (1.5, "1.5"), (True, "true")])
async def test_a_number_or_a_boolean_is_answered_as_its_text(offline, query, text) -> None:
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, query)
    assert frames[0]["data"]["query"] == text
    assert frames[-1]["status"] == "completed"


@pytest.mark.parametrize("query", [[], {"a": 1}, ["hello"]])
async def test_a_query_of_another_kind_is_an_error(offline, query) -> None:
    async with Client("/ws/chat/ada") as client:
        await client.send(query=query)
        assert (await client.receive())["content"].startswith("处理出错: ")


@pytest.mark.parametrize("text", ["", "{", "hello", "[]", "1", '"x"', "null", "{'query':1}"])
async def test_what_is_no_json_object_is_a_server_error_and_the_socket_stays(offline, text) -> None:
    async with Client("/ws/chat/ada") as client:
        await client.send_text(text)
        error = await client.receive()
        assert error["type"] == "error"
        assert error["content"].startswith("服务器错误: ")
        assert (await ask(client, "你好"))[-1]["status"] == "completed"


async def test_binary_frames_are_read_as_utf8_json_or_refused(offline) -> None:
    async with Client("/ws/chat/ada") as client:
        await client.send_bytes(b"\xff\xfe\x00")
        assert (await client.receive())["content"].startswith("服务器错误: ")
        await client.send_bytes('{"query":"你好"}'.encode())
        assert (await client.until(answered))[-1]["status"] == "completed"


async def test_unknown_keys_are_ignored(offline) -> None:
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, "你好", type="whatever", extra={"deep": [1]}, token=7)
    assert frames[-1]["status"] == "completed"


@pytest.mark.parametrize("frame", [{"type": "auth", "token": "t"}, {"type": "auth"}])
async def test_an_auth_frame_without_a_query_is_never_an_error(offline, frame) -> None:
    async with Client("/ws/chat/ada") as client:
        await client.send(**frame)
        assert await client.receive() == {"type": "auth_success", "user_id": "ada"}


async def test_a_failure_before_text_is_one_error(upstream) -> None:
    await upstream(Fail(400))
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, "你好")
        assert [frame["type"] for frame in frames] == ["status", "error"]
        assert frames[-1]["content"].startswith("处理出错: ")
        assert await client.hears_nothing()


async def test_a_failure_after_text_is_the_empty_final_chunk_and_then_the_error(upstream) -> None:
    await upstream((tokens("半句"), Disconnect()))
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, "你好")
    assert [without(frame, OURS) for frame in frames[1:3]] == [
        {"type": "chunk", "content": "半句", "is_final": False},
        {"type": "chunk", "content": "", "is_final": True},
    ]
    assert frames[3]["content"].startswith("处理出错: ")
    stored = await read(lambda: ChatMessage.objects.get(role="assistant"))
    assert (stored.text, stored.status) == ("半句", "failed")


async def test_a_stopped_answer_ends_with_completed_and_keeps_its_text(upstream) -> None:
    await upstream((tokens("一", "二"), Stall()))
    async with Client("/ws/chat/ada") as client:
        await client.send(query="数数")
        said = await client.until(is_type("chunk"))
        await client.send(type="stop")
        frames = said + await client.until(answered)
    text = "".join(frame.get("content", "") for frame in frames)
    assert without(frames[-2], OURS) == {"type": "chunk", "content": "", "is_final": True}
    assert frames[-1]["data"] == {"message": "回答完成", "stopped": True}
    stored = await read(lambda: ChatMessage.objects.get(role="assistant"))
    assert (stored.text, stored.status) == (text, "stopped")


async def test_two_sockets_of_one_user_both_hear_the_answer(offline) -> None:
    async with Client("/ws/chat/ada") as one, Client("/ws/chat/ada") as two:
        mine = await ask(one, "你好")
        assert await two.until(answered) == mine


async def test_another_user_hears_nothing(offline) -> None:
    async with Client("/ws/chat/ada") as ada, Client("/ws/chat/bob") as bob:
        await ask(ada, "你好")
        assert await bob.hears_nothing()


@pytest.mark.parametrize(
    "user", ["%E5%BC%A0%E4%B8%89", "a/b/c", "x" * 255, "a%20b", "..", "🙂", "a%0Ab%0A"]
)
async def test_any_string_is_a_user_id(offline, user) -> None:
    async with Client(f"/ws/chat/{user}") as client:
        assert (await ask(client, "你好"))[-1]["status"] == "completed"


@pytest.mark.parametrize(
    "path", ["/ws/chat/", "/ws/chat/" + "x" * 256, "/nowhere", "/ws/chat/a%00"]
)
async def test_what_no_room_has_is_refused(offline, path) -> None:
    with pytest.raises(HandshakeRefused):
        await Client(path).__aenter__()


async def test_the_documents_three_questions_find_real_rows(offline) -> None:
    await read(demo_seed, "user123")
    async with Client("/ws/chat/user123") as client:
        for query, tool, words in [
            ("查询我的物业费账单", "query_unpaid_bills", "未缴账单"),
            ("帮我查一下停车记录", "query_parking_records", "停车记录"),
            ("我想报修", "create_repair_ticket", "R-"),
        ]:
            frames = await ask(client, query)
            assert tool in [frame.get("data", {}).get("tool") for frame in frames]
            assert words in "".join(frame.get("content", "") for frame in frames)
        await ask(client, "厨房的水龙头漏水")
    ticket = await read(lambda: RepairTicket.objects.get(user_id="user123"))
    assert (ticket.description, ticket.location) == ("厨房的水龙头漏水", "厨房")
    assert ticket.status == RepairTicket.Status.OPEN
