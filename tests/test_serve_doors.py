"""Who may come in over a real socket: paths, origins, hosts, and the two kinds of access."""

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from tests.conftest import Serve
from tests.server import ServerProcess, manage
from tests.sockets import connected

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def handshake(server: ServerProcess, user: str = "", **how: object) -> int:
    """Return the status of a handshake: 101 where it is taken."""
    try:
        async with connected(server, user, **how):  # type: ignore[arg-type]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize(
    "path", ["/nowhere", "/", "/ws", "/ws/chat", "/ws/chat/", "/ws/chat/" + "x" * 256, "/ws//x"]
)
@pytest.mark.usefixtures("no_traceback")
async def test_an_unknown_path_is_refused_without_a_traceback(each_server, path) -> None:
    assert await handshake(each_server, path=path) == 403


ORIGINS = [
    (None, 101),
    ("null", 101),
    ("http://localhost:5173", 101),
    ("http://127.0.0.1:8000", 101),
    ("https://127.0.0.1", 101),
    ("http://evil.example", 403),
    ("http://evil.example:8000", 403),
    ("http://localhost.evil.example", 403),
    ("http://127.0.0.1.evil.example", 403),
    ("http://127.0.0.1@evil.example", 403),
    ("file://", 403),
]


@pytest.mark.parametrize(("origin", "status"), ORIGINS)
@pytest.mark.usefixtures("no_traceback")
async def test_pages_of_this_machine_may_speak_and_others_not(each_server, origin, status) -> None:
    assert await handshake(each_server, "ada", origin=origin) == status


@pytest.mark.parametrize("origin", ["http://", "nonsense", "http://[::1"])
@pytest.mark.usefixtures("no_traceback")
async def test_an_origin_that_is_none_is_refused(each_server, origin) -> None:
    assert await handshake(each_server, "ada", origin=origin) in (403, 400)  # daphne's own is 400


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 101),
        ("127.0.0.1", 101),
        ("chat.localhost", 101),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
    ],
)
@pytest.mark.usefixtures("no_traceback")
async def test_a_rebound_host_name_is_refused(each_server, host, status) -> None:
    assert await handshake(each_server, "ada", host=host) == status


async def test_a_page_on_a_rebound_host_is_refused_although_its_origin_is_its_own(
    each_server,
) -> None:
    origin = f"http://evil.example:{each_server.port}"
    assert await handshake(each_server, "ada", host="evil.example", origin=origin) == 403


async def test_another_host_name_gets_no_page(each_server) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        reply = await client.get(f"{each_server.url}/status", headers={"Host": "evil.example"})
    assert reply.status_code == 400


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
async def test_without_open_access_nobody_comes_in_unasked(serve: Serve, kind) -> None:
    server = serve(kind, access="")  # not set: the default
    assert await handshake(server, "ada") == 403
    assert await handshake(server, "ada", origin=server.url) == 403
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as client:
        reply = await client.post("/chat", json={"user_id": "ada", "query": "你好"})
        assert reply.status_code == 401
        assert reply.json()["error"]["code"]
        assert (await client.get("/status")).status_code == 200
    assert "Traceback" not in server.log


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 (that is the point)
async def test_open_access_refuses_to_listen_everywhere_and_says_what_to_do(template, host) -> None:
    done = manage(template, "serve", "--host", host, "--port", "0", ACCESS="open")
    assert done.returncode != 0
    assert "ACCESS=ticket" in done.stderr
    assert "ALLOW_OPEN_ACCESS_ANYWHERE" in done.stderr
    assert "Traceback" not in done.stderr
