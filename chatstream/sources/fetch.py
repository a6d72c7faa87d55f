"""One GET of a source: known hosts only, checked addresses, redirects by hand, everything capped.

Proxies of the environment are not used: behind one, nobody could check where a request ends.
"""

import asyncio
import logging
import ssl
import zlib
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from functools import cache
from typing import Any

import httpcore2
import httpx2

from chatstream.sources.answers import Fetched
from chatstream.sources.conf import SourceSettings, source_settings
from chatstream.sources.errors import SourceAway, SourceRefused
from chatstream.sources.network import CheckedNetwork

logger = logging.getLogger(__name__)

MAX_REDIRECTS = 3
MAX_URL = 2_000

_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_UNREACHABLE = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    TimeoutError,
    OSError,
)


async def fetch(
    url: str, types: Collection[str], params: Mapping[str, str | int | float] | None = None
) -> Fetched:
    """Return a source's answer of one of the content types. Raises SourceAway, SourceRefused."""
    settings = source_settings()
    address = httpx2.URL(url)
    if params:
        address = address.copy_merge_params(dict(params))
    try:
        async with asyncio.timeout(settings.source_timeout), _pool(settings) as pool:
            return await _follow(pool, address, types, settings)
    except _UNREACHABLE as error:
        logger.warning("%s cannot be reached: %s", address.host, type(error).__name__)
        raise SourceAway("the source cannot be reached") from error
    except (SourceAway, SourceRefused) as error:
        logger.warning("%s is of no use: %s", address.host, error)
        raise


def known_hosts(settings: SourceSettings) -> set[tuple[str, int]]:
    """Return hosts and ports that may be asked: those of the settings, and their usual ports."""
    urls = [settings.weather_places_url, settings.weather_forecast_url, settings.recipes_url]
    known = [httpx2.URL(url) for url in (*urls, *(feed.url for feed in settings.feeds))]
    names = [*(url.host for url in known), *settings.source_hosts]
    usual = {(name.lower(), port) for name in names for port in _PORTS.values()}
    return usual | {(url.host, _port(url)) for url in known}


def _port(url: httpx2.URL) -> int:
    return url.port or _PORTS.get(url.scheme, 0)


def _pool(settings: SourceSettings) -> httpcore2.AsyncConnectionPool:
    """Return connections for one request and its redirects: the cache spares most requests."""
    network = CheckedNetwork(settings.source_private_networks)
    return httpcore2.AsyncConnectionPool(ssl_context=_trust(), network_backend=network)


@cache
def _trust() -> ssl.SSLContext:
    """Read the certificates of the system once: it takes 20 ms."""
    return httpx2.create_ssl_context(trust_env=False)


async def _follow(
    pool: httpcore2.AsyncConnectionPool,
    url: httpx2.URL,
    types: Collection[str],
    settings: SourceSettings,
) -> Fetched:
    known = known_hosts(settings)
    for _ in range(MAX_REDIRECTS + 1):
        _check(url, known)
        async with pool.stream(
            "GET", str(url), headers=_headers(types), extensions=_patience(settings)
        ) as response:
            headers = httpx2.Headers(response.headers)
            if response.status not in _REDIRECTS:
                return await _read(response, headers, types, settings.source_max_bytes)
            url = _target(url, headers)
    raise SourceRefused("the source redirects too often")


def _check(url: httpx2.URL, known: Collection[tuple[str, int]]) -> None:
    if len(str(url)) > MAX_URL or url.userinfo:
        raise SourceRefused("the source's address is not one")
    if url.scheme not in _PORTS or (url.host.lower(), _port(url)) not in known:
        raise SourceRefused("the source leads to a host that is not known")


def _target(url: httpx2.URL, headers: httpx2.Headers) -> httpx2.URL:
    try:
        target = url.join(headers["location"])
    except (KeyError, ValueError, httpx2.InvalidURL) as error:
        raise SourceRefused("the source redirects to nowhere") from error
    if url.scheme == "https" and target.scheme != "https":
        raise SourceRefused("the source redirects to where nothing is encrypted")
    return target


def _headers(types: Collection[str]) -> list[tuple[str, str]]:
    return [
        ("accept", ", ".join(types)),
        ("accept-encoding", "gzip"),
        ("user-agent", "Tokenwire"),
    ]


def _patience(settings: SourceSettings) -> dict[str, Any]:
    connect, read = settings.source_connect_timeout, settings.source_read_timeout
    return {"timeout": {"connect": connect, "read": read, "write": read, "pool": connect}}


async def _read(
    response: httpcore2.Response, headers: httpx2.Headers, types: Collection[str], most: int
) -> Fetched:
    if response.status != 200:
        raise SourceAway(f"the source answers with status {response.status}")
    content_type = headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() not in types:
        raise SourceAway("the source answers with something else")
    body = bytearray()
    async with aclosing(_decoded(response, headers, most)) as pieces:
        async for piece in pieces:
            body += piece
            if len(body) > most:
                raise SourceRefused("the source's answer is too big")
    return Fetched(bytes(body), headers_charset(content_type))


def headers_charset(content_type: str) -> str:
    """Return what a content type says of its characters: `text/xml; charset=gbk` → `gbk`."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \t\"'").lower()
    return ""


async def _decoded(
    response: httpcore2.Response, headers: httpx2.Headers, most: int
) -> AsyncGenerator[bytes, None]:
    """Yield the body, decompressed; never more than `most` bytes and one of a piece at once."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise SourceAway("the source answers in an unknown compression")
    unpack = None if encoding == "identity" else zlib.decompressobj(wbits=47)
    async for piece in response.aiter_stream():
        if unpack is None:
            yield piece
            continue
        try:
            yield unpack.decompress(piece, most + 1)
        except zlib.error as error:
            raise SourceAway("the source's answer is broken") from error
