"""The terms of the index: the same for every way of writing the same, and never syntax."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.knowledge.terms import WORD_CHARACTERS, pairs, terms

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=20)
FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


@given(st.text(max_size=200))
def test_a_term_is_letters_marks_and_digits(text) -> None:
    for term in terms(text):
        assert all(_letter(char) for char in term)
        assert 0 < len(term) <= WORD_CHARACTERS
        assert any(unicodedata.category(char)[0] != "M" for char in term)


@given(st.text(max_size=200))
def test_upper_case_changes_nothing_that_lower_case_had_not(text) -> None:
    assert terms(text.lower()) == terms(text.lower().casefold())


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=100))
def test_full_width_letters_are_the_plain_ones(text) -> None:
    assert terms(text.translate(FULL_WIDTH)) == terms(text)


@given(before=HAN, asked=HAN, after=HAN)
def test_chinese_is_found_wherever_it_stands_in_a_text(before, asked, after) -> None:
    folded = unicodedata.normalize("NFKC", asked)
    assert set(pairs(folded)) <= set(terms(before + asked + after))


@given(st.text(max_size=50), st.text(max_size=50))
def test_words_of_two_lines_do_not_run_together(first, second) -> None:
    assert terms(f"{first}\n{second}") == [*terms(first), *terms(second)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wi-Fi 2FA, v2.1!", ["wi", "fi", "2fa", "v2", "1"]),
        ("用nginx提供HTTPS", ["用", "nginx", "提供", "https"]),
        ("发票的开具", ["发票", "票的", "的开", "开具"]),
        ("ＡＰＩ　１２３ ㎏", ["api", "123", "kg"]),
        ("カード ｶｰﾄﾞ", ["カー", "ード", "カー", "ード"]),
        ("時々", ["時々"]),
        ("😀👨‍👩‍👧 ❤️ ™", ["tm"]),
        ("pass\u00adword re\u200bfund", ["password", "refund"]),
        ("\u0301\u0302 \ud800 \u202eabc", ["abc"]),
        ("ไทย한국어", ["ไทย한국어"]),
        ("", []),
    ],
)
def test_texts_become_terms(text, expected) -> None:
    assert terms(text) == expected


def test_traditional_and_simplified_stay_what_they_are() -> None:
    assert terms("發票") != terms("发票")


def test_forms_of_an_english_word_are_one_term() -> None:
    assert len(set(terms("refund refunds refunded Refunding"))) == 1
    assert terms("cancel") == terms("cancelling") == terms("cancellation")


def _letter(char: str) -> bool:
    """Planes 2 and 3 hold Chinese characters alone, newer ones than Python knows too."""
    return unicodedata.category(char)[0] in "LMN" or 0x20000 <= ord(char) <= 0x3FFFF
