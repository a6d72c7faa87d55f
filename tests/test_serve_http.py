"""What the real servers answer over HTTP: the chat in one request, facts, pages, static files."""

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from llm.scripts import Fail, tokens
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.transcript import stored_answers, stored_count

pytestmark = pytest.mark.asyncio(loop_scope="session")

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest_asyncio.fixture(loop_scope="session")
async def http(each_server: ServerProcess) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=each_server.url, trust_env=False) as client:
        yield client


async def test_one_question_in_one_request_is_answered_with_the_stored_text(
    each_server, http
) -> None:
    reply = await http.post("/chat", json={"user_id": "demo", "query": "查询我的物业费账单"})
    assert reply.status_code == 200
    assert reply.json().keys() == {"response"}
    assert "笔未缴账单" in reply.json()["response"]
    stored = stored_answers(each_server.folder, "demo").values()
    assert reply.json()["response"] in {answer.text for answer in stored}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"null",
        b'{"user_id": "bad", "query": ""}',
        b'{"user_id": "bad", "query": "   "}',
        b'{"user_id": "bad", "query": {}}',
        b'{"user_id": "bad"}',
        b'{"query": "hello"}',
        b'{"user_id": "", "query": "hello"}',
        b'{"user_id": ["bad"], "query": "hello"}',
        b'{"user_id": "bad\\u0000", "query": "hello"}',
    ],
)
@pytest.mark.usefixtures("no_traceback")
async def test_what_is_no_question_is_refused_with_400_and_stored_nowhere(
    each_server, http, body
) -> None:
    reply = await http.post("/chat", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error["code"]
    assert error["message"]
    assert stored_count(each_server.folder, "bad", "user") == 0


@pytest.mark.parametrize("origin", ["http://evil.example", "http://[::1"])
@pytest.mark.usefixtures("no_traceback")
async def test_a_foreign_page_may_not_ask_in_one_request(each_server, http, origin) -> None:
    body = {"user_id": "foreign", "query": "hello"}
    reply = await http.post("/chat", json=body, headers={"Origin": origin})
    assert reply.status_code == 403
    assert stored_count(each_server.folder, "foreign", "user") == 0


async def test_the_same_message_id_asks_once_and_answers_twice(each_server, http) -> None:
    body = {"user_id": "repeater", "query": "你好", "client_message_id": "one"}
    first, second = [await http.post("/chat", json=body) for _ in range(2)]
    assert first.json() == second.json()
    assert stored_count(each_server.folder, "repeater", "user") == 1


async def test_a_model_that_fails_is_a_bad_gateway_with_a_reason(
    scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question(Fail(400))
    async with httpx2.AsyncClient(base_url=scripted_server.url, trust_env=False) as client:
        reply = await client.post("/chat", json={"user_id": "refused-once", "query": question})
        assert reply.status_code == 502
        assert reply.json()["error"]["message"]
        question = playbook.question(tokens("好了"))
        reply = await client.post("/chat", json={"user_id": "refused-once", "query": question})
        assert reply.json() == {"response": "好了"}


@pytest.mark.parametrize("accept", ["application/json", "*/*", None])
async def test_a_program_gets_the_services_facts_as_json(http, accept) -> None:
    http.headers.pop("Accept")
    reply = await http.get("/", headers={"Accept": accept} if accept else {})
    facts = reply.json()
    assert facts.keys() == {
        *("service", "version", "status", "websocket_endpoint", "connections", "rooms")
    }
    assert (facts["status"], facts["websocket_endpoint"]) == ("running", "/ws")
    assert "Accept" in reply.headers["Vary"]


async def test_a_browser_gets_a_page_that_links_what_runs(http) -> None:
    reply = await http.get("/", headers={"Accept": BROWSER})
    assert reply.headers["Content-Type"].startswith("text/html")
    assert 'href="/chat"' in reply.text
    assert "Accept" in reply.headers["Vary"]


async def test_the_status_counts_and_names_the_model(http) -> None:
    facts = (await http.get("/status")).json()
    expected = {"heartbeat_interval": 30, "connection_timeout": 90}
    assert expected.items() <= facts.items()
    assert facts["model"] == {"name": "tokenwire-offline", "offline": True}
    assert facts["service_uptime"] > 0
    for count in ("active_connections", "total_rooms", "active_runs"):
        assert isinstance(facts[count], int)


@pytest.mark.parametrize("path", ["/", "/chat", "/admin/login/"])
async def test_pages_run_nothing_but_scripts_of_this_server(http, path) -> None:
    reply = await http.get(path, headers={"Accept": BROWSER})
    assert reply.status_code == 200
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in reply.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/js/chat/page.js", "javascript"),
        ("/static/css/site.css", "text/css"),
        ("/static/img/logo.svg", "image/svg+xml"),
        ("/static/admin/css/base.css", "text/css"),
    ],
)
async def test_static_files_are_served(http, path, kind) -> None:
    reply = await http.get(path)
    assert reply.status_code == 200
    assert kind in reply.headers["Content-Type"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/static/../manage.py", "/static/%2e%2e/manage.py", "/static/nothing.js", "/nowhere"]
)
async def test_what_is_not_there_is_a_plain_404(http, path) -> None:
    reply = await http.get(path)
    assert reply.status_code == 404
    assert "Traceback" not in reply.text
    assert "DEBUG" not in reply.text
