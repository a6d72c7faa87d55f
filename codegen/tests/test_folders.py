"""Folders are replaced as a whole, and no link leads out of them."""

import threading
from pathlib import Path

import pytest

from codegen.folders import folder_replace, folders_sweep, locked


def replace(root: Path, name: str, files: dict[str, str]) -> None:
    with locked(root) as top:
        folder_replace(top, name, files)


def found(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in root.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that nothing may be written to."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "canary").write_text("alive")
    return folder


def test_a_folder_holds_what_was_written_last_and_nothing_else(tmp_path: Path) -> None:
    replace(tmp_path, "p", {"a/b/c.txt": "1", "d": "字\r\n"})
    assert (tmp_path / "p/d").read_bytes() == "字\r\n".encode()
    replace(tmp_path, "p", {"a/e": "2"})
    replace(tmp_path, "q", {})
    assert found(tmp_path) == {"p/a/e": "2"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "p", "q"]


@pytest.mark.parametrize("place", ["p", ".work", ".work/new", ".work/old", "p/a"])
def test_a_link_in_its_place_is_removed_and_not_followed(tmp_path: Path, outside, place) -> None:
    root = tmp_path / "root"
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).symlink_to(outside)
    replace(root, "p", {"a": "1", "canary": "dead"})
    assert found(root) == {"p/a": "1", "p/canary": "dead"}
    assert found(outside) == {"canary": "alive"}


def test_a_link_as_the_lock_is_refused(tmp_path: Path, outside) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / ".lock").symlink_to(outside / "canary")
    with pytest.raises(OSError, match="symbolic"):
        replace(root, "p", {"a": "1"})
    assert found(outside) == {"canary": "alive"}


def test_the_root_may_be_a_link_of_the_operators(tmp_path: Path, outside) -> None:
    (tmp_path / "root").symlink_to(outside)
    replace(tmp_path / "root", "p", {"a": "1"})
    assert found(outside) == {"canary": "alive", "p/a": "1"}


def test_what_was_left_half_done_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".work/new").mkdir(parents=True)
    (tmp_path / ".work/new/half").write_text("half")
    folders_sweep(tmp_path)
    assert found(tmp_path) == {}


def test_two_that_write_wait_for_each_other(tmp_path: Path) -> None:
    entered = threading.Event()

    def write() -> None:
        with locked(tmp_path):
            entered.set()

    with locked(tmp_path):
        other = threading.Thread(target=write)
        other.start()
        assert not entered.wait(0.05)
    other.join()
    assert entered.is_set()
