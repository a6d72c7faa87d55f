"""Projects as the offline model writes them, and their own tests, run in one process for many."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from codegen.offline.changes import Change
from codegen.offline.kinds import KINDS, Kind, kind_named

TITLE = "Ada's <garden> & 花园"

#: Runs the tests of each folder that standard input names; their modules have the same names.
_RUNNER = """
import io, json, os, sys, unittest
def run(folder):
    os.chdir(folder)
    sys.path[0] = folder
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(os.path.dirname(folder)):
            del sys.modules[name]
    said = io.StringIO()
    suite = unittest.TestLoader().discover(folder)
    with unittest.mock.patch("sys.stderr", io.StringIO()):
        result = unittest.TextTestRunner(said, failfast=True).run(suite)
    return [result.testsRun, "" if result.wasSuccessful() else said.getvalue()]
import unittest.mock
sys.dont_write_bytecode = True
sys.path.insert(0, "")
print(json.dumps([run(folder) for folder in json.load(sys.stdin)]))
"""


@dataclass(frozen=True)
class Ran:
    """What came of a project's own tests; `complaint` is empty where they passed."""

    tests: int
    complaint: str


def kind(name: str) -> Kind:
    found = kind_named(name)
    assert found is not None
    return found


PYTHON_KINDS = [kind for kind in KINDS if kind.is_python]
PAGE_KINDS = [kind for kind in KINDS if not kind.is_python]


def changed(kind: Kind, changes: Iterable[Change], *, chinese: bool = False) -> dict[str, str]:
    """Return a kind's template after changes, one after the other."""
    tree = kind.files(chinese=chinese)
    for change in changes:
        tree = change.delta(tree, TITLE).on(tree)
    return tree


def orders(kind: Kind, most: int = 9, *, chinese: bool = False) -> Iterator[tuple[Change, ...]]:
    """Return every choice of a kind's changes, so many at most, in every order; none at all too."""
    changes = kind.changes(chinese=chinese)
    for length in range(min(len(changes), most) + 1):
        yield from permutations(changes, length)


def write(folder: Path, tree: Mapping[str, str]) -> Path:
    """Write a project to the disk."""
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def run_tests(folder: Path, trees: Iterable[Mapping[str, str]]) -> list[Ran]:
    """Write projects beside each other, run each one's tests, and return what came of each."""
    folders = [str(write(folder / str(number), tree)) for number, tree in enumerate(trees)]
    done = subprocess.run(
        [sys.executable, "-I", "-c", _RUNNER],
        input=json.dumps(folders),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [Ran(*told) for told in json.loads(done.stdout)]
