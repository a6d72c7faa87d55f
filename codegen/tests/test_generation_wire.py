"""Every row of PROTOCOLS 000, as a plain socket sees it."""

import pytest

from codegen.models import ProjectVersion, Turn
from codegen.tests.conftest import (
    CONNECTED,
    PROCESSING,
    ended,
    entered,
    generate,
    write,
)
from llm.scripts import Disconnect, Fail, Finish, Stall, tokens
from realtime.testing import Client, eventually, is_type, without
from realtime.transactions import read

OURS = {"offset", "run", "prompt", "version", "changed"}


async def test_the_server_speaks_first_and_warns_without_a_model_key(offline) -> None:
    async with Client("/ws/my-project-123") as client:
        assert await client.receive() == CONNECTED
        warning = await client.receive()
        assert warning["type"] == "warning"
        assert warning["message"].startswith("警告: 未设置OPENAI_API_KEY环境变量，")
        assert await client.hears_nothing()


async def test_a_generation_is_processing_and_then_the_whole_tree(upstream) -> None:
    await upstream(
        (tokens("I write it."), write("calculator.py", "print(1 + 1)\n")),
        write("src/b.py", "B = 2\n"),
        tokens("Done."),
    )
    async with Client("/ws/my-project-123") as client:
        await entered(client)
        processing, generated = await generate(client, "创建一个简单的Python计算器程序")
        assert await client.hears_nothing()
    assert without(processing, OURS) == PROCESSING
    assert without(generated, {*OURS, "message"}) == {
        "type": "code_generated",
        "project_id": "my-project-123",
        "files": [
            {"path": "calculator.py", "content": "print(1 + 1)\n", "bytes": 13},
            {"path": "src/b.py", "content": "B = 2\n", "bytes": 6},
        ],
    }
    assert (generated["version"], generated["message"]) == (1, "I write it.Done.")
    assert processing["run"] == generated["run"]
    assert processing["offset"] < generated["offset"]


async def test_who_comes_back_is_told_the_files_and_can_ask_for_one(upstream) -> None:
    await upstream(write("src/b.py", "B = '乙'\n"), tokens("ok"))
    async with Client("/ws/again") as client:
        await entered(client)
        await generate(client, "B")
    async with Client("/ws/again") as client:
        await entered(client)
        info = await client.receive()
        assert without(info, OURS) == {
            "type": "project_info",
            "project_id": "again",
            "files": ["src/b.py"],
        }
        for path in ("src/b.py", "./src/b.py"):
            await client.send(type="get_file", path=path)
            told = {"type": "file_content", "path": path, "content": "B = '乙'\n"}
            assert await client.receive() == told


@pytest.mark.parametrize(
    "path",
    [
        *(
            "nothing.py",
            "src",
            "src/",
            "../../etc/passwd",
            "/etc/passwd",
            "a\\b",
            "src/../src/b.py",
        ),
        *("", "src/b.py/", "a" * 5_000, "CON", "\u202e", "\0", "src//b.py"),
    ],
)
async def test_a_path_that_is_no_file_of_the_project_does_not_exist(upstream, path) -> None:
    await upstream(write("src/b.py", "B = 2\n"), tokens("ok"))
    async with Client("/ws/paths") as client:
        await entered(client)
        await generate(client, "B")
        await client.send(type="get_file", path=path)
        error = await client.receive()
        assert (error["type"], error["message"]) == ("error", f"文件不存在: {path}")


@pytest.mark.parametrize("frame", [{}, {"path": None}])
async def test_a_request_for_no_path_is_answered_with_an_empty_one(upstream, frame) -> None:
    async with Client("/ws/paths") as client:
        await client.until(is_type("warning"))
        await client.send(type="get_file", **frame)
        assert (await client.receive())["message"] == "文件不存在: "


@pytest.mark.parametrize("frame", [{}, {"content": ""}, {"content": None}, {"content": " \n"}])
async def test_an_empty_chat_is_refused_without_processing(offline, frame) -> None:
    async with Client("/ws/empty") as client:
        await client.until(is_type("warning"))
        await client.send(type="chat", **frame)
        error = await client.receive()
        assert (error["type"], error["message"]) == ("error", "聊天内容不能为空")


@pytest.mark.parametrize("content", [5, 0, True, False, [], ["x"], {}, {"a": 1}, 1.5])
async def test_a_chat_that_is_no_text_is_processing_and_then_an_error(offline, content) -> None:
    async with Client("/ws/odd") as client:
        await client.until(is_type("warning"))
        processing, error = await generate(client, content)
        assert processing == PROCESSING
        assert error["message"].startswith("生成代码时出错: ")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"type": "zzz"}, "不支持的消息类型: zzz"),
        ({}, "不支持的消息类型: "),
        ({"type": 7}, "不支持的消息类型: 7"),
        ({"content": "x"}, "不支持的消息类型: "),
    ],
)
async def test_an_unknown_type_is_named(offline, frame, message) -> None:
    async with Client("/ws/types") as client:
        await client.until(is_type("warning"))
        await client.send(**frame)
        assert (await client.receive())["message"] == message


@pytest.mark.parametrize("text", ["", "{", "hello", "{'type':1}"])
async def test_what_is_no_json_is_named_so(offline, text) -> None:
    async with Client("/ws/json") as client:
        await client.until(is_type("warning"))
        await client.send_text(text)
        error = await client.receive()
        assert (error["type"], error["message"]) == ("error", "无效的JSON格式")


@pytest.mark.parametrize("text", ["[]", "1", '"x"', "null", "true"])
async def test_json_that_is_no_object_is_an_error_and_the_socket_stays(offline, text) -> None:
    async with Client("/ws/json") as client:
        await client.until(is_type("warning"))
        await client.send_text(text)
        assert (await client.receive())["message"].startswith("处理聊天消息时出错: ")
        await client.send_bytes(b"\xff\xfe\x00")
        assert (await client.receive())["message"] == "无效的JSON格式"
        await client.send_bytes('{"type":"get_file","path":"字"}'.encode())
        assert (await client.receive())["message"] == "文件不存在: 字"


@pytest.mark.parametrize(
    "failure", [Fail(401), (tokens("half"), Disconnect()), (tokens("half"), Finish("length"))]
)
async def test_a_generation_that_fails_is_processing_and_then_an_error(upstream, failure) -> None:
    await upstream(write("a.py", "A = 1\n"), failure)
    async with Client("/ws/fails") as client:
        await entered(client)
        processing, error = await generate(client, "A")
        assert without(processing, OURS) == PROCESSING
        assert error["message"].startswith("生成代码时出错: ")
        assert await client.hears_nothing()
    assert await read(ProjectVersion.objects.count) == 0
    turn = await read(Turn.objects.get)
    assert turn.status == "failed"
    assert error["message"] == f"生成代码时出错: {turn.error}"


async def test_a_stopped_generation_is_an_error_and_makes_no_version(upstream) -> None:
    await upstream(write("a.py", "A = 1\n"), (tokens("half"), Stall()))
    async with Client("/ws/stops") as client:
        await entered(client)
        await client.send(type="chat", content="A")
        await client.until(is_type("status"))
        run = await read(lambda: Turn.objects.get().run)

        async def said() -> bool:
            return "half" in str(await read(lambda: list(_events(run))))

        await eventually(said)
        await client.send(type="stop")
        error = (await client.until(ended))[-1]
    assert error["message"] == "生成代码时出错: 已停止 (stopped)"
    assert (error["said"], error["run"]) == ("half", run)
    assert await read(ProjectVersion.objects.count) == 0
    assert await read(lambda: Turn.objects.get().status) == "stopped"


def _events(run: str) -> list[str]:
    from realtime.models import Event

    return list(Event.objects.filter(run_id=run).values_list("data", flat=True))
