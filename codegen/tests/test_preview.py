"""Previews over HTTP: who gets which file, as what, and what it may do."""

import re
from time import time

import pytest
import time_machine

from codegen import mirror, preview
from codegen.preview import with_reporter
from codegen.tests.test_versions import stored

pytestmark = pytest.mark.django_db(transaction=True)

P = "/api/projects/demo/项目/versions"
PAGE = "<!doctype html>\n<title>x</title><script src=js/a.js></script>"


@pytest.fixture(autouse=True)
def project(transactional_db, data_folder):
    files = {
        "index.html": PAGE,
        "js/a.js": "alert(1)",
        "sub/index.html": "<p>sub",
        "字.css": "p{}",
        "i.svg": "<svg/>",
        "notes": "<b>",
        "x.xhtml": "<html/>",
    }
    yield stored("demo/项目", files, {"only.HTM": "<p>", "a.py": ""}, {"a.html": "", "b.html": ""})
    mirror.settle()


@pytest.fixture
def client(client):
    client.defaults |= {"SERVER_NAME": "127.0.0.1", "HTTP_ORIGIN": "http://127.0.0.1"}
    return client


@pytest.fixture
def folder(client) -> str:
    """The address under which the first version's files are, as a page gets it."""
    return folder_of(client.get(f"{P}/1/preview/"))


def folder_of(reply) -> str:
    assert reply.status_code == 302
    assert reply["Cache-Control"] == "no-store"
    return str(reply["Location"]).removesuffix("index.html")


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("index.html", "text/html"),
        ("", "text/html"),
        ("sub/", "text/html"),
        ("js/a.js", "text/javascript"),
        ("%E5%AD%97.css", "text/css"),
        ("i.svg", "image/svg+xml"),
        ("notes", "text/plain"),
        ("x.xhtml", "text/plain"),
    ],
)
def test_a_file_comes_as_what_it_is_in_a_sandbox_of_its_own(
    client, folder, path, content_type
) -> None:
    reply = client.get(f"{folder}{path}", HTTP_ORIGIN="null")
    assert reply.status_code == 200
    assert reply["Content-Type"] == f"{content_type}; charset=utf-8"
    rules = dict(rule.split(" ", 1) for rule in reply["Content-Security-Policy"].split("; "))
    assert rules["sandbox"] == "allow-scripts"
    assert rules["default-src"] == rules["connect-src"] == rules["form-action"] == "'none'"
    assert rules["frame-ancestors"] == "'self'"
    assert rules["script-src"] == f"'unsafe-inline' http://127.0.0.1{folder}"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Referrer-Policy"] == "no-referrer"
    assert reply["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert reply["X-Frame-Options"] == "SAMEORIGIN"
    assert not reply.cookies


def test_a_project_cannot_add_to_its_own_policy(client) -> None:
    stored("a; script-src *, x", {"index.html": ""})
    location = client.get("/api/projects/a;%20script-src%20*,%20x/versions/1/preview/")["Location"]
    rules = client.get(location)["Content-Security-Policy"]
    named = [rule.split(" ")[0] for rule in rules.split("; ")]
    assert len(named) == len(set(named)) == 11
    assert not re.search(r",|\*", rules)
    assert rules.count("a%3B%20script-src%20%2A%2C%20x/") == 5


def test_a_body_is_sent_once(client, folder) -> None:
    first = client.get(f"{folder}js/a.js")
    assert first["Cache-Control"] == f"private, max-age={preview.PASS_SECONDS}"
    again = client.get(f"{folder}js/a.js", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{folder}js/a.js", HTTP_IF_NONE_MATCH='"other"').status_code == 200
    assert client.head(f"{folder}js/a.js").content == b""


def test_the_page_is_index_or_the_only_one(client) -> None:
    assert client.get(f"{P}/2/preview/")["Location"].endswith("/only.HTM")
    assert client.get(f"{P}/3/preview/").status_code == 404
    assert client.get(f"{P}/1/preview").status_code == 301


@pytest.mark.parametrize(
    "path",
    ["none.html", "js/", "%FF", "..%2F..%2Fetc", "js%2F..%2Findex.html", "a%00", "x" * 2000],
)
def test_what_is_not_there_is_404_and_as_harmless_as_what_is(client, folder, path) -> None:
    reply = client.get(f"{folder}{path}")
    assert reply.status_code == 404
    assert reply.json()["error"]["code"] == "not_found"
    assert reply["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_each_pass_is_for_one_version_of_one_project_and_some_minutes(client, folder) -> None:
    shown = folder.split("/")[-2]
    assert client.get(f"{P}/1/preview/{shown}/index.html").status_code == 200
    assert client.get(f"{P}/2/preview/{shown}/only.HTM").status_code == 403
    stored("demo/项", {"index.html": ""})
    assert client.get(f"/api/projects/demo/项/versions/1/preview/{shown}/").status_code == 403
    for forged in (shown[:-1], f"{shown}x", "~tw1_", "~tw1_99999999999.x"):
        assert client.get(f"{P}/1/preview/{forged}/index.html").status_code == 403
    with time_machine.travel(time(), tick=False) as clock:
        clock.shift(preview.PASS_SECONDS - 1)
        assert client.get(f"{folder}index.html").status_code == 200
        clock.shift(preview.PASS_SECONDS + 1)
        reply = client.get(f"{folder}index.html")
    assert reply.status_code == 403
    assert "open the preview again" in reply.json()["error"]["message"]


def test_with_tickets_only_the_owner_gets_a_pass_and_whoever_has_it_the_files(
    client, settings, django_user_model
) -> None:
    stored("ada/p", {"index.html": PAGE})
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": "ticket"})
    url = "/api/projects/ada/p/versions/1/preview/"
    assert [client.get(f"{url}{path}").status_code for path in ("", "index.html")] == [401, 401]
    client.force_login(django_user_model.objects.create_user("adam"))
    assert [client.get(f"{url}{path}").status_code for path in ("", "index.html")] == [403, 403]
    client.force_login(django_user_model.objects.create_user("ada"))
    assert "Access-Control-Allow-Origin" not in client.get(url)
    folder = folder_of(client.get(url))
    assert client.get(f"{url}js/a.js")["Location"] == f"{folder}js/a.js"
    client.logout()
    assert client.get(f"{folder}index.html", HTTP_ORIGIN="null").status_code == 200


@pytest.mark.parametrize(
    "before",
    [
        *("", "\ufeff", "<!DOCTYPE html>", "<!doctype html SYSTEM 'about:legacy-compat'>"),
        "\ufeff\n <!-- a --> <!-- <!doctype x> -->\n<!doctype html>",
    ],
)
def test_errors_are_reported_before_the_pages_own_scripts_and_on_its_own_lines(before) -> None:
    page = with_reporter(f"{before}<html><head><script>1</script>")
    assert page.startswith(f"{before}<script>(() => ")
    assert page.endswith("</script><html><head><script>1</script>")
    assert page.count("\n") == before.count("\n")


@pytest.mark.parametrize("page", ["<!-- " * 50_000, "<!doctype " * 50_000, " " * 300_000])
def test_a_page_that_is_made_to_be_slow_to_read_is_not(page) -> None:
    assert len(with_reporter(page)) > len(page)
