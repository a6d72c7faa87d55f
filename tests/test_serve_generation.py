"""Code generation on both servers: the document's conversation, cuts, stops, restarts."""

import json
import time
from pathlib import Path

import httpx2
import pytest

from llm.scripts import Stall, tokens
from realtime.testing import without
from tests.generation import Turns, stored_turns, stored_versions, writes
from tests.playbook import Playbook
from tests.server import ServerProcess, manage
from tests.sockets import Frame, Socket, connected
from tests.waiting import becomes

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

PROMPT = "创建一个简单的Python计算器程序，支持加减乘除操作"
OURS = {"offset", "run", "prompt", "version", "changed", "message"}


def ended(frame: Frame) -> bool:
    return frame["type"] in ("code_generated", "error")


async def generate(socket: Socket, content: str) -> Frame:
    await socket.send(type="chat", content=content)
    return (await socket.until(ended))[-1]


async def test_the_documents_conversation_with_the_built_in_model(
    each_server, no_traceback
) -> None:
    project = f"my-project-{each_server.kind}"
    async with connected(each_server, path=f"/ws/{project}") as socket:
        connected_, warning = await socket.count(2)
        assert connected_["message"] == "WebSocket connection established"
        assert warning["message"].startswith("警告: 未设置OPENAI_API_KEY环境变量")
        generated = await generate(socket, PROMPT)
        paths = [file["path"] for file in generated["files"]]
        assert "calculator.py" in paths
        await socket.send(type="get_file", path="calculator.py")
        told = await socket.receive()
        [calculator] = [file for file in generated["files"] if file["path"] == "calculator.py"]
        assert told["content"] == calculator["content"] != ""
    async with connected(each_server, path=f"/ws/{project}") as socket:
        began = time.monotonic()
        info = (await socket.until(lambda frame: frame["type"] == "project_info"))[-1]
        assert time.monotonic() - began < 2
        assert info["files"] == paths
    folder = each_server.folder / "projects" / project

    async def written() -> list[str]:
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())

    await becomes(sorted(paths), written)


async def test_a_project_is_all_that_follows_unless_it_is_another_services(each_server) -> None:
    for path in ("/ws/chat", "/ws/a/b%2Fc/", "/ws/%E9%A1%B9%E7%9B%AE", "/ws//x"):
        async with connected(each_server, path=path) as socket:
            assert (await socket.receive())["status"] == "connected"
    async with connected(each_server, path="/ws/chat/ada") as typewriter:
        await typewriter.send(type="get_file")
        assert (await typewriter.receive())["content"] == "查询内容不能为空"


async def test_a_turn_of_many_files_is_cut_resumed_and_restored(
    each_scripted_server: ServerProcess, playbook: Playbook
) -> None:
    server = each_scripted_server
    files = {f"src/f{number}.txt": f"{number}\n" * 500 for number in range(20)}
    request = playbook.question((tokens("so: "), *writes(files)), tokens("done", delay=0.05))
    project, turns = f"cut-{server.kind}", Turns()
    async with connected(server, path=f"/ws/{project}", since=0) as socket:
        await socket.send(type="chat", content=request, client_message_id="c-1")
        for frame in await socket.until(lambda frame: frame["type"] == "status"):
            turns.hear(frame)
        socket.cut()
    async with connected(server, path=f"/ws/{project}", **turns.place) as socket:
        for frame in await socket.until(ended):
            turns.hear(frame)
    assert turns.recoveries == [False, True]
    assert turns.files == files == stored_versions(server.folder, project)[1]
    assert turns.answers == stored_turns(server.folder, project)
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        base = f"/api/projects/{project}/versions"
        async with connected(server, path=f"/ws/{project}") as socket:
            await generate(socket, playbook.question(*writes({"src/f0.txt": "0"}), tokens("ok")))
            restored = await http.post(f"{base}/1/restore", json={"base": 2})
            assert (restored.status_code, restored.json()["version"]) == (201, 3)
            told = (await socket.until(ended))[-1]
        assert {file["path"]: file["content"] for file in told["files"]} == files
        conflict = await http.post(f"{base}/1/restore", json={"base": 2})
        assert (conflict.status_code, conflict.json()["latest"]["version"]) == (409, 3)


async def test_a_stop_from_another_tab_ends_it_for_all(
    each_scripted_server: ServerProcess, playbook: Playbook
) -> None:
    request = playbook.question((tokens("half"), Stall()))
    path = f"/ws/stopped-{each_scripted_server.kind}"
    async with (
        connected(each_scripted_server, path=path) as asker,
        connected(each_scripted_server, path=path, since=0) as other,
    ):
        await asker.send(type="chat", content=request)
        await playbook.reached_by(request)
        await other.send(type="stop")
        for tab in (asker, other):
            end = (await tab.until(ended))[-1]
            assert without(end, {"offset", "run", "said"}) == {
                "type": "error",
                "message": "生成代码时出错: 已停止 (stopped)",
                "code": "stopped",
            }


async def test_a_killed_servers_turn_is_interrupted_and_makes_no_version(
    serve, scripted, playbook: Playbook
) -> None:
    server = serve(**scripted, lease_seconds="1.5", lease_renew_seconds="0.5")
    request = playbook.question(*writes({"a.py": "A"}), (tokens("half"), Stall()))
    async with connected(server, path="/ws/killed", since=0) as socket:
        resumed = await socket.receive()
        await socket.send(type="chat", content=request)
        last = (await socket.until(lambda frame: frame["type"] == "status"))[-1]
        await playbook.reached_by(request)
    server.kill()
    server.start()
    place = {"since": last["offset"], "epoch": resumed["epoch"]}
    async with connected(server, path="/ws/killed", **place) as socket:
        end = (await socket.until(ended))[-1]
    assert end["code"] == "interrupted"
    assert end["message"].startswith("生成代码时出错: 服务中断")
    assert stored_versions(server.folder, "killed") == {}


async def test_the_command_saves_what_it_receives(offline_server, tmp_path: Path) -> None:
    url = offline_server.url.replace("http", "ws")
    done = manage(
        tmp_path,
        *("test_websocket", "--server", url, "--project", "from-command", "--prompt", PROMPT),
    )
    assert done.returncode == 0, done.stderr
    assert "Generated: " in done.stderr
    assert (tmp_path / "received/from-command/calculator.py").read_text()
    frames = (tmp_path / "received/from-command.frames.jsonl").read_text().splitlines()
    assert json.loads(frames[0])["status"] == "connected"
    failed = manage(tmp_path, "test_websocket", "--server", url, "--prompt", "")
    assert failed.returncode != 0
    assert "聊天内容不能为空" in failed.stderr
