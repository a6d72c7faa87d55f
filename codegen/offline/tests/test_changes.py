"""Recipes: where they go, that they know themselves, and that their files stay true."""

import tomllib
from dataclasses import replace

import pytest

from codegen.edits import Edit
from codegen.offline.changes import Insertion, NoPlace, Recipe, Setting, phrases, recipes
from codegen.offline.kinds import KINDS, kinds_in, skeleton
from codegen.offline.tests.projects import PAGE_KINDS, TITLE, changed, kind, orders
from codegen.offline.titles import Retitle

BOTH = pytest.mark.parametrize("chinese", [False, True], ids=["English", "Chinese"])
EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@BOTH
@EACH
def test_a_change_is_known_to_be_there_once_it_is_and_not_before(kind, chinese) -> None:
    for change in kind.changes(chinese=chinese):
        before = kind.files(chinese=chinese)
        assert not change.is_in(before, TITLE), change.name
        assert change.is_in(change.delta(before, TITLE).on(before), TITLE), change.name


@BOTH
@pytest.mark.parametrize("kind", PAGE_KINDS, ids=lambda kind: kind.name)
def test_pages_take_their_changes_in_every_order_and_forget_none(kind, chinese) -> None:
    for changes in orders(kind, 3, chinese=chinese):
        tree = changed(kind, changes, chinese=chinese)
        for change in changes:
            names = [each.name for each in changes]
            outdone = {"faster", "slower"} <= set(names) and change.name in ("faster", "slower")
            assert outdone or change.is_in(tree, TITLE), names


@BOTH
@EACH
def test_a_project_is_known_by_its_files_whatever_was_done_to_it(kind, chinese) -> None:
    everything = changed(kind, kind.changes(chinese=chinese), chinese=chinese)
    for tree in (kind.files(chinese=chinese), everything):
        assert kinds_in(tree) == (kind,)
    assert kinds_in(skeleton("x", chinese=chinese)) == ()


@EACH
def test_every_change_says_in_the_readme_and_in_words_what_it_is(kind) -> None:
    for change in kind.changes(chinese=False):
        assert change.english
        assert change.chinese
        assert change.ask[0].isascii()
        assert not change.ask[1].isascii()
        quiet = change.name in ("faster", "slower")
        assert quiet or "README.md" in change.paths, change.name


@EACH
def test_every_phrase_that_is_translated_is_said_somewhere(kind) -> None:
    said = [*kind.files(chinese=False).values()]
    for recipe in recipes(kind.name, chinese=False):
        said += [*(step.text for step in recipe.steps if isinstance(step, Insertion))]
    for english in phrases(kind.name):
        assert any(english in text for text in said), english


@EACH
def test_a_chinese_readme_stays_chinese(kind) -> None:
    tree = changed(kind, kind.changes(chinese=True), chinese=True)
    for line in tree["README.md"].splitlines():
        assert not line.startswith("- ") or not line.isascii(), line


def test_the_speed_is_the_one_that_was_wished_for_last() -> None:
    known = {change.name: change for change in kind("snake").changes(chinese=False)}
    for wanted, step in [((), 140), (("faster",), 90), (("faster", "slower"), 220),
                         (("slower", "faster"), 90)]:  # fmt: skip
        tree = changed(kind("snake"), [known[name] for name in wanted])
        assert f"const STEP_MS = {step};" in tree["snake.js"]


def test_lines_go_beside_a_line_that_stays_and_is_there_once() -> None:
    assert Insertion("f", "b\n", after="a\n").edit("a\nc\n") == Edit("a\n", "a\nb\n")
    assert Insertion("f", "b\n", before="c\n").edit("a\nc\n") == Edit("c\n", "b\nc\n")
    for content in ("", "x\n", "a\na\n"):
        with pytest.raises(NoPlace, match="f"):
            Insertion("f", "b\n", after="a\n").edit(content)


@EACH
def test_a_change_that_is_there_by_half_is_neither_there_nor_made_twice(kind) -> None:
    for change in recipes(kind.name, chinese=False):
        needed = [step for step in change.steps if step.path != "README.md"]
        for step in needed if len(needed) > 1 else ():
            tree = changed(kind, [replace(change, steps=(step,), files={})])
            assert not change.is_in(tree, "")
            with pytest.raises(NoPlace):
                change.delta(tree, "")


def test_a_setting_is_set_whatever_it_was() -> None:
    setting = Setting("f", "N = ", ";", "9")
    assert setting.edit("N = 5;") == Edit("N = 5;", "N = 9;")
    assert not setting.is_in("N = 5;")
    assert setting.is_in("N = 9;")
    for content in ("", "N = 1 + 1;", "N = 1; N = 2;"):
        with pytest.raises(NoPlace):
            setting.edit(content)


def test_a_recipe_with_an_unknown_step_is_refused(monkeypatch, tmp_path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "y.toml").write_text(
        'wish="a"\nenglish="a"\nchinese="a"\nask=["a","b"]\n[[insert]]\npath="f"\nbehind="x"\n'
    )
    monkeypatch.setattr("codegen.offline.changes._RECIPES", tmp_path)
    with pytest.raises(TypeError):
        recipes("x", chinese=False)
    (folder / "y.toml").write_text("x")
    with pytest.raises(tomllib.TOMLDecodeError):
        recipes("x", chinese=False)


@pytest.mark.parametrize("page", ["", "<h1>a</h1>", "<title>a</title><h1>a</h1><h1>b</h1>"])
def test_a_title_without_its_places_is_not_given(page) -> None:
    tree = {"index.html": page, "README.md": "# a\n"}
    assert not Retitle().is_in(tree, "a")
    with pytest.raises(NoPlace, match=r"index\.html"):
        Retitle().delta(tree, "b")


def test_a_change_that_has_no_place_changes_nothing() -> None:
    for change in kind("rest").changes(chinese=False):
        assert isinstance(change, Recipe)
        with pytest.raises(NoPlace, match=r"service\.py"):
            change.delta({"service.py": "x", "README.md": "x"}, "")
