"""Paths that there are not, names that are not ours, and open access beyond loopback."""

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

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
    "path",
    ["/nowhere", "/", "/ws", "/ws/", "/ws/chat/", "/ws/chat/" + "x" * 256, "/ws/" + "x" * 256],
)
@pytest.mark.usefixtures("no_traceback")
async def test_an_unknown_path_is_refused_without_a_traceback(each_server, path) -> None:
    assert await handshake(each_server, path=path) == 403


async def test_a_page_on_a_rebound_host_is_refused_although_its_origin_is_its_own(
    each_server,
) -> None:
    origin = f"http://evil.example:{each_server.port}"
    assert await handshake(each_server, "ada", host="evil.example", origin=origin) == 403


async def test_another_host_name_gets_no_page(each_server) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        reply = await client.get(f"{each_server.url}/status", headers={"Host": "evil.example"})
    assert reply.status_code == 400


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 (that is the point)
async def test_open_access_refuses_to_listen_everywhere_and_says_what_to_do(template, host) -> None:
    done = manage(template, "serve", "--host", host, "--port", "0", ACCESS="open")
    assert done.returncode != 0
    assert "ACCESS=ticket" in done.stderr
    assert "ALLOW_OPEN_ACCESS_ANYWHERE" in done.stderr
    assert "Traceback" not in done.stderr
