"""DATA_DIR: can it be made and written, has it room, and who may read the secret key."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from config.environment import Environment
from config.health.results import Result, failure, ok, warning
from config.health.start import BASE_DIR
from config.health.variables import given

#: Below the first SQLite's log soon finds no room, below the second a video or two does not.
_TOO_LITTLE, _LITTLE = 100, 1000  # MB

#: File systems of other machines: SQLite's write-ahead log needs memory that processes share.
_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "fuse.sshfs", "afs", "ceph"}


def results() -> Iterator[Result]:
    """Judge the folder that the environment names, whether Django can start or not."""
    default = Environment.model_fields["data_dir"].default
    yield from storage_results(BASE_DIR / given(os.environ).get("DATA_DIR", str(default)))


def storage_results(folder: Path) -> Iterator[Result]:
    """Judge a data folder; it is not made here."""
    if not folder.exists():
        yield _can_be_made(folder)
        return
    if trouble := writing_trouble(folder):
        advice = "Make it writable for the user that serves, or set DATA_DIR to another folder."
        yield failure("DATA_DIR", f"{folder}: {trouble}", advice)
        return
    yield ok("DATA_DIR", f"{folder}, writable")
    yield space_result(shutil.disk_usage(folder).free)
    yield from _secret_key(folder / "secret_key")
    yield from file_system(folder.resolve(), _mounts())


def _can_be_made(folder: Path) -> Result:
    above = next(path for path in folder.parents if path.exists())
    trouble = writing_trouble(above)
    if trouble:
        advice = "Set DATA_DIR to a folder that can be made."
        return failure("DATA_DIR", f"{folder} cannot be made: {above}: {trouble}", advice)
    return ok("DATA_DIR", f"{folder}, made at the first start")


def writing_trouble(folder: Path) -> str:
    """Write a file that vanishes at once; return why that failed, "" where it did not."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"Tokenwire")
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def space_result(free: int) -> Result:
    """Judge how many bytes are free."""
    megabytes = free // 1_000_000
    found = f"{megabytes:,} MB"
    if megabytes < _TOO_LITTLE:
        return failure("free space", found, "Make room, or set DATA_DIR to another disk.")
    if megabytes < _LITTLE:
        return warning("free space", found, "Make room soon: the log of events grows for a day.")
    return ok("free space", found)


def _secret_key(file: Path) -> Iterator[Result]:
    if os.name == "posix" and file.exists():
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o077:
            advice = f"`chmod 600 {file}`: who reads it can sign sessions and tickets."
            yield warning("secret_key", f"mode {mode:03o}: others may read it", advice)
        else:
            yield ok("secret_key", f"mode {mode:03o}")


def file_system(folder: Path, mounts: str) -> Iterator[Result]:
    """Warn of a folder on another machine; `mounts` is what /proc/self/mounts holds."""
    lines = [line.split() for line in mounts.splitlines()]
    over = [(Path(point.replace(r"\040", " ")), kind) for _, point, kind, *_ in lines]
    home = [(len(point.parts), kind) for point, kind in over if folder.is_relative_to(point)]
    kind = max(home, default=(0, ""))[1]
    if kind in _REMOTE:
        advice = (
            "Set DATA_DIR to a disk of this machine: SQLite's WAL does not work over a network."
        )
        yield warning("file system", kind, advice)


def _mounts() -> str:
    mounts = Path("/proc/self/mounts")
    return mounts.read_text("utf-8", "replace") if mounts.exists() else ""
