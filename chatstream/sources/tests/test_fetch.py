"""One GET of a source, and all that may be wrong with what comes back."""

import asyncio
import gzip
import zlib

import httpx2
import pytest
from aiohttp import web

from chatstream.sources import fetch as fetching
from chatstream.sources import network
from chatstream.sources.answers import JSON
from chatstream.sources.errors import SourceAway, SourceRefused
from chatstream.sources.fetch import MAX_REDIRECTS, fetch
from chatstream.sources.tests.conftest import Serve, point_to


def answering(**given):
    async def handler(request: web.Request) -> web.Response:
        return web.Response(**{"content_type": "application/json", **given})

    return handler


def redirecting(locations: dict[str, str]):
    """Redirect by path; other paths answer."""

    async def handler(request: web.Request) -> web.Response:
        if to := locations.get(request.path):
            return web.Response(status=302, headers={"location": to})
        return web.Response(text="{}", content_type="application/json")

    return handler


@pytest.fixture
def names(monkeypatch):
    """Host names and the addresses that a name server tells, one list after the other."""
    told: dict[str, list[list[str]]] = {}
    asked: list[str] = []

    async def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        answers = told.get(host, [["127.0.0.1"]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    monkeypatch.setattr(network, "look_up", look_up)
    told["asked"] = [asked]
    return told


async def test_what_a_source_answers_is_returned(serve: Serve) -> None:
    site = await serve(answering(text='{"a": 1}', charset="utf-8"))
    fetched = await fetch(site.url("/x"), JSON, {"q": "上海 & 北京"})
    assert (fetched.body, fetched.charset) == (b'{"a": 1}', "utf-8")
    assert site.asked[0].query["q"] == "上海 & 北京"


async def test_a_host_that_no_setting_names_is_not_asked(serve: Serve, names) -> None:
    site = await serve(answering(text="{}"))
    with pytest.raises(SourceRefused, match="not known"):
        await fetch(site.at("elsewhere.test"), JSON)
    assert names["asked"] == [[]]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/"])
async def test_only_http_is_spoken(serve: Serve, url) -> None:
    await serve(answering(text="{}"))
    with pytest.raises(SourceRefused):
        await fetch(url, JSON)


async def test_another_port_of_a_known_host_is_not_asked(serve: Serve) -> None:
    await serve(answering(text="{}"))
    with pytest.raises(SourceRefused, match="not known"):
        await fetch("http://127.0.0.1:22/", JSON)


async def test_by_default_no_private_address_is_connected_to(serve: Serve, settings) -> None:
    site = await serve(answering(text="{}"))
    point_to(settings, site, source_private_networks=())
    with pytest.raises(SourceRefused, match="no public address"):
        await fetch(site.url(), JSON)
    assert site.asked == []


async def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    serve: Serve, settings, names
) -> None:
    """A second look at the name would lead to a private address (rebinding)."""
    site = await serve(answering(text="{}"))
    point_to(settings, site, weather_places_url=site.at("weather.test"))
    names["weather.test"] = [["127.0.0.1"], ["10.0.0.1"]]
    await fetch(site.at("weather.test"), JSON)
    assert names["asked"] == [["weather.test"]]
    with pytest.raises(SourceRefused, match="no public address"):
        await fetch(site.at("weather.test"), JSON)
    assert len(site.asked) == 1


async def test_of_several_addresses_the_public_ones_are_tried(
    serve: Serve, settings, names
) -> None:
    site = await serve(answering(text="{}"))
    point_to(settings, site, weather_places_url=site.at("weather.test"))
    names["weather.test"] = [["169.254.169.254", "::1", "127.0.0.1"]]
    assert (await fetch(site.at("weather.test"), JSON)).body == b"{}"


async def test_a_redirect_is_followed_to_a_known_host(serve: Serve) -> None:
    site = await serve(redirecting({"/a": "/b", "/b": "/c?d=1"}))
    assert (await fetch(site.url("/a"), JSON)).body == b"{}"
    assert [request.path for request in site.asked] == ["/a", "/b", "/c"]


async def test_redirects_end_after_three(serve: Serve) -> None:
    site = await serve(redirecting({"/a": "/a"}))
    with pytest.raises(SourceRefused, match="too often"):
        await fetch(site.url("/a"), JSON)
    assert len(site.asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "location",
    [
        *("http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://[::1]/"),
        *("http://elsewhere.test/", "//elsewhere.test/", "file:///etc/passwd", "ftp://127.0.0.1/"),
        *("http://user:password@127.0.0.1/", "http://127.0.0.1:6379/", "http://0x7f000001/"),
        "http://[::ffff:127.0.0.1]/",
    ],
)
async def test_a_redirect_leads_nowhere_else(serve: Serve, location) -> None:
    site = await serve(redirecting({"/a": location}))
    with pytest.raises(SourceRefused):
        await fetch(site.url("/a"), JSON)
    assert len(site.asked) == 1


async def test_a_known_name_that_redirects_to_a_private_address_is_refused(
    serve: Serve, settings, names
) -> None:
    site = await serve(redirecting({"/a": "http://inside.test/"}))
    point_to(settings, site, source_hosts=("inside.test",))
    names["inside.test"] = [["10.0.0.7"]]
    with pytest.raises(SourceRefused, match="no public address"):
        await fetch(site.url("/a"), JSON)


def test_a_redirect_does_not_leave_encryption() -> None:
    headers = httpx2.Headers({"location": "http://a.test/"})
    with pytest.raises(SourceRefused, match="encrypted"):
        fetching._target(httpx2.URL("https://a.test/"), headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_without_a_target_is_refused(serve: Serve, status) -> None:
    site = await serve(answering(status=status, text=""))
    with pytest.raises(SourceRefused, match="nowhere"):
        await fetch(site.url(), JSON)


@pytest.mark.parametrize("status", [204, 400, 403, 404, 429, 500, 503])
async def test_another_status_than_200_is_no_answer(serve: Serve, status) -> None:
    site = await serve(answering(status=status))
    with pytest.raises(SourceAway, match=str(status)):
        await fetch(site.url(), JSON)


@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", "image/png"])
async def test_another_content_type_is_no_answer(serve: Serve, kind) -> None:
    site = await serve(answering(text="{}", content_type=kind))
    with pytest.raises(SourceAway, match="something else"):
        await fetch(site.url(), JSON)


async def test_a_body_that_is_too_big_is_given_up(serve: Serve, settings) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"content-type": "application/json"})
        await response.prepare(request)
        for _ in range(10_000):
            await response.write(b" " * 10_000)
            sent += 10_000
        return response

    site = await serve(endless)
    point_to(settings, site, source_max_bytes=50_000)
    with pytest.raises(SourceRefused, match="too big"):
        await fetch(site.url(), JSON)
    assert sent < 20_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_decompression_bomb_is_given_up(serve: Serve, settings, encoding) -> None:
    packed = gzip.compress(b" " * 50_000_000) if encoding == "gzip" else zlib.compress(b" " * 9**8)
    site = await serve(answering(body=packed, headers={"content-encoding": encoding}))
    point_to(settings, site, source_max_bytes=100_000)
    with pytest.raises(SourceRefused, match="too big"):
        await fetch(site.url(), JSON)


async def test_a_packed_answer_is_unpacked(serve: Serve) -> None:
    packed = gzip.compress(b'{"a": 1}')
    site = await serve(answering(body=packed, headers={"content-encoding": "gzip"}))
    assert (await fetch(site.url(), JSON)).body == b'{"a": 1}'


@pytest.mark.parametrize(
    ("encoding", "body"), [("br", b"x"), ("gzip, gzip", b"x"), ("gzip", b"no gzip at all")]
)
async def test_what_cannot_be_unpacked_is_no_answer(serve: Serve, encoding, body) -> None:
    site = await serve(answering(body=body, headers={"content-encoding": encoding}))
    with pytest.raises(SourceAway):
        await fetch(site.url(), JSON)


async def test_a_silent_source_is_given_up_in_time(serve: Serve, settings) -> None:
    left = asyncio.Event()

    async def silent(request: web.Request) -> web.Response:
        await left.wait()
        return web.Response()

    site = await serve(silent)
    point_to(settings, site, source_read_timeout=0.02)
    with pytest.raises(SourceAway):
        await fetch(site.url(), JSON)
    left.set()


async def test_a_source_that_drips_is_given_up_in_time(serve: Serve, settings) -> None:
    """Each byte comes before the read timeout; the whole request has a limit of its own."""

    async def dripping(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "application/json"})
        await response.prepare(request)
        try:
            while True:
                await response.write(b" ")
                await asyncio.sleep(0.005)
        except ConnectionError:
            return response

    site = await serve(dripping)
    point_to(settings, site, source_read_timeout=1.0, source_timeout=0.05)
    with pytest.raises(SourceAway):
        await fetch(site.url(), JSON)


async def test_a_source_that_is_not_there_is_away(serve: Serve, settings) -> None:
    site = await serve(answering())
    point_to(settings, site, weather_places_url="http://127.0.0.1:9/")
    with pytest.raises(SourceAway):
        await fetch("http://127.0.0.1:9/", JSON)


async def test_a_name_without_an_address_is_away(serve: Serve, settings, monkeypatch) -> None:
    async def look_up(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    monkeypatch.setattr(network, "look_up", look_up)
    site = await serve(answering())
    point_to(settings, site, weather_places_url="http://weather.test/")
    with pytest.raises(SourceAway):
        await fetch("http://weather.test/", JSON)


async def test_proxies_of_the_environment_are_not_asked(serve: Serve, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site = await serve(answering(text="{}"))
    assert (await fetch(site.url(), JSON)).body == b"{}"


async def test_the_log_does_not_hold_what_was_asked(serve: Serve, caplog) -> None:
    site = await serve(answering(status=500))
    with pytest.raises(SourceAway):
        await fetch(site.url("/secret-path"), JSON, {"q": "canary"})
    (logged,) = [r.getMessage() for r in caplog.records if r.name.startswith("chatstream")]
    assert logged == "127.0.0.1 is of no use: the source answers with status 500"
