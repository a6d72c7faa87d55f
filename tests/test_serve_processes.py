"""Two server processes on one data folder: no Redis, one room."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from socket import create_server
from typing import Any, NamedTuple

import httpx2
import pytest
import pytest_asyncio

from llm.scripts import Stall, tokens
from tests.conftest import Serve
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.sockets import answered, connected, is_chunk, text_of
from tests.transcript import Answer, Transcript, stored_answers, stored_count

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

SLOW = tokens(*(f"{number}，" for number in range(60)), delay=0.01)
SLOW_TEXT = "".join(SLOW.texts)


class Pair(NamedTuple):
    a: ServerProcess
    b: ServerProcess


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pair(serve_for_session: Serve, scripted: dict[str, Any]) -> AsyncIterator[Pair]:
    a = serve_for_session(**scripted)
    with ServerProcess(a.folder, **scripted) as b:
        yield Pair(a, b)


async def test_a_client_of_one_process_sees_the_answer_that_another_gives(pair, playbook) -> None:
    async with (
        connected(pair.a, "both") as asker,
        connected(pair.b, "both") as listener,
        connected(pair.b, "both", since=0) as whole,
    ):
        await whole.count(2)
        await asker.send(query=playbook.question(SLOW))
        await asker.until(is_chunk)
        async with connected(pair.b, "both", since=0) as late:
            joined = Transcript().hear_all(await late.until(answered))
        for socket in (asker, listener, whole):
            await socket.until(answered)
    stored = stored_answers(pair.a.folder, "both")
    assert list(stored.values()) == [Answer(SLOW_TEXT, "completed")]
    assert joined.answers == stored
    for socket in (asker, listener, whole):
        assert Transcript().hear_all(socket.heard).answers == stored


async def test_an_answer_can_be_stopped_from_another_process(pair, playbook: Playbook) -> None:
    question = playbook.question((SLOW, Stall()))
    async with connected(pair.a, "stop") as asker, connected(pair.b, "stop") as other:
        await asker.send(query=question)
        await other.until(is_chunk)
        await other.send(type="stop")
        assert (await other.until(answered))[-1]["data"]["stopped"] is True
        assert (await asker.until(answered))[-1]["data"]["stopped"] is True
    [answer] = stored_answers(pair.a.folder, "stop").values()
    assert answer == Answer(text_of(asker.heard), "stopped")
    assert text_of(other.heard) == answer.text
    [received] = playbook.requests_for(question)
    await received.over.wait()
    assert received.closed_early


async def test_a_message_that_is_sent_to_both_is_answered_once(pair, playbook: Playbook) -> None:
    question = playbook.question(SLOW)
    async with connected(pair.a, "twice") as one, connected(pair.b, "twice") as two:
        for socket in (one, two):
            await socket.send(query=question, client_message_id="same")
        for socket in (one, two):
            await socket.until(answered)
    told = [frame for s in (one, two) for frame in s.heard if frame["type"] == "accepted"]
    assert sorted(frame["repeat"] for frame in told) == [False, True]
    assert len({frame["run"] for frame in told}) == 1
    assert stored_count(pair.a.folder, "twice", "user") == 1
    assert len(playbook.requests_for(question)) == 1


async def test_a_client_may_resume_at_the_other_process(pair, playbook: Playbook) -> None:
    transcript = Transcript()
    async with connected(pair.a, "moved", since=0) as socket:
        transcript.hear_all(await socket.count(2))
        await socket.send(query=playbook.question(SLOW))
        transcript.hear_all(await socket.until(is_chunk))
        socket.cut()
    async with connected(pair.b, "moved", **transcript.place) as socket:
        transcript.hear_all(await socket.until(answered))
    assert transcript.recoveries == [False, True]
    assert list(transcript.answers.values()) == [Answer(SLOW_TEXT, "completed")]
    assert stored_answers(pair.b.folder, "moved") == transcript.answers


async def test_a_question_to_one_process_waits_for_the_answer_that_another_gives(
    pair, playbook: Playbook
) -> None:
    async with connected(pair.a, "turns") as first:
        await first.send(query=playbook.question(SLOW))
        await first.until(is_chunk)
        async with connected(pair.b, "turns") as second:
            await second.send(query=playbook.question(tokens("其次")))
            assert text_of(await second.until(answered)) == "其次"
        await first.until(answered)
    assert list(stored_answers(pair.a.folder, "turns").values()) == [
        Answer(SLOW_TEXT, "completed"),
        Answer("其次", "completed"),
    ]


async def test_a_question_over_http_waits_too(pair, playbook: Playbook) -> None:
    question = playbook.question(tokens("其次"))
    async with connected(pair.a, "http") as first:
        await first.send(query=playbook.question(SLOW))
        await first.until(is_chunk)
        async with httpx2.AsyncClient(base_url=pair.b.url, trust_env=False) as http:
            reply = await http.post("/chat", json={"user_id": "http", "query": question})
    assert reply.json() == {"response": "其次"}
    assert [answer.text for answer in stored_answers(pair.a.folder, "http").values()] == [
        SLOW_TEXT,
        "其次",
    ]


async def test_the_workers_of_one_server_share_its_rooms_and_end_together(
    serve: Serve, scripted: dict[str, Any], playbook: Playbook
) -> None:
    server = serve(workers="2", **scripted)
    async with AsyncExitStack() as stack:
        # The system deals connections out; 12 in one process happen once in 2,000 times.
        sockets = [await stack.enter_async_context(connected(server, "all")) for _ in range(12)]
        await sockets[0].send(query=playbook.question(SLOW))
        await sockets[-1].until(is_chunk)
        server.terminate()
        for socket in sockets:
            assert await socket.close_code() == 1012
    assert await asyncio.to_thread(server.wait, 5) in (0, -signal.SIGTERM)
    stored = stored_answers(server.folder, "all")
    assert list(stored.values()) == [Answer(SLOW_TEXT, "completed")]
    for socket in sockets:
        assert Transcript().hear_all(socket.heard).answers == stored
    with create_server(("127.0.0.1", server.port)):
        pass  # nobody is left behind who listens
    assert "Traceback" not in server.log
