"""Text from outside, cleaned, cut and measured."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from video.pipeline.captions import shares
from video.pipeline.texts import chunks, clean, language_of, sentences, shortened, width

TEXTS = st.text(max_size=300) | st.text(
    alphabet="天地a bc，。!.é\u0301\u202e\x07😀\n", max_size=300
)


def plain(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None)
@given(TEXTS)
def test_a_clean_text_holds_nothing_that_steers_or_is_not_shown(text) -> None:
    cleaned = clean(text)
    kinds = {unicodedata.category(char) for char in cleaned} - {"Zs"}
    assert not {kind for kind in kinds if kind[0] in "Z"}
    assert all(char in "\n\u200c\u200d" for char in cleaned if unicodedata.category(char)[0] == "C")
    assert clean(cleaned) == cleaned


def test_marks_do_not_pile_up() -> None:
    assert len(clean("z" + "\u0335" * 200)) <= 4


@settings(deadline=None)
@given(TEXTS, st.integers(6, 60))
def test_chunks_lose_nothing_and_fit(text, room) -> None:
    cleaned = clean(text).replace("\n", " ")
    pieces = chunks(cleaned, room)
    assert plain("".join(pieces)) == plain(cleaned)
    assert all(width(piece) <= room for piece in pieces)


@settings(deadline=None)
@given(TEXTS)
def test_sentences_lose_no_letter(text) -> None:
    cleaned = clean(text)
    letters = [char for char in cleaned if char.isalnum()]
    assert [char for char in "".join(sentences(cleaned)) if char.isalnum()] == letters


@settings(deadline=None)
@given(TEXTS, st.integers(2, 40))
def test_what_is_shortened_fits(text, room) -> None:
    assert width(shortened(clean(text), room)) <= room


@settings(deadline=None)
@given(st.integers(1, 5000), st.lists(st.floats(0.1, 100), min_size=1, max_size=40))
def test_shares_are_the_whole(whole, weights) -> None:
    parts = shares(whole, weights, least=7)
    assert sum(parts) == whole
    assert min(parts) >= min(7, whole // len(weights))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("人工智能如何改变医疗", "zh"),
        ("用 Django 写一个 app 的故事", "zh"),
        ("The sea", "en"),
        ("海の見える町で暮らす", "ja"),
        ("مرحبا بالعالم", ""),
        ("😀", "en"),
    ],
)
def test_a_text_tells_its_language(text, language) -> None:
    assert language_of(text) == language


def test_a_language_that_is_asked_for_counts() -> None:
    assert language_of("The sea", "zh-hans") == "zh"
