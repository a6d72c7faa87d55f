"""The chat page when its session ends, and when there is one again."""

from typing import Any

import pytest
from playwright.async_api import expect

from llm.scripts import Stall, tokens
from tests.browser import Tabs
from tests.chat_page import RECONNECTED, ChatPage, chat
from tests.conftest import Serve
from tests.people import Person, happens, signed_in, ticket
from tests.playbook import Playbook
from tests.proxy import Proxy
from tests.server import ServerProcess
from tests.sockets import answered, connected, text_of
from tests.transcript import stored_count

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

#: Milliseconds: the contract, from signing out until an open page knows it.
WITHIN = 5_000

#: What Chromium itself writes to the console of a page whose socket is lost.
LOST = ("WebSocket connection to", "Failed to load resource")

PASSWORD = "correct horse"
NAMES = ("leaver", "writer", "second", "returner", "unconfirmed", "guest")
MAKE = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
hashed = make_password({PASSWORD!r})
for name in {NAMES!r}:
    get_user_model().objects.create(username=name, password=hashed)
"""


@pytest.fixture(scope="module")
def server(serve_for_session: Serve, scripted: dict[str, Any]) -> ServerProcess:
    return serve_for_session(access="ticket", **scripted)


@pytest.fixture(scope="module")
def people(server: ServerProcess) -> dict[str, Person]:
    happens(server, MAKE)
    return {person.name: person for person in signed_in(server, *NAMES)}


async def enters(tabs: Tabs, person: Person, url: str = "") -> ChatPage:
    """Open somebody's chat with the session that they have."""
    cookie = {"name": "sessionid", "value": person.session, "url": person.server.url}
    await tabs.context.add_cookies([cookie])  # type: ignore[list-item]
    return await chat(tabs, url or person.server.url)


async def signs_out_elsewhere(tabs: Tabs, url: str) -> None:
    tab = await tabs.open(url)
    await tab.page.get_by_role("button", name="Sign out").click()
    await expect(tab.page.get_by_role("button", name="Sign out")).to_have_count(0)
    await tab.page.close()


async def signs_in(page: ChatPage, name: str) -> None:
    await page.page.locator("[name=username]").fill(name)
    await page.page.locator("[name=password]").fill(PASSWORD)
    await page.page.keyboard.press("Enter")


async def knows(page: ChatPage) -> None:
    """The page says that it is signed out, in time."""
    said = page.page.locator("#signed-out")
    await expect(said).to_be_visible(timeout=WITHIN)
    await expect(said).to_contain_text("You are signed out")
    await expect(page.connection).to_have_attribute("data-phase", "offline")
    await expect(page.page.locator("#connection-retry")).to_be_hidden()
    await expect(page.page.get_by_role("button", name="Sign out")).to_be_hidden()


async def test_signing_out_in_one_tab_ends_the_answer_in_the_other(
    tabs, server: ServerProcess, people: dict[str, Person], playbook: Playbook
) -> None:
    leaver = await enters(tabs, people["leaver"])
    await leaver.ask(playbook.question((tokens("一，"), Stall())))
    await leaver.shows("一，")
    await signs_out_elsewhere(tabs, server.url)
    await knows(leaver)
    async with connected(server, "leaver", ticket=ticket(server, "leaver"), since=0) as socket:
        await socket.send(type="stop")
        await socket.until(answered)
        assert text_of(await socket.ask(playbook.question(tokens("二，")))) == "二，"
    await leaver.shows("一，")
    await expect(leaver.turns).to_have_count(1)
    await expect(leaver.ended("stopped")).to_have_count(0)


async def test_what_is_unsent_goes_along_through_the_sign_in_page(
    tabs, server: ServerProcess, people: dict[str, Person], playbook: Playbook
) -> None:
    question = playbook.question(tokens("at last"))
    writer = await enters(tabs, people["writer"])
    await writer.ask(playbook.question(tokens("before")))
    await writer.shows("before")
    await signs_out_elsewhere(tabs, server.url)
    await knows(writer)
    await writer.ask(question)
    assert await writer.field.input_value() == question
    await expect(writer.turns).to_have_count(1)
    await writer.page.locator("#sign-in").click()
    await signs_in(writer, "writer")
    await writer.connected()
    await writer.shows("before")
    assert await writer.field.input_value() == question
    await writer.field.press("Enter")
    await writer.shows("before", "at last")
    await writer.page.reload()
    await writer.connected()
    assert await writer.field.input_value() == ""


async def test_a_page_comes_back_by_itself_after_a_sign_in_in_another_tab(
    tabs, server: ServerProcess, people: dict[str, Person], playbook: Playbook
) -> None:
    returner = await enters(tabs, people["returner"])
    await returner.ask(playbook.question((tokens("一，"), Stall())))
    await returner.shows("一，")
    await signs_out_elsewhere(tabs, server.url)
    await knows(returner)
    await returner.field.fill("not yet")
    other = ChatPage(await tabs.open(f"{server.url}/chat"))
    await other.page.get_by_role("main").get_by_role("link", name="Sign in").click()
    await signs_in(other, "returner")
    await other.connected()
    await returner.page.evaluate(
        "dispatchEvent(new Event('focus'))"
    )  # headless tabs have it always
    await returner.connected()
    await expect(returner.page.locator("#signed-out")).to_be_hidden()
    await expect(returner.page.get_by_role("button", name="Sign out")).to_be_visible()
    assert await returner.field.input_value() == "not yet"
    await other.stop.click()
    await expect(returner.ended("stopped")).to_have_count(1)
    await returner.page.get_by_role("button", name="Sign out").click()
    await expect(returner.page.get_by_role("heading", level=1)).to_have_text("Sign in to chat")
    await knows(other)


async def test_a_question_that_was_never_confirmed_is_asked_once_after_signing_in(
    tabs, server: ServerProcess, people: dict[str, Person], playbook: Playbook
) -> None:
    question = playbook.question(tokens("once"))
    async with Proxy(server.port) as network:
        lost = await enters(tabs, people["unconfirmed"], network.url)
        network.refusing = True
        network.cut()
        await expect(lost.connection).not_to_have_attribute("data-phase", "connected")
        await lost.ask(question)
        await expect(lost.ended("sending")).to_have_count(1)
        await signs_out_elsewhere(tabs, server.url)
        network.refusing = False
        await expect(lost.page.locator("#signed-out")).to_be_visible(timeout=RECONNECTED)
        await lost.page.locator("#sign-in").click()
        await signs_in(lost, "unconfirmed")
        await lost.connected()
        await lost.shows("once")
        await expect(lost.turns).to_have_count(1)
    assert stored_count(server.folder, "unconfirmed", "user") == 1
    lost.tab.forgive(*LOST)


async def test_whoever_signs_in_next_gets_nothing_of_what_was_unsent(
    tabs, server: ServerProcess, people: dict[str, Person]
) -> None:
    guest = await enters(tabs, people["guest"])
    await guest.field.fill("only mine")
    await signs_out_elsewhere(tabs, server.url)
    await knows(guest)
    await guest.page.locator("#sign-in").click()
    await signs_in(guest, "second")
    await guest.connected()
    assert await guest.field.input_value() == ""
    assert await guest.page.evaluate("sessionStorage.length") == 0
