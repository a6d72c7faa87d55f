"""What becomes of an answer when its process ends: asked to, or killed."""

import asyncio
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from config.environment import BASE_DIR
from llm.scripts import Stall, tokens
from tests.conftest import Serve
from tests.playbook import Playbook
from tests.server import ServerProcess, manage
from tests.sockets import Frame, answered, connected, is_chunk, text_of
from tests.transcript import Answer, Transcript, stored_answers, stored_count
from tests.waiting import becomes

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

SPOKEN = tokens("一，", "二，", "三，", delay=0.01)
SECOND = tokens(*(f"{number}，" for number in range(50)), delay=0.02)

#: Seconds that a process may take to end once its runs have ended.
GRACE = 3
#: uvicorn ends by the signal that it was sent, after all its work is done.
ENDED_WELL = (0, -signal.SIGTERM, -signal.SIGINT)
#: Leases that run out soon, where how soon is not the point.
SHORT = {"lease_seconds": "1.5", "lease_renew_seconds": "0.5"}


def said(text: str, frame: Frame) -> bool:
    return text in frame.get("content", "")


async def test_sigterm_lets_running_answers_finish_and_closes_with_1012(
    serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server, question = serve(**scripted), playbook.question(SECOND)
    whole = "".join(SECOND.texts)
    async with (
        connected(server, "ada") as socket,
        connected(server, "idle") as idle,
        httpx2.AsyncClient(base_url=server.url, trust_env=False) as http,
    ):
        over_http = playbook.question(SECOND)
        body = {"user_id": "bob", "query": over_http}
        waiting = asyncio.create_task(http.post("/chat", json=body))
        await playbook.reached_by(over_http)
        await socket.send(query=question)
        await socket.until(is_chunk)
        server.terminate()
        assert (await socket.until(answered))[-1]["status"] == "completed"
        assert (await waiting).json() == {"response": whole}
        assert [await socket.close_code(), await idle.close_code()] == [1012, 1012]
    assert await asyncio.to_thread(server.wait, GRACE) in ENDED_WELL
    for user in ("ada", "bob"):
        assert list(stored_answers(server.folder, user).values()) == [Answer(whole, "completed")]
    assert text_of(socket.heard) == whole
    assert "Traceback" not in server.log


async def test_an_idle_server_ends_at_once_and_starts_again_within_three_seconds(
    serve: Serve,
) -> None:
    server = serve()
    async with connected(server, "ada") as socket:
        server.send_signal(signal.SIGINT)
        assert await socket.close_code() == 1012
    assert await asyncio.to_thread(server.wait, GRACE) in ENDED_WELL
    starts = (seconds_to_start(server) for _ in range(3))  # a busy machine may spoil one
    assert any(seconds < 3 for seconds in starts)
    assert "Traceback" not in server.log


def seconds_to_start(server: ServerProcess) -> float:
    """Start it as `make run` does, with nothing loaded before."""
    server.kill()
    begun = time.monotonic()
    command = [sys.executable, "manage.py", "serve", "--port", str(server.port)]
    with subprocess.Popen(command, cwd=BASE_DIR, env=server.environment) as process:
        while not server.answers() and process.poll() is None:
            time.sleep(0.02)
        took = time.monotonic() - begun
        process.kill()
    return took


async def test_a_server_that_cannot_load_what_answering_needs_ends_and_says_why(
    template: Path, tmp_path: Path
) -> None:
    (tmp_path / "agents.py").write_text("raise ImportError('half installed')")
    folder = shutil.copytree(template, tmp_path / "data")
    ended = await asyncio.to_thread(
        manage, folder, "serve", "--port=0", ACCESS="open", PYTHONPATH=str(tmp_path)
    )
    assert ended.returncode == 1
    assert "half installed" in ended.stderr


async def test_a_question_over_http_that_the_process_cannot_answer_any_more_may_be_retried(
    serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server = serve(drain_seconds="1", **scripted)
    question = playbook.question((SPOKEN, Stall()))
    async with (
        connected(server, "ada") as socket,
        httpx2.AsyncClient(base_url=server.url, trust_env=False) as http,
    ):
        await socket.send(query=question)
        await socket.until(is_chunk)
        body = {"user_id": "ada", "query": "later", "client_message_id": "later"}
        waiting = asyncio.create_task(http.post("/chat", json=body))

        async def waits() -> int:
            return stored_count(server.folder, "ada", "user")

        await becomes(2, waits)
        server.terminate()
        reply = await waiting
    assert (reply.status_code, reply.json()["error"]["retryable"]) == (503, True)
    assert await asyncio.to_thread(server.wait, GRACE) in ENDED_WELL
    assert "Traceback" not in server.log


async def test_sigterm_interrupts_what_outlasts_the_grace_period_and_keeps_its_text(
    serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server = serve(drain_seconds="1", **scripted)
    async with connected(server, "ada") as socket:
        await socket.send(query=playbook.question((SPOKEN, Stall())))
        await socket.until(lambda frame: said("三", frame))
        server.terminate()
        *_, final, error = await socket.until(answered)
        assert await socket.close_code() == 1012
        assert await asyncio.to_thread(server.wait, GRACE) in ENDED_WELL
    assert (final["content"], final["is_final"]) == ("", True)
    assert error["content"].startswith("处理出错: ")
    [answer] = stored_answers(server.folder, "ada").values()
    assert answer == Answer("一，二，三，", "interrupted")
    assert text_of(socket.heard) == answer.text
    assert "Traceback" not in server.log


async def test_a_process_that_is_ending_leaves_new_questions_to_the_next_one(
    serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server, transcript = serve(drain_seconds="1", **SHORT, **scripted), Transcript()
    async with connected(server, "ada", since=0) as socket:
        transcript.hear_all(await socket.count(2))
        await socket.send(query=playbook.question((SPOKEN, Stall())))
        transcript.hear_all(await socket.until(is_chunk))
        server.terminate()
        later = playbook.question(tokens("后来"))
        await socket.send(query=later, client_message_id="late")
        transcript.hear_all(await socket.until(lambda frame: frame["type"] == "accepted"))
        await socket.close_code()
    await asyncio.to_thread(server.wait, GRACE)
    assert not playbook.requests_for(later)
    await asyncio.to_thread(server.start)
    async with connected(server, "ada", **transcript.place) as socket:
        await socket.until(answered)
        assert text_of(await socket.until(answered)) == "后来"
    endings = [answer.ending for answer in stored_answers(server.folder, "ada").values()]
    assert endings == ["interrupted", "completed"]


async def test_after_sigkill_the_end_reaches_a_client_that_resumes_within_ten_seconds(
    serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server, transcript = serve(**scripted), Transcript()
    async with connected(server, "ada", since=0) as socket:
        transcript.hear_all(await socket.count(2))
        await socket.send(query=playbook.question((SPOKEN, Stall())))
        transcript.hear_all(await socket.until(lambda frame: said("二", frame)))
        server.kill()
        assert await socket.close_code() == 1006
    await asyncio.to_thread(server.start)
    restarted = time.monotonic()
    async with connected(server, "ada", **transcript.place) as socket:
        frames = await socket.until(answered)
        assert time.monotonic() - restarted < 10
        assert text_of(await socket.ask(playbook.question(tokens("又来了")))) == "又来了"
    transcript.hear_all(frames)
    final, error = frames[-2:]
    assert (final["type"], final["is_final"], error["code"]) == ("chunk", True, "interrupted")
    assert transcript.recoveries == [False, True]
    [answer] = transcript.answers.values()
    assert answer.ending == "interrupted"
    assert answer.text in ("一，二，", "一，二，三，")
    first, next_one = stored_answers(server.folder, "ada").values()
    assert (first, next_one) == (answer, Answer("又来了", "completed"))


async def test_an_unprepared_data_folder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    refused = await asyncio.to_thread(manage, tmp_path / "new", "serve", ACCESS="open")
    assert refused.returncode == 1
    assert "manage.py prepare" in refused.stderr
