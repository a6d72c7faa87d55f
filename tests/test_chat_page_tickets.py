"""A page without a session that brings tickets to room-socket.js: another team's page."""

import json
from typing import Any

import pytest
from playwright.async_api import expect

from llm.scripts import tokens
from tests.browser import Tab, Tabs
from tests.conftest import Serve
from tests.people import Person, revoke, signed_in, ticket
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.waiting import becomes

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NAMES = ("ada", "bob", "renewer", "revoked")

#: Opens a room with tickets from a list; when it is used up, there are none.
OPENS = """
async ([user, tickets]) => {
  const { RoomSocket } = await import("/static/js/room-socket.js");
  const room = new RoomSocket(`ws://${location.host}/ws/chat/${user}`, {
    ticket: async () => tickets.shift() ?? null,
  });
  Object.assign(window, { room, frames: [] });
  for (const name of ["resumed", "state", "frame"]) {
    room.on(name, ({ detail }) => frames.push(detail));
  }
  room.on("status", ({ detail }) => {
    document.body.dataset.phase = detail.phase;
    document.body.dataset.ended = detail.final ? detail.reason : "";
  });
  room.open();
}
"""

TEXT = "frames.filter(({ type }) => type === 'chunk').map(({ content }) => content).join('')"


@pytest.fixture(scope="module")
def server(serve_for_session: Serve, scripted: dict[str, Any]) -> ServerProcess:
    return serve_for_session(access="ticket", **scripted)


@pytest.fixture(scope="module")
def people(server: ServerProcess) -> dict[str, Person]:
    return {person.name: person for person in signed_in(server, *NAMES)}


class Wire:
    """What a page has sent over its sockets, and to where."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.addresses: list[str] = []
        self.sent: list[str] = []
        self.heard: list[str] = []
        tab.page.on("websocket", self._opened)

    def _opened(self, socket: Any) -> None:
        self.addresses.append(socket.url)
        socket.on("framesent", lambda sent: self.sent.append(sent))
        socket.on("framereceived", lambda heard: self.heard.append(heard))

    @property
    def tickets(self) -> list[str]:
        """The frames that showed one."""
        return [sent for sent in self.sent if '"auth"' in sent]

    async def taken(self) -> list[str]:
        """For whom the server has taken a ticket, each time that it has."""
        frames = [json.loads(heard) for heard in self.heard]
        return [frame["user_id"] for frame in frames if frame["type"] == "auth_success"]

    async def becomes(self, phase: str) -> None:
        await expect(self.tab.page.locator("body")).to_have_attribute("data-phase", phase)

    async def ends(self, reason: str) -> None:
        await expect(self.tab.page.locator("body")).to_have_attribute("data-ended", reason)


async def opens(tabs: Tabs, server: ServerProcess, user: str, *tickets: object) -> Wire:
    tab = await tabs.open(f"{server.url}/accounts/login/")
    wire = Wire(tab)
    await tab.page.evaluate(OPENS, [user, tickets])
    return wire


async def test_a_ticket_opens_its_room(
    tabs, server: ServerProcess, people: dict[str, Person], playbook: Playbook
) -> None:
    wire = await opens(tabs, server, "ada", people["ada"].ticket)
    await wire.becomes("connected")
    query = playbook.question(tokens("by ", "ticket"))
    await wire.tab.page.evaluate("query => room.send({ query })", query)
    await becomes("by ticket", lambda: wire.tab.page.evaluate(TEXT))
    types = await wire.tab.page.evaluate("frames.map(({ type }) => type)")
    assert types[:2] == ["resumed", "state"]
    assert "auth_success" not in types
    assert len(wire.tickets) == 1
    assert "tw1_" not in "".join(wire.addresses)
    assert wire.tab.said == []


async def test_a_ticket_opens_no_other_room(
    tabs, server: ServerProcess, people: dict[str, Person]
) -> None:
    wire = await opens(tabs, server, "bob", people["ada"].ticket)
    await wire.ends("forbidden")
    assert await wire.tab.page.evaluate("frames") == []


async def test_a_page_without_a_ticket_opens_no_socket(tabs, server: ServerProcess) -> None:
    wire = await opens(tabs, server, "ada")
    await wire.ends("unauthenticated")
    assert wire.addresses == []


async def test_a_bad_ticket_is_followed_by_the_next_one(
    tabs, server: ServerProcess, people: dict[str, Person]
) -> None:
    wire = await opens(tabs, server, "bob", "tw1_forged", people["bob"].ticket)
    await wire.becomes("connected")
    assert len(wire.addresses) == 2


async def test_an_open_socket_is_renewed_before_its_ticket_ends(
    tabs, server: ServerProcess, people: dict[str, Person]
) -> None:
    tab = await tabs.open(f"{server.url}/accounts/login/")
    wire = Wire(tab)
    await tab.page.clock.install()
    soon = await tab.page.evaluate("new Date(Date.now() + 15 * 60_000).toISOString()")
    given = people["renewer"].ticket
    await tab.page.evaluate(
        OPENS, ["renewer", [{"ticket": given, "expires_at": soon}, ticket(server, "renewer")]]
    )
    await wire.becomes("connected")
    await tab.page.clock.fast_forward("12:01")
    await becomes(["renewer", "renewer"], wire.taken)
    assert len(wire.tickets) == 2
    assert len(wire.addresses) == 1


async def test_a_revoked_ticket_ends_the_room_once_there_is_no_other(
    tabs, server: ServerProcess, people: dict[str, Person]
) -> None:
    wire = await opens(tabs, server, "revoked", people["revoked"].ticket)
    await wire.becomes("connected")
    revoke(server, "--user", "revoked")
    await wire.ends("unauthenticated")
    assert len(wire.addresses) == 1
