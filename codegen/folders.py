"""Writes a folder so that nobody ever finds half of it there, and no link leads out of it.

Everything below the root is opened relative to an open folder and without following links, so that
a link that is swapped in meanwhile is refused, not followed. What is being written lies in `.work`,
behind a lock that ends with its holder; what is found there later is a dead process's, and removed.
"""

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WORK = ".work"
_LOCK = ".lock"
_NEW, _OLD = "new", "old"

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

#: Folders are mappings of names; files are their texts.
_Folder = dict[str, Any]


def folder_replace(top: int, name: str, files: Mapping[str, str]) -> None:
    """Make a folder hold exactly these files: a new one takes the old one's place.

    `top` is the root as `locked` gives it. Raises OSError. `files` have paths that `codegen.paths`
    lets through.
    """
    _remove(_WORK, top)
    os.mkdir(_WORK, dir_fd=top)
    with _opened(_WORK, top) as work:
        _write_folder(_NEW, _nested(files), work)
        if _is_there(name, top):
            os.rename(name, _OLD, src_dir_fd=top, dst_dir_fd=work)
        os.rename(_NEW, name, src_dir_fd=work, dst_dir_fd=top)
    _remove(_WORK, top)


def folders_sweep(root: Path) -> None:
    """Remove what a process that died has left half done."""
    with locked(root) as top:
        _remove(_WORK, top)


@contextmanager
def locked(root: Path) -> Iterator[int]:
    """Give the open root, which may be a link of the operator's, to one process at a time."""
    root.mkdir(parents=True, exist_ok=True)
    top = os.open(root, _FOLDER)
    try:
        lock = os.open(
            _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=top
        )
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield top
        finally:
            os.close(lock)
    finally:
        os.close(top)


@contextmanager
def _opened(name: str, parent: int) -> Iterator[int]:
    folder = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=parent)
    try:
        yield folder
    finally:
        os.close(folder)


def _nested(files: Mapping[str, str]) -> _Folder:
    top: _Folder = {}
    for path, text in files.items():
        *folders, name = path.split("/")
        inner = top
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[name] = text
    return top


def _write_folder(name: str, content: _Folder, parent: int) -> None:
    os.mkdir(name, dir_fd=parent)
    with _opened(name, parent) as folder:
        for inner, value in content.items():
            if isinstance(value, str):
                _write_file(inner, value, folder)
            else:
                _write_folder(inner, value, folder)


def _write_file(name: str, text: str, parent: int) -> None:
    with os.fdopen(os.open(name, _NEW_FILE, 0o644, dir_fd=parent), "wb") as file:
        file.write(text.encode())


def _is_there(name: str, parent: int) -> bool:
    try:
        os.lstat(name, dir_fd=parent)
    except FileNotFoundError:
        return False
    return True


def _remove(name: str, parent: int) -> None:
    """Remove a file, a link or a folder, whichever it is; not what a link leads to."""
    try:
        mode = os.lstat(name, dir_fd=parent).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        shutil.rmtree(name, dir_fd=parent)
    else:
        os.unlink(name, dir_fd=parent)
