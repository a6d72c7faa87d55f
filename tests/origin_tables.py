"""The two tables of docs/security.md: what the tests hold the servers against."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from websockets.exceptions import ConnectionClosed, InvalidStatus

from config.environment import BASE_DIR
from tests.server import ServerProcess
from tests.sockets import Socket, connected

#: What the tables presume.
LISTED = "https://app.example.com,http://dev.example.com:8080"


class PageRow(NamedTuple):
    """Pages of one kind, and what becomes of their sockets: `in`, `asked` or `403`."""

    page: str
    origins: tuple[str | None, ...]
    open: str
    ticket: str
    session: str
    neither: str


class HostRow(NamedTuple):
    host: str
    socket: str


def page_rows() -> list[PageRow]:
    return [
        PageRow(page, _quoted(origins) or (None,), *outcomes)
        for page, origins, *outcomes in _table("origins")
    ]


def host_rows() -> list[HostRow]:
    return [HostRow(host.strip("`"), socket) for host, socket in _table("hosts")]


def _table(name: str) -> Iterator[list[str]]:
    text = (BASE_DIR / "docs" / "security.md").read_text()
    table = text.split(f"<!-- {name} -->\n")[1].split(f"<!-- /{name} -->")[0]
    for line in table.splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def _quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall("`([^`]+)`", cell))


def examples(server: ServerProcess, row: PageRow) -> Iterator[str | None]:
    for origin in row.origins:
        yield origin.format(port=server.port) if origin else None


async def outcome(server: ServerProcess, **how: Any) -> str:
    """Return what becomes of ada's socket: `in`, `asked` for a ticket, or `403`."""
    try:
        async with connected(server, "ada", since=0, **how) as socket:
            await socket.send(type="stop")
            code = 0 if (await first_frame(socket)) == "resumed" else await socket.close_code()
    except InvalidStatus as refused:
        # daphne's own refusal of what it cannot parse is 400
        return "403" if refused.response.status_code in (403, 400) else "?"
    return {0: "in", 4401: "asked"}.get(code, "?")


async def first_frame(socket: Socket) -> str:
    """Return the type of the first frame, "" where the server closes instead."""
    try:
        return str((await socket.receive())["type"])
    except ConnectionClosed:
        return ""
