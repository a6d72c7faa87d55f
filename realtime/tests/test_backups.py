"""Back-up and restore, on a database file of their own."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.utils import timezone

from realtime import log, retention
from realtime.models import Event, Process, Room, Run
from realtime.states import RunState
from realtime.tests.kinds import ROOM

pytestmark = pytest.mark.django_db(transaction=True)


def talk(times: int) -> Room:
    room = log.room_open(ROOM)
    for number in range(times):
        log.append(room.pk, None, "note", {"n": number})
    return room


def test_a_restored_room_has_the_backups_events_and_a_new_epoch(tmp_path: Path) -> None:
    room = talk(3)
    call_command("backup", tmp_path / "copy", verbosity=0)
    talk(2)
    call_command("restore", tmp_path / "copy", verbosity=0)
    restored = Room.objects.get()
    assert restored.offset == 3
    assert restored.epoch != room.epoch
    assert [entry.data["n"] for entry in log.read_room(restored.pk, 0)] == [0, 1, 2]


def test_a_backup_overwrites_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "precious"


@pytest.mark.parametrize("content", [None, b"", b"not a database at all" * 100])
def test_what_is_no_backup_is_refused_and_the_database_stays(tmp_path: Path, content) -> None:
    talk(1)
    if content is not None:
        (tmp_path / "copy").write_bytes(content)
    with pytest.raises(CommandError):
        call_command("restore", tmp_path / "copy")
    assert Room.objects.get().offset == 1


def test_restore_is_refused_while_a_server_runs(tmp_path: Path) -> None:
    talk(1)
    call_command("backup", tmp_path / "copy", verbosity=0)
    Process.objects.create(lease="a server", seen_at=timezone.now())
    with pytest.raises(CommandError, match="stop it first"):
        call_command("restore", tmp_path / "copy")


def test_a_run_of_before_the_backup_is_closed_as_interrupted(tmp_path: Path) -> None:
    room = talk(1)
    Run.objects.create(
        room=room, kind="k", state=RunState.RUNNING, lease="old", lease_until=timezone.now()
    )
    call_command("backup", tmp_path / "copy", verbosity=0)
    call_command("restore", tmp_path / "copy", verbosity=0)
    assert Run.objects.filter(lease_until__lt=Now()).count() == 1


def test_a_backup_is_one_sound_file(tmp_path: Path) -> None:
    talk(5)
    call_command("backup", tmp_path / "copy", verbosity=0)
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    with sqlite3.connect(tmp_path / "copy") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_pruning_removes_what_is_old_and_remembers_how_far() -> None:
    room = talk(4)
    long_ago = timezone.now() - timedelta(hours=30)
    Event.objects.filter(offset__lte=2).update(created_at=long_ago)
    retention.events_prune(24)
    assert [entry.offset for entry in log.read_room(room.pk, 0)] == [3, 4]
    assert Room.objects.get().pruned_to == 2
    retention.events_prune(24)
    assert Event.objects.count() == 2


def test_pruning_goes_on_where_a_batch_ended(monkeypatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    talk(8)
    Event.objects.filter(offset__lte=7).update(created_at=timezone.now() - timedelta(hours=30))
    after: int | None = 0
    batches = 0
    while after is not None:
        after = retention.events_prune(24, after)
        batches += 1
    assert list(Event.objects.values_list("offset", flat=True)) == [8]
    assert batches == 3


@pytest.mark.parametrize(
    ("state", "ended_hours_ago", "kept"),
    [
        (RunState.RUNNING, None, True),
        (RunState.COMPLETED, 1, True),
        (RunState.COMPLETED, 30, False),
    ],
)
def test_events_live_until_long_after_their_runs_end(state, ended_hours_ago, kept) -> None:
    room = talk(0)
    ended = ended_hours_ago and timezone.now() - timedelta(hours=ended_hours_ago)
    run = Run.objects.create(room=room, kind="k", state=state, ended_at=ended)
    log.append(room.pk, run.key, "text", {"text": "a"})
    Event.objects.update(created_at=timezone.now() - timedelta(hours=40))
    retention.events_prune(24)
    assert Event.objects.exists() is kept
