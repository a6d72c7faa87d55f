"""The pages of the contact desk, and a server all of whose words would be code."""

import json
from typing import Any

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser import Tabs
from tests.contact import staff_signed_in
from tests.contact_pages import InboxPage, VisitorPage
from tests.hostile import CORPUS, EVIL, LINE, unharmed
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CLIENT = "0b5b8a52-9d0f-4f5e-8a3c-6d1f8f6f2c11"
AT = "2026-01-01T12:00:00+00:00"
RESUMED = {"type": "resumed", "recovered": False, "epoch": "e", "offset": 0}


def message(key: str, sender: str, text: str = EVIL, **more: Any) -> dict[str, Any]:
    return {"id": key, "sender": sender, "text": text, "at": AT, "run": "", **more}


def said_to_visitor() -> list[dict[str, Any]]:
    whole = [message(f"p{number}", "owner", text) for number, text in enumerate(CORPUS)]
    cut = message("m2", "assistant", run="r1", status="taken_over", error=LINE)
    told = [message("m1", "visitor", run="r1"), cut, message("m3", "owner", broadcast=True)]
    state = {"client_id": CLIENT, "ticket": LINE, "state": LINE, "away": False, "run": None}
    pieces = [EVIL[place : place + 9] for place in range(0, len(EVIL), 9)]
    return [
        RESUMED,
        {"type": "state", "offset": 1, "state": {**state, "messages": [*told, *whole]}},
        {"type": "typing", "sender": "assistant", "typing": True, "run": "r2", "offset": 2},
        *({"type": "delta", "text": text, "run": "r2", "offset": 3} for text in pieces),
        {"type": "answer_ended", "status": "completed", "run": "r2", "offset": 4},
        {"type": "typing", "sender": "owner", "typing": True, "offset": 5},
        {"type": "error", "message": LINE, "code": LINE, "timestamp": AT},
    ]


async def test_hostile_words_stay_text_in_every_place_of_the_visitors_page(
    tabs: Tabs, scripted_server: ServerProcess
) -> None:
    def speak(socket: WebSocketRoute) -> None:
        for frame in said_to_visitor():
            socket.send(json.dumps(frame))

        def refuse(sent: str | bytes) -> None:
            about = json.loads(sent)
            refusal = {"type": "error", "message": LINE, "code": "x", "timestamp": AT}
            if "client_message_id" in about:
                refusal["client_message_id"] = about["client_message_id"]
                socket.send(json.dumps(refusal))

        socket.on_message(refuse)

    await tabs.context.route_web_socket("**/contact?**", speak)
    visitor = VisitorPage(await tabs.open(f"{scripted_server.url}/contact"))
    await expect(visitor.said("visitor").first).to_have_text(EVIL)
    await expect(visitor.page.locator("#notice-text")).to_have_text(LINE)
    await expect(visitor.ended("completed").locator("pre")).to_contain_text("window.pwned=13")
    await expect(visitor.said("owner")).to_have_count(1 + len(CORPUS))
    await visitor.write("refused")
    await expect(visitor.page.locator(".turn[data-phase=refused] .mark")).to_have_text(LINE)
    await visitor.page.locator("#request-open").click()
    await visitor.page.locator("#request-text").fill("x")
    await visitor.page.locator("#request-send").click()
    await expect(visitor.page.locator("#request-said")).to_have_text(LINE)
    await unharmed(visitor.page, "#turns")
    assert not visitor.tab.problems


def line(**more: Any) -> dict[str, Any]:
    told = {"client_id": CLIENT, "state": "owner", "owner": LINE, "unread": 1, "last_text": LINE}
    about = {"page": LINE, "agent": LINE, "language": LINE, "address": LINE, "created_at": LINE}
    when = {"last_sender": LINE, "last_at": AT, "online": True, "requested": True}
    return {**told, **about, **when, **more}


def opened() -> dict[str, Any]:
    return {
        "type": "conversation",
        "conversation": line(),
        "messages": [
            message("m1", "visitor"),
            message("m2", "assistant", status="failed", error=LINE, notice=True),
            message("m3", "owner", author=LINE),
            message("m4", LINE, status=LINE),
        ],
        "requests": [{"id": "q", "message": EVIL, "user_agent": LINE, "at": AT}],
        "notes": [{"id": 1, "author": LINE, "text": EVIL, "at": AT}],
        "more": False,
    }


def answer(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer a command, all of them with words that would be code."""
    about = {"client_message_id": sent.get("client_message_id"), "command": sent["type"]}
    if sent["type"] == "open":
        return [opened(), {"type": "accepted", "run": "", "offset": 0, **about}]
    if sent["type"] in ("read", "typing"):
        return []
    return [{"type": "error", "message": LINE, "code": LINE, "timestamp": AT, **about}]


async def test_hostile_words_stay_text_in_every_place_of_the_inbox(
    tabs: Tabs, scripted_server: ServerProcess
) -> None:
    canned = [{"title": LINE, "text": LINE}]
    people = {"people": [{"name": LINE, "connections": 2}], "total": 1}
    state = {"conversations": [line()], "more": False, "unread": 1, "canned_replies": canned}
    request = {"id": "q2", "message": LINE, "user_agent": LINE, "at": AT}
    asked = {"type": "news", "news": "requested", "conversation": line(), "request": request}
    broadcast = {"type": "broadcast", "id": LINE, "text": LINE, "reached": 1, "offset": 3}

    def speak(socket: WebSocketRoute) -> None:
        frames = [RESUMED, {"type": "state", "offset": 1, "state": {**state, **people}}]
        for frame in [*frames, {**asked, "offset": 2}, broadcast]:
            socket.send(json.dumps(frame))

        def reply(sent: str | bytes) -> None:
            for frame in answer(json.loads(sent)):
                socket.send(json.dumps(frame))

        socket.on_message(reply)

    await tabs.context.route_web_socket("**/contact/inbox?**", speak)
    staff = staff_signed_in(scripted_server, "harry of the hostile")
    session = {"name": "sessionid", "value": staff.session, "url": scripted_server.url}
    await tabs.context.add_cookies([session])  # type: ignore[list-item]
    harry = InboxPage(await tabs.open(f"{scripted_server.url}/contact/inbox"))
    await expect(harry.page.locator(".person-name")).to_have_text(LINE)
    await expect(harry.page.locator(".line-text")).to_contain_text(CORPUS[0])
    await expect(harry.page.locator("#announcer")).to_contain_text(CORPUS[0])
    await harry.page.locator(".line").click()
    await expect(harry.entries).to_have_count(6)
    await expect(harry.entry("note")).to_contain_text(CORPUS[0])
    await expect(harry.page.locator("#talk-state")).to_contain_text(CORPUS[0])
    await harry.page.locator(".about summary").click()
    await expect(harry.page.locator("#about dd").first).to_have_text(LINE)
    await harry.page.locator("#canned summary").click()
    await harry.page.locator("#canned-list button").click()
    await expect(harry.field).to_have_value(LINE)
    await harry.field.press("Enter")
    await expect(harry.page.locator(".entry[data-phase=refused] .mark")).to_have_text(LINE)
    await harry.page.get_by_role("button", name="Discard").click()
    await harry.do("close")
    await expect(harry.page.locator("#notice-text")).to_have_text(LINE)
    await harry.page.locator("#broadcast-open").click()
    await harry.page.locator("#broadcast-text").fill("x")
    await harry.page.locator("#broadcast-send").click()
    await harry.page.locator("#broadcast-send").click()
    await expect(harry.page.locator("#broadcast-said")).to_have_text(LINE)
    await unharmed(harry.page, ":is(#lines, #entries, #about, #people, #canned, #announcer)")
    assert not harry.tab.problems
