"""The projects' files on disk: `DATA_DIR/projects/{folder}/`, made from the database.

The database is the truth and the folder a copy: it is replaced as a whole after each version, by a
thread of its own. Which version it has stands in the project's row, so that a copy which a crash
prevented is made at the next start.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from codegen import selectors
from codegen.folders import folder_replace, folders_sweep, locked
from codegen.models import Project
from codegen.paths import folder_name
from codegen.rooms import ROOM_KIND, SERVICE
from realtime.models import Room

logger = logging.getLogger("codegen.mirror")


def projects_folder() -> Path:
    """Return the folder that holds all projects."""
    return Path(settings.DATA_DIR) / "projects"


def project_folder(project_id: str) -> Path:
    """Return the folder in which a project's files lie."""
    return projects_folder() / folder_name(project_id)


def mirror_soon(project: Project) -> None:
    """Copy the project's newest version to the disk, once this transaction has committed."""
    key = project.pk
    transaction.on_commit(lambda: _worker().submit(_mirror, key), robust=True)


def mirrors_mend() -> None:
    """Make the copies that are missing, and remove what was left half done."""
    folders_sweep(projects_folder())
    epochs = dict(_rooms().values_list("name", "epoch"))
    for project in Project.objects.filter(latest__gt=0):
        if project.mirrored != _mark(epochs.get(project.public_id, ""), project.latest):
            project_mirror(project.pk)


def project_mirror(key: int) -> None:
    """Copy a project's newest version to the disk.

    What is newest is asked behind the lock, so that no process puts an older version over a newer.
    """
    with locked(projects_folder()) as top:
        project = Project.objects.get(pk=key)
        epoch = _rooms().filter(name=project.public_id).values_list("epoch", flat=True).first()
        mark = _mark(epoch or "", project.latest)
        if project.mirrored != mark:
            files = selectors.tree(project, project.latest)
            folder_replace(top, folder_name(project.public_id), files)
            Project.objects.filter(pk=key).update(mirrored=mark)


def _rooms() -> QuerySet[Room]:
    return Room.objects.filter(service=SERVICE, kind=ROOM_KIND)


def _mark(epoch: str, version: int) -> str:
    """A room's epoch changes where an earlier database is restored: its copies are then others."""
    return f"{epoch}:{version}"


def settle() -> None:
    """Wait until everything has been copied that was to be."""
    _worker().submit(lambda: None).result()


@cache
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="codegen-mirror")


def _mirror(key: int) -> None:
    try:
        project_mirror(key)
    except (OSError, DatabaseError, Project.DoesNotExist):
        logger.exception("A project's files were not copied; the next version, or start, does it")
    finally:
        connection.close()
