"""A page that shows previews, as ours does, and a server that counts who calls it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from playwright.async_api import BrowserContext, Page, Route

from llm.scripts import tokens
from tests.generation import writes
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.sockets import connected
from tests.waiting import becomes

#: What frames a preview must hold against it: only a framed page's own policy keeps it where it is.
_POLICY = "default-src 'none'; frame-src 'self'; script-src 'unsafe-inline'"
_PAGE = """<!doctype html><title>around</title><script>
addEventListener("message", (event) => {
  const frame = document.querySelector("iframe");
  if (event.source === frame.contentWindow && event.origin === "null") told.push(event.data);
});
const told = [];
const show = (url) => new Promise((shown) => {
  document.querySelector("iframe")?.remove();
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.onload = () => shown();
  frame.src = url;
  document.body.append(frame);
});
</script><body></body>"""


class Elsewhere:
    """Listens on a port of its own, as a foreign server would. `calls` counts requests."""

    def __init__(self) -> None:
        self.calls = 0
        self.port = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count a connection on which something is asked: browsers open some just in case."""
        asked = await reader.read(1000)
        self.calls += bool(asked)
        writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Elsewhere"]:
        server = await asyncio.start_server(self._called, "127.0.0.1", 0)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            yield self


async def generated(
    server: ServerProcess, playbook: Playbook, project: str, files: dict[str, str], **way: Any
) -> None:
    """Have a project made of these files."""
    request = playbook.question(tuple(writes(files)), tokens("done"))
    async with connected(server, path=f"/ws/{project}", **way) as socket:
        await socket.send(type="chat", content=request)
        end = (await socket.until(lambda frame: frame["type"] in ("code_generated", "error")))[-1]
        assert end["type"] == "code_generated", end


class Around:
    """The page around a preview, and what it was told."""

    def __init__(self, page: Page, server: ServerProcess) -> None:
        self.page = page
        self.server = server

    @classmethod
    async def opened(cls, context: BrowserContext, server: ServerProcess) -> "Around":
        page = await context.new_page()
        address = f"{server.url}/around"

        async def fulfil(route: Route) -> None:
            headers = {"Content-Security-Policy": _POLICY, "Content-Type": "text/html"}
            await route.fulfill(body=_PAGE, headers=headers)

        await page.route(address, fulfil)
        await page.goto(address)
        return cls(page, server)

    async def show(self, project: str, path: str = "") -> None:
        """Show a file of a project's first version; return once it is loaded."""
        await self.page.evaluate("show", f"/api/projects/{project}/versions/1/preview/{path}")

    async def told(self, number: int) -> list[dict[str, Any]]:
        """Return what the frame has told, once it is so many."""
        await self.page.wait_for_function("(number) => told.length >= number", arg=number)
        messages: list[dict[str, Any]] = await self.page.evaluate("told")
        return messages

    async def text(self, selector: str) -> str:
        """Return the text of an element in the preview, once it is there."""
        element = self.page.frame_locator("iframe").locator(selector)
        return await element.text_content() or ""

    async def leads_nowhere(self) -> None:
        """Wait until Chromium has put its error into the frame, which it was led away from."""

        async def url() -> str:
            return self.page.frames[-1].url

        await becomes("chrome-error://chromewebdata/", url)


async def folder_of(server: ServerProcess, project: str) -> str:
    """Return the address of a version's files, its pass included, as a path of the preview."""
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        reply = await http.get(f"/api/projects/{project}/versions/1/preview/")
    return str(reply.headers["Location"]).split("/preview/")[1].split("/")[0]
