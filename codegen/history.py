"""Versions, told over HTTP: listed, compared, packed."""

from collections.abc import Iterator
from difflib import unified_diff
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from codegen import selectors
from codegen.errors import Conflict, NoSuchVersion
from codegen.models import GeneratedFile, Project, ProjectVersion
from codegen.paths import BadPath, project_path

#: Versions, and changes of a file, that one reply lists.
LISTED = 50
#: Lines of two files beyond which only the fact is told that they differ; characters of a diff.
LINES_COMPARED = 20_000
DIFF_CHARACTERS = 300_000


def project_named(project_id: str) -> Project:
    """Return a project. Raises NoSuchVersion."""
    project = Project.objects.filter(public_id=project_id).first()
    if project is None:
        raise NoSuchVersion("no such project")
    return project


def version_numbered(project: Project, number: int) -> ProjectVersion:
    """Return a version of a project. Raises NoSuchVersion."""
    versions = project.versions.select_related("parent", "restored")
    version = versions.filter(number=number).first()
    if version is None:
        raise NoSuchVersion
    return version


def versions_told(project_id: str, before: int | None = None) -> dict[str, Any]:
    """Return a project's versions, newest first; `before` goes on after a full page."""
    project = project_named(project_id)
    versions = project.versions.select_related("parent", "restored").order_by("-number")
    if before is not None:
        versions = versions.filter(number__lt=before)
    shown = [_version(version) for version in versions[:LISTED]]
    return {"project_id": project_id, "latest": project.latest, "versions": shown}


def version_told(project_id: str, number: int) -> dict[str, Any]:
    """Return one version and its files. Raises NoSuchVersion."""
    version = version_numbered(project_named(project_id), number)
    rows = version.files.order_by("path").values_list("path", "blob__size", "blob_id")
    files = [{"path": path, "bytes": size, "sha256": digest} for path, size, digest in rows]
    return {"project_id": project_id, **_version(version), "files": files}


def _version(version: ProjectVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "parent": version.parent.number if version.parent else None,
        "restored": version.restored.number if version.restored else None,
        "prompt": version.prompt,
        "author": version.author,
        "model": version.model,
        "usage": version.usage,
        "created_at": version.created_at.isoformat(),
    }


def file_content(project_id: str, number: int, path: str) -> dict[str, Any]:
    """Return a file of a version. Raises NoSuchVersion."""
    version = version_numbered(project_named(project_id), number)
    file = version.files.select_related("blob").filter(path=checked_path(path)).first()
    if file is None:
        raise NoSuchVersion("no such file")
    return {"project_id": project_id, "version": number, "path": file.path} | {
        "content": file.blob.text
    }


def file_history(project_id: str, path: str) -> dict[str, Any]:
    """Return the versions in which a file was made, changed or removed, newest first."""
    project, path = project_named(project_id), checked_path(path)
    rows = GeneratedFile.objects.filter(version__project=project, path=path)
    by_version = dict(rows.values_list("version__number", "blob_id"))
    if not by_version:
        raise NoSuchVersion("no such file")
    changes = list(_changes(project, by_version))[::-1]
    return {"project_id": project_id, "path": path, "history": changes[:LISTED]}


def _changes(project: Project, digests: dict[int, str]) -> Iterator[dict[str, Any]]:
    before: str | None = None
    versions = project.versions.select_related("parent", "restored").order_by("number")
    for version in versions.filter(number__gte=min(digests)):
        now = digests.get(version.number)
        if now != before:
            yield {"change": _change(before, now), "sha256": now, **_version(version)}
        before = now


def _change(before: object, after: object) -> str:
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def diff_told(project_id: str, older: int, newer: int) -> dict[str, Any]:
    """Return what differs between any two versions; version 0 has no files."""
    project = project_named(project_id)
    for number in (older, newer):
        if number:
            version_numbered(project, number)
    before, after = selectors.tree(project, older), selectors.tree(project, newer)
    paths = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    files = [_file_diff(path, before.get(path), after.get(path)) for path in paths]
    return {"project_id": project_id, "from": older, "to": newer, "files": files}


def _file_diff(path: str, before: str | None, after: str | None) -> dict[str, Any]:
    text, whole = unified(path, before or "", after or "")
    return {"path": path, "change": _change(before, after), "diff": text, "truncated": not whole}


def unified(path: str, before: str, after: str) -> tuple[str, bool]:
    """Return a unified diff of two texts, and whether it is all of it."""
    old, new = before.splitlines(), after.splitlines()
    if len(old) + len(new) > LINES_COMPARED:
        return "", False
    lines = unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")
    text = "".join(f"{line}\n" for line in lines)
    return text[:DIFF_CHARACTERS], len(text) <= DIFF_CHARACTERS


def conflict_told(project_id: str, number: int, conflict: Conflict) -> dict[str, Any]:
    """Return both sides of a restore that was made against an older version than the newest."""
    project = project_named(project_id)
    return {
        "base": conflict.base,
        "latest": _version(version_numbered(project, conflict.latest)),
        "yours": _version(version_numbered(project, number)),
        "diff": diff_told(project_id, conflict.latest, number)["files"],
    }


def version_packed(project_id: str, number: int) -> bytes:
    """Return a version's files as a zip: the same bytes each time."""
    version = version_numbered(project_named(project_id), number)
    date = version.created_at.timetuple()[:6]
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, text in selectors.tree(version.project, number).items():
            entry = ZipInfo(path, (date[0], date[1], date[2], date[3], date[4], date[5]))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, text.encode())
    return packed.getvalue()


def checked_path(path: str) -> str:
    """Return a path as it is stored. Raises NoSuchVersion for one that no file can have."""
    try:
        return project_path(path)
    except BadPath as bad:
        raise NoSuchVersion(f"no such file: {bad}") from None
