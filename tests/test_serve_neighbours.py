"""What processes on one database owe each other: who watches, who waits, who takes over."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.exceptions import ConnectionClosed

from llm.scripts import Stall, tokens
from tests.conftest import Serve
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.sockets import answered, connected, is_chunk, text_of
from tests.test_serve_processes import SLOW, SLOW_TEXT, Pair
from tests.transcript import Transcript, stored_answers
from tests.waiting import becomes

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

STREAMS = 10
LONG = tokens(*(f"{number}，" for number in range(100)), delay=0.03)


def running(server: ServerProcess) -> int:
    with closing(sqlite3.connect(server.folder / "tokenwire.sqlite3")) as database:
        (count,) = database.execute(
            "SELECT count(DISTINCT run_id) FROM realtime_event WHERE kind = 'text'"
        ).fetchone()
    return int(count)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pair(serve_for_session: Serve, scripted: dict[str, Any]) -> AsyncIterator[Pair]:
    a = serve_for_session(**scripted)
    with ServerProcess(a.folder, **scripted) as b:
        yield Pair(a, b)


def living(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


async def test_an_answer_that_is_watched_in_another_process_is_not_replaced(
    pair, playbook: Playbook
) -> None:
    first, second = playbook.question(SLOW), playbook.question(tokens("next"))
    async with connected(pair.a, "watched") as watcher:
        await watcher.send(query=first)
        await watcher.until(is_chunk)
        async with connected(pair.b, "watched") as newcomer:
            await newcomer.send(query=second)
            assert text_of(await newcomer.until(answered)) == "next"
        await watcher.until(answered)
        assert text_of(watcher.heard) == SLOW_TEXT
    endings = [answer.ending for answer in stored_answers(pair.a.folder, "watched").values()]
    assert endings == ["completed", "completed"]


async def test_an_answer_that_no_process_watches_makes_way(pair, playbook: Playbook) -> None:
    first, second = playbook.question((SLOW, Stall())), playbook.question(tokens("next"))
    async with connected(pair.a, "deserted") as gone:
        await gone.send(query=first)
        await gone.until(is_chunk)
    async with connected(pair.b, "deserted") as newcomer:
        await newcomer.send(query=second)
        assert text_of(await newcomer.until(answered)) == "next"
    endings = [answer.ending for answer in stored_answers(pair.a.folder, "deserted").values()]
    assert endings == ["stopped", "completed"]


async def test_a_killed_process_costs_no_character(serve: Serve, scripted, playbook) -> None:
    """Half of the streams lose their process; their clients come back to the other one."""
    a = serve(**scripted)
    b = serve(folder=a.folder, **scripted)
    question = playbook.question(LONG)

    async def watch(user: str, first: ServerProcess) -> Transcript:
        transcript, server = Transcript(), first
        while not transcript.endings:
            try:
                async with connected(server, user, **transcript.place) as socket:
                    await socket.send(query=question, client_message_id="once")
                    while not transcript.endings:
                        transcript.hear(await socket.receive())
            except (OSError, ConnectionClosed):
                server = b
        return transcript

    async with asyncio.TaskGroup() as group:
        watching = {
            f"user-{number}": group.create_task(watch(f"user-{number}", (a, b)[number % 2]))
            for number in range(STREAMS)
        }
        await becomes(STREAMS, lambda: asyncio.to_thread(running, a))
        a.kill()
    for user, transcript in watching.items():
        assert transcript.result().answers == stored_answers(a.folder, user)
        assert all(transcript.result().recoveries[1:])
    endings = [ending for t in watching.values() for ending in t.result().endings.values()]
    assert sorted(endings) == ["completed"] * (STREAMS // 2) + ["interrupted"] * (STREAMS // 2)


async def test_a_worker_that_dies_is_replaced_and_all_end_together(serve: Serve, scripted) -> None:
    server = serve(workers="2", **scripted)
    dead, other = server.workers
    os.kill(dead, signal.SIGKILL)
    await becomes(2, lambda: asyncio.to_thread(lambda: len(set(server.workers) - {dead})))
    assert other in server.workers
    async with connected(server, "ada") as socket:
        assert answered((await socket.ask("?"))[-1])
    workers = server.workers
    server.terminate()
    server.wait()
    assert not living(workers)
