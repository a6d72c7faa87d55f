"""Where an answer is parted that is not whole in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.answers import sentences


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", ""),
        ("Python 3.11 or", "Python 3.11 or"),
        ("It is free. You may al", "It is free. "),
        ("可以退款。十四天内", "可以退款。"),
        ("Really? Yes", "Really? "),
        ('He said "no." Then', 'He said "no." '),
        ("It is free.\n\nHow to cancel\nOpen Set", "It is free.\n\n"),
        ("- one\n- two\n- thr", "- one\n- two\n- thr"),
        ("One line\n\nand the ne", "One line\n\n"),
        ("It is free.", "It is free."),
    ],
)
def test_it_is_parted_after_a_sentence(text, whole) -> None:
    assert sentences(text) == whole


@given(st.text("a。.!?\n “”)"))
def test_a_part_is_a_beginning_and_never_nothing_of_something(text) -> None:
    assert text.startswith(sentences(text))
    assert bool(sentences(text)) == bool(text)
