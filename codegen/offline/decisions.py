"""What a wish means for a project, once it is known what the project holds. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from codegen.edits import Edit
from codegen.offline.changes import Change, NoPlace, Tree
from codegen.offline.kinds import SKELETON, Kind, homes, kind_named, kinds_in, skeleton
from codegen.offline.wishes import Wish

#: Files that tell in which language a project speaks.
_SPEAKING = ("README.md", "index.html")


@dataclass
class Work:
    """What changes have come to, one after the other. `taken` are paths that no new file gets."""

    tree: dict[str, str]
    taken: Collection[str] = ()
    done: list[Change] = field(default_factory=list)
    there: list[Change] = field(default_factory=list)
    stuck: list[tuple[Change, str]] = field(default_factory=list)
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def do(self, change: Change, title: str) -> None:
        """Make a change where it has a place, and note what came of it."""
        if change.is_in(self.tree, title):
            self.there.append(change)
            return
        try:
            delta = change.delta(self.tree, title)
            self._check_free(delta.files)
        except NoPlace as missing:
            self.stuck.append((change, str(missing)))
            return
        self.tree = delta.on(self.tree)
        self.done.append(change)
        self.files.update(delta.files)
        for path, edits in delta.edits.items():
            self.edits.setdefault(path, []).extend(edits)

    def _check_free(self, paths: Iterable[str]) -> None:
        for path in paths:
            if path in self.taken:
                raise NoPlace(path)


@dataclass(frozen=True)
class Begun:
    """A new project: all of `work.tree` is to be written.

    `replaced` are files that were there and held something else; `language` is one that the wish
    names and the template is not in. `left` is, here as below, what could be done besides.
    """

    kind: Kind
    work: Work
    left: Sequence[Change] = ()
    replaced: Sequence[str] = ()
    language: str = ""


@dataclass(frozen=True)
class Changed:
    """What has been done to a project that is there; nothing, where `work.done` is empty."""

    work: Work
    left: Sequence[Change] = ()


@dataclass(frozen=True)
class Declined:
    """Nothing can be done: a kind is there already, or something is to go, or it is not known."""

    left: Sequence[Change] = ()
    repeated: Kind | None = None
    takes_away: bool = False


Decision = Begun | Changed | Declined


def to_read(wish: Wish, paths: Collection[str]) -> list[str]:
    """Return which files must be read before it can be decided."""
    wanted = {path for path in _SPEAKING if path in paths}
    for kind in homes(paths):
        wanted.add(kind.home)
        for change in _wanted(kind, wish, chinese=False):
            wanted.update(change.paths)
    return sorted(wanted & set(paths))


def decide(wish: Wish, paths: Collection[str], tree: Tree, *, chinese: bool) -> Decision:
    """Decide, by the names of all files and the contents of those that `to_read` has named."""
    there = kinds_in(tree)
    kind = kind_named(wish.kind)
    if kind is not None and kind not in there and (not paths or wish.is_new or wish.is_bare):
        return _begin(kind, wish, paths, chinese=chinese)
    if not paths:
        return Begun(SKELETON, Work(skeleton(wish.text, chinese=chinese)))
    if wish.takes_away:
        return Declined(_left(there, tree), takes_away=True)
    work = Work(dict(tree), paths)
    for known in there:
        for change in _wanted(known, wish, chinese=_speaks_chinese(tree)):
            work.do(change, wish.title)
    left = _left(there, work.tree)
    if work.done or work.there or work.stuck:
        return Changed(work, left)
    return Declined(left, repeated=kind if kind in there and wish.is_new else None)


def _begin(kind: Kind, wish: Wish, paths: Collection[str], *, chinese: bool) -> Begun:
    """Begin with the template, and whatever else was wished for at once."""
    work = Work(kind.files(chinese=chinese))
    for change in _wanted(kind, wish, chinese=chinese):
        work.do(change, wish.title)
    replaced = sorted(set(paths) & set(work.tree))
    return Begun(kind, work, _left((kind,), work.tree), replaced, wish.language)


def _wanted(kind: Kind, wish: Wish, *, chinese: bool) -> list[Change]:
    changes = kind.changes(chinese=chinese)
    return [change for change in changes if change.is_wanted(wish.text, wish.title)]


def _left(kinds: Iterable[Kind], tree: Tree) -> list[Change]:
    """Return what could still be done to projects of these kinds, as far as the tree was read."""
    known = [change for kind in kinds for change in kind.changes(chinese=_speaks_chinese(tree))]
    return [change for change in known if not change.is_in(tree, title="")]


def _speaks_chinese(tree: Tree) -> bool:
    return 'lang="zh' in tree.get("index.html", "") or "离线模型" in tree.get("README.md", "")
