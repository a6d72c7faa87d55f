"""Versions over HTTP, for who may speak in the project's room."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from codegen import mirror
from codegen.tests.test_versions import stored
from realtime.testing import Client as Socket
from realtime.testing import is_type
from realtime.transactions import read

pytestmark = pytest.mark.django_db(transaction=True)

P = "/api/projects/demo/项目"


@pytest.fixture(autouse=True)
def project(transactional_db, data_folder):
    trees = [{"a.py": "A = 1\nB = 2\n"}, {"a.py": "A = 7\nB = 2\n", "b/c.txt": "字"}, {"d": "D"}]
    yield stored("demo/项目", *trees)
    mirror.settle()


@pytest.fixture
def client(client):
    """On this server's own address, from its own page."""
    client.defaults |= {"SERVER_NAME": "127.0.0.1", "HTTP_ORIGIN": "http://127.0.0.1"}
    return client


def test_versions_are_listed_newest_first(client) -> None:
    told = client.get(f"{P}/versions").json()
    assert (told["project_id"], told["latest"]) == ("demo/项目", 3)
    assert [version["version"] for version in told["versions"]] == [3, 2, 1]
    assert [version["parent"] for version in told["versions"]] == [2, 1, None]
    older = client.get(f"{P}/versions?before=2").json()
    assert [version["version"] for version in older["versions"]] == [1]


def test_a_version_lists_its_files_and_gives_them(client) -> None:
    told = client.get(f"{P}/versions/2").json()
    assert [(file["path"], file["bytes"]) for file in told["files"]] == [
        ("a.py", 12),
        ("b/c.txt", 3),
    ]
    file = client.get(f"{P}/versions/2/files/b/c.txt").json()
    assert (file["path"], file["content"]) == ("b/c.txt", "字")


def test_a_project_may_have_any_id_that_a_socket_takes(client) -> None:
    stored("two\nlines", {"a": "A"})
    told = client.get("/api/projects/two%0Alines/versions").json()
    assert (told["project_id"], told["latest"]) == ("two\nlines", 1)


def test_any_two_versions_can_be_compared(client) -> None:
    told = client.get(f"{P}/diff?from=1&to=2").json()
    assert [(file["path"], file["change"]) for file in told["files"]] == [
        ("a.py", "changed"),
        ("b/c.txt", "added"),
    ]
    assert told["files"][0]["diff"] == (
        "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n-A = 1\n+A = 7\n B = 2\n"
    )
    back = client.get(f"{P}/diff?from=3&to=0").json()
    assert [(file["path"], file["change"]) for file in back["files"]] == [("d", "removed")]


def test_a_file_has_a_history(client) -> None:
    told = client.get(f"{P}/files/a.py/history").json()
    changes = [(change["version"], change["change"]) for change in told["history"]]
    assert changes == [(3, "removed"), (2, "changed"), (1, "added")]


def test_a_version_is_packed_the_same_each_time(client) -> None:
    reply = client.get(f"{P}/versions/2/zip")
    assert reply["Content-Type"] == "application/zip"
    assert reply["Content-Disposition"] == (
        'attachment; filename="demo%2f%e9%a1%b9%e7%9b%ae-v2.zip"'
    )
    with ZipFile(BytesIO(reply.content)) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    assert found == {"a.py": "A = 7\nB = 2\n", "b/c.txt": "字"}
    assert client.get(f"{P}/versions/2/zip").content == reply.content


def restore(client, number: int, base: object):
    return client.post(
        f"{P}/versions/{number}/restore", {"base": base}, content_type="application/json"
    )


async def test_restoring_is_told_to_the_room(running_engine, client) -> None:
    async with Socket("/ws/demo/%E9%A1%B9%E7%9B%AE") as socket:
        await socket.until(is_type("project_info"))
        reply = await read(restore, client, 1, 3)
        assert (reply.status_code, reply.json()["version"]) == (201, 4)
        told = await socket.receive()
    assert (told["type"], told["version"]) == ("code_generated", 4)
    assert told["files"] == [{"path": "a.py", "content": "A = 1\nB = 2\n", "bytes": 12}]


def test_restoring_against_an_older_version_tells_both_sides(client) -> None:
    reply = restore(client, 1, 2)
    told = reply.json()
    assert reply.status_code == 409
    assert told["error"]["code"] == "conflict"
    assert (told["base"], told["latest"]["version"], told["yours"]["version"]) == (2, 3, 1)
    assert [file["path"] for file in told["diff"]] == ["a.py", "d"]
    assert client.get(f"{P}/versions").json()["latest"] == 3


@pytest.mark.parametrize("base", [None, "3", True, 3.5])
def test_restoring_names_the_version_that_it_is_made_against(client, base) -> None:
    assert restore(client, 1, base).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        *("/versions/9", "/versions/9/zip", "/versions/2/files/none", "/files/none/history"),
        *("/versions/2/files/..%2F..%2Fetc%2Fpasswd", "/diff?from=1&to=9", "/x/versions"),
    ],
)
def test_what_does_not_exist_is_404(client, path) -> None:
    reply = client.get(f"{P}{path}")
    assert reply.status_code == 404
    assert reply.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("query", ["", "?from=1", "?from=x&to=2", "?from=-1&to=2", "?from=1&to=²"])
def test_a_comparison_names_two_versions(client, query) -> None:
    assert client.get(f"{P}/diff{query}").status_code == 400


@pytest.mark.parametrize("name", ["ada/项目", "ada"])
def test_with_tickets_a_project_belongs_to_whom_it_is_named_after(
    client, settings, django_user_model, name
) -> None:
    stored(name, {"a": "1"})
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": "ticket"})
    url = f"/api/projects/{name}/versions"
    assert client.get(url).status_code == 401
    client.force_login(django_user_model.objects.create_user("adam"))
    assert client.get(url).status_code == 403
    assert client.get("/api/projects/ada/none/versions").status_code == 403
    client.force_login(django_user_model.objects.create_user("ada"))
    assert client.get(url).status_code == 200
    restored = client.post(f"{url}/1/restore", {"base": 1}, content_type="application/json")
    assert restored.status_code == 201
