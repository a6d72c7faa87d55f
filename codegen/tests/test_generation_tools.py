"""A model at work: tools, edits that fail and are mended, fenced blocks, answers that break off."""

import orjson
import pytest

from codegen.models import ProjectVersion, Turn
from codegen.tests.conftest import call, contents, generate, write
from llm.scripts import CallTool, Fail, Finish, Reply, Step, tokens
from realtime.models import Event, Run
from realtime.testing import Client, Frame
from realtime.transactions import read

A = "A = 1\nB = 2\nC = 3\n"
PLACEHOLDER = "A = 7\n# ... rest of the code unchanged ...\n"


def edit(path: str, *edits: tuple[str, str]) -> CallTool:
    hunks = [{"search": search, "replace": replace} for search, replace in edits]
    return call("edit_file", path=path, edits=hunks)


async def turns(upstream, *replies: Reply | Step) -> tuple[Frame, list[Frame]]:
    """Make a project with a.py, then ask for a change; return its last frame and the requests."""
    server = await upstream(write("a.py", A), tokens("made"), *replies)
    async with Client("/ws/work") as client:
        await client.receive()
        await generate(client, "make it")
        last = (await generate(client, "change it"))[-1]
    return last, [request.body for request in server.requests][2:]


def told(request: Frame) -> Frame:
    """Return what the newest tool of a request's messages has answered."""
    message = request["messages"][-1]
    assert message["role"] == "tool"
    answer: Frame = orjson.loads(message["content"])
    return answer


async def versions() -> int:
    return int(await read(ProjectVersion.objects.count))


async def test_each_tool_does_what_it_says(upstream) -> None:
    last, requests = await turns(
        upstream,
        call("list_files"),
        call("read_file", path="a.py"),
        edit("a.py", ("A = 1", "A = 7"), ("C = 3\n", "")),
        write("b/c.txt", "text"),
        call("delete_file", path="b/c.txt"),
        tokens("done"),
    )
    assert [told(request) for request in requests[1:]] == [
        {"files": [{"path": "a.py", "bytes": 18}]},
        {"path": "a.py", "content": A},
        {"path": "a.py", "applied": 2},
        {"path": "b/c.txt", "bytes": 4},
        {"path": "b/c.txt"},
    ]
    assert contents(last) == {"a.py": "A = 7\nB = 2\n"}
    assert {tool["function"]["name"] for tool in requests[0]["tools"]} == {
        *("write_file", "edit_file", "delete_file", "read_file", "list_files"),
    }


async def test_an_edit_that_fails_says_why_and_may_be_mended(upstream) -> None:
    last, requests = await turns(
        upstream,
        edit("a.py", ("A = 1", "A = 7"), ("B = 22", "B = 8")),
        edit("a.py", ("A = 1", "A = 7"), ("B = 2\n", "B = 8\n")),
        tokens("done"),
    )
    failed = told(requests[1])
    assert (failed["path"], failed["hunk"]) == ("a.py", 2)
    assert failed["reason"] == "the search is not in the file"
    assert failed["nearest"].startswith("line 2:\nB = 2")
    assert "hunk 2" in failed["error"]
    assert contents(last) == {"a.py": "A = 7\nB = 8\nC = 3\n"}
    assert await versions() == 2


async def test_an_edit_that_fails_twice_ends_the_turn_without_a_version(upstream) -> None:
    bad = edit("a.py", ("nothing", "x"))
    last, requests = await turns(upstream, (write("b.py", "B\n"), bad), bad, tokens("never asked"))
    assert last["type"] == "error"
    assert "a.py: hunk 1: the search is not in the file" in last["message"]
    assert len(requests) == 2
    assert await versions() == 1


async def test_an_edit_that_is_never_mended_leaves_the_version_before(upstream) -> None:
    last, _ = await turns(
        upstream, (write("b.py", "B\n"), edit("a.py", ("nothing", "x"))), tokens("I am done!")
    )
    assert last["type"] == "error"
    assert await versions() == 1
    turn = await read(lambda: Turn.objects.latest("id"))
    assert (turn.status, turn.answer) == ("failed", "I am done!")


async def test_a_placeholder_is_refused_and_the_model_may_write_the_rest(upstream) -> None:
    last, requests = await turns(
        upstream, write("a.py", PLACEHOLDER), write("a.py", "A = 7\n"), tokens("done")
    )
    assert "line 2 stands for code that is not there" in told(requests[1])["error"]
    assert contents(last) == {"a.py": "A = 7\n"}


async def test_bad_arguments_and_bad_paths_are_told_to_the_model(upstream) -> None:
    last, requests = await turns(
        upstream,
        CallTool("write_file", '{"path": "b.py", "content": "cut of'),
        write("../../etc/cron.d/x", "evil"),
        write("b.py", "B\n"),
        tokens("done"),
    )
    assert told(requests[1])["error"] == "invalid arguments"
    assert "no `.` or `..`" in told(requests[2])["error"]
    assert contents(last) == {"a.py": A, "b.py": "B\n"}


FENCED = "改好了：\n\n**b.py**\n```python\nB = 2\n```\n\n```python a.py\n{}```\n完成。"
HUNK = "<<<<<<< SEARCH\n{}\n=======\nA = 7\n>>>>>>> REPLACE\n"


async def test_a_model_without_tools_writes_fenced_blocks(upstream) -> None:
    last, requests = await turns(upstream, tokens(*FENCED.format(HUNK.format("A = 1"))))
    assert contents(last) == {"a.py": "A = 7\nB = 2\nC = 3\n", "b.py": "B = 2\n"}
    assert len(requests) == 1


async def test_a_block_that_does_not_apply_may_be_mended_once(upstream) -> None:
    last, requests = await turns(
        upstream,
        tokens(FENCED.format(HUNK.format("A = 111"))),
        tokens("```a.py\n" + HUNK.format("A = 1") + "```\n"),
    )
    assert "a.py: hunk 1: the search is not in the file" in requests[1]["messages"][-1]["content"]
    assert contents(last) == {"a.py": "A = 7\nB = 2\nC = 3\n", "b.py": "B = 2\n"}


async def test_a_block_that_is_not_mended_leaves_the_version_before(upstream) -> None:
    last, requests = await turns(upstream, tokens(FENCED.format(PLACEHOLDER)))
    assert last["type"] == "error"
    assert len(requests) == 2
    assert await versions() == 1


@pytest.mark.parametrize(
    "ending", [Finish(), Finish("length"), Finish("content_filter"), Finish(done=False)]
)
async def test_an_answer_that_stops_within_a_file_leaves_the_version_before(
    upstream, ending
) -> None:
    last, _ = await turns(upstream, (tokens("```python b.py\nB = 2\n```\n```a.py\nA ="), ending))
    assert last["type"] == "error"
    assert await versions() == 1


async def test_a_server_that_knows_no_tools_is_asked_without_them(upstream) -> None:
    server = await upstream(Fail(400), tokens("```a.py\nA = 1\n```\n"))
    async with Client("/ws/work") as client:
        await client.receive()
        last = (await generate(client, "make it"))[-1]
    assert contents(last) == {"a.py": "A = 1\n"}
    assert "tools" not in server.requests[1].body
    assert "fenced block" in server.requests[1].body["messages"][0]["content"]


async def test_a_turn_may_take_many_rounds_but_not_all(upstream, settings) -> None:
    settings.CODEGEN = settings.CODEGEN.model_copy(update={"max_generation_rounds": 8})
    eight = [write(f"f{number}.py", "1\n") for number in range(8)]
    last, _ = await turns(upstream, *eight, tokens("done"))
    assert len(last["files"]) == 9
    last, _ = await turns(upstream, *eight, write("one/more.py", "1\n"), tokens("never asked"))
    assert "too many tools" in last["message"]


async def test_the_log_tells_which_files_are_written_and_what_it_took(upstream) -> None:
    await turns(upstream, (tokens("So: "), edit("a.py", ("A = 1", "A = 2"))), tokens("done"))
    run = await read(lambda: Run.objects.latest("id"))
    rows = await read(lambda: list(Event.objects.filter(run=run).order_by("offset")))
    assert [row.kind for row in rows] == [
        *("started", "text", "file_started", "tool_called", "tool_returned", "file_ended"),
        *("text", "text_ended", "completed"),
    ]
    called, returned = (orjson.loads(rows[place].data) for place in (3, 4))
    assert called == {"tool": "edit_file", "call_id": called["call_id"], "path": "a.py"}
    assert returned == {"tool": "edit_file", "call_id": called["call_id"], "ok": True}
    version = await read(lambda: ProjectVersion.objects.latest("id"))
    assert (version.model, version.prompt, version.author) == ("scripted", "change it", "work")
    assert version.usage == run.facts["usage"]
    assert version.usage["prompt_tokens"] > 0
