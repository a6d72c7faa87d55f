"""What is looked for in a question, whatever is sent as one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.knowledge.asking import QUESTION_TERMS, asked, is_beginning
from contact.knowledge.terms import terms


@given(st.text(max_size=500))
def test_a_question_looks_for_its_own_terms_and_for_no_more_than_a_few(question) -> None:
    found = asked(question)
    pairs = {term for term in found.terms if not is_beginning(term)}
    assert pairs <= set(terms(question))
    assert len(found.terms) <= QUESTION_TERMS
    assert all(0 < says <= 1 for says in found.terms.values())


@pytest.mark.parametrize(
    "question",
    ["", "   ", "How can you?", "怎么了？", "你们有没有", "🙂🙂", "?!", "\ud800", "* OR *"],
)
def test_a_question_that_says_nothing_looks_for_nothing(question) -> None:
    assert asked(question).terms == {}


def test_small_words_are_left_out() -> None:
    assert list(asked("How do I get my money back?").terms) == ["money", "back"]


def test_a_pair_with_a_function_character_counts_little() -> None:
    found = asked("怎么退款").terms
    assert found["退款"] == 1
    assert found["么退"] < 1
    assert "怎么" not in found


def test_a_character_that_stands_alone_is_looked_for_as_a_beginning() -> None:
    assert "退" in asked("能退吗").terms
    assert list(asked("退").terms) == ["退"]
    assert is_beginning("退")


def test_of_a_long_question_the_beginning_and_the_end_count() -> None:
    found = asked("alpha " + "noise " * 5_000 + " omega").terms
    assert {"alpha", "omega"} <= set(found)


@pytest.mark.parametrize("unit", ["word", "字", "\ufdfa", '"', "(", "a\u0301", "🙂"])
def test_a_million_characters_are_dealt_with_at_once(unit) -> None:
    before = time.perf_counter()
    found = asked(unit * 1_000_000)
    assert time.perf_counter() - before < 1
    assert len(found.terms) <= QUESTION_TERMS
