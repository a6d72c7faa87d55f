"""The page of the assistant, and a server all of whose words would be code."""

import json
from typing import Any

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.assistant_page import AssistantPage, assistant
from tests.browser import Tabs
from tests.hostile import CORPUS, EVIL, LINE, unharmed
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def event(number: int, kind: str, metadata: Any, offset: int) -> dict[str, Any]:
    content: dict[str, Any] = {"id": f"e{number}", "type": kind, "agent": LINE, "content": LINE}
    content |= {"metadata": metadata, "timestamp": 1}
    return envelope("ai_event", content, offset)


def envelope(type_: str, content: Any, offset: int, sender: str = "ai_assistant") -> dict[str, Any]:
    place = {"id": f"f{offset}", "sender_id": sender, "receiver_id": LINE, "room_id": LINE}
    when = {"timestamp": "2026-01-01T12:00:00+00:00", "metadata": {}, "offset": offset}
    run = {"run": "r2"} if sender == "ai_assistant" else {}
    return {"type": type_, "content": content, **place, **when, **run}


def spoken() -> list[dict[str, Any]]:
    guardrail = {"name": LINE, "input": LINE, "reasoning": LINE, "passed": False}
    told = {"run": "r1", "status": "failed", "truncated": False, "error": LINE}
    agent = {"name": LINE, "description": LINE, "handoffs": [LINE], "tools": [LINE]}
    state = {
        "messages": [
            {"id": 1, "role": "user", "text": EVIL, **told, "details": {}},
            {"id": 2, "role": "assistant", "text": EVIL, **told, "details": details()},
        ],
        "run": None,
        "queue": [{"run": "r3", "query": EVIL}],
        "context": {"todos": [{"number": LINE, "text": LINE, "due_on": LINE}], "notes": [LINE]},
        "agents": [{**agent, "input_guardrails": [LINE]}],
        "people": [{"name": LINE, "connections": 2}],
    }
    tool = {"tool": LINE, "call_id": LINE}
    return [
        {"type": "resumed", "recovered": False, "epoch": "e", "offset": 0},
        {"type": "state", "offset": 1, "state": state},
        envelope("ai_started", {"current_agent": LINE, "query": EVIL}, 2),
        event(1, "guardrail", guardrail, 3),
        event(2, "handoff", {"source_agent": LINE, "target_agent": LINE}, 4),
        event(3, "tool_call", {**tool, "tool_args": {LINE: LINE}}, 5),
        event(4, "tool_output", {**tool, "ok": False, "tool_result": {LINE: LINE}}, 6),
        event(5, "context_update", {"changes": {"notes": [{"number": 1, "text": LINE}]}}, 7),
        event(6, LINE, {LINE: LINE}, 8),
        *(
            {"type": "ai_delta", "content": EVIL[place : place + 9], "run": "r2", "offset": 9}
            for place in range(0, len(EVIL), 9)
        ),
        envelope("ai_ended", {"stopped": False}, 10),
        envelope(LINE, {LINE: LINE}, 11, sender="system"),
        envelope("error", {"error_message": LINE}, 12),
    ]


def details() -> dict[str, Any]:
    """What is stored beside an answer."""
    guardrail = {"id": "g", "name": LINE, "input": LINE, "reasoning": LINE, "passed": False}
    told = [
        event(11, "handoff", {"source_agent": LINE, "target_agent": LINE}, 0),
        event(12, "tool_call", {"tool_args": {LINE: LINE}, "call_id": "c"}, 0),
    ]
    return {
        "agent": LINE,
        "parts": [{"agent": LINE, "characters": 9}, {"agent": LINE, "characters": 9}],
        "events": [each["content"] for each in told],
        "guardrails": [{**guardrail, "timestamp": 1}],
    }


def speak(socket: WebSocketRoute) -> None:
    for frame in spoken():
        if frame["type"] == "error":
            frame.pop("run")
        socket.send(json.dumps(frame))


async def test_hostile_words_stay_text_in_every_place(
    tabs: Tabs, scripted_server: ServerProcess
) -> None:
    await tabs.context.route_web_socket("**/ws?**", speak)
    ada = AssistantPage(await tabs.open(f"{scripted_server.url}/test?user_id=x"))
    await expect(ada.page.locator(".person-name")).to_have_text(LINE)
    await expect(ada.page.locator("#notice-text")).to_have_text(LINE)
    await expect(ada.ended("failed").locator(".mark")).to_have_text(LINE)
    await expect(ada.answers).to_have_count(3)
    await expect(ada.ended("completed").locator("pre")).to_contain_text("window.pwned=13")
    await expect(ada.page.locator(".refusal").last).to_contain_text(CORPUS[0])
    await expect(ada.ended("completed").locator(".trail")).to_contain_text(CORPUS[0])
    await expect(ada.page.locator("#heard-text")).to_contain_text(CORPUS[0])
    await expect(ada.agent).to_have_text(LINE)
    await expect(ada.page.locator(".guardrail").first).to_contain_text(CORPUS[0])
    await ada.part("events")
    await expect(ada.page.locator(".event")).to_have_count(10)
    for each in await ada.page.locator(".event summary").all():
        await each.click()
    await expect(ada.page.locator(".event pre").first).to_contain_text("window.pwned=1")
    await ada.part("context")
    await expect(ada.page.locator("#context li").last).to_contain_text(CORPUS[0])
    await unharmed(ada.page, ":is(#turns, .side, #people, #heard)")
    assert not ada.tab.problems


async def test_each_piece_of_hostile_markdown_alone_does_nothing(
    tabs: Tabs, scripted_server: ServerProcess
) -> None:
    def say_all(socket: WebSocketRoute) -> None:
        told = {"status": "completed", "truncated": False, "error": "", "role": "assistant"}
        told["details"] = {}
        messages = [{"id": n, "run": f"r{n}", "text": t, **told} for n, t in enumerate(CORPUS)]
        [resumed, state, *_] = spoken()
        state["state"] |= {"messages": messages, "queue": []}
        for frame in (resumed, state):
            socket.send(json.dumps(frame))

    await tabs.context.route_web_socket("**/ws?**", say_all)
    ada = AssistantPage(await tabs.open(f"{scripted_server.url}/test?user_id=x"))
    await expect(ada.answers).to_have_count(len(CORPUS))
    for box in await ada.page.locator(".markdown a[href]").all():
        assert (await box.get_attribute("href") or "").startswith("https://example.com/")
    await unharmed(ada.page, ":is(#turns, .side, #people, #heard)")


async def test_what_marked_might_let_through_dompurify_does_not(
    tabs: Tabs, scripted_server: ServerProcess
) -> None:
    ada = await assistant(tabs, scripted_server, "purified")
    put = """async (corpus) => {
      const { sanitized } = await import("/static/js/assistant/sanitize.js");
      for (const html of corpus) {
        const block = document.createElement("div");
        block.className = "markdown";
        block.append(document.createElement("div"));
        block.firstChild.className = "block";
        block.firstChild.append(sanitized(html));
        document.querySelector("#turns").append(block);
      }
    }"""
    links = [
        f"<a href='https://example.com' {each}>x</a>" for each in ("target=_self", "rel=opener")
    ]
    await ada.page.evaluate(put, [*CORPUS, EVIL, *links])
    await expect(ada.page.locator(".markdown")).to_have_count(len(CORPUS) + 3)
    await unharmed(ada.page, ":is(#turns, .side, #people, #heard)")
    # What is refused is refused while it is parsed, in a document that runs nothing.
    ada.tab.forgive("violates the following Content Security Policy directive")
