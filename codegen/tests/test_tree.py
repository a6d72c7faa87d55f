"""A turn's tree: what it takes, what it refuses, and what has been mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.conf import CodegenSettings
from codegen.edits import Edit
from codegen.tree import Refused, WorkingTree

LIMITS = CodegenSettings(max_project_files=3, max_project_bytes=100, max_file_bytes=60)


def tree(**files: str) -> WorkingTree:
    return WorkingTree({path.replace("_", "."): text for path, text in files.items()}, LIMITS)


def test_a_tree_is_unchanged_until_its_files_differ() -> None:
    work = tree(a_py="1")
    assert not work.changed
    work.write("a.py", "2")
    assert work.changed
    work.write("./a.py", "1")
    assert not work.changed
    assert list(work) == [("a.py", 1)]


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("d.py", "", "at most 3 files"),
        ("a.py", "x" * 61, "at most 60 bytes"),
        ("a.py", "\n" * 31, "at most 60 bytes"),
        ("a.py", "\0", "no U\\+0000"),
        ("../a.py", "", "no empty parts"),
        ("a.py", "# ... rest of the code unchanged\n", "line 1 stands for code"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(path, content, why) -> None:
    work = tree(a_py="1", b_py="2", c_py="3")
    with pytest.raises(Refused, match=why):
        work.write(path, content)
    assert not work.changed


@pytest.mark.parametrize(
    ("there", "new"), [("A.py", "a.py"), ("src/a", "src"), ("src", "src/a"), ("ﬁ.py", "fi.py")]
)
def test_two_files_are_two_places_on_every_disk(there, new) -> None:
    work = WorkingTree({there: "1"}, LIMITS)
    with pytest.raises(Refused, match="differs|share a name"):
        work.write(new, "2")


def test_all_files_together_have_a_limit_and_deleting_makes_room() -> None:
    work = tree(a_py="x" * 50, b_py="y" * 45)
    with pytest.raises(Refused, match="at most 100 bytes"):
        work.write("c.py", "z" * 6)
    work.delete("a.py")
    assert work.write("c.py", "z" * 6) == "c.py"


def test_an_edit_that_does_not_apply_says_which_hunk_and_why() -> None:
    work = tree(a_py="one\ntwo\n")
    with pytest.raises(Refused) as raised:
        work.edit("a.py", [Edit("one", "1"), Edit("twooo", "2")])
    assert raised.value.more == {
        "path": "a.py",
        "hunk": 2,
        "reason": "the search is not in the file",
        "nearest": "line 2:\ntwo",
    }
    assert not work.changed
    assert list(work.unmended) == ["a.py"]


def test_a_change_that_applies_mends_what_was_refused() -> None:
    work = tree(a_py="one\n")
    for mends in (
        lambda: work.edit("a.py", [Edit("one", "1")]),
        lambda: work.write("a.py", "one\n"),
        lambda: work.delete("a.py"),
    ):
        with pytest.raises(Refused):
            work.edit("a.py", [Edit("nothing", "")])
        mends()
        assert (work.unmended, work.given_up) == ({}, None)


def test_a_change_that_is_refused_twice_is_given_up() -> None:
    work = tree(a_py="one\n", b_py="two\n")
    for path in ("a.py", "b.py"):
        with pytest.raises(Refused):
            work.edit(path, [Edit("nothing", "")])
    assert work.given_up is None
    with pytest.raises(Refused):
        work.edit("b.py", [Edit("nothing", "")])
    assert work.given_up == "b.py"


def test_a_file_that_is_not_there_can_be_neither_read_nor_changed() -> None:
    work = tree(a_py="1")
    for deed in (work.read, work.delete, lambda path: work.edit(path, [])):
        with pytest.raises(Refused) as raised:
            deed("b.py")
        assert raised.value.more["files"] == ["a.py"]
    assert work.unmended == {}


PATHS = st.sampled_from(["a", "b", "c/d", "c/e", "A", "c", "d/../e", "/a"])


@given(st.lists(st.tuples(PATHS, st.one_of(st.none(), st.text(max_size=40)))))
def test_whatever_is_done_the_caps_hold(deeds) -> None:
    work = WorkingTree({}, LIMITS)
    for path, content in deeds:
        try:
            if content is None:
                work.delete(path)
            else:
                work.write(path, content)
        except Refused:
            pass
        assert len(work.files) <= 3
        assert sum(size for _, size in work) <= 100
        assert sum(size for _, size in work) == work._bytes
