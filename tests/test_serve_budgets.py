"""A day's budget on a real server, with a model that counts (G21)."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from llm.scripts import tokens
from tests.conftest import Serve
from tests.playbook import Playbook
from tests.sockets import connected

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUDGET = 8_000
SPOKEN = tokens(*("字" * 150), delay=0.002)


def spent(folder: Path) -> tuple[int, int]:
    """Return what all have spent, and what is held."""
    with closing(sqlite3.connect(folder / "tokenwire.sqlite3")) as database:
        found: tuple[int, int] = database.execute(
            "SELECT spent, reserved FROM realtime_spending WHERE actor = ''"
        ).fetchone()
    return found


async def test_200_questions_at_once_overspend_by_one_request_at_most(
    serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server = serve(**scripted, tokens_per_day=str(BUDGET), max_answer_tokens="150")
    question = playbook.question(SPOKEN)
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(
        base_url=server.url, trust_env=False, timeout=60, limits=limits
    ) as http:

        async def ask(user: int) -> httpx2.Response:
            return await http.post("/chat", json={"user_id": f"user{user}", "query": question})

        replies = await asyncio.gather(*map(ask, range(200)))
    statuses = [reply.status_code for reply in replies]
    answered = statuses.count(200)
    assert set(statuses) <= {200, 429, 502}  # 502: what others held left too little for it
    total, held = spent(server.folder)
    assert held == 0
    assert len(playbook.requests_for(question)) == answered  # who is refused costs no call
    assert 0 < total <= BUDGET + total // answered
    assert "Traceback" not in server.log


async def test_whoever_has_spent_it_is_told_when_there_is_more(
    serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server = serve(**scripted, tokens_per_day_per_actor="1000", max_answer_tokens="100")
    greedy, next_one = playbook.question(tokens(*("字" * 1_200))), playbook.question(SPOKEN)
    async with connected(server, "ada") as socket, connected(server, "bob") as other:
        assert (await socket.ask(greedy))[-1]["status"] == "completed"
        [refused] = await socket.ask(next_one)
        assert (await other.ask(next_one))[-1]["status"] == "completed"
    assert (refused["code"], refused["retryable"]) == ("budget_spent", True)
    assert 0 < refused["retry_after"] <= 24 * 3600
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        reply = await http.post("/chat", json={"user_id": "ada", "query": next_one})
    assert reply.status_code == 429
    assert 0 < int(reply.headers["Retry-After"]) <= 24 * 3600
    assert len(playbook.requests_for(next_one)) == 1
