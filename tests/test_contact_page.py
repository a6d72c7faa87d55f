"""The visitors' page of the contact desk in Chromium."""

import json
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from llm.scripts import Stall, tokens
from tests.browser import Tabs, tabs_of
from tests.conftest import Serve
from tests.contact_pages import KEPT, VisitorPage, visit
from tests.playbook import Playbook
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_reload_in_the_middle_of_an_answer_finds_it_and_sees_it_go_on(
    tabs: Tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    words = [f"**word{number}** " for number in range(40)]
    visitor = await visit(tabs, scripted_server)
    await visitor.write(question := playbook.question(tokens(*words, delay=0.12)))
    await expect(visitor.said("assistant").locator("strong").nth(5)).to_be_visible()
    await expect(visitor.ended("running")).to_have_count(1)
    client_id = await visitor.client_id()
    await visitor.page.reload()
    await expect(visitor.ended("running")).to_have_count(1)
    await expect(visitor.said("visitor")).to_have_text([question])
    await expect(visitor.ended("completed")).to_have_count(1)
    await expect(visitor.said("assistant")).to_have_text("".join(words).replace("*", "").strip())
    assert await visitor.client_id() == client_id
    # What took longer than a reply may take is one answer here, not two.
    await visitor.page.reload()
    await expect(visitor.said("assistant").locator("strong")).to_have_count(40)


@pytest.fixture(scope="module")
def strict_server(serve_for_session: Serve, scripted: dict[str, Any]) -> ServerProcess:
    """Tickets count, and nobody may send more than one of each."""
    limits = {"contact_request_limit": "1 per minute", "contact_message_limit": "1 per minute"}
    return serve_for_session(access="ticket", **scripted, **limits)


async def test_a_request_is_confirmed_and_a_refused_message_says_why_and_can_be_sent_again(
    tabs: Tabs, strict_server: ServerProcess
) -> None:
    visitor = await visit(tabs, strict_server)
    said = visitor.page.locator("#request-said")
    for expected in ("Your request has arrived.", "Too many messages at once."):
        await visitor.page.locator("#request-open").click()
        await visitor.page.locator("#request-text").fill("Call me: 555-0100")
        await visitor.page.locator("#request-send").click()
        await expect(said).to_contain_text(expected)
        await visitor.page.keyboard.press("Escape")
    await visitor.page.locator("#request-open").click()
    await expect(visitor.page.locator("#request-text")).to_have_value("Call me: 555-0100")
    await visitor.page.locator("#request-close").click()
    await visitor.write("one")
    await expect(visitor.said("visitor")).to_have_text(["one"])
    await visitor.write("two")
    refused = visitor.page.locator(".turn[data-phase=refused]")
    await expect(refused.locator(".mark")).to_contain_text("Try again in")
    await refused.get_by_role("button", name="Ask again").click()
    await expect(refused).to_have_count(1)
    await visitor.write("x" * 5000)
    await expect(refused.last.locator(".mark")).to_have_text(
        "At most 4000 characters fit into a message."
    )


async def test_with_tickets_a_visitor_comes_back_and_begins_anew_where_that_is_over(
    tabs: Tabs, strict_server: ServerProcess, playbook: Playbook
) -> None:
    visitor = await visit(tabs, strict_server)
    await visitor.write(playbook.question(tokens("Remembered.")))
    await expect(visitor.said("assistant")).to_have_text(["Remembered."])
    await visitor.page.reload()
    await expect(visitor.said("assistant")).to_have_text(["Remembered."])
    first = await visitor.client_id()
    forged = json.dumps({"client_id": first, "ticket": "tw1_forged"})
    await visitor.page.evaluate(f"localStorage.setItem('{KEPT}', '{forged}')")
    await visitor.page.reload()
    await visitor.field.fill("not lost")
    await visitor.page.get_by_role("link", name="Begin a new one").click()
    await visitor.connected()
    await expect(visitor.field).to_have_value("not lost")
    await expect(visitor.page.locator(".turn")).to_have_count(0)
    assert await visitor.client_id() != first


async def test_by_keyboard_alone_one_asks_stops_and_leaves_a_request(
    tabs: Tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    visitor = await visit(tabs, scripted_server)
    keyboard = visitor.page.keyboard
    await expect(visitor.field).to_be_focused()
    await keyboard.type(playbook.question((tokens("Begun."), Stall())))
    await keyboard.press("Enter")
    await expect(visitor.said("assistant")).to_have_text(["Begun."])
    await keyboard.press("Escape")
    await expect(visitor.ended("stopped")).to_have_count(1)
    await visitor.page.locator("#request-open").focus()
    await keyboard.press("Enter")
    await expect(visitor.page.locator("#request-text")).to_be_focused()
    await keyboard.type("by keyboard")
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(visitor.page.locator("#request-said")).to_contain_text("has arrived")
    await keyboard.press("Escape")
    await expect(visitor.page.locator("#request-open")).to_be_focused()


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "zh-CN")])
async def test_on_a_phone_it_fits(
    browser: Browser, scripted_server: ServerProcess, playbook: Playbook, scheme, language
) -> None:
    phone = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
    text = "| " + " | ".join(["column"] * 12) + " |\n" + "|--" * 12 + "|\n\n`" + "x" * 200 + "`"
    async with tabs_of(browser, **phone, color_scheme=scheme, locale=language) as tabs:
        visitor = await visit(tabs, scripted_server)
        await visitor.write(playbook.question(tokens(text)))
        await expect(visitor.ended("completed")).to_have_count(1)
        await expect(visitor.page.locator("#send")).to_be_in_viewport()
        await fits(visitor)
        await visitor.page.locator("#request-open").click()
        await expect(visitor.page.locator("#request-send")).to_be_in_viewport()
        await fits(visitor)
        name = {"en": "Contact", "zh-CN": "联系"}[language]
        await expect(visitor.page.locator(".site-header nav [aria-current]")).to_have_text(name)


async def fits(visitor: VisitorPage) -> None:
    assert await visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
    small = "e => e.filter(b => b.getClientRects().length && b.offsetHeight < 44).length"
    assert await visitor.page.locator("main button").evaluate_all(small) == 0
