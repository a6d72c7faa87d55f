"""`check_env` on what is stored: the data folder, and the database in it."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from config.health import database, storage
from config.health.results import Level
from config.tests.checking import levels


def test_a_folder_that_is_not_there_can_be_made_and_is_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "far" / "down"
    assert levels(storage.storage_results(folder)) == {"DATA_DIR": "ok"}
    assert not folder.parent.exists()


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (found,) = storage.storage_results(tmp_path / "file" / "data")
    assert found.level == Level.FAILURE
    assert "Not a directory" in found.found


def test_a_file_instead_of_a_folder_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert levels(storage.storage_results(tmp_path / "file")) == {"DATA_DIR": "failure"}


@pytest.mark.parametrize(("mode", "level"), [(0o600, "ok"), (0o644, "warning")])
def test_a_secret_key_that_others_may_read_is_a_warning(tmp_path: Path, mode, level) -> None:
    (tmp_path / "secret_key").touch()
    (tmp_path / "secret_key").chmod(mode)
    assert levels(storage.storage_results(tmp_path))["secret_key"] == level
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("megabytes", "level"), [(10, "failure"), (500, "warning"), (50_000, "ok")]
)
def test_little_room_is_a_warning_and_none_a_failure(megabytes, level) -> None:
    assert levels(storage.space_result(megabytes * 1_000_000)) == {"free space": level}


MOUNTS = r"""/dev/sda / ext4 rw 0 0
C:\134 /mnt/c 9p rw 0 0
server:/x /srv/my\040data nfs4 rw 0 0
tmpfs /srv/my\040data/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/tokenwire", None),
        ("/mnt/c/Users/me/tokenwire/var", "9p"),
        ("/mnt/cd/var", None),
        ("/srv/my data/var", "nfs4"),
        ("/srv/my data/local/var", None),
    ],
)
def test_a_file_system_of_another_machine_is_a_warning(folder, kind) -> None:
    found = [result.found for result in storage.file_system(Path(folder), MOUNTS)]
    assert found == ([kind] if kind else [])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode = WAL")
    made.close()
    return path


def test_a_database_in_wal_that_can_be_written_is_fine(file: Path) -> None:
    assert levels(database.sqlite_results(file)) == {"database": "ok", "journal": "ok"}


def test_a_database_without_wal_fails(file: Path) -> None:
    with sqlite3.connect(file) as made:
        made.execute("PRAGMA journal_mode = DELETE")
    made.close()
    assert levels(database.sqlite_results(file)) == {"database": "ok", "journal": "failure"}


def test_a_locked_database_fails(file: Path, monkeypatch) -> None:
    monkeypatch.setattr(database, "LOCK_PATIENCE", 0.01)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    (found,) = database.sqlite_results(file)
    holder.close()
    assert (found.level, "database is locked" in found.found) == (Level.FAILURE, True)


def test_a_file_that_is_no_database_fails(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database, but long enough to be looked at " * 99)
    (found,) = database.sqlite_results(tmp_path / "text")
    assert (found.level, "not a database" in found.found) == (Level.FAILURE, True)


def test_a_database_that_is_not_there_yet_is_a_warning_and_is_not_made(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "new.sqlite3")
    assert levels(database.results()) == {"SQLite": "ok", "database": "warning"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("version", "level"), [((3, 37, 2), "failure"), ((3, 38, 0), "ok")])
def test_an_old_sqlite_fails(version, level) -> None:
    assert levels(database.sqlite_version(version)) == {"SQLite": level}


@pytest.mark.django_db
def test_a_migrated_database_is_fine() -> None:
    assert levels(database.django_results()) == {"migrations": "ok"}


@pytest.mark.django_db
def test_migrations_that_wait_are_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'chatstream'")
    (found,) = database.django_results()
    assert found.level == Level.FAILURE
    assert "chatstream.0001_initial" in found.found
    assert "manage.py prepare" in found.advice
