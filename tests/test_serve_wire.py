"""The typewriter chat over a real socket, on both servers: frame by frame, and with cuts."""

from contextlib import AsyncExitStack

import httpx2
import orjson
import pytest

from llm.scripts import CallTool, Stall, tokens
from realtime.testing import without
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.sockets import Frame, Socket, answered, connected, is_chunk, text_of
from tests.transcript import Answer, Transcript, stored_answers, stored_count
from tests.waiting import becomes

pytestmark = pytest.mark.asyncio(loop_scope="session")

OURS = ["offset", "run"]
SLOW = tokens(*(f"{number}，" for number in range(80)), delay=0.005)
SLOW_TEXT = "".join(SLOW.texts)

QUESTIONS = [
    ("查询我的物业费账单", "query_unpaid_bills", "笔未缴账单"),
    ("帮我查一下停车记录", "query_parking_records", "停车记录"),
    ("我想报修", "create_repair_ticket", "请告诉我哪里坏了"),
]


def status(name: str, **data: object) -> Frame:
    return {"type": "status", "status": name, "data": data}


async def test_the_documents_three_questions_frame_by_frame(each_server) -> None:
    async with connected(each_server, "user123") as socket:
        for query, tool, words in QUESTIONS:
            frames = await socket.ask(query, token="your-token-here")
            thinking, calling, called, *chunks, final, completed = [
                without(frame, OURS) for frame in frames
            ]
            assert thinking == status("thinking", message="正在思考...", query=query)
            for told, name in [(calling, "tool_calling"), (called, "tool_completed")]:
                assert (told["type"], told["status"]) == ("status", name)
                assert told["data"]["tool"] == tool
                assert told["data"]["message"]
            assert chunks
            assert all(chunk.keys() == {"type", "content", "is_final"} for chunk in chunks)
            assert not any(chunk["is_final"] for chunk in chunks)
            assert words in text_of(frames)
            assert final == {"type": "chunk", "content": "", "is_final": True}
            assert completed == status("completed", message="回答完成")
    heard = Transcript().hear_all(socket.heard).answers
    assert len(heard) == 3
    assert heard.items() <= stored_answers(each_server.folder, "user123").items()


async def test_a_plain_client_hears_nothing_on_connect_and_errors_keep_the_socket(
    each_server,
) -> None:
    async with connected(each_server, "errors") as socket:
        await socket.send_text("{")
        assert (await socket.receive())["content"].startswith("服务器错误: ")
        await socket.send(query="")
        assert (await socket.receive())["content"] == "查询内容不能为空"
        await socket.send(type="auth", token="mine")
        assert await socket.receive() == {"type": "auth_success", "user_id": "errors"}
        assert (await socket.ask("你好"))[-1]["status"] == "completed"


async def test_names_travel_percent_encoded(each_server) -> None:
    async with connected(each_server, "张三/ü 🙂") as socket:
        await socket.ask("你好")
    assert len(stored_answers(each_server.folder, "张三/ü 🙂")) == 1


async def heard_until(socket: Socket, transcript: Transcript, frames: int) -> bool:
    """Fold so many frames, fewer where the answer ends before; return whether it has ended."""
    for _ in range(frames):
        frame = await socket.receive()
        transcript.hear(frame)
        if answered(frame):
            return True
    return False


@pytest.mark.parametrize("cut_after", [[1], [3], [10], [40], [3, 1, 2, 20, 5]])
async def test_cuts_lose_nothing_and_double_nothing(
    each_scripted_server: ServerProcess, playbook: Playbook, cut_after: list[int]
) -> None:
    server, user = each_scripted_server, f"cut-{cut_after}"
    question = playbook.question((CallTool("query_unpaid_bills"),), SLOW)
    transcript = Transcript()
    async with connected(server, user, since=0) as socket:
        transcript.hear_all(await socket.count(2))
        await socket.send(query=question)
        ended = await heard_until(socket, transcript, cut_after[0])
        socket.cut()
    for frames in [*cut_after[1:], 1000]:
        async with connected(server, user, **transcript.place) as socket:
            transcript.hear(await socket.receive())
            assert not ended, "the answer ended before the last cut: it is not slow enough"
            ended = await heard_until(socket, transcript, frames)
            socket.cut()
    assert transcript.recoveries == [False, *[True] * len(cut_after)]
    assert list(transcript.answers.values()) == [Answer(SLOW_TEXT, "completed")]
    assert list(transcript.questions.values()) == [question]
    async with connected(server, user, since=0) as fresh:
        assert Transcript().hear_all(await fresh.count(2)).answers == transcript.answers
    assert stored_answers(server.folder, user) == transcript.answers


async def test_what_was_said_while_nobody_listened_comes_on_resume(
    each_scripted_server: ServerProcess, playbook: Playbook
) -> None:
    server, transcript = each_scripted_server, Transcript()
    async with connected(server, "away", since=0) as socket:
        transcript.hear_all(await socket.count(2))
        transcript.hear_all(await socket.ask(playbook.question(tokens("第一"))))
    async with connected(server, "away") as other:
        await other.ask(playbook.question(tokens("说完", "了")))
    async with connected(server, "away", **transcript.place) as socket:
        transcript.hear_all(await socket.until(answered))
    assert transcript.answers == stored_answers(server.folder, "away")
    texts = {answer.text for answer in transcript.answers.values()}
    assert (texts, transcript.recoveries) == ({"第一", "说完了"}, [False, True])


async def test_a_wrong_epoch_is_not_recovered_but_told_the_whole_state(each_server) -> None:
    async with connected(each_server, "epochs", since=0) as socket:
        await socket.count(2)
        offset = (await socket.ask("你好"))[-1]["offset"]
    async with connected(each_server, "epochs", since=offset, epoch="another") as socket:
        resumed, state = await socket.count(2)
    assert (resumed["recovered"], state["type"]) == (False, "state")
    answers = Transcript().hear_all([resumed, state]).answers
    assert answers == stored_answers(each_server.folder, "epochs")


async def test_a_new_socket_of_a_client_that_left_hears_only_its_own_answer(
    each_scripted_server: ServerProcess, playbook: Playbook
) -> None:
    server = each_scripted_server
    older, newer = playbook.question(SLOW), playbook.question(tokens("新的回答"))
    async with connected(server, "wire-leaver") as socket:
        await socket.send(query=older)
        await socket.until(is_chunk)
        socket.cut()
    async with connected(server, "wire-leaver") as socket:
        frames = await socket.ask(newer)
    assert text_of(frames) == "新的回答"
    endings = [answer.ending for answer in stored_answers(server.folder, "wire-leaver").values()]
    assert endings == ["stopped", "completed"]


async def test_stop_ends_the_answer_and_the_upstreams_request(
    each_scripted_server: ServerProcess, playbook: Playbook
) -> None:
    server, question = each_scripted_server, playbook.question(SLOW)
    async with (
        connected(server, "wire-stopper") as socket,
        connected(server, "wire-stopper") as other,
    ):
        await socket.send(query=question)
        await socket.until(is_chunk)
        await other.send(type="stop")
        frames = await socket.until(answered)
        await other.until(answered)
    assert frames[-1]["data"]["stopped"] is True
    [answer] = stored_answers(server.folder, "wire-stopper").values()
    assert answer == Answer(text_of(socket.heard), "stopped")
    assert text_of(other.heard) == answer.text
    [received] = playbook.requests_for(question)
    await received.over.wait()
    assert received.closed_early


async def test_a_frame_that_is_too_big_is_answered_and_closes_the_socket(each_server) -> None:
    with each_server.without_tracebacks():
        async with connected(each_server, "big") as socket:
            await socket.send(query="x" * 262_144)
            error = await socket.receive()
            assert (error["type"], error["code"]) == ("error", "frame_too_big")
            assert await socket.close_code() == 4413
    assert stored_count(each_server.folder, "big", "user") == 0


async def test_a_very_long_answer_reaches_those_who_join_late_in_frames_that_clients_take(
    each_scripted_server: ServerProcess, playbook: Playbook
) -> None:
    server = each_scripted_server
    question = playbook.question((tokens(*["长长的"] * 100_000), Stall()))
    async with connected(server, "long") as asker:
        await asker.send(query=question)
        length = 0
        while length < 300_000:
            length += len(text_of([await asker.receive()]))
        transcript = Transcript()
        async with connected(server, "long", since=0) as late:
            await asker.send(type="stop")
            transcript.hear_all(await late.until(answered))
        await asker.until(answered)
    assert transcript.answers == stored_answers(server.folder, "long")
    assert list(transcript.answers.values()) == [Answer("长长的" * 100_000, "stopped")]
    sizes = [len(orjson.dumps(frame)) for frame in [*asker.heard, *late.heard]]
    assert max(sizes) < 768 * 1024


async def test_sockets_that_are_gone_are_not_counted(each_server) -> None:
    async with httpx2.AsyncClient(base_url=each_server.url, trust_env=False) as http:

        async def connections() -> int:
            return int((await http.get("/status")).json()["active_connections"])

        before = await connections()
        async with AsyncExitStack() as stack:
            sockets = [
                await stack.enter_async_context(connected(each_server, "counted")) for _ in range(5)
            ]
            assert await connections() == before + 5
            for socket in sockets[:3]:
                socket.cut()
            await becomes(before + 2, connections)
        await becomes(before, connections)
