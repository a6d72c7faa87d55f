"""The two tables of docs/security.md: what the tests hold the servers against."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from config.environment import BASE_DIR

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
