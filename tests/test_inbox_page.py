"""The inbox of the contact desk in Chromium, beside visitors' pages."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from llm.scripts import Stall, tokens
from tests.browser import Tabs, tabs_of
from tests.contact import Staff, staff_signed_in
from tests.contact_pages import InboxPage, VisitorPage, inbox, visit
from tests.playbook import Playbook
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture(scope="module")
def staff(scripted_server: ServerProcess) -> Staff:
    return staff_signed_in(scripted_server, "clara of the pages")


@pytest_asyncio.fixture(loop_scope="session")
async def clara(tabs: Tabs, scripted_server: ServerProcess, staff: Staff) -> InboxPage:
    return await inbox(tabs, scripted_server, staff)


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, scripted_server: ServerProcess) -> AsyncIterator[VisitorPage]:
    async with tabs_of(browser) as tabs:
        yield await visit(tabs, scripted_server)


async def test_a_takeover_cuts_the_answer_in_its_sentence_and_a_person_goes_on(
    clara: InboxPage, visitor: VisitorPage, playbook: Playbook
) -> None:
    question = playbook.question((tokens("Half a ", "**sentence"), Stall()), tokens("The AI again"))
    await visitor.write(question)
    await expect(visitor.said("assistant")).to_have_text("Half a **sentence")
    await clara.open(visitor)
    await clara.do("take_over")
    await expect(visitor.desk).to_contain_text("A person has joined")
    await expect(visitor.ended("taken_over").locator(".mark")).to_contain_text("Cut off here")
    cut = clara.entry("assistant")
    await expect(cut.locator(".mark")).to_contain_text("Cut off here")
    await expect(cut).to_contain_text("Half a **sentence")
    await clara.field.press_sequentially("I am")
    await expect(visitor.page.locator("#writing")).to_contain_text("A person is writing")
    await clara.write("I am **here**.")
    await expect(visitor.said("owner").locator("strong")).to_have_text("here")
    await expect(visitor.page.locator("#writing")).to_have_text("")
    await visitor.field.press_sequentially("Than")
    await expect(clara.page.locator("#writing")).to_contain_text("The visitor is writing")
    await visitor.write("Thanks")
    await expect(clara.entry("visitor").last).to_contain_text("Thanks")
    # The same after a reload of either page.
    for page in (visitor.page, clara.page):
        await page.reload()
    await expect(visitor.ended("taken_over").locator(".mark")).to_contain_text("Cut off here")
    await expect(visitor.said("visitor")).to_have_text([question, "Thanks"])
    await expect(clara.entries).to_have_count(4)
    await expect(clara.entry("owner")).to_contain_text("clara of the pages")
    await clara.do("hand_back")
    await expect(visitor.desk).to_be_hidden()
    await visitor.write(question)
    await expect(visitor.said("assistant").last).to_have_text("The AI again")


async def test_what_visitors_send_is_seen_at_once_counted_found_and_read(
    clara: InboxPage, visitor: VisitorPage, playbook: Playbook
) -> None:
    word = f"needle{uuid4().hex}"
    await visitor.page.locator("#request-open").click()
    await visitor.page.locator("#request-text").fill("Call me: 555-0100")
    await visitor.page.locator("#request-send").click()
    line = await clara.line(visitor)
    await expect(line).to_contain_text("asks to be contacted")
    await expect(clara.page.locator("#announcer")).to_contain_text("555-0100")
    await visitor.page.keyboard.press("Escape")
    playbook.answers(f"Where is the {word}?", tokens("Here."))
    await visitor.write(f"Where is the {word}?")
    await expect(line).to_contain_text("2 unread")
    await expect(line).to_have_attribute("data-online", "true")
    await expect(clara.page).to_have_title(re.compile(r"^\(\d+\) "))
    await clara.page.locator("#filter-query").fill(word.upper())
    await expect(clara.page.locator(".line")).to_have_count(1)
    await clara.page.locator("#filter-query").fill(f"no {word}")
    await expect(clara.page.locator("#no-lines")).to_have_text("Nothing fits.")
    await clara.page.locator("#filter-query").fill("")
    await clara.open(visitor)
    await expect(clara.entry("request")).to_contain_text("Call me: 555-0100")
    await expect(clara.entry("assistant")).to_contain_text("Here.")
    await expect(line).not_to_contain_text("unread")
    await clara.page.locator(".about summary").click()
    for fact in ("/pricing", "Mozilla/5.0", "127.0.0.1"):
        await expect(clara.page.locator("#about")).to_contain_text(fact)
    await visitor.page.close()
    await expect(line).to_have_attribute("data-online", "false")


async def test_a_note_never_reaches_the_visitor_and_closing_and_drafts_are_each_ones_own(
    clara: InboxPage, visitor: VisitorPage, browser: Browser, scripted_server: ServerProcess
) -> None:
    secret = f"secret {uuid4().hex}"
    async with tabs_of(browser) as tabs:
        other = await visit(tabs, scripted_server)
        for each in (visitor, other):
            await each.write("hello")
            await expect(each.said("assistant")).to_have_text(["?"])
        await clara.open(visitor)
        await clara.write(secret, kind="note")
        await expect(clara.entry("note")).to_contain_text(secret)
        await clara.page.locator("#kind [value=reply]").check()
        await clara.field.fill("From 9 to 5.")
        await clara.open(other)
        await expect(clara.field).to_have_value("")
        await clara.open(visitor)
        await clara.field.press("Enter")
        await expect(visitor.said("owner")).to_have_text(["From 9 to 5."])
        await clara.do("close")
        await expect(visitor.desk).to_contain_text("This conversation was closed")
        await clara.page.get_by_role("button", name="Reopen it").click()
        await expect(visitor.desk).to_contain_text("A person has joined")
        await visitor.page.reload()
        await expect(visitor.said("owner")).to_have_text(["From 9 to 5."])
        assert len(visitor.frames) > 5
        assert not [frame for frame in visitor.frames + other.frames if secret in frame]
        await expect(other.said("owner")).to_have_count(0)


async def test_where_the_last_of_the_staff_leaves_the_visitor_is_told(
    clara: InboxPage, visitor: VisitorPage
) -> None:
    await visitor.write("hello")
    await clara.open(visitor)
    await clara.do("take_over")
    await expect(visitor.desk).to_contain_text("A person has joined")
    await clara.page.close()
    await expect(visitor.desk).to_contain_text("Nobody is at the desk now")
    await visitor.page.reload()
    await expect(visitor.desk).to_contain_text("Nobody is at the desk now")


async def test_a_broadcast_asks_first_and_reaches_who_is_there(
    clara: InboxPage, visitor: VisitorPage
) -> None:
    await clara.page.locator("#broadcast-open").click()
    await clara.page.locator("#broadcast-text").fill("We close at ten.")
    send, said = clara.page.locator("#broadcast-send"), clara.page.locator("#broadcast-said")
    await send.click()
    await expect(said).to_contain_text("cannot be taken back")
    await expect(visitor.said("owner")).to_have_count(0)
    await send.click()
    await expect(said).to_have_text(re.compile(r"^(1 visitor has|\d+ visitors have) it\.$"))
    await expect(visitor.said("owner")).to_have_text(["We close at ten."])
    await expect(visitor.page.locator(".speaker")).to_have_text("To all visitors")


async def test_a_note_that_was_begun_is_still_a_note_after_signing_in_again(
    tabs: Tabs, scripted_server: ServerProcess, visitor: VisitorPage
) -> None:
    name = "dora of the pages"
    dora = await inbox(tabs, scripted_server, staff_signed_in(scripted_server, name))
    await visitor.write("hello")
    await dora.open(visitor)
    await dora.page.locator("#kind [value=note]").check()
    await dora.field.fill("do not trust them")
    other = await tabs.open(f"{scripted_server.url}/")
    await other.page.get_by_role("button", name="Sign out").click()
    await expect(dora.page.locator("#signed-out")).to_be_visible()
    again = staff_signed_in(scripted_server, name).session
    await dora.page.evaluate(
        "document.querySelector('#sign-in').addEventListener('click', e => e.preventDefault())"
    )
    await dora.page.locator("#sign-in").click()
    session = {"name": "sessionid", "value": again, "url": scripted_server.url}
    await tabs.context.add_cookies([session])  # type: ignore[list-item]
    await dora.page.reload()
    await expect(dora.field).to_have_value("do not trust them")
    await expect(dora.page.locator("#kind [value=note]")).to_be_checked()
    await dora.field.press("Enter")
    await expect(dora.entry("note")).to_contain_text("do not trust them")
    await expect(visitor.said("owner")).to_have_count(0)


async def test_the_inbox_works_by_keyboard_alone(clara: InboxPage, visitor: VisitorPage) -> None:
    await visitor.write("hello")
    await expect(visitor.said("assistant")).to_have_text(["?"])
    line = await clara.line(visitor)
    keyboard = clara.page.keyboard
    await clara.page.locator("#filter-unread").focus()
    await keyboard.press("Tab")
    await expect(clara.page.locator(".line").first).to_be_focused()
    for _ in range(await clara.page.locator(".line").count()):
        if await line.evaluate("node => node === document.activeElement"):
            break
        await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(clara.field).to_be_focused()
    await keyboard.type("By keyboard.")
    await keyboard.press("Enter")
    await expect(visitor.said("owner")).to_have_text(["By keyboard."])
    await keyboard.press("Escape")
    await expect(clara.page.locator("#talk")).to_be_hidden()
    await expect(line).to_be_focused()


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh-CN"), ("dark", "en")])
async def test_on_a_phone_list_and_conversation_are_one_at_a_time(
    browser: Browser,
    scripted_server: ServerProcess,
    staff: Staff,
    visitor: VisitorPage,
    scheme: str,
    language: str,
) -> None:
    phone = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
    await visitor.write("x" * 300)
    await expect(visitor.said("assistant")).to_have_count(1)
    async with tabs_of(browser, **phone, color_scheme=scheme, locale=language) as tabs:
        clara = await inbox(tabs, scripted_server, staff)
        line = clara.page.locator(".line", has_text=(await visitor.client_id())[:8])
        await fits(clara)
        await line.click()
        await expect(line).to_be_hidden()
        await expect(clara.page.locator("#send")).to_be_in_viewport()
        await fits(clara)
        await clara.page.locator(".about summary").click()
        await fits(clara)
        await clara.page.go_back()
        await expect(line).to_be_visible()
        await expect(clara.page.locator("#talk")).to_be_hidden()


async def fits(clara: InboxPage) -> None:
    assert await clara.page.evaluate("document.documentElement.scrollWidth") <= 320
    small = "e => e.filter(b => b.getClientRects().length && b.offsetHeight < 44).length"
    assert await clara.page.locator("main :is(button, summary)").evaluate_all(small) == 0
