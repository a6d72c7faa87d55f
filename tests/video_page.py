"""The video page, as a person uses it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playwright.async_api import Locator, Page, expect

from tests.browser import Tab, Tabs
from tests.server import ServerProcess


@dataclass
class VideoPage:
    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def films(self) -> Locator:
        return self.page.locator("#films > .film")

    @property
    def video(self) -> Locator:
        return self.page.locator("#player video")

    def stage(self, standing: str) -> Locator:
        """The names of the stages that stand so: done, now, stopped, later."""
        return self.page.locator(f".stage[data-standing={standing}] .stage-name")

    async def order(self, prompt: str) -> None:
        await self.page.locator("#prompt").fill(prompt)
        await self.page.locator("#prompt").press("Control+Enter")

    async def becomes(self, status: str) -> None:
        await expect(self.page.locator("#shown")).to_have_attribute("data-status", status)


async def video(tabs: Tabs, server: ServerProcess, **query: Any) -> VideoPage:
    """Open the page; return once it is connected."""
    page = VideoPage(await tabs.open(f"{server.url}/video?{urlencode(query)}"))
    await expect(page.page.locator("#connection")).to_have_attribute("data-phase", "connected")
    return page
