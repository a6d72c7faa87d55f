"""The page of code generation for everybody: keyboards and phones."""

import pytest
from playwright.async_api import Browser, Page, expect

from llm.scripts import tokens
from tests.browser import Tabs, tabs_of
from tests.code_page import CodePage, code
from tests.generation import writes
from tests.playbook import Playbook
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FILES = {"src/deep/a.py": "A = 1\n", "src/b.py": "B = 2\n", "c.md": "# C\n"}


async def made(tabs: Tabs, server: ServerProcess, playbook: Playbook, project: str) -> CodePage:
    page = await code(tabs, server, project)
    await page.asked(playbook.question(*writes(FILES), tokens("made")))
    return page


async def focused(page: Page) -> str:
    """Return what the focus is on: an id, a path in the tree, a tab."""
    script = "(e => e.id || e.dataset.path || e.dataset.tab || e.dataset.panel || e.tagName)"
    return str(await page.evaluate(f"() => {script}(document.activeElement)"))


async def test_everything_can_be_reached_by_keyboard_alone(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    ada = await made(tabs, scripted_server, playbook, "keyboard")
    keyboard = ada.page.keyboard
    await ada.page.locator("#project-field").focus()
    stops = []
    for _ in range(20):
        await keyboard.press("Tab")
        stops.append(await focused(ada.page))
    assert {"chat", "versions", "tab-code", "wrap", "copy", "save", "file-content"} <= set(stops)
    assert {"download", "conversation", "query"} <= set(stops)
    assert sum(stop in (*FILES, "src/", "src/deep/") for stop in stops) == 1, stops
    await ada.row("src/deep/a.py").focus()
    for key, there in [
        *(("Home", "src/"), ("ArrowRight", "src/deep/"), ("ArrowLeft", "src/deep/")),
        *(("ArrowDown", "src/b.py"), ("ArrowUp", "src/deep/"), ("ArrowRight", "src/deep/")),
        *(("ArrowDown", "src/deep/a.py"), ("ArrowLeft", "src/deep/"), ("End", "c.md")),
    ]:
        await keyboard.press(key)
        assert await focused(ada.page) == there, key
    await keyboard.press("Enter")
    await expect(ada.content).to_have_text("# C\n")
    await expect(ada.row("c.md")).to_be_focused()
    await ada.page.locator("#tab-code").focus()
    await keyboard.press("ArrowRight")
    await expect(ada.page.locator("#panel-diff")).to_be_visible()
    await keyboard.press("End")
    await expect(ada.page.locator("#panel-history")).to_be_visible()
    await keyboard.press("ArrowRight")
    await expect(ada.page.locator("#panel-code")).to_be_visible()


async def test_the_focus_stays_on_a_file_while_others_come_and_go(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    ada = await made(tabs, scripted_server, playbook, "focus")
    await ada.field.fill(playbook.question(*writes({"aa.py": "", "src/c.py": ""}), tokens("more")))
    await ada.page.locator("#send").click()
    await ada.row("src/b.py").focus()
    await expect(ada.rows).to_have_count(7)
    await expect(ada.outcomes).to_have_count(2)
    await expect(ada.row("src/b.py")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_phone_the_parts_are_one_at_a_time(
    browser: Browser, scripted_server: ServerProcess, playbook: Playbook, scheme
) -> None:
    phone = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
    async with tabs_of(browser, **phone, color_scheme=scheme) as tabs:
        ada = await made(tabs, scripted_server, playbook, f"phone {scheme}")
        await expect(ada.page.locator("#send")).to_be_in_viewport()
        for part, seen in [
            *(("files", ".files-area"), ("code", ".viewer"), ("versions", ".versions-area")),
            ("chat", ".chat-area"),
        ]:
            await ada.part(part)
            await expect(ada.page.locator(seen)).to_be_in_viewport()
            assert await ada.page.evaluate("document.documentElement.scrollWidth") <= 320, part
        await ada.part("files")
        small = "e => e.filter(b => b.getClientRects().length && b.offsetHeight < 44).length"
        assert await ada.page.locator("main button").evaluate_all(small) == 0
        await ada.row("c.md").tap()
        await expect(ada.content).to_be_visible()
        await expect(ada.content).to_have_text("# C\n")
