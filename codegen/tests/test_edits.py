"""Search and replace: where it applies, and what is said where it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.edits import Edit, EditFailed, applied

TEXT = "def a():\n    return 1\n\n\ndef b():\n    if x:\n        return 2\n    return 3\n"
LINES = st.lists(st.text("ab{} \t字", min_size=1, max_size=8), min_size=1)


def edited(text: str, *edits: tuple[str, str]) -> str:
    return applied(text, [Edit(search, replace) for search, replace in edits])


def failure(text: str, *edits: tuple[str, str]) -> EditFailed:
    with pytest.raises(EditFailed) as raised:
        edited(text, *edits)
    return raised.value


def test_hunks_apply_in_their_order() -> None:
    assert edited("a b c", ("a", "x"), ("x b", "y"), (" c", "")) == "y"


def test_an_empty_search_fills_an_empty_file_only() -> None:
    assert edited("", ("", "new\n")) == "new\n"
    assert "empty" in failure("there", ("", "new")).reason


def test_white_space_at_the_ends_of_lines_does_not_matter() -> None:
    text = "one  \ntwo\t\nthree\n"
    assert edited(text, ("\none\ntwo\n", "1\n2\n")) == "1\n2\nthree\n"


def test_lines_that_are_indented_otherwise_are_found_and_the_replacement_is_moved() -> None:
    assert edited(TEXT, ("if x:\n    return 2", "if y:\n    return 4\n")) == TEXT.replace(
        "if x:\n        return 2", "if y:\n        return 4"
    )


def test_a_file_keeps_its_line_ends() -> None:
    assert edited("a\r\nb\r\nc\r\n", ("a\nb\n", "x\ny\n")) == "x\r\ny\r\nc\r\n"


def test_a_search_that_matches_twice_says_how_often() -> None:
    error = failure("x\ny\nx\n", ("y", "z"), ("x", "z"))
    assert (error.hunk, error.reason) == (2, "the search matches 2 places; add lines around it")


@pytest.mark.parametrize("search", ["aa", "a a\n b"])
def test_matches_that_overlap_are_two_places(search) -> None:
    assert "2 places" in failure("aaa\na a\n b\na a\n b\n", (search, "")).reason


def test_a_search_that_is_not_there_names_the_nearest_text() -> None:
    error = failure(TEXT, ("def a():", "def c():"), ("    return 7 # b", "x"))
    assert error.hunk == 2
    assert error.reason == "the search is not in the file"
    assert error.nearest.startswith("line 2:\n    return 1")


def test_a_search_that_is_like_nothing_names_nothing() -> None:
    assert failure(TEXT, ("zzzzzzzz", "x")).nearest == ""


def test_lines_of_another_shape_do_not_match() -> None:
    assert failure("if a:\n    b\n", ("  if a:\n  b", "x")).reason.endswith("not in the file")


@given(LINES, st.data())
def test_a_text_that_is_there_once_is_replaced_and_nothing_else_changes(lines, data) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    search = text[start:end]
    if text.count(search) == 1 and text.find(search, text.find(search) + 1) < 0:
        assert edited(text, (search, "⟨new⟩")) == text[:start] + "⟨new⟩" + text[end:]


@given(st.text(max_size=80), st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_it_applies_or_says_why_and_never_anything_else(text, search, replace) -> None:
    try:
        after = edited(text, (search, replace))
    except EditFailed as error:
        failed = error
    else:
        assert replace.strip() in after or replace.splitlines()
        return
    assert (failed.hunk, bool(failed.reason)) == (1, True)
