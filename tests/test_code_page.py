"""The page of code generation in Chromium, and the document's example opened from disk."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from llm.scripts import Stall, tokens
from tests.browser import Tabs
from tests.generation import writes
from tests.playbook import Playbook
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EVIL = "<img src=x onerror=document.title=1>"


async def opened(tabs: Tabs, server: ServerProcess, project: str) -> Page:
    tab = await tabs.open(f"{server.url}/static/code_generator.html?project={project}")
    await expect(tab.page.locator("#connection")).to_have_attribute("data-phase", "connected")
    return tab.page


async def test_the_documents_javascript_gets_its_code(tabs, each_server) -> None:
    client = (Path(__file__).parent / "clients/generation.html").as_uri()
    tab = await tabs.open(f"{client}#{each_server.port}/from-disk")
    await expect(tab.page).to_have_title(re.compile(r"calculator\.py"))
    await expect(tab.page.locator("body")).not_to_be_empty()
    assert tab.said[0] == "status connected"
    assert tab.said[-1].startswith("generated ")


async def test_a_person_asks_reads_changes_and_comes_back(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    first = playbook.question(*writes({"a.py": EVIL, "b/c.txt": "C"}), tokens("I made two."))
    second = playbook.question(*writes({"a.py": "A = 2"}), tokens("I changed one."))
    page = await opened(tabs, scripted_server, "page")
    await page.locator("#prompt").fill(first)
    await page.keyboard.press("Enter")
    await expect(page.locator("#files button")).to_have_text(["a.py", "b/c.txt"])
    await expect(page.locator("#file-content")).to_have_text(EVIL)
    await page.get_by_role("button", name="b/c.txt").click()
    await expect(page.locator("#file-content")).to_have_text("C")
    await expect(page.locator("#turns .said")).to_have_text("I made two.")
    await page.locator("#prompt").fill(second)
    await page.locator("#send").click()
    await expect(page.locator("#turns .end")).to_have_text(["Version 1", "Version 2"])
    await page.reload()
    await expect(page.locator("#turns .prompt")).to_have_text([first, second])
    await expect(page.locator("#file-content")).to_have_text("A = 2")
    async with page.expect_download() as download:
        await page.locator("#download").click()
    assert (await download.value).suggested_filename == "page-v2.zip"


async def test_escape_stops_and_a_failure_is_told(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    page = await opened(tabs, scripted_server, "stopped-page")
    await page.locator("#prompt").fill(playbook.question((tokens("half"), Stall())))
    await page.keyboard.press("Enter")
    await expect(page.locator("#stop")).to_be_visible()
    await page.locator("#prompt").press("Escape")
    await expect(page.locator("#turns .failed")).to_contain_text("已停止")
    await expect(page.locator("#send")).to_be_visible()


async def test_the_page_fits_a_phone(tabs, scripted_server: ServerProcess) -> None:
    page = await opened(tabs, scripted_server, "phone")
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await expect(page.locator("#send")).to_be_in_viewport()
