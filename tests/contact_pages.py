"""The pages of the contact desk, as a visitor and as staff use them."""

import json
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, WebSocket, expect

from tests.browser import Tab, Tabs
from tests.contact import Staff
from tests.server import ServerProcess

#: What the page of a visitor keeps in the browser.
KEPT = "tokenwire-visitor"


@dataclass
class VisitorPage:
    tab: Tab
    #: All frames that this page has received.
    frames: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("websocket", self._hear)

    def _hear(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def field(self) -> Locator:
        return self.page.locator("#query")

    @property
    def desk(self) -> Locator:
        """Who answers, where that is not the AI."""
        return self.page.locator("#desk")

    def said(self, by: str) -> Locator:
        """The texts of all messages of a visitor, the assistant or the owner."""
        text = ".question-text" if by == "visitor" else ".answer-text"
        return self.page.locator(f".turn[data-by={by}] {text}")

    def ended(self, phase: str) -> Locator:
        return self.page.locator(f".turn[data-by=assistant][data-phase={phase}]")

    async def write(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def client_id(self) -> str:
        kept = await self.page.evaluate(f"localStorage.getItem('{KEPT}')")
        return str(json.loads(kept)["client_id"])

    async def connected(self) -> None:
        await expect(self.page.locator("#connection")).to_have_attribute("data-phase", "connected")


@dataclass
class InboxPage:
    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def field(self) -> Locator:
        return self.page.locator("#query")

    @property
    def entries(self) -> Locator:
        return self.page.locator(".entry")

    def entry(self, kind: str) -> Locator:
        """Entries of a kind: message, request, note; or of whom: visitor, assistant, owner."""
        return self.page.locator(f".entry[data-kind={kind}], .entry[data-by={kind}]")

    async def line(self, visitor: VisitorPage) -> Locator:
        """The visitor's line in the list."""
        name = f"Visitor {(await visitor.client_id())[:8]}"
        return self.page.locator(".line", has=self.page.get_by_text(name, exact=True))

    async def open(self, visitor: VisitorPage) -> None:
        await (await self.line(visitor)).click()
        await expect(self.entries).not_to_have_count(0)

    async def do(self, command: str) -> None:
        """Press a button: take_over, hand_back, close."""
        await self.page.locator(f"#actions [data-command={command}]").click()

    async def write(self, text: str, kind: str = "reply") -> None:
        await self.page.locator(f"#kind [value={kind}]").check()
        await self.field.fill(text)
        await self.field.press("Enter")

    async def connected(self) -> None:
        await expect(self.page.locator("#connection")).to_have_attribute("data-phase", "connected")


async def visit(tabs: Tabs, server: ServerProcess) -> VisitorPage:
    """Open the visitors' page; return once it is connected."""
    page = VisitorPage(await tabs.open("about:blank"))
    await page.page.goto(f"{server.url}/contact?page=/pricing")
    await page.connected()
    return page


async def inbox(tabs: Tabs, server: ServerProcess, staff: Staff) -> InboxPage:
    """Open the inbox as a member of staff; return once it is connected."""
    session = {"name": "sessionid", "value": staff.session, "url": server.url}
    await tabs.context.add_cookies([session])  # type: ignore[list-item]
    page = InboxPage(await tabs.open(f"{server.url}/contact/inbox"))
    await page.connected()
    return page
