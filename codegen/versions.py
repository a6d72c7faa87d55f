"""Writes versions: the next one, made against the newest; an earlier one's files once more."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction

from codegen import frames, mirror, selectors
from codegen.errors import Conflict, NoSuchVersion
from codegen.models import Blob, GeneratedFile, Project, ProjectVersion
from codegen.rooms import project_room
from realtime import log
from realtime.models import Room


def project_lock(room: int, project_id: str) -> Project | None:
    """Return a project whose versions nobody else may change in this transaction; None: no such.

    Its room comes first, as in the writer's batches, so that two never wait for each other.
    """
    Room.objects.select_for_update().get(pk=room)
    return Project.objects.select_for_update().filter(public_id=project_id).first()


def version_store(
    project: Project, files: Mapping[str, str], *, base: int, **facts: Any
) -> ProjectVersion:
    """Store a project's next version, made against `base`. Raises Conflict.

    Inside a transaction that has locked the project's row.
    """
    if base != project.latest:
        raise Conflict(base, project.latest)
    parent = project.versions.filter(number=base).first()
    version = ProjectVersion.objects.create(
        project=project, number=base + 1, parent=parent, **facts
    )
    digests = _texts_store(files)
    GeneratedFile.objects.bulk_create(
        [GeneratedFile(version=version, path=p, blob_id=d) for p, d in digests.items()]
    )
    project.latest = version.number
    project.save(update_fields=["latest"])
    mirror.mirror_soon(project)
    return version


def _texts_store(files: Mapping[str, str]) -> dict[str, str]:
    """Store the texts that are new; return the digest of each file's."""
    digests = {path: sha256(text.encode()).hexdigest() for path, text in files.items()}
    texts = {digests[path]: text for path, text in files.items()}
    known = set(Blob.objects.filter(digest__in=texts).values_list("digest", flat=True))
    Blob.objects.bulk_create(
        [Blob(digest=d, text=t, size=len(t.encode())) for d, t in texts.items() if d not in known],
        ignore_conflicts=True,
    )
    return digests


@transaction.atomic
def version_restore(project_id: str, number: int, *, base: int, author: str) -> ProjectVersion:
    """Make an earlier version's files the next version, and tell the room.

    Raises NoSuchVersion, and Conflict where the newest version is not `base`.
    """
    room = log.room_open(project_room(project_id))
    project = project_lock(room.pk, project_id)
    earlier = project.versions.filter(number=number).first() if project else None
    if project is None or earlier is None:
        raise NoSuchVersion
    files = selectors.tree(project, number)
    version = version_store(project, files, base=base, author=author, restored=earlier)
    log.append(room.pk, None, frames.RESTORED, {"made": tree_told(project, files, changed=True)})
    return version


def tree_told(
    project: Project, files: Mapping[str, str], *, changed: bool, said: str = ""
) -> dict[str, Any]:
    """Return what an event tells of the project's files as of its newest version."""
    return frames.tree_told(
        project.public_id, files, version=project.latest, changed=changed, said=said
    )
