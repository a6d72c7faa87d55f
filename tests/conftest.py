"""Servers as processes, a scripted model behind HTTP, and a browser, shared by the session.

Tests that use them run on the session's event loop, where the scripted model and Chromium live:
`pytestmark = pytest.mark.asyncio(loop_scope="session")`.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from llm.scripts import ScriptedUpstream
from tests.browser import Tabs, chromium, tabs_of
from tests.playbook import Playbook
from tests.server import Kind, ServerProcess, prepared

Serve = Callable[..., ServerProcess]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared data folder; servers get copies."""
    return prepared(tmp_path_factory.mktemp("template") / "data")


@pytest.fixture(scope="session")
def serve_for_session(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers that live as long as the session; tests leave them as they are."""
    with ExitStack() as stack:

        def serve(kind: Kind = "uvicorn", **settings: str) -> ServerProcess:
            folder = tmp_path_factory.mktemp(kind) / "data"
            server = ServerProcess.on_copy_of(template, folder, kind, **settings)
            return stack.enter_context(server)

        yield serve


@pytest.fixture
def serve(template: Path, tmp_path: Path) -> Iterator[Serve]:
    """Start servers that a test may end; each on its own data unless `folder` is given."""
    with ExitStack() as stack:

        def serve(
            kind: Kind = "uvicorn", folder: Path | None = None, **settings: str
        ) -> ServerProcess:
            if folder is not None:
                return stack.enter_context(ServerProcess(folder, kind, **settings))
            server = ServerProcess.on_copy_of(template, tmp_path / "data", kind, **settings)
            return stack.enter_context(server)

        yield serve


@pytest.fixture(scope="session")
def offline_server(serve_for_session: Serve) -> ServerProcess:
    """As `make run` serves: open access, the built-in model at its own pace."""
    return serve_for_session()


@pytest.fixture(scope="session", params=["uvicorn", "daphne"])
def each_server(request: pytest.FixtureRequest, serve_for_session: Serve) -> ServerProcess:
    """The same, on both servers, with a model that speaks faster."""
    return serve_for_session(request.param, offline_words_per_second="400")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def upstream() -> AsyncIterator[ScriptedUpstream]:
    async with ScriptedUpstream(Playbook()) as started:
        yield started


@pytest.fixture(scope="session")
def playbook(upstream: ScriptedUpstream) -> Playbook:
    """What the scripted model says."""
    assert isinstance(upstream.script, Playbook)
    return upstream.script


@pytest.fixture(scope="session")
def scripted(upstream: ScriptedUpstream) -> dict[str, Any]:
    """The settings with which a server asks the scripted model."""
    return {"openai_base_url": upstream.base_url, "openai_api_key": "scripted"}


@pytest.fixture(scope="session")
def scripted_server(serve_for_session: Serve, scripted: dict[str, str]) -> ServerProcess:
    return serve_for_session(**scripted)


@pytest.fixture(scope="session", params=["uvicorn", "daphne"])
def each_scripted_server(
    request: pytest.FixtureRequest, serve_for_session: Serve, scripted: dict[str, Any]
) -> ServerProcess:
    if request.param == "uvicorn":
        server: ServerProcess = request.getfixturevalue("scripted_server")
        return server
    return serve_for_session(request.param, **scripted)


@pytest.fixture
def no_traceback(each_server: ServerProcess) -> Iterator[None]:
    """Fail a test that makes the server log a traceback."""
    with each_server.without_tracebacks():
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(browser: Browser) -> AsyncIterator[Tabs]:
    """A person's tabs in Chromium; any error on a console fails the test."""
    async with tabs_of(browser) as opened:
        yield opened
