"""The admin in Chromium: a replay is played and scrubbed; hostile text does nothing on any page."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import Tab, Tabs, tabs_of
from tests.conftest import Serve
from tests.people import happens
from tests.waiting import becomes

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TEXTS = ["您有 ", "3 笔\n", "未缴", "账单。", "🙂"]
SAID = [
    ("started", {"query": "账单?"}, 0),
    ("tool_called", {"tool": "query_unpaid_bills"}, 400),
    *[("text", {"text": text}, 1000 + 400 * place) for place, text in enumerate(TEXTS)],
    ("completed", {"reason": ""}, 3000),
]
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</script><script>alert(1)</script>",
    "</title></style></textarea><svg/onload=alert(1)>",
    "<img src=//evil.example/x><base href=//evil.example/>",
    "<style>@import url(//evil.example/x)</style>",
    "<a href='javascript:alert(1)'>javascript:alert(1)</a>",
    "<!--<iframe srcdoc='<script>alert(1)</script>'>",
    "{{ 7|add:'7' }} {% load x %} ${alert(1)} `${alert(1)}`",
    "&lt;script&gt;alert(1)&lt;/script&gt;\u2028\u2029\u202e",
]
#: Phones must not have to be moved sideways to read a page.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

_MAKE = """
import json
from datetime import datetime, timedelta, UTC
from chatstream.models import Conversation
from realtime.models import Event, Process, Revocation, Room, Run, Spending
from django.contrib.auth import get_user_model
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

said, hostile = json.loads({told!r})
began = datetime(2025, 11, 21, 12, 0, tzinfo=UTC)
everything = " ".join(hostile)

def run_of(room, told, **columns):
    run = Run.objects.create(room=room, first_offset=1, started_at=began, **columns)
    for offset, (kind, data, at) in enumerate(told, 1):
        moment = began + timedelta(milliseconds=at)
        data = data if isinstance(data, str) else json.dumps(data)
        Event.objects.create(
            room=room, run=run, offset=offset, kind=kind, data=data, created_at=moment
        )
    return run

def room_of(service, name):
    return Room.objects.create(service=service, kind="user", name=name)

plain = run_of(room_of("admin-test", "ada"), said, kind="echo", state="completed")
told = [(kind, {{"text": text}}, at) for at, text in enumerate(hostile) for kind in ("text", text)]
told += [("text", text, 50) for text in hostile]
facts = {{"model": everything, "finish_reason": everything, "usage": everything}}
columns = dict(kind=everything, error=everything, actor=everything, key=hostile[0])
columns |= dict(facts=facts, input={{everything: everything}}, state="failed", lease=everything)
bad = run_of(room_of(everything, everything), told, **columns)
talk = Conversation.objects.create(service=everything, user_id=everything)
for text in hostile:
    message = dict(run=text, error=text, status="failed")
    talk.messages.create(text=text, role="user", **message)
    talk.messages.create(text=text, role="assistant", **message)
Spending.objects.create(day=began, actor=everything)
Revocation.objects.create(subject=everything, at=began)
Process.objects.create(lease=everything, seen_at=began)

request = HttpRequest()
request.session = SessionStore()
staff = get_user_model().objects.create_superuser("staff-of-pages")
login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
request.session.save()
rows = dict(session=request.session.session_key, plain=plain.pk, bad=bad.pk, room=bad.room_id)
print(json.dumps(dict(rows, talk=talk.pk, event=bad.events.last().pk)))
"""


class Admin(NamedTuple):
    """A server's admin: who is signed in there, and the rows that the tests look at."""

    url: str
    rows: dict[str, Any]

    def __call__(self, path: str) -> str:
        return f"{self.url}/admin/{path.format(**self.rows)}"


@pytest.fixture(scope="session")
def admin(serve_for_session: Serve) -> Admin:
    """A server of its own: other tests need not live with hostile rows."""
    server = serve_for_session()
    made = happens(server, _MAKE.format(told=json.dumps([SAID, HOSTILE])))
    return Admin(server.url, json.loads(made.splitlines()[-1]))


@asynccontextmanager
async def staff(browser: Browser, admin: Admin, **options: Any) -> AsyncIterator[Tabs]:
    """Give tabs of somebody who is signed in; a dialog is an error on the console."""
    async with tabs_of(browser, **options) as tabs:
        cookie = {"name": "sessionid", "value": admin.rows["session"], "url": admin.url}
        await tabs.context.add_cookies([cookie])  # type: ignore[list-item]
        await tabs.context.add_init_script(
            "window.alert = (text) => console.error(`a dialog: ${text}`)"
        )
        yield tabs


async def said(page: Page, *texts: str) -> None:
    """Wait until the replay shows exactly this text."""
    await becomes(
        "".join(texts), lambda: page.locator("#said").evaluate("node => node.textContent")
    )


async def replay(tabs: Tabs, admin: Admin) -> Page:
    """Open a replay and stop it at its beginning."""
    page = (await tabs.open(admin("realtime/run/{plain}/replay/"))).page
    await expect(page.locator("#player")).to_be_visible()
    await page.locator("#play").click()
    await page.locator("#scrubber").press("Home")
    await said(page, "")
    return page


async def test_a_replay_plays_to_its_end_by_itself_and_can_be_played_again(
    browser: Browser, admin: Admin
) -> None:
    async with staff(browser, admin) as tabs:
        page = (await tabs.open(admin("realtime/run/{plain}/replay/"))).page
        await expect(page.locator("#play")).to_have_text("Pause")
        await page.get_by_text("20×").click()
        await said(page, *TEXTS)
        await expect(page.locator("#play")).to_have_text("Play")
        await expect(page.locator("#place")).to_have_text("3.00 s / 3.00 s")
        await page.locator("#play").click()
        await expect(page.locator("#place")).not_to_have_text("3.00 s / 3.00 s")
        await expect(page.locator("#place")).to_have_text("3.00 s / 3.00 s")


async def test_a_replay_is_scrubbed_by_keyboard(browser: Browser, admin: Admin) -> None:
    async with staff(browser, admin) as tabs:
        page = await replay(tabs, admin)
        scrubber, now = page.locator("#scrubber"), page.locator("[data-when=now] code")
        await expect(now).to_have_text("started")
        await scrubber.press("ArrowRight")
        await expect(now).to_have_text("tool_called")
        for shown in range(1, len(TEXTS) + 1):
            await scrubber.press("ArrowRight")
            await said(page, *TEXTS[:shown])
        await expect(scrubber).to_have_attribute("aria-valuetext", "2.60 s of 3.00 s")
        await scrubber.press("ArrowLeft")
        await said(page, *TEXTS[:-1])
        await scrubber.press("End")
        await expect(now).to_have_text("completed")
        await scrubber.press("PageDown")
        await expect(page.locator("#place")).to_have_text("2.70 s / 3.00 s")


async def test_a_replay_is_scrubbed_by_mouse_and_goes_to_a_chosen_event(
    browser: Browser, admin: Admin
) -> None:
    async with staff(browser, admin) as tabs:
        page = await replay(tabs, admin)
        box = await page.locator("#scrubber").bounding_box()
        assert box is not None
        middle = box["y"] + box["height"] / 2
        await page.mouse.move(box["x"] + box["width"] * 0.1, middle)
        await page.mouse.down()
        await page.mouse.move(box["x"] + box["width"] / 2, middle, steps=5)
        await page.mouse.up()
        await said(page, *TEXTS[:2])
        await page.get_by_role("button", name="0.40 s").click()
        await said(page, "")
        await expect(page.locator("[data-when=now] code")).to_have_text("tool_called")


async def test_a_replay_is_scrubbed_by_a_finger_on_a_phone(browser: Browser, admin: Admin) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    async with staff(browser, admin, **phone) as tabs:
        page = await replay(tabs, admin)
        box = await page.locator("#scrubber").bounding_box()
        assert box is not None
        await page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await said(page, *TEXTS[:2])


async def test_who_wants_no_motion_sees_the_end_first(browser: Browser, admin: Admin) -> None:
    async with staff(browser, admin, reduced_motion="reduce") as tabs:
        page = (await tabs.open(admin("realtime/run/{plain}/replay/"))).page
        await said(page, *TEXTS)
        await expect(page.locator("#play")).to_have_text("Play")


async def test_without_scripts_a_replay_is_a_list(browser: Browser, admin: Admin) -> None:
    async with staff(browser, admin, java_script_enabled=False) as tabs:
        page = (await tabs.open(admin("realtime/run/{plain}/replay/"))).page
        await expect(page.locator("#player")).to_be_hidden()
        kinds = ["started", "tool_called", "text", "completed"]
        await expect(page.locator("#lines li code")).to_have_text(kinds)
        await expect(page.locator(".line-text")).to_have_text("".join(TEXTS))


SEARCHED = f"?q={quote(HOSTILE[1])}"
PAGES = [
    "",
    *[
        f"realtime/{model}/{query}"
        for model in ("room", "run", "event", "process", "spending", "revocation")
        for query in ("", SEARCHED)
    ],
    f"realtime/run/?kind={quote(HOSTILE[0])}&state={quote(HOSTILE[1])}",
    f"realtime/event/?kind={quote(HOSTILE[1])}",
    *["realtime/run/{bad}/change/", "realtime/run/{bad}/replay/", "realtime/room/{room}/change/"],
    *["realtime/event/{event}/change/", "realtime/run/{bad}/history/"],
    *["chatstream/conversation/", "chatstream/conversation/{talk}/change/"],
    *["chatstream/chatmessage/", f"chatstream/chatmessage/{SEARCHED}", "chatstream/bill/"],
    f"chatstream/conversation/?service={quote(HOSTILE[0])}",
]


async def test_hostile_text_does_nothing_and_every_page_fits_a_phone(
    browser: Browser, admin: Admin
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}}
    async with staff(browser, admin, **phone) as tabs:
        tab: Tab = await tabs.open(admin(""))
        for path in PAGES:
            await tab.page.goto(admin(path))
            await tab.page.wait_for_load_state("networkidle")
            for scheme in ("light", "dark"):
                await tab.page.emulate_media(color_scheme=scheme)
                assert await tab.page.evaluate(OVERFLOW) <= 0, (path, scheme)
            assert tab.problems == [], path


async def test_hostile_text_is_read_as_it_was_written(browser: Browser, admin: Admin) -> None:
    async with staff(browser, admin, reduced_motion="reduce") as tabs:
        page = (await tabs.open(admin("realtime/run/{bad}/replay/"))).page
        await said(page, *HOSTILE)
        lines = await page.locator("#lines code").all_text_contents()
        assert set(HOSTILE) <= set(lines)
        await page.goto(admin("chatstream/conversation/{talk}/change/"))
        shown = await page.locator(".turn-text").all_text_contents()
        assert shown == [text for text in HOSTILE for _ in range(2)]
