"""Every row of PROTOCOLS 000, as a plain socket sees it."""

import pytest

from codegen import mirror
from codegen.models import Project, ProjectVersion, Turn
from codegen.tests.conftest import call, contents, ended, generate, write
from llm.scripts import Disconnect, Fail, Finish, Stall, tokens
from realtime.testing import Client, Frame, HandshakeRefused, eventually, is_type, without
from realtime.transactions import read

OURS = {"offset", "run", "prompt", "version", "changed"}
CONNECTED = {
    "type": "status",
    "status": "connected",
    "message": "WebSocket connection established",
}
PROCESSING = {"type": "status", "status": "processing", "message": "正在生成代码，请稍候..."}


async def entered(client: Client) -> None:
    """Pass over what is said on connect to a new project, with a model's address."""
    assert await client.receive() == CONNECTED


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


async def test_a_follow_up_changes_the_project_that_is_there(upstream) -> None:
    server = await upstream(
        write("a.py", "A = 1\nB = 2\n"),
        tokens("made"),
        call("edit_file", path="a.py", edits=[{"search": "A = 1", "replace": "A = 7"}]),
        call("delete_file", path="gone.py"),
        tokens("changed"),
    )
    async with Client("/ws/follow") as client:
        await entered(client)
        first = (await generate(client, "make A"))[-1]
        second = (await generate(client, "A is 7"))[-1]
    assert contents(first) == {"a.py": "A = 1\nB = 2\n"}
    assert contents(second) == {"a.py": "A = 7\nB = 2\n"}
    assert (first["version"], second["version"]) == (1, 2)
    instructions, *messages = server.requests[2].body["messages"]
    assert "a.py" in instructions["content"]
    assert [message["content"] for message in messages] == ["make A", "made", "A is 7"]


async def test_files_land_in_the_folder_of_the_project(upstream, data_folder) -> None:
    await upstream(write("src/a.py", "A = '甲'\n"), tokens("ok"))
    async with Client("/ws/my-project-123") as client:
        await entered(client)
        await generate(client, "A")
    mirror.settle()
    written = data_folder / "projects/my-project-123/src/a.py"
    assert written.read_text("utf-8") == "A = '甲'\n"


async def test_a_question_that_changes_nothing_makes_no_version(upstream) -> None:
    await upstream(write("a.py", "A = 1\n"), tokens("made"), tokens("It is a variable."))
    async with Client("/ws/asks") as client:
        await entered(client)
        await generate(client, "make A")
        answer = (await generate(client, "what is A?"))[-1]
    assert (answer["version"], answer["changed"]) == (1, False)
    assert answer["message"] == "It is a variable."
    assert contents(answer) == {"a.py": "A = 1\n"}
    assert await read(ProjectVersion.objects.count) == 1


async def test_a_plain_socket_hears_only_what_it_has_asked_for(upstream) -> None:
    await upstream(tokens("ok"))
    async with Client("/ws/shared") as one, Client("/ws/shared") as two:
        await entered(one)
        await entered(two)
        await generate(one, "first")
        assert await two.hears_nothing()
        mine = await generate(two, "second")
        assert mine[0]["prompt"] == "second"
        assert await one.hears_nothing()


async def test_a_socket_that_resumes_hears_the_whole_room(upstream) -> None:
    await upstream(write("a.py", "A = 1\n"), tokens("ok"))
    async with Client("/ws/whole?since=0") as watching, Client("/ws/whole") as plain:
        resumed, state = await watching.receive(), await watching.receive()
        assert (resumed["type"], resumed["recovered"]) == ("resumed", False)
        assert (state["type"], state["state"]["files"]) == ("state", [])
        await entered(plain)
        frames = await generate(plain, "A")
        assert await watching.until(ended) == frames
    async with Client(f"/ws/whole?since=1&epoch={resumed['epoch']}") as back:
        assert (await back.receive())["recovered"] is True
        assert await back.until(ended) == frames[-1:]
    async with Client("/ws/whole?since=0") as fresh:
        await fresh.receive()
        state = (await fresh.receive())["state"]
    assert state["files"] == [{"path": "a.py", "bytes": 6}]
    assert [(turn["prompt"], turn["status"]) for turn in state["turns"]] == [("A", "completed")]
    assert (state["version"], state["run"], state["queue"]) == (1, None, [])


async def test_a_generation_that_nobody_watches_makes_way(upstream) -> None:
    server = await upstream((tokens("half"), Stall()), tokens("the next one"))
    async with Client("/ws/leaves") as leaves:
        await entered(leaves)
        await leaves.send(type="chat", content="first")
        await server.script.asked.wait()
    async with Client("/ws/leaves") as next_one:
        await entered(next_one)
        frames = await generate(next_one, "second")
    assert frames[-1]["message"] == "the next one"
    statuses = await read(lambda: list(Turn.objects.values_list("status", flat=True)))
    assert statuses == ["stopped", "completed"]


async def test_a_repeated_command_starts_nothing(upstream) -> None:
    server = await upstream(write("a.py", "A = 1\n"), tokens("ok"))
    async with Client("/ws/once") as client:
        await entered(client)
        frames = await generate(client, "A", client_message_id="id-1")
        await client.send(type="chat", content="A", client_message_id="id-1")
        repeat = await client.receive()
    accepted = next(frame for frame in frames if frame["type"] == "accepted")
    assert (accepted["repeat"], repeat["repeat"]) == (False, True)
    assert repeat["run"] == accepted["run"]
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("path", "project"),
    [
        ("/ws/chat", "chat"),
        ("/ws/%E9%A1%B9%E7%9B%AE/a%20b", "项目/a b"),
        ("/ws/a/b/c/", "a/b/c/"),
        ("/ws/%F0%9F%99%82", "🙂"),
        ("/ws/..%2F..%2Fetc", "../../etc"),
        ("/ws/" + "x" * 255, "x" * 255),
    ],
)
async def test_any_string_is_a_project(upstream, data_folder, path, project) -> None:
    await upstream(write("a.py", "A = 1\n"), tokens("ok"))
    async with Client(path) as client:
        await entered(client)
        generated = (await generate(client, "A"))[-1]
    assert generated["project_id"] == project
    assert await read(lambda: Project.objects.get().public_id) == project
    mirror.settle()
    [folder] = [each for each in (data_folder / "projects").iterdir() if each.is_dir()]
    assert (folder / "a.py").read_text() == "A = 1\n"


@pytest.mark.parametrize("path", ["/ws/", "/ws/chat/", "/ws/" + "x" * 256, "/ws/a%00"])
async def test_what_no_project_has_is_refused(offline, path) -> None:
    with pytest.raises(HandshakeRefused):
        await Client(path).__aenter__()


async def test_a_tree_above_a_frame_carries_the_rest_empty(upstream) -> None:
    big = {f"f{number}.txt": "x" * 190_000 for number in range(4)}
    await upstream(*[write(path, text) for path, text in big.items()], tokens("ok"))
    async with Client("/ws/big") as client:
        await entered(client)
        generated = (await generate(client, "big"))[-1]
        told = contents(generated)
        assert told == {**big, "f3.txt": ""}
        assert {file["bytes"] for file in generated["files"]} == {190_000}
        await client.send(type="get_file", path="f3.txt")
        assert (await client.receive())["content"] == big["f3.txt"]


async def test_a_request_for_another_version_than_the_newest_is_a_conflict(upstream) -> None:
    server = await upstream(write("a.py", "A = 1\n"), tokens("ok"))
    async with Client("/ws/based") as client:
        await entered(client)
        await generate(client, "A", base=0)
        error: Frame = (await generate(client, "B", base=0))[-1]
    assert error["type"] == "error"
    assert "made against version 0, the newest is 1" in error["message"]
    assert len(server.requests) == 2
