"""The page of code generation, and a server all of whose words would be code."""

import json
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.browser import Tabs
from tests.code_page import CodePage
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

#: What would run, fetch or break out if any place took it for markup.
CORPUS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=2>",
    "</script><svg onload=window.pwned=3>",
    "<a href='javascript:window.pwned=4'>click</a>",
    '"><iframe srcdoc="<script>parent.pwned=5</script>">',
    "</pre></textarea></code><style>*{display:none}</style>",
    "&lt;img src=x onerror=window.pwned=6&gt;",
    "{{constructor.constructor('window.pwned=7')()}} ${window.pwned=8}",
)
EVIL = " ".join(CORPUS)
PATHS = [each.replace("/", "⁄") + end for each in CORPUS for end in (".py", ".html", "/x.js")]
#: Elements that the page itself never has in these places.
FOREIGN = ":is(main, dialog) :is(script, img, style, object, [srcdoc], [href^=javascript])"

VERSION = {
    "version": 2,
    "restored": None,
    "prompt": EVIL,
    "author": EVIL,
    "model": EVIL,
    "created_at": "2026-01-01T00:00:00Z",
}
DIFF = {"change": "changed", "truncated": False}
HUNK = f"--- a\n+++ b\n@@ -1,2 +1,2 @@\n {EVIL}\n-{EVIL}\n+{EVIL}\n"


def told(address: str) -> dict[str, Any]:
    """Answer what the page asks over HTTP."""
    path = unquote(address.split("?")[0])
    older = {**VERSION, "version": 1}
    diff = [{**DIFF, "path": path, "diff": HUNK} for path in PATHS]
    if path.endswith("/versions"):
        return {"latest": 2, "versions": [VERSION, older]}
    if path.endswith("/diff"):
        return {"files": diff}
    if path.endswith("/history"):
        return {"history": [{**VERSION, "change": "changed"}, {**older, "change": "added"}]}
    if path.endswith("/restore"):
        return {"error": {"code": EVIL}, "latest": VERSION, "yours": older, "diff": diff}
    if "/files/" in path:
        return {"content": EVIL}
    number = path.rsplit("/", 1)[1]
    return {"files": [{"path": path, "bytes": 9, "sha256": number} for path in PATHS]}


async def answer(route: Route) -> None:
    """Be the server of the project's versions."""
    url = route.request.url
    if route.request.method == "HEAD":
        return await route.fulfill(status=404)
    status = 409 if route.request.method == "POST" else 200
    body = json.dumps(told(url))
    return await route.fulfill(status=status, content_type="application/json", body=body)


def speak(socket: WebSocketRoute) -> None:
    """Be the server of the project's socket: a state, and a turn that is at work."""
    turn = {"run": "r0", "prompt": EVIL, "answer": EVIL, "status": "completed", "version": 2}
    failed = {**turn, "run": "r1", "status": "failed", "error": EVIL, "version": None}
    state = {
        "version": 2,
        "files": [{"path": path, "bytes": 9} for path in PATHS],
        "turns": [{**turn, "error": ""}, failed],
        "run": {"run": "r2", "prompt": EVIL, "said": EVIL, "working": []},
        "queue": [{"run": "r3", "prompt": EVIL}],
        "people": [{"name": EVIL, "connections": 2}],
    }
    frames = [
        {"type": "resumed", "recovered": False, "epoch": "e", "offset": 0},
        {"type": "state", "offset": 1, "state": state},
        {"type": "text", "content": EVIL, "run": "r2", "offset": 2},
        *(frame for offset, path in enumerate(PATHS, 3) for frame in at_work(path, offset)),
        {"type": "error", "message": EVIL, "code": EVIL},
    ]
    for frame in frames:
        socket.send(json.dumps(frame))


def at_work(path: str, offset: int) -> list[dict[str, Any]]:
    place = {"path": path, "run": "r2", "offset": offset}
    refused = {"action": "write", "ok": False, "bytes": 0, "content": None, "reason": EVIL}
    written = {"action": "write", "ok": True, "bytes": 9, "content": None, "reason": None}
    return [
        {"type": "file_started", "action": "write", **place},
        {"type": "file_delta", "content": EVIL, **place},
        {"type": "file_ended", **place, **(refused if offset % 2 else written)},
    ]


async def unharmed(page: Page) -> None:
    """Nothing that was said has become part of the page."""
    assert await page.evaluate("window.pwned") is None
    assert await page.locator(FOREIGN).count() == 0
    assert await page.locator("[onload], [onerror]").count() == 0


async def test_hostile_words_stay_text_in_every_place(
    tabs: Tabs, scripted_server: ServerProcess
) -> None:
    await tabs.context.route("**/api/projects/**", answer)
    await tabs.context.route_web_socket("**/ws/**", speak)
    ada = CodePage(await tabs.open(f"{scripted_server.url}/code?project=x"))
    await expect(ada.page.locator(".person-name")).to_have_text(EVIL)
    await expect(ada.page.locator(".answer-text").last).to_contain_text(CORPUS[0])
    await expect(ada.page.locator(".question-text")).to_have_text([EVIL] * 4)
    await expect(ada.page.locator("#notice-text")).to_have_text(EVIL)
    await expect(ada.page.locator(".turn[data-phase=failed] .mark")).to_have_text(EVIL)
    files = ada.page.locator("#files button[data-path]:not([data-path$='/'])")
    await expect(files).to_have_count(len(PATHS))
    for index in (0, 1, 2, len(PATHS) - 1):
        await files.nth(index).click()
        await expect(ada.content).to_have_text(EVIL)
    await expect(ada.content.locator("[class^=hl-]").first).to_be_attached()
    await ada.side("diff")
    await ada.page.locator(".file-diff:not([open]) summary").first.click()
    await expect(ada.page.locator(".diff-row[data-kind=added]").first).to_contain_text(CORPUS[0])
    await ada.side("history")
    await expect(ada.page.locator("#file-history .version-prompt")).to_have_text([EVIL] * 2)
    await ada.part("versions")
    await expect(ada.versions.locator(".fact")).to_have_count(6)
    await ada.versions.last.get_by_role("button", name="Restore").click()
    await ada.page.locator("#restore-confirm").click()
    await expect(ada.page.locator("#restore .side")).to_have_count(2)
    await unharmed(ada.page)
    ada.tab.forgive("409")


async def test_only_the_preview_itself_speaks_on_its_console(
    tabs: Tabs, scripted_server: ServerProcess
) -> None:
    await tabs.context.route("**/api/projects/**", answer)
    await tabs.context.route_web_socket("**/ws/**", speak)
    ada = CodePage(await tabs.open(f"{scripted_server.url}/code?project=x"))
    await ada.side("preview")
    forged = f"""() => {{
      const forged = {{ source: "tokenwire-preview", level: "error", message: "forged" }};
      for (let each = 0; each < 3; each += 1) window.postMessage(forged, "*");
      const frame = document.querySelector("#preview-frame").contentWindow;
      const say = (data) => dispatchEvent(new MessageEvent("message", {{ source: frame, data }}));
      for (let each = 0; each < 150; each += 1) {{
        say({{ source: "tokenwire-preview", level: "warn", message: {json.dumps(EVIL)} }});
      }}
    }}"""
    await ada.page.evaluate(forged)
    said = ada.page.locator("#preview-said li")
    await expect(said).to_have_count(100)
    await expect(said.first).to_contain_text(CORPUS[0])
    await expect(ada.page.locator("#preview-more")).to_be_visible()
    await expect(ada.page.locator("#preview-said")).not_to_contain_text("forged")
    await unharmed(ada.page)
    ada.tab.forgive("404")
