"""Versions: what a turn becomes, and that nothing changes them."""

import pytest
from django.db import IntegrityError, transaction

from codegen import mirror, selectors, versions
from codegen.errors import Conflict, NoSuchVersion
from codegen.models import Blob, GeneratedFile, Project, ProjectVersion, Turn
from codegen.tests.conftest import contents, generate, write
from llm.scripts import Stall, tokens
from realtime.models import Room
from realtime.testing import Client, eventually, is_type
from realtime.transactions import read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def copied(transactional_db, data_folder):
    yield
    mirror.settle()


def stored(project_id: str, *trees: dict[str, str]) -> Project:
    """Make a project with these versions."""
    project = Project.objects.create(public_id=project_id)
    for files in trees:
        with transaction.atomic():
            versions.version_store(project, files, base=project.latest, author="ada")
    return project


def test_a_version_has_all_files_and_a_text_is_stored_once() -> None:
    project = stored("p", {"a": "1", "b": "1"}, {"a": "1", "b": "2"}, {})
    assert [selectors.tree(project, number) for number in (1, 2, 3)] == [
        *({"a": "1", "b": "1"}, {"a": "1", "b": "2"}, {}),
    ]
    assert Blob.objects.count() == 2
    last = ProjectVersion.objects.get(number=3)
    assert last.parent == ProjectVersion.objects.get(number=2)


def test_what_was_stored_cannot_be_saved_again() -> None:
    stored("p", {"a": "1"})
    rows = (ProjectVersion.objects.get(), GeneratedFile.objects.get(), Blob.objects.get())
    for row in rows:
        with pytest.raises(TypeError, match="written once"):
            row.save()


def test_a_write_that_was_made_against_an_older_version_is_a_conflict() -> None:
    project = stored("p", {"a": "1"}, {"a": "2"})
    with pytest.raises(Conflict) as raised, transaction.atomic():
        versions.version_store(project, {"a": "3"}, base=1)
    assert (raised.value.base, raised.value.latest) == (1, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectVersion.objects.create(project=project, number=2)


def test_restoring_makes_a_new_version_and_keeps_the_others() -> None:
    project = stored("p", {"a": "1"}, {"a": "2"})
    restored = versions.version_restore("p", 1, base=2, author="bob")
    earlier = ProjectVersion.objects.get(number=1)
    assert (restored.number, restored.restored) == (3, earlier)
    assert restored.parent == ProjectVersion.objects.get(number=2)
    assert restored.author == "bob"
    trees = [selectors.tree(project, number)["a"] for number in (1, 2, 3)]
    assert trees == ["1", "2", "1"]


@pytest.mark.parametrize(("project", "number"), [("p", 9), ("p", 0), ("q", 1)])
def test_what_does_not_exist_cannot_be_restored(project, number) -> None:
    stored("p", {"a": "1"})
    with pytest.raises(NoSuchVersion):
        versions.version_restore(project, number, base=1, author="")


def test_the_folder_has_the_newest_version_and_nothing_else(data_folder) -> None:
    stored("p", {"a/b.txt": "1", "c": "1"}, {"a/d.txt": "字"})
    mirror.settle()
    root = data_folder / "projects"
    assert _found(root) == {"p/a/d.txt": "字"}
    assert Project.objects.get().mirrored == ":2"


def test_a_copy_that_was_not_made_is_made_at_the_next_start(data_folder, monkeypatch) -> None:
    monkeypatch.setattr(mirror, "mirror_soon", lambda project: None)
    stored("p", {"a": "1"})
    stored("q", {"b": "2"})
    work = data_folder / "projects/.work"
    (work / "new").mkdir(parents=True)
    (work / "new/half").write_text("half")
    mirror.mirrors_mend()
    assert _found(data_folder / "projects") == {"p/a": "1", "q/b": "2"}
    assert not work.exists()


def test_a_restored_databases_copies_are_made_anew(data_folder) -> None:
    room = Room.objects.create(service="codegen", kind="project", name="p", epoch="before")
    stored("p", {"a": "1"})
    mirror.settle()
    copy = data_folder / "projects/p/a"
    copy.write_text("of a version that the restored database does not have")
    mirror.mirrors_mend()
    assert copy.read_text() != "1"
    Room.objects.filter(pk=room.pk).update(epoch="after")
    mirror.mirrors_mend()
    assert copy.read_text() == "1"


def _found(root) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


async def test_a_turn_during_which_another_version_was_made_fails(upstream) -> None:
    server = await upstream(
        write("a", "1"), tokens("ok"), (tokens("slow"), Stall()), write("a", "3"), tokens("ok")
    )
    async with Client("/ws/p") as client:
        await client.receive()
        await generate(client, "one")
        await client.send(type="chat", content="two")
        await client.until(is_type("status"))

        async def asked() -> bool:
            return len(server.requests) == 3

        await eventually(asked)
        await read(versions.version_restore, "p", 1, base=1, author="bob")
        restored = (await client.until(is_type("code_generated")))[-1]
        assert (restored["version"], contents(restored)) == (2, {"a": "1"})
        assert "run" not in restored
        await client.send(type="stop")
        await client.until(is_type("error"))
        done = (await generate(client, "three"))[-1]
    assert (done["version"], contents(done)) == (3, {"a": "3"})


async def test_a_turn_that_ends_in_a_conflict_is_recorded_as_failed(upstream, monkeypatch) -> None:
    await upstream(write("a", "1"), tokens("ok"))

    def conflict(*args: object, **facts: object) -> None:
        Blob.objects.create(digest="half", text="half", size=4)
        raise Conflict(0, 7)

    monkeypatch.setattr(versions, "version_store", conflict)
    async with Client("/ws/p") as client:
        await client.receive()
        error = (await generate(client, "one"))[-1]
    assert "made against version 0, the newest is 7" in error["message"]
    turn = await read(Turn.objects.get)
    assert (turn.status, turn.answer) == ("failed", "ok")
    assert await read(Blob.objects.count) == 0
