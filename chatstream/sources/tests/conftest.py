"""Sources as local servers that speak their formats; permitted for tests alone."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from django.conf import settings as django_settings
from django.core.cache import cache

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture(autouse=True)
def _nothing_is_kept_from_test_to_test() -> None:
    cache.clear()


class Site:
    """A server of a source: what it was asked, and where it is."""

    def __init__(self, server: BaseTestServer) -> None:
        self._server = server
        self.asked: list[web.Request] = []

    def url(self, path: str = "/") -> str:
        return str(self._server.make_url(path))

    def at(self, name: str, path: str = "/") -> str:
        """The same, under another host name."""
        return f"http://{name}:{self._server.port}{path}"


Serve = Callable[[Handler], Awaitable[Site]]


@pytest.fixture
async def serve(settings) -> AsyncIterator[Serve]:
    """Give a function that starts a server and makes all sources point to it."""
    async with AsyncExitStack() as stack:

        async def start(handler: Handler) -> Site:
            async def noted(request: web.Request) -> web.StreamResponse:
                site.asked.append(request)
                return await handler(request)

            app = web.Application()
            app.router.add_get("/{path:.*}", noted)
            server = await stack.enter_async_context(TestServer(app, host="127.0.0.1"))
            site = Site(server)
            point_to(settings, site)
            return site

        yield start


def point_to(settings, site: Site, **changes: object) -> None:
    """Let the sources of this test be a site, on an address that is not public."""
    feeds = tuple(
        f"{topic}={site.url(f'/feeds/{topic}')}" for topic in ("top/en", "world/en", "top/zh")
    )
    settings.SOURCES = django_settings.SOURCES.model_copy(
        update={
            "weather_places_url": site.url("/v1/search"),
            "weather_forecast_url": site.url("/v1/forecast"),
            "recipes_url": site.url("/api/json/v1/1"),
            "news_feeds": feeds,
            "source_private_networks": ("127.0.0.1/32",),
            "source_samples": False,
            **changes,
        }
    )
