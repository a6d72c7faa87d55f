"""The chat page, as a person uses it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.async_api import Locator, Page, expect

from tests.browser import Tab, Tabs
from tests.server import ServerProcess
from tests.transcript import stored_answers
from tests.waiting import becomes

#: Milliseconds that a page may take to notice a loss and come back, waits between tries included.
RECONNECTED = 20_000


@dataclass
class ChatPage:
    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def field(self) -> Locator:
        return self.page.locator("#query")

    @property
    def stop(self) -> Locator:
        return self.page.locator("#stop")

    @property
    def turns(self) -> Locator:
        return self.page.locator("#turns > .turn")

    @property
    def answers(self) -> Locator:
        return self.page.locator(".answer-text")

    @property
    def connection(self) -> Locator:
        return self.page.locator("#connection")

    def ended(self, phase: str) -> Locator:
        return self.page.locator(f".turn[data-phase={phase}]")

    async def ask(self, question: str) -> None:
        await self.field.fill(question)
        await self.field.press("Enter")

    async def connected(self) -> None:
        await expect(self.connection).to_have_attribute(
            "data-phase", "connected", timeout=RECONNECTED
        )

    async def shows(self, *texts: str) -> None:
        """Wait until the answers on the page are these, character by character."""
        await becomes(list(texts), self.answers.all_text_contents)

    async def shows_what_is_stored(self, server: ServerProcess, user: str) -> None:
        await self.shows(*(answer.text for answer in stored_answers(server.folder, user).values()))


async def chat(tabs: Tabs, url: str, user: str = "") -> ChatPage:
    """Open the chat page as a user, the demo's if none is given; return once it is connected."""
    query = f"?{urlencode({'user_id': user})}" if user else ""
    page = ChatPage(await tabs.open(f"{url}/chat{query}"))
    await page.connected()
    return page
