"""The chat page for everybody: keyboards, phones, languages; and text that would be code."""

import pytest
from playwright.async_api import Browser, Page, expect

from llm.scripts import Stall, tokens
from tests.browser import tabs_of
from tests.chat_page import ChatPage, chat
from tests.playbook import Playbook
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOSTILE = (
    "<script>window.pwned = 1</script>"
    "<img src=x onerror='window.pwned = 2'>"
    '<a href="javascript:window.pwned=3">click</a>'
    "<svg onload=window.pwned=4></svg></textarea></script><style>*{display:none}</style>"
    "&lt;b&gt; \u202e{{ 7*7 }} ${7*7}"
)


async def unharmed(page: Page) -> None:
    """Nothing of the text has become part of the page."""
    assert await page.evaluate("window.pwned") is None
    assert await page.locator("#turns :is(script, img, a, style)").count() == 0
    assert await page.locator("[onload], [onerror]").count() == 0


async def test_hostile_text_stays_text_as_question_and_as_answer(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    playbook.answers(HOSTILE, tokens(*HOSTILE, delay=0.001))
    ada = await chat(tabs, scripted_server.url, "hostile")
    await ada.ask(HOSTILE)
    await ada.shows(HOSTILE)
    await expect(ada.ended("completed")).to_have_count(1)
    assert await ada.page.locator(".question-text").all_text_contents() == [HOSTILE]
    await unharmed(ada.page)
    await ada.page.reload()
    await ada.shows(HOSTILE)
    assert await ada.page.locator(".question-text").all_text_contents() == [HOSTILE]
    await unharmed(ada.page)


async def test_a_hostile_user_id_stays_text(tabs, offline_server: ServerProcess) -> None:
    user = "</script><script>window.pwned=1</script>\"'<img src=x onerror=window.pwned=2>"
    ada = await chat(tabs, offline_server.url, user)
    assert await ada.page.locator("#user-id-field").input_value() == user
    await unharmed(ada.page)


async def test_enter_sends_and_shift_enter_makes_a_line(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    playbook.answers("two\nlines", tokens("read both"))
    ada = await chat(tabs, scripted_server.url, "typist")
    await expect(ada.field).to_be_focused()
    await ada.page.keyboard.press("Enter")
    await ada.page.keyboard.type("two")
    await ada.page.keyboard.press("Shift+Enter")
    await ada.page.keyboard.type("lines")
    assert await ada.field.input_value() == "two\nlines"
    await expect(ada.turns).to_have_count(0)
    await ada.page.keyboard.press("Enter")
    await ada.shows("read both")
    assert await ada.field.input_value() == ""
    assert await ada.page.locator(".question-text").all_text_contents() == ["two\nlines"]


async def focused(page: Page) -> str:
    """Return the name of what has the focus."""
    return str(
        await page.evaluate(
            "document.activeElement.id || document.activeElement.textContent.trim()"
        )
    )


async def walk_to(page: Page, name: str, key: str) -> None:
    """Press Tab or Shift+Tab until something of this name has the focus."""
    for _ in range(20):
        await page.keyboard.press(key)
        if await focused(page) == name:
            return
    raise AssertionError(f"{key} never leads to {name!r}")


async def test_everything_can_be_done_by_keyboard(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question((tokens("一，"), Stall()), (tokens("二，"), Stall()), tokens("三"))
    ada = await chat(tabs, scripted_server.url, "keyboard")
    keyboard = ada.page.keyboard
    await keyboard.type(question)
    await keyboard.press("Enter")
    await ada.shows("一，")
    await keyboard.press("Escape")
    await expect(ada.ended("stopped")).to_have_count(1)
    assert await focused(ada.page) == "query"
    await walk_to(ada.page, "Ask again", "Shift+Tab")
    await keyboard.press("Enter")
    await ada.shows("一，", "二，")
    assert await focused(ada.page) == "query"
    await walk_to(ada.page, "stop", "Tab")
    await keyboard.press("Space")
    await expect(ada.ended("stopped")).to_have_count(2)
    assert await focused(ada.page) == "query"
    await keyboard.type(question)
    await walk_to(ada.page, "send", "Tab")
    await keyboard.press("Enter")
    await ada.shows("一，", "二，", "三")


async def test_the_first_tab_stop_of_a_page_leads_past_its_header(
    tabs, offline_server: ServerProcess
) -> None:
    page = (await tabs.open(offline_server.url)).page
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()


async def width_beyond_the_screen(page: Page) -> int:
    root = page.locator("html")
    return int(await root.evaluate("root => root.scrollWidth - root.clientWidth"))


async def test_nothing_on_a_phone_is_wider_than_its_screen(
    browser: Browser, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question(tokens("long" * 200, "\n", "https://example.com/" + "a" * 300))
    phone = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    async with tabs_of(browser, **phone) as tabs:
        ada = await chat(tabs, scripted_server.url, "phone")
        assert await width_beyond_the_screen(ada.page) == 0
        await ada.ask(question + "?" * 300)
        await ada.ask(question)
        await expect(ada.ended("completed")).to_have_count(2)
        assert await width_beyond_the_screen(ada.page) == 0
        conversation = ada.page.locator("#conversation")
        assert await conversation.evaluate("node => node.scrollWidth - node.clientWidth") == 0
        await expect(ada.field).to_be_in_viewport()
        await expect(ada.page.locator(".turn").last).to_be_in_viewport()
        home = (await tabs.open(scripted_server.url)).page
        assert await width_beyond_the_screen(home) == 0


async def test_the_language_can_be_switched_and_stays(tabs, offline_server: ServerProcess) -> None:
    ada = await chat(tabs, offline_server.url, "linguist")
    await expect(ada.page.locator("html")).to_have_attribute("lang", "en")
    english = await ada.field.get_attribute("placeholder")
    await ada.page.get_by_role("button", name="中文").click()
    await expect(ada.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert "user_id=linguist" in ada.page.url
    assert await ada.field.get_attribute("placeholder") != english
    await ada.connected()
    await expect(ada.page.locator("#connection-label")).to_have_text("已连接")
    home = (await tabs.open(offline_server.url)).page
    await expect(home.locator("html")).to_have_attribute("lang", "zh-Hans")
    await ada.page.get_by_role("button", name="English").click()
    await expect(ada.page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("locale", ["zh-CN", "zh", "zh-Hans"])
async def test_a_chinese_browser_gets_chinese_pages(
    browser: Browser, offline_server: ServerProcess, locale: str
) -> None:
    async with tabs_of(browser, locale=locale) as tabs:
        page = ChatPage(await tabs.open(f"{offline_server.url}/chat")).page
        await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


async def test_the_home_page_leads_to_the_chat(tabs, offline_server: ServerProcess) -> None:
    page = (await tabs.open(offline_server.url)).page
    await expect(page.locator("[data-count=active_connections]")).to_have_text("0")
    await page.locator(".service a[href='/chat']").click()
    await expect(page).to_have_url(f"{offline_server.url}/chat")
    await expect(page.locator("#connection")).to_have_attribute("data-phase", "connected")
