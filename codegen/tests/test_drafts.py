"""Arguments of tool calls, read while they are written."""

import json
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic_core import from_json

from codegen.drafts import Malformed, Strings

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["path", "content", "edits", "\\", '"', "字"])
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)


def cut(text: str, places: list[int]) -> list[str]:
    edges = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
    return [text[one:two] for one, two in zip(edges, edges[1:], strict=False)]


def read(pieces: list[str]) -> dict[str, str]:
    """Return the strings that were whole, put together of what came with each piece."""
    strings, taken = Strings("path", "content"), {"path": "", "content": ""}
    for piece in pieces:
        strings.feed(piece)
        for key in taken:
            taken[key] += strings.take(key)
    return {key: text for key, text in taken.items() if key in strings.whole}


@given(
    OBJECTS, st.booleans(), st.sampled_from([None, 1]), st.lists(st.integers(0, 400), max_size=40)
)
def test_any_arguments_cut_anywhere_are_read_as_if_they_were_whole(
    arguments, ascii_only, indent, places
) -> None:
    text = json.dumps(arguments, ensure_ascii=ascii_only, indent=indent)
    wanted = {
        key: value
        for key, value in json.loads(text).items()
        if key in ("path", "content") and isinstance(value, str)
    }
    assert read(cut(text, places)) == wanted
    assert read(list(text)) == wanted


@given(OBJECTS, st.integers(0, 400))
def test_what_is_known_of_a_string_is_how_it_begins(arguments, place) -> None:
    text = json.dumps(arguments)
    strings = Strings("content")
    strings.feed(text[: place % (len(text) + 1)])
    known, whole = strings.take("content"), json.loads(text).get("content")
    if isinstance(whole, str):
        assert whole.startswith(known)
    else:
        assert known == ""


@given(st.text('{}[]:,"\\u0d8e3tn \x00a', max_size=60), st.lists(st.integers(0, 60), max_size=9))
def test_what_is_no_json_is_followed_or_refused_but_never_fails_otherwise(text, places) -> None:
    try:
        read(cut(text, places))
    except Malformed:
        assert not isinstance(parsed(text), dict)


def parsed(text: str) -> object:
    try:
        return from_json(text)
    except ValueError:
        return None


@given(st.text('"\\u0d8De3ca', max_size=24), st.lists(st.integers(0, 24), max_size=5))
def test_strings_are_those_that_the_tools_arguments_are_checked_by(body, places) -> None:
    text = f'{{"content": "{body}"}}'
    wanted = parsed(text)
    assume(isinstance(wanted, dict))
    assert read(cut(text, places)) == wanted


def test_an_emoji_that_is_cut_in_two_waits_for_its_other_half() -> None:
    strings = Strings("content")
    strings.feed(r'{"content":"a\ud83d')
    assert strings.take("content") == "a"
    strings.feed(r"\ude0")
    assert strings.take("content") == ""
    strings.feed("0b")
    assert strings.take("content") == "😀b"


@pytest.mark.parametrize(
    "text", [r'{"path":"\ud83d!"}', r'{"path":"\ude00"}', '{"path":"\n"}', "[]"]
)
def test_what_no_text_can_hold_is_malformed(text) -> None:
    with pytest.raises(Malformed):
        read([text])


def test_of_a_key_that_comes_twice_the_first_is_read() -> None:
    assert read(['{"path":"a","path":"b","path":3}']) == {"path": "a"}


def test_a_long_file_in_small_pieces_costs_as_much_a_piece_as_a_short_one() -> None:
    def seconds(characters: int) -> float:
        text = json.dumps({"path": "a", "content": 'x = "é"\n' * (characters // 8)})
        strings, began = Strings("path", "content"), process_time()
        for place in range(0, len(text), 4):
            strings.feed(text[place : place + 4])
            strings.take("content")
        return process_time() - began

    assert min(seconds(400_000) for _ in range(3)) < 40 * min(seconds(20_000) for _ in range(3))
