"""Where a film's files are: in a work folder while it is made, in a storage once it is there.

Each attempt has a folder of its own, so that a worker that was thought dead writes where nobody
looks. What counts is in the database: a finished stage names the attempt whose files are its own,
a completed job the names of its film in the storage.
"""

import os
import shutil
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File

from video.models import VideoJob, VideoStage, video_storage
from video.notices import FILES

Seen = Mapping[str, tuple[int, int, int]]


def work_root() -> Path:
    """Return the folder of all that is being made."""
    return Path(settings.DATA_DIR) / "video-work"


def attempt_folder(job: VideoJob, attempt: int) -> Path:
    """Return the folder of one attempt."""
    return work_root() / str(job.task_id) / str(attempt)


def stage_is_there(job: VideoJob, stage: VideoStage) -> bool:
    """Return whether all files of a finished stage are still where its attempt has put them."""
    folder = attempt_folder(job, stage.attempt)
    return all(_size(folder / path) == size for path, size in stage.files.items())


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def folder_begin(job: VideoJob, finished: Iterable[VideoStage], *, goes_on: bool) -> Path:
    """Make the folder of a job's newest attempt, with what earlier ones have finished in it.

    Where it `goes_on`, the whole files of the stage that the last one was at are there as well.
    """
    folder = attempt_folder(job, job.attempt)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for stage in finished:
        source = attempt_folder(job, stage.attempt)
        for path in stage.files:
            _link(source / path, folder / path)
    last = attempt_folder(job, job.attempt - 1)
    for path in seen_in(last) if goes_on else ():
        if not (folder / path).exists():
            _link(last / path, folder / path)
    return folder


def _link(source: Path, target: Path) -> None:
    """Give a file a second name. Who changes it writes a new one: files are replaced whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def seen_in(folder: Path) -> Seen:
    """Return what is in a folder, so that what was made since can be told.

    Hidden files are passed over: they are being written.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            facts = path.stat()
            found[name.as_posix()] = (facts.st_ino, facts.st_mtime_ns, facts.st_size)
    return found


def made_since(folder: Path, before: Seen, earlier: Container[str]) -> dict[str, int]:
    """Return path and size of each file but those of earlier stages that were left alone."""
    return {
        path: facts[2]
        for path, facts in seen_in(folder).items()
        if path not in earlier or before.get(path) != facts
    }


class _Finished(File):  # type: ignore[type-arg]
    """A file that a storage on this disk takes by its name, and any other by reading it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        super().__init__(path.open("rb"), path.name)

    def temporary_file_path(self) -> str:
        return str(self._path)


def film_publish(job: VideoJob, folder: Path) -> dict[str, str]:
    """Put a film's files into the storage; return their names there. Nobody is told of them yet."""
    published: dict[str, str] = {}
    ready = folder / ".publish"
    for name in FILES:
        if not (folder / name).is_file():
            continue
        _link(folder / name, ready / name)
        with _Finished(ready / name) as file:
            wanted = f"{job.task_id}/{job.attempt}/{name}"
            published[name] = video_storage().save(wanted, file)
    return published


def work_remove(task_id: int) -> None:
    """Remove all that attempts at a job have left."""
    shutil.rmtree(work_root() / str(task_id), ignore_errors=True)


def stored_remove(task_id: int, keep: Iterable[str] = ()) -> None:
    """Remove what is stored of a job, but for these names."""
    kept, storage, folder = set(keep), video_storage(), str(task_id)
    for attempt in _listed(folder)[0]:
        inner = f"{folder}/{attempt}"
        for name in _listed(inner)[1]:
            if f"{inner}/{name}" not in kept:
                storage.delete(f"{inner}/{name}")
        _folder_delete(inner)
    _folder_delete(folder)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return video_storage().listdir(folder)
    except FileNotFoundError:
        return [], []


def _folder_delete(folder: str) -> None:
    if _listed(folder) == ([], []):
        with suppress(OSError):
            video_storage().delete(folder)


def stored_tidy(task_id: int) -> None:
    """Remove what attempts have stored that the job's row does not name."""
    job = VideoJob.objects.filter(task_id=task_id).first()
    stored_remove(task_id, names_of(job) if job is not None else ())


def names_of(job: VideoJob) -> list[str]:
    """Return the names of a job's files in the storage."""
    return [name for field in FILES.values() if (name := getattr(job, field))]


def task_ids_on_disk() -> set[int]:
    """Return the task ids of which there is any file, whoever has left it."""
    work = [path.name for path in work_root().iterdir()] if work_root().is_dir() else []
    return {int(name) for name in (*work, *_listed("")[0]) if name.isascii() and name.isdecimal()}


def count_of(task_id: int) -> int:
    """Return how many files there are of a job."""
    work = work_root() / str(task_id)
    in_work = sum(path.is_file() for path in work.rglob("*")) if work.is_dir() else 0
    folder = str(task_id)
    return in_work + sum(len(_listed(f"{folder}/{each}")[1]) for each in _listed(folder)[0])


def stored_remove_all(names: Iterable[str]) -> None:
    """Remove files from the storage that were published for nobody."""
    for name in names:
        video_storage().delete(name)


def stored_size(name: str) -> int | None:
    """Return how long a stored file is; None: it is not there."""
    try:
        return video_storage().size(name)
    except OSError:
        return None
