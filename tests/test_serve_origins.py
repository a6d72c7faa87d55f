"""The tables of docs/security.md, row by row, on both servers (G19)."""

import asyncio

import pytest

from tests.conftest import Serve
from tests.origin_tables import (
    LISTED,
    HostRow,
    PageRow,
    examples,
    host_rows,
    outcome,
    page_rows,
)
from tests.people import signed_in
from tests.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = page_rows()

HANDSHAKE = (
    "GET /ws/chat/ada HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def open_server(request: pytest.FixtureRequest, serve_for_session: Serve) -> ServerProcess:
    return serve_for_session(request.param, access="open", allowed_origins=LISTED)


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def ticket_server(request: pytest.FixtureRequest, serve_for_session: Serve) -> ServerProcess:
    return serve_for_session(request.param, access="ticket", allowed_origins=LISTED)


@pytest.fixture(scope="module")
def shown(ticket_server: ServerProcess) -> dict[str, dict[str, str]]:
    """The headers by which ada is known, for each column of the table."""
    [ada] = signed_in(ticket_server, "ada")
    bearer = {"Authorization": f"Bearer {ada.ticket}"}
    return {"ticket": bearer, "session": ada.cookie, "neither": {}}


async def handshake_status(server: ServerProcess, host: str) -> int:
    """Return the status of a handshake with this very Host header: 101 where it is taken."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(HANDSHAKE.format(host=host).encode())
    status = int((await reader.readline()).split()[1])
    writer.close()
    return status


async def test_the_table_has_enough_rows_to_mean_something() -> None:
    assert sum(len(row.origins) for row in PAGES) >= 60
    assert {row.session for row in PAGES} == {"in", "asked", "403"}


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.page)
async def test_open_access_lets_in_whom_the_table_lets_in(open_server, row: PageRow) -> None:
    with open_server.without_tracebacks():
        outcomes = {
            origin: await outcome(open_server, origin=origin)
            for origin in examples(open_server, row)
        }
    assert outcomes == dict.fromkeys(outcomes, row.open)


@pytest.mark.parametrize("column", ["ticket", "session", "neither"])
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.page)
async def test_a_ticket_or_a_session_counts_where_the_table_says(
    ticket_server, shown, row: PageRow, column: str
) -> None:
    with ticket_server.without_tracebacks():
        outcomes = {
            origin: await outcome(ticket_server, origin=origin, headers=shown[column])
            for origin in examples(ticket_server, row)
        }
    assert outcomes == dict.fromkeys(outcomes, getattr(row, column))


@pytest.mark.parametrize("row", host_rows(), ids=lambda row: row.host)
async def test_a_host_name_is_answered_or_not(open_server, row: HostRow) -> None:
    with open_server.without_tracebacks():
        status = await handshake_status(open_server, row.host.format(port=open_server.port))
    assert status == {"in": 101, "403": 403}[row.socket]
