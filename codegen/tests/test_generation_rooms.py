"""What turns do to a project, and who hears of them: plain sockets, resumed ones, other tabs."""

import pytest

from codegen import mirror
from codegen.models import Project, ProjectVersion, Turn
from codegen.tests.conftest import (
    call,
    contents,
    ended,
    entered,
    generate,
    write,
)
from llm.scripts import Stall, tokens
from realtime.testing import Client, Frame, HandshakeRefused
from realtime.transactions import read


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
