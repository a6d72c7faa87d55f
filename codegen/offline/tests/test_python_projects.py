"""What the offline model writes in Python: every choice of changes, in every order, tested."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.offline.changes import Insertion, Recipe, Setting
from codegen.offline.kinds import KINDS, skeleton
from codegen.offline.tests.projects import PYTHON_KINDS, changed, orders, run_tests, write


def test_there_are_the_kinds_that_are_promised_with_three_changes_each() -> None:
    assert {kind.name for kind in KINDS} == {
        *("calculator", "todo", "page", "snake", "rest", "scraper", "cli")
    }
    for kind in KINDS:
        assert len(kind.changes(chinese=False)) >= 3, kind.name


@pytest.mark.parametrize("kind", PYTHON_KINDS, ids=lambda kind: kind.name)
def test_every_choice_of_changes_in_every_order_passes_the_projects_own_tests(
    kind, tmp_path
) -> None:
    chosen = list(orders(kind))
    results = run_tests(tmp_path, (changed(kind, changes) for changes in chosen))
    for changes, ran in zip(chosen, results, strict=True):
        assert not ran.complaint, [change.name for change in changes]
        assert ran.tests >= results[0].tests + len(changes), "a change brings a test"


@pytest.mark.parametrize("kind", PYTHON_KINDS, ids=lambda kind: kind.name)
def test_a_change_that_is_made_by_half_fails_the_projects_tests(kind, tmp_path) -> None:
    halves = [
        (change, step, changed(kind, [replace(change, steps=_others(change, step))]))
        for change in kind.changes(chinese=False)
        for step in change.steps
        if step.path.endswith(".py")
    ]
    results = run_tests(tmp_path, (tree for _, _, tree in halves))
    for (change, step, _), ran in zip(halves, results, strict=True):
        assert ran.complaint, f"{change.name} passes without {step.text!r}"


def _others(change: Recipe, step: object) -> tuple[Insertion | Setting, ...]:
    return tuple(each for each in change.steps if each is not step)


BROKEN = {
    "calculator": ("ast.Sub: operator.sub", "ast.Sub: operator.add"),
    "todo": ("item.done = True", "item.done = False"),
    "rest": ("self._last += 1", "self._last += 2"),
    "scraper": ("timeout=TIMEOUT", "timeout=None"),
    "cli": ("len(words(text))", "len(text)"),
}


def test_a_template_that_is_broken_fails_its_own_tests(tmp_path) -> None:
    trees = []
    for kind in PYTHON_KINDS:
        right, wrong = BROKEN[kind.name]
        tree = kind.files(chinese=False)
        assert right in tree[kind.home], kind.name
        trees.append({**tree, kind.home: tree[kind.home].replace(right, wrong)})
    for kind, ran in zip(PYTHON_KINDS, run_tests(tmp_path, trees), strict=True):
        assert ran.complaint, kind.name


def test_what_is_written_is_well_formed_with_all_changes_and_with_none(tmp_path) -> None:
    """As strictly as our own code, but that these programs print and need no pytest."""
    for kind in PYTHON_KINDS:
        write(tmp_path / kind.name, kind.files(chinese=False))
        write(tmp_path / f"{kind.name}-all", changed(kind, kind.changes(chinese=False)))
        write(tmp_path / f"{kind.name}-back", changed(kind, kind.changes(chinese=False)[::-1]))
    ruff = Path(sys.executable).with_name("ruff")
    lint = (
        "check",
        "--select",
        "E,F,W,B,C4,C90,UP,SIM,PTH,RUF",
        "--ignore",
        "RUF001,RUF003,RUF012",
    )
    for command in (lint, ("format", "--check")):
        done = subprocess.run(
            [ruff, *command, "--isolated", "--no-cache", "--line-length", "100", tmp_path],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_readmes_say_that_it_is_a_template_and_whose() -> None:
    for chinese, words in ((False, "Tokenwire's built-in offline model"), (True, "离线模型")):
        for kind in KINDS:
            assert words in kind.files(chinese=chinese)["README.md"], kind.name
        assert words in skeleton("x", chinese=chinese)["README.md"]


HOSTILE = [
    '"); import os; os.abort() #',
    "\\",
    "a\"\"\"b'''c",
    "{__import__('os').abort()}",
    "<script>alert(1)</script> [x](javascript:alert(1))",
    "line\nbreak\r\x00\x1b[31m \u2028 \u202e \ud800 end",
    "x" * 5_000,
    "写一个 `编译器`",
]


def test_a_skeleton_quotes_any_wish_and_runs(tmp_path) -> None:
    trees = [skeleton(wish, chinese=False) for wish in HOSTILE]
    for wish, tree, ran in zip(HOSTILE, trees, run_tests(tmp_path, trees), strict=True):
        assert (ran.tests, ran.complaint) == (1, ""), wish
        quoted = next(line for line in tree["README.md"].splitlines() if line.startswith("> "))
        assert "<" not in quoted
        assert not re.search(r"(?<!\\)[\[`]", quoted)
        assert not set("\u202e\x1b\x00\u2028") & set("".join(tree.values()))


def test_the_skeletons_own_test_can_fail(tmp_path) -> None:
    tree = skeleton("a chess engine", chinese=False)
    broken = {**tree, "main.py": tree["main.py"].replace("{WISH}", "it")}
    assert run_tests(tmp_path, [broken])[0].complaint
