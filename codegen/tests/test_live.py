"""`?stream=files`: what a turn says and writes, as it does; and what others hear of it."""

from collections.abc import Iterable

import orjson
import pytest

from codegen import mirror
from codegen.live import WorkingFiles
from codegen.tests.conftest import call, contents, ended, entered, write
from codegen.tests.test_generation_tools import FENCED, HUNK, edit
from llm.scripts import CallTool, Fail, Finish, Raw, Reply, Stall, Step, tokens
from realtime import log
from realtime.models import Room
from realtime.testing import Client, Frame, is_type, without
from realtime.transactions import read

A = "A = 1\nB = 2\nC = 3\n"
BIG = "".join(f"{number} 字 😀\n" for number in range(3_000))


class Screen:
    """What a page shows, folded from frames. It begins with a state or with nothing."""

    def __init__(self) -> None:
        self.text = ""
        self.files: dict[str, str | None] = {}
        self.open: set[str] = set()
        self.refused: dict[str, str] = {}
        self.people: list[Frame] = []

    def hear(self, frames: Iterable[Frame]) -> "Screen":
        for frame in frames:
            self._hear(frame)
        return self

    def _hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "state":
                self.people = frame["state"]["people"]
                for file in (frame["state"]["run"] or {}).get("working", ()):
                    self.files[file["path"]] = file["content"]
                    self.open |= {file["path"]} if file["open"] else set()
                self.text = (frame["state"]["run"] or {}).get("said", "")
            case "text":
                self.text += frame["content"]
            case "presence":
                self.people = frame["people"]
            case _ if "path" in frame:
                self._write(frame["path"], frame)

    def _write(self, path: str, frame: Frame) -> None:
        match frame["type"]:
            case "file_started":
                self.files[path] = "" if frame["action"] == "write" else None
                self.open.add(path)
            case "file_delta":
                self.files[path] = (self.files[path] or "") + frame["content"]
            case "file_ended":
                self.open.discard(path)
                self.files[path] = frame.get("content", self.files[path])
                if not frame["ok"]:
                    self.refused[path] = frame["reason"]


def is_finer(frame: Frame) -> bool:
    return frame["type"] in ("text", "file_started", "file_delta", "file_ended", "presence")


async def heard(upstream, *replies: Reply | Step, content: str = "make it") -> list[Frame]:
    """Return all that a socket hears that asks for files, up to the end of a turn."""
    await upstream(*replies)
    async with Client("/ws/live?stream=files&since=0") as client:
        await client.until(is_type("state"))
        await client.send(type="chat", content=content)
        frames = await client.until(ended)
    mirror.settle()
    return [frame for frame in frames if frame["type"] != "presence"]


async def test_files_grow_while_they_are_written_and_are_the_version_in_the_end(upstream) -> None:
    frames = await heard(
        upstream,
        (
            tokens("Two ", "files."),
            write("a.py", A),
            CallTool("write_file", big_call(), "c2", 40, 0.005),
        ),
        tokens(" Done."),
    )
    screen = Screen().hear(frames)
    assert screen.files == contents(frames[-1]) == {"a.py": A, "big.txt": BIG}
    assert screen.text == frames[-1]["message"] == "Two files. Done."
    assert screen.open == set()
    types = [frame["type"] for frame in frames]
    assert types[:3] == ["status", "text", "file_started"]
    assert sum(frame["type"] == "file_delta" for frame in frames) > 2
    last = [frame for frame in frames if frame["type"] == "file_ended"]
    assert [without(frame, ["offset", "run"]) for frame in last] == [
        {"type": "file_ended", "path": path, "action": "write", "ok": True, "bytes": size}
        for path, size in (("a.py", len(A)), ("big.txt", len(BIG.encode())))
    ]
    offsets = [frame["offset"] for frame in frames]
    assert offsets == sorted(set(offsets))


def big_call() -> str:
    return orjson.dumps({"path": "big.txt", "content": BIG}).decode()


async def test_a_plain_socket_hears_what_it_always_did(upstream) -> None:
    await upstream((tokens("So: "), write("a.py", A)), tokens("done"))
    async with Client("/ws/live?stream=files") as finer, Client("/ws/live?stream=none") as plain:
        await entered(finer)
        await entered(plain)
        await plain.send(type="chat", content="A")
        frames = await plain.until(ended)
        assert [frame["type"] for frame in frames] == ["status", "code_generated"]
        assert (await finer.receive())["type"] == "presence"
        assert await finer.hears_nothing()
        await finer.send(type="chat", content="B")
        assert any(map(is_finer, await finer.until(ended)))
        assert await plain.hears_nothing()


async def test_edits_and_deletions_and_looks_are_told_with_what_they_leave(upstream) -> None:
    frames = await heard(
        upstream,
        (write("a.py", A), write("b.py", "B")),
        (edit("a.py", ("A = 1", "A = 7")), call("read_file", "c2", path="./b.py")),
        (call("delete_file", path="b.py"), edit("a.py", ("nothing", "x"))),
        edit("a.py", ("B = 2\n", "")),
        tokens("done"),
    )
    ends = [frame for frame in frames if frame["type"] == "file_ended"][2:]
    assert [(end["action"], end["path"], end["ok"], end.get("content")) for end in ends] == [
        ("edit", "a.py", True, A.replace("1", "7")),
        ("read", "b.py", True, None),
        ("delete", "b.py", True, None),
        ("edit", "a.py", False, None),
        ("edit", "a.py", True, "A = 7\nC = 3\n"),
    ]
    assert ends[3]["reason"] == "hunk 1: the search is not in the file"
    assert [end["bytes"] for end in ends] == [18, 1, 0, 0, 12]


async def test_a_file_that_is_written_and_edited_in_one_answer_is_told_whole(upstream) -> None:
    frames = await heard(
        upstream, (write("a.py", A), edit("a.py", ("A = 1", "A = 7"))), tokens("done")
    )
    written, edited = (frame for frame in frames if frame["type"] == "file_ended")
    assert (written["content"], edited["content"]) == (A, A.replace("1", "7"))
    assert Screen().hear(frames).files == contents(frames[-1])


async def test_a_long_file_is_not_told_again_after_each_edit(upstream) -> None:
    frames = await heard(
        upstream,
        write("a.txt", f"{'x' * 70_000}\nend\n"),
        edit("a.txt", ("end\n", "END\n")),
        tokens("done"),
    )
    edited = [frame for frame in frames if frame["type"] == "file_ended"][-1]
    assert (edited["bytes"], edited.get("content")) == (70_005, None)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ('{"content": "B\\n", "path": "./b.py"}', ["b.py"]),
        ('{"path": "b.py", "content": "A\\n", "content": "B\\n"}', ["b.py"]),
        ('{"path": "c.py", "content": "B\\n", "path": "b.py"}', ["c.py", "b.py"]),
    ],
)
async def test_keys_in_any_order_and_more_than_once_end_in_what_the_tool_took(
    upstream, arguments, told
) -> None:
    frames = await heard(upstream, CallTool("write_file", arguments, pieces=20), tokens("done"))
    starts = [frame["path"] for frame in frames if frame["type"] == "file_started"]
    assert starts == told
    screen = Screen().hear(frames)
    assert contents(frames[-1]) == {"b.py": "B\n"}
    assert screen.files["b.py"] == "B\n"
    assert screen.open == set()


async def test_a_path_that_no_file_can_have_is_not_told(upstream) -> None:
    frames = await heard(
        upstream,
        (write("../../etc/passwd", "evil"), write("\u202eyp.a", "evil")),
        CallTool("write_file", '["no object"]', pieces=3),
        CallTool("write_file", '{"path": "cut.py", "content": "cut of'),
        tokens("done"),
    )
    named = {frame["path"] for frame in frames if "path" in frame}
    assert named == {"cut.py"}
    assert Screen().hear(frames).refused == {"cut.py": "invalid arguments"}


async def test_a_server_that_gives_no_ids_and_repeats_them_is_followed(upstream) -> None:
    def fragment(index: int, name: str | None, arguments: str) -> Raw:
        function = {"name": name, "arguments": arguments}
        delta = {"tool_calls": [{"index": index, "function": function}]}
        return Raw(b"data: " + orjson.dumps({"choices": [{"delta": delta}]}) + b"\n\n")

    calls = (
        fragment(0, "write_file", '{"path": "a.py", '),
        fragment(1, "write_file", '{"path": "b.py", "content": "B'),
        fragment(0, None, '"content": "A"}'),
        fragment(1, None, 'B"}'),
        Finish("tool_calls"),
    )
    same_id = [write("c.py", "C"), write("d.py", "D")]
    frames = await heard(upstream, calls, *same_id, tokens("done"))
    screen = Screen().hear(frames)
    assert (
        screen.files
        == contents(frames[-1])
        == {"a.py": "A", "b.py": "BB", "c.py": "C", "d.py": "D"}
    )


async def test_fenced_blocks_are_told_when_the_text_is_whole(upstream) -> None:
    frames = await heard(
        upstream,
        Fail(400),
        tokens(FENCED.format("A = 1\n")),
        tokens("```python a.py\n" + HUNK.format("A = 1") + "```\n"),
        content="first",
    )
    screen = Screen().hear(frames)
    assert screen.files == contents(frames[-1])
    assert screen.text == frames[-1]["message"]


async def test_who_joins_late_or_comes_back_has_the_same_on_the_screen(upstream) -> None:
    half = f'{{"path": "b.py", "content": "{"B" * 500}'
    await upstream(
        (tokens("Now: "), write("a.py", A)), (CallTool("write_file", half, "c2", 50), Stall())
    )
    async with Client("/ws/live?stream=files&since=0") as first:
        opening = await first.until(is_type("state"))
        await first.send(type="chat", content="make it")
        frames: list[Frame] = []
        while Screen().hear(frames).files.get("b.py") != "B" * 500:
            frames.append(await first.receive())
        seen = next(each for each in frames if each["type"] == "file_delta")
        place = f"since={seen['offset']}&epoch={opening[0]['epoch']}"
        async with Client("/ws/live?stream=files&since=0") as late:
            joined = await late.until(is_type("state"))
        async with Client(f"/ws/live?stream=files&{place}") as back:
            before = [frame for frame in frames if frame["offset"] <= seen["offset"]]
            missed = [await back.receive()]
            assert missed[0]["recovered"] is True
            while Screen().hear([*before, *missed]).files != Screen().hear(frames).files:
                missed.append(await back.receive())
        screens = [Screen().hear(each) for each in (frames, joined, [*before, *missed])]
        for screen in screens:
            assert screen.files == {"a.py": A, "b.py": "B" * 500}
            assert screen.open == {"b.py"}
            assert screen.text == "Now: "
        await first.send(type="stop")
        await first.until(ended)


async def test_a_state_that_one_frame_does_not_hold_is_told_by_the_frames_after_it(
    upstream,
) -> None:
    texts = {f"f{number}.txt": f"{number}" * 400_000 for number in range(3)}
    calls = [write(path, text) for path, text in texts.items()]
    await upstream((*calls, Stall()))
    async with Client("/ws/live?stream=files&since=0") as first:
        await first.until(is_type("state"))
        await first.send(type="chat", content="make it")
        frames: list[Frame] = []
        while Screen().hear(frames).files != texts:
            frames.append(await first.receive())
        async with Client("/ws/live?stream=files&since=0") as late:
            joined = await late.until(is_type("state"))
            assert len(orjson.dumps(joined[-1])) < 768_000
            assert joined[-1]["offset"] < frames[-1]["offset"]
            while Screen().hear(joined).files != texts:
                joined.append(await late.receive())
                assert len(orjson.dumps(joined[-1])) < 768_000
        await first.send(type="stop")
        await first.until(ended)


async def test_a_replayed_log_is_what_was_heard(upstream) -> None:
    frames = await heard(
        upstream,
        (write("a.py", A), write("b.py", "B")),
        edit("a.py", ("A = 1", "A = 7")),
        tokens("ok"),
    )
    room = await read(lambda: Room.objects.get(name="live"))
    working = WorkingFiles()
    for entry in await read(log.read_room, room.pk, 0):
        working.take(entry)
    shown = {file["path"]: file["content"] for file in working.told()}
    assert shown == Screen().hear(frames).files == contents(frames[-1])


async def test_the_log_grows_with_the_files_and_not_with_their_pieces(upstream) -> None:
    await heard(upstream, CallTool("write_file", big_call(), pieces=2_000), tokens("done"))
    room = await read(lambda: Room.objects.get(name="live"))
    entries = await read(log.read_room, room.pk, 0, 5_000)
    told = sum(len(orjson.dumps(entry.data)) for entry in entries)
    files = len(BIG.encode())
    assert told < 3 * files + 40 * 2_000  # the tree at the end, the pieces, and what names them


async def test_those_who_ask_for_files_see_each_other(upstream) -> None:
    await upstream(tokens("ok"))
    async with Client("/ws/live?stream=files&since=0&name=Ada") as ada:
        screen = Screen().hear(await ada.until(is_type("state")))

        async def shows(*people: tuple[str, int]) -> None:
            while [(each["name"], each["connections"]) for each in screen.people] != list(people):
                screen.hear([await ada.receive()])

        await shows(("Ada", 1))
        async with (
            Client("/ws/live?stream=files&name=Ada"),
            Client("/ws/live?stream=files"),
            Client("/ws/live"),
        ):
            await shows(("Ada", 2), ("guest", 1))
            async with Client("/ws/live?stream=files&since=0&name=Bob%E2%80%AE") as bob:
                state = (await bob.until(is_type("state")))[-1]["state"]
                assert [each["name"] for each in state["people"]] == ["Ada", "guest"]
                await shows(("Ada", 2), ("guest", 1), ("Bob", 1))
        await shows(("Ada", 1))
