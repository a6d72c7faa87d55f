"""Chromium, and what must not happen in a page."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

_HERE = ("127.0.0.1", "localhost")
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)

#: Milliseconds that a test waits for what a page shows; only a broken test waits so long.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


def executable() -> str:
    """Return Chromium's path; without one skip, or fail where REQUIRE_BROWSER=1 says so."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1, and there is no Chromium")
    if found is None:
        pytest.skip("there is no Chromium")
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = executable()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        await browser.close()


@dataclass
class Tab:
    """A page, and everything about it that a reader of its console would mind."""

    page: Page
    problems: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda socket: self._asked(socket.url))

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")
        else:
            self.said.append(message.text)

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "file") and parts.hostname not in _HERE:
            self.problems.append(f"asked another host: {url}")

    def forgive(self, *texts: str) -> None:
        """Drop the problems that a test has brought about itself."""
        self.problems = [each for each in self.problems if not any(text in each for text in texts)]


class Tabs:
    """Opens pages of one person: they share cookies and storage."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.opened: list[Tab] = []

    async def open(self, url: str) -> Tab:
        tab = Tab(await self.context.new_page())
        self.opened.append(tab)
        await tab.page.goto(url)
        return tab

    def check(self) -> None:
        """Raise where any page had a problem."""
        if problems := [problem for tab in self.opened for problem in tab.problems]:
            raise AssertionError("\n".join(problems))


@asynccontextmanager
async def tabs_of(browser: Browser, **options: Any) -> AsyncIterator[Tabs]:
    """Give a person's tabs; at the end none of them may have had a problem."""
    context = await browser.new_context(**{"locale": "en", **options})
    context.set_default_timeout(PATIENCE)
    tabs = Tabs(context)
    try:
        yield tabs
        tabs.check()
    finally:
        await context.close()
