"""The page of code generation, as a person uses it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playwright.async_api import Locator, Page, expect

from tests.browser import Tab, Tabs
from tests.server import ServerProcess


@dataclass
class CodePage:
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
    def outcomes(self) -> Locator:
        return self.page.locator("#turns .outcome")

    @property
    def rows(self) -> Locator:
        """The rows of the tree, folders too."""
        return self.page.locator("#files button.row")

    @property
    def content(self) -> Locator:
        return self.page.locator("#file-content code")

    @property
    def versions(self) -> Locator:
        return self.page.locator("#versions > .version")

    def row(self, path: str) -> Locator:
        return self.page.locator(f'#files button.row[data-path="{path}"]')

    def marked(self, mark: str) -> Locator:
        """The names of the files with a mark."""
        return self.page.locator(f'#files li[data-mark="{mark}"] > .row > .name')

    async def ask(self, request: str) -> None:
        await self.field.fill(request)
        await self.field.press("Enter")

    async def asked(self, request: str, turns: int = 1) -> None:
        """Ask, and wait until the project's turns, so many of them, have all completed."""
        await self.ask(request)
        await expect(self.page.locator(".turn[data-phase=completed]")).to_have_count(turns)

    async def part(self, name: str) -> None:
        """Go to a part of the page: chat, files, code, versions."""
        await self.page.locator(f"#panels [data-panel={name}]").click()

    async def side(self, name: str) -> None:
        """Go to a side of the open file: code, diff, history, preview."""
        await self.page.locator(f"#tab-{name}").click()

    async def connected(self) -> None:
        await expect(self.page.locator("#connection")).to_have_attribute("data-phase", "connected")


async def code(tabs: Tabs, server: ServerProcess, project: str, **query: Any) -> CodePage:
    """Open a project by the document's address; return once it is connected."""
    address = f"/static/code_generator.html?{urlencode({'project': project, **query})}"
    page = CodePage(await tabs.open(f"{server.url}{address}"))
    await page.connected()
    return page
