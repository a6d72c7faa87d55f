"""Signing in and out in Chromium, where tickets are required: who sees which page."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from llm.scripts import tokens
from tests.browser import Tabs, tabs_of
from tests.chat_page import ChatPage
from tests.conftest import Serve
from tests.people import happens
from tests.playbook import Playbook
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PASSWORD = "correct horse"
#: A longest name, and one that would be code.
LONG = "long" * 37
PEOPLE = ["ada", "bob", "boss", LONG]
MAKE = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
hashed = make_password({PASSWORD!r})
for name in {PEOPLE!r}:
    get_user_model().objects.create(username=name, password=hashed, is_staff=name == "boss")
"""

#: Where a sign-in must not lead, whatever `next` says.
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\thttps://evil.example/",
    "https:/evil.example/",
    "javascript:alert(1)",
)


@pytest.fixture(scope="module")
def server(serve_for_session: Serve, scripted: dict[str, Any]) -> ServerProcess:
    started = serve_for_session(access="ticket", **scripted)
    happens(started, MAKE)
    return started


@pytest_asyncio.fixture(loop_scope="session")
async def http(server: ServerProcess) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as client:
        yield client


async def signs_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page, and send it by keyboard."""
    await expect(page.locator("[name=username]")).to_be_focused()
    await page.keyboard.type(name)
    await page.keyboard.press("Tab")
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")


async def signed_in(tabs: Tabs, server: ServerProcess, name: str) -> ChatPage:
    """Open the chat by way of the sign-in page."""
    tab = await tabs.open(f"{server.url}/accounts/login/")
    await signs_in(tab.page, name)
    await expect(tab.page).to_have_url(f"{server.url}/chat")
    page = ChatPage(tab)
    await page.connected()
    return page


async def posts(http: httpx2.AsyncClient, path: str, **fields: str) -> httpx2.Response:
    """Send a form as its page would."""
    page = await http.get("/accounts/login/")
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert found is not None
    return await http.post(path, data={"csrfmiddlewaretoken": found[1], **fields})


async def test_a_visitor_is_led_to_the_sign_in_page_and_back_to_the_chat(
    tabs, server: ServerProcess, playbook: Playbook
) -> None:
    page = (await tabs.open(f"{server.url}/chat")).page
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to chat")
    await expect(page.locator("#query")).to_have_count(0)
    await page.get_by_role("main").get_by_role("link", name="Sign in").click()
    await expect(page).to_have_url(f"{server.url}/accounts/login/?next=/chat")
    await signs_in(page, "ada")
    await expect(page).to_have_url(f"{server.url}/chat")
    ada = ChatPage(tabs.opened[0])
    await ada.connected()
    await expect(page.locator(".who")).to_have_count(0)
    await ada.ask(playbook.question(tokens("for ", "ada")))
    await ada.shows("for ada")
    await ada.shows_what_is_stored(server, "ada")


async def test_signing_out_leads_back_to_where_one_has_to_sign_in(tabs, server) -> None:
    bob = await signed_in(tabs, server, "bob")
    await expect(bob.page.locator(".account-name")).to_contain_text("bob")
    await expect(bob.page.get_by_role("link", name="Admin")).to_have_count(0)
    await bob.page.get_by_role("button", name="Sign out").click()
    await expect(bob.page.get_by_role("heading", level=1)).to_have_text("Sign in to chat")
    await expect(bob.page.get_by_role("button", name="Sign out")).to_have_count(0)
    await bob.page.go_back()
    await expect(bob.page.get_by_role("heading", level=1)).to_have_text("Sign in to chat")


async def test_a_wrong_password_is_said_and_the_name_is_kept(tabs, server) -> None:
    page = (await tabs.open(f"{server.url}/accounts/login/?next=/chat")).page
    await signs_in(page, "ada", "wrong")
    await expect(page.get_by_role("alert")).to_contain_text("correct username and password")
    await expect(page).to_have_title("Error: Sign in – Tokenwire")
    field = page.locator("[name=password]")
    await expect(field).to_be_focused()
    assert await field.input_value() == ""
    assert await field.get_attribute("aria-describedby") == "sign-in-error"
    assert await page.locator("[name=username]").input_value() == "ada"
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{server.url}/chat")


async def test_a_form_from_before_a_sign_in_says_that_it_is_out_of_date(tabs, server) -> None:
    stale = await tabs.open(f"{server.url}/accounts/login/?next=/chat")
    await signed_in(tabs, server, "ada")
    await signs_in(stale.page, "ada")
    await expect(stale.page.get_by_role("heading", level=1)).to_have_text(
        "This page was out of date"
    )
    await stale.page.get_by_role("main").get_by_role("link", name="Sign in").click()
    await signs_in(stale.page, "ada")
    await expect(stale.page).to_have_url(f"{server.url}/chat")
    stale.forgive("status of 403")


async def test_password_managers_know_the_fields(tabs, server) -> None:
    page = (await tabs.open(f"{server.url}/accounts/login/")).page
    for name, kind, fills in [
        ("username", "text", "username"),
        ("password", "password", "current-password"),
    ]:
        field = page.locator(f"[name={name}]")
        assert await field.get_attribute("type") == kind
        assert await field.get_attribute("autocomplete") == fills
        label = page.locator(f"label[for={await field.get_attribute('id')}]")
        await expect(label).to_be_visible()


async def test_staff_are_led_to_the_admin(tabs, server) -> None:
    boss = await signed_in(tabs, server, "boss")
    await boss.page.get_by_role("link", name="Admin").click()
    await expect(boss.page).to_have_url(f"{server.url}/admin/")


async def test_in_open_access_nobody_is_asked_to_sign_in(tabs, offline_server) -> None:
    page = (await tabs.open(offline_server.url)).page
    await expect(page.locator(".account")).to_have_count(0)


async def test_a_question_goes_to_ones_own_room_only(tabs, server: ServerProcess) -> None:
    bob = await signed_in(tabs, server, "bob")
    said = []
    for other in ("ada", "nobody-of-this-name", "bob%00", "x" * 300, "BOB"):
        reply = await bob.page.goto(f"{server.url}/chat?user_id={other}")
        assert reply is not None
        assert reply.status == 403
        said.append(await bob.page.get_by_role("main").inner_html())
    assert len(set(said)) == 1
    await expect(bob.page.get_by_role("heading", level=1)).to_have_text("This chat is not yours")
    await bob.page.get_by_role("link", name="Open my chat").click()
    await bob.connected()
    reply = await bob.page.goto(f"{server.url}/chat?user_id=bob")
    assert reply is not None
    assert reply.status == 200
    await bob.connected()
    bob.tab.forgive("status of 403")


async def test_a_visitor_is_told_nothing_of_any_room(http: httpx2.AsyncClient) -> None:
    pages = [
        re.sub(r"ada|zoe|value=\"\w{64}\"", "", (await http.get(f"/chat?user_id={name}")).text)
        for name in ("ada", "zoe")
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_a_sign_in_and_a_sign_out_lead_nowhere_else(http, target) -> None:
    who = {"username": "ada", "password": PASSWORD}
    inside = await posts(http, "/accounts/login/", next=target, **who)
    assert (inside.status_code, inside.headers["Location"]) == (302, "/chat")
    outside = await posts(http, "/accounts/logout/", next=target)
    assert (outside.status_code, outside.headers["Location"]) == (302, "/")
    assert (await http.get("/chat")).text.count('action="/accounts/logout/"') == 0


async def test_a_sign_in_leads_to_where_one_was(http: httpx2.AsyncClient) -> None:
    who = {"username": "ada", "password": PASSWORD}
    reply = await posts(http, "/accounts/login/", next="/chat?user_id=ada", **who)
    assert reply.headers["Location"] == "/chat?user_id=ada"


async def test_nobody_is_signed_in_or_out_without_a_csrf_token(http: httpx2.AsyncClient) -> None:
    who = {"username": "ada", "password": PASSWORD}
    assert (await http.post("/accounts/login/", data=who)).status_code == 403
    await posts(http, "/accounts/login/", **who)
    assert (await http.post("/accounts/logout/")).status_code == 403
    assert (await http.get("/accounts/logout/")).status_code == 405
    assert 'action="/accounts/logout/"' in (await http.get("/chat")).text


@pytest.mark.parametrize("path", ["/accounts/login/", "/chat"])
async def test_these_pages_run_nothing_inline(http, path) -> None:
    reply = await http.get(path)
    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert not re.search(r"<style|\bstyle=|\bon\w+=", reply.text)
    scripts = re.findall(r"<script([^>]*)>", reply.text)
    assert all("src=" in each or "application/json" in each for each in scripts)


async def test_nothing_on_a_phone_is_wider_than_its_screen(
    browser: Browser, server: ServerProcess
) -> None:
    phone = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    async with tabs_of(browser, **phone) as tabs:

        async def fits(page: Page) -> None:
            root = page.locator("html")
            assert await root.evaluate("root => root.scrollWidth - root.clientWidth") == 0

        page = (await tabs.open(f"{server.url}/chat")).page
        await fits(page)
        await page.goto(f"{server.url}/accounts/login/")
        await signs_in(page, LONG, "wrong")
        await expect(page.get_by_role("alert")).to_be_visible()
        await fits(page)
        ada = await signed_in(tabs, server, LONG)
        await fits(ada.page)
        await expect(ada.page.get_by_role("button", name="Sign out")).to_be_in_viewport(ratio=1)
        await ada.page.goto(f"{server.url}/chat?user_id=bob")
        await fits(ada.page)
        await ada.page.goto(server.url)
        await fits(ada.page)
        ada.tab.forgive("status of 403")
