"""A project's files as a turn works on them: in memory, within the caps. Pure."""

from collections.abc import Iterable, Iterator, Mapping

import orjson

from codegen.conf import CodegenSettings
from codegen.edits import Edit, EditFailed, applied
from codegen.paths import BadPath, project_path, same_place
from codegen.placeholders import placeholder


class Refused(Exception):
    """The tree does not take a change; the text says why, `more` has facts for the model."""

    def __init__(self, text: str, /, **more: object) -> None:
        self.more = more
        super().__init__(text)


class WorkingTree:
    """Files by path, and what has become of them since `base`.

    `unmended` holds, by path, why a change was refused that nothing has mended since; `given_up`
    is the first of those whose mending was refused as well.
    """

    def __init__(self, base: Mapping[str, str], limits: CodegenSettings) -> None:
        self._base = dict(base)
        self._files = dict(base)
        self._limits = limits
        self._bytes = sum(len(content.encode()) for content in base.values())
        self.unmended: dict[str, str] = {}
        self.given_up: str | None = None

    @property
    def files(self) -> Mapping[str, str]:
        return self._files

    @property
    def changed(self) -> bool:
        return self._files != self._base

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Yield paths and sizes in bytes, in the order of the paths."""
        for path in sorted(self._files):
            yield path, len(self._files[path].encode())

    def read(self, sent: str) -> tuple[str, str]:
        """Return path and content. Raises Refused."""
        path = self._path(sent)
        if path not in self._files:
            raise Refused("no such file", path=path, files=sorted(self._files)[:50])
        return path, self._files[path]

    def write(self, sent: str, content: str) -> str:
        """Make a file, or replace all of it; return its path. Raises Refused."""
        path = self._path(sent)
        try:
            self._check_whole(path, content)
            self._put(path, content)
        except Refused as refused:
            raise self._noted(path, refused) from None
        self.unmended.pop(path, None)
        return path

    def edit(self, sent: str, edits: Iterable[Edit]) -> str:
        """Apply all hunks, or none; return the path. Raises Refused."""
        path, before = self.read(sent)
        try:
            after = applied(before, edits)
            self._check_whole(path, after)
            self._put(path, after)
        except EditFailed as failed:
            more = {"nearest": failed.nearest} if failed.nearest else {}
            told = Refused(str(failed), path=path, hunk=failed.hunk, reason=failed.reason, **more)
            raise self._noted(path, told) from None
        except Refused as refused:
            raise self._noted(path, refused) from None
        self.unmended.pop(path, None)
        return path

    def delete(self, sent: str) -> str:
        """Remove a file; return its path. Raises Refused."""
        path, content = self.read(sent)
        self._bytes -= len(content.encode())
        del self._files[path]
        self.unmended.pop(path, None)
        return path

    def _noted(self, path: str, refused: Refused) -> Refused:
        if path in self.unmended:
            self.given_up = self.given_up or path
        self.unmended[path] = str(refused)
        return refused

    def _path(self, sent: str) -> str:
        try:
            return project_path(sent)
        except BadPath as bad:
            raise Refused(str(bad), path=sent[:200]) from None

    def _check_whole(self, path: str, content: str) -> None:
        found = placeholder(content, self._files.get(path, ""))
        if found is not None:
            number, line = found
            raise Refused(
                f"line {number} stands for code that is not there: {line[:120]}. "
                "Write the whole file, or use edit_file.",
                path=path,
            )

    def _put(self, path: str, content: str) -> None:
        if "\0" in content:
            raise Refused("a file is text, and has no U+0000", path=path)
        if path not in self._files:
            self._check_room_for(path)
        if on_the_wire(content) > self._limits.max_file_bytes:
            raise Refused(f"a file has at most {self._limits.max_file_bytes} bytes", path=path)
        size = len(content.encode()) - len(self._files.get(path, "").encode())
        if self._bytes + size > self._limits.max_project_bytes:
            limit = self._limits.max_project_bytes
            raise Refused(f"a project has at most {limit} bytes", path=path)
        self._bytes += size
        self._files[path] = content

    def _check_room_for(self, path: str) -> None:
        if len(self._files) >= self._limits.max_project_files:
            limit = self._limits.max_project_files
            raise Refused(f"a project has at most {limit} files", path=path)
        place = same_place(path)
        for known in self._files:
            if (other := same_place(known)) == place:
                raise Refused(f"there is {known}, which differs in its letters' forms", path=path)
            if _lies_in(place, other) or _lies_in(other, place):
                raise Refused(f"a file and a folder cannot share a name: {known}", path=path)


def on_the_wire(content: str) -> int:
    """Return how many bytes a text takes in a frame."""
    return len(orjson.dumps(content)) - 2


def _lies_in(inner: str, outer: str) -> bool:
    return inner.startswith(f"{outer}/")
