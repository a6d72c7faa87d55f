"""The page of the assistant, as a person uses it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.async_api import Locator, Page, expect

from tests.browser import Tab, Tabs
from tests.server import ServerProcess


@dataclass
class AssistantPage:
    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def field(self) -> Locator:
        return self.page.locator("#query")

    @property
    def turns(self) -> Locator:
        return self.page.locator("#turns > .turn")

    @property
    def answers(self) -> Locator:
        return self.page.locator(".answer-text .markdown")

    @property
    def agent(self) -> Locator:
        """The name of the agent that has the word, or had it last."""
        return self.page.locator(".agent[aria-current] .agent-name")

    @property
    def trail(self) -> Locator:
        return self.page.locator("#trail .hop")

    def ended(self, phase: str) -> Locator:
        return self.page.locator(f".turn[data-phase={phase}]")

    def events(self, kind: str) -> Locator:
        return self.page.locator(f'.event[data-type="{kind}"]')

    async def ask(self, question: str) -> None:
        await self.field.fill(question)
        await self.field.press("Enter")

    async def part(self, name: str) -> None:
        """Go to a part of the page: chat, agents, events, context, broadcast."""
        await self.page.locator(f"#panels [data-panel={name}]").click()

    async def broadcast(self, text: str, to: str, name: str = "") -> None:
        await self.part("broadcast")
        await self.page.locator("#broadcast [name=content]").fill(text)
        await self.page.locator("#broadcast-to").select_option(to)
        if name:
            await self.page.locator("#broadcast-name").fill(name)
        await self.page.locator("#broadcast-send").click()

    async def connected(self) -> None:
        await expect(self.page.locator("#connection")).to_have_attribute("data-phase", "connected")


async def assistant(tabs: Tabs, server: ServerProcess, user: str, **query: str) -> AssistantPage:
    """Open the page as a user; return once it is connected."""
    address = f"/test?{urlencode({'user_id': user, **query})}"
    page = AssistantPage(await tabs.open(f"{server.url}{address}"))
    await page.connected()
    return page
