"""HTTPS_ONLY on the real server, asked as a proxy on this machine asks it."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import httpx2
import pytest

from tests.server import ServerProcess, manage, prepared

HOST = "chat.example.com"
THROUGH_PROXY = {"Host": HOST, "X-Forwarded-Proto": "https"}
PLAIN = {"Host": HOST, "X-Forwarded-Proto": "http"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("https") / "data")


@pytest.fixture(scope="module")
def http(folder: Path) -> Iterator[httpx2.Client]:
    hosts = f"{HOST},127.0.0.1"
    with (
        ServerProcess(folder, https_only="1", access="ticket", allowed_hosts=hosts) as server,
        httpx2.Client(base_url=server.url, trust_env=False) as client,
    ):
        yield client


def cookie_named(name: str, reply: httpx2.Response) -> str:
    """Return the Set-Cookie line of a cookie without its value and expiry."""
    lines = [SimpleCookie(line) for line in reply.headers.get_list("Set-Cookie")]
    (morsel,) = [cookie[name] for cookie in lines if name in cookie]
    flags = [key for key in ("httponly", "secure") if morsel[key]]
    return f"{' '.join(flags)} {morsel['samesite']} {morsel['path']}"


@pytest.mark.parametrize("path", ["/", "/chat", "/admin/login/", "/static/css/site.css"])
def test_what_came_over_https_is_answered_without_a_detour(http, path) -> None:
    reply = http.get(path, headers=THROUGH_PROXY)
    assert reply.status_code == 200
    hsts = "max-age=2592000; includeSubDomains"
    assert reply.headers["Strict-Transport-Security"] == hsts


@pytest.mark.parametrize("headers", [PLAIN, {"Host": HOST}])
@pytest.mark.parametrize("path", ["/", "/chat?user_id=ada", "/status/x", "/static/css/site.css"])
def test_plain_http_is_sent_to_https_once(http, path, headers) -> None:
    reply = http.get(path, headers=headers)
    assert (reply.status_code, reply.headers["Location"]) == (301, f"https://{HOST}{path}")
    assert "Strict-Transport-Security" not in reply.headers


@pytest.mark.parametrize("headers", [PLAIN, THROUGH_PROXY, {}])
def test_a_health_check_needs_no_https(http, headers) -> None:
    reply = http.get("/status", headers=headers)
    assert reply.status_code == 200
    assert reply.json()["service_uptime"] > 0


def test_cookies_are_for_https_and_for_no_script(http, folder) -> None:
    page = http.get("/admin/login/", headers=THROUGH_PROXY)
    assert cookie_named("csrftoken", page) == "httponly secure Lax /"
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"csrfmiddlewaretoken": token, "language": "zh-hans", "next": "/"}
    headers = {
        **THROUGH_PROXY,
        "Origin": f"https://{HOST}",
        "Cookie": f"csrftoken={page.cookies['csrftoken']}",
    }
    chosen = http.post("/i18n/setlang/", data=form, headers=headers)
    assert chosen.status_code == 302
    assert cookie_named("django_language", chosen) == "httponly secure Lax /"


def test_signing_in_gets_a_session_for_https_only(http, folder) -> None:
    made = manage(
        folder,
        "shell",
        "-c",
        "from django.contrib.auth.models import User; u = User.objects.get(username='admin');"
        "u.set_password('a-password'); u.save()",
    )
    assert made.returncode == 0, made.stderr
    page = http.get("/admin/login/", headers=THROUGH_PROXY)
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"csrfmiddlewaretoken": token, "username": "admin", "password": "a-password"}
    headers = {
        **THROUGH_PROXY,
        "Referer": f"https://{HOST}/admin/login/",
        "Cookie": f"csrftoken={page.cookies['csrftoken']}",
    }
    signed_in = http.post("/admin/login/?next=/admin/", data=form, headers=headers)
    assert signed_in.status_code == 302
    assert cookie_named("sessionid", signed_in) == "httponly secure Lax /"


def test_without_https_only_plain_http_is_served(folder, tmp_path: Path) -> None:
    with ServerProcess(folder, access="ticket") as server:
        reply = httpx2.get(f"{server.url}/chat", trust_env=False)
    assert reply.status_code == 200
    assert "Strict-Transport-Security" not in reply.headers
    assert cookie_named("csrftoken", reply) == "httponly Lax /"


@pytest.mark.parametrize(("headers", "status"), [(PLAIN, 403), (THROUGH_PROXY, 101)])
def test_a_socket_in_plain_text_is_refused(http, headers, status) -> None:
    """It cannot be redirected, and its ticket would be there for all to read."""
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with http.stream("GET", "/ws/chat/ada", headers={**upgrade, **headers}) as reply:
        assert reply.status_code == status
