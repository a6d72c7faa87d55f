"""Scripts, by a model or by our own hand."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from video.pipeline import Brief
from video.pipeline.lexicon import concepts
from video.pipeline.palettes import MOODS, PALETTES, SUITS
from video.pipeline.pictures import PICTURES
from video.pipeline.script import HEADLINE_ROOM, TITLE_ROOM, Script, write_script
from video.pipeline.texts import width
from video.pipeline.wishes import read

HOSTILE = [
    "",
    "\x00\x1b[31m\u202eevil\u2066",
    "a" * 10_000,
    "字" * 10_000,
    "💥👨‍👩‍👧‍👦🏳️‍🌈" * 500,
    "{subject} {0} %s {{}}",
    "z" + "\u0335" * 5_000,
    "مرحبا بالعالم. هذه قصة قصيرة عن البحر.",
    "\ud800 lone",
    "。。。！！！",
    "<script>alert(1)</script> --> WEBVTT",
]


def script(prompt: str, seconds: float = 15, ask: Any = None, language: str = "") -> Script:
    return write_script(Brief(prompt, "16:9", seconds, language), ask)


@pytest.mark.parametrize(
    ("prompt", "subject"),
    [
        ("请做一个15秒的视频，介绍人工智能如何改变医疗", "人工智能如何改变医疗"),
        ("帮我生成一段关于大海的短视频", "大海"),
        ("咖啡馆的清晨", "咖啡馆的清晨"),
        ("Make a 15 second video about a lighthouse keeper", "A lighthouse keeper"),
        ("please create a short animation showing how bees dance", "How bees dance"),
        ("bicycles", "Bicycles"),
    ],
)
def test_the_request_is_taken_off(prompt, subject) -> None:
    assert read(prompt, "en" if prompt.isascii() else "zh").subject == subject
    assert script(prompt).title == subject


@pytest.mark.parametrize("prompt", HOSTILE)
@pytest.mark.parametrize("seconds", [2, 15, 120])
def test_hostile_prompts_get_a_script(prompt, seconds) -> None:
    written = script(prompt, seconds)
    assert written.beats
    assert all(beat.text for beat in written.beats)
    assert width(written.title) <= TITLE_ROOM


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.floats(2, 120), st.sampled_from(["", "zh", "en", "fr", "xx-yy"]))
def test_any_prompt_gets_the_same_script_each_time(prompt, seconds, language) -> None:
    written = script(prompt, seconds, language=language)
    assert written == script(prompt, seconds, language=language)
    assert written.mood in MOODS
    assert all(width(beat.headline) <= HEADLINE_ROOM for beat in written.beats)


def test_other_prompts_get_other_scripts() -> None:
    told = {script(prompt).beats for prompt in ("the sea", "the moon", "a cup of tea", "大海")}
    assert len(told) == 4


def test_a_story_is_told_in_its_own_words() -> None:
    story = "我们的小店开在街角。清晨五点，师傅开始揉面。七点，面包出炉。欢迎来坐坐。"
    told = "".join(beat.text for beat in script(story).beats)
    assert all(sentence in told for sentence in story.split("。"))


def test_a_named_subject_is_spoken_of() -> None:
    written = script("Make a video about honey")
    assert "Honey" in written.beats[0].text
    assert "Honey" in written.beats[-1].text
    assert len({beat.text for beat in written.beats}) == len(written.beats)


@pytest.mark.parametrize("prompt", ["honey", "大海和星空", "a bicycle tour through the mountains"])
def test_a_long_film_says_nothing_twice(prompt) -> None:
    beats = script(prompt, 120).beats
    assert len({beat.text for beat in beats}) == len(beats) > 8


def test_a_models_script_is_taken() -> None:
    answer = {"title": "Tides", "mood": "calm", "beats": [{"headline": "Low", "text": "It ebbs."}]}
    written = script("the sea", ask=lambda _: f"Here:\n```json\n{json.dumps(answer)}\n```")
    assert (written.title, written.writer, written.beats[0].text) == ("Tides", "model", "It ebbs.")


@pytest.mark.parametrize(
    "answer", ["", "no", "{", '{"title": 1}', '{"title":"x","beats":[]}', "[" * 9999]
)
def test_a_model_that_writes_no_script_is_asked_twice_and_then_replaced(answer) -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return str(answer)

    assert script("the sea", ask=ask).writer == "offline"
    assert len(asked) == 2


def test_a_model_cannot_put_what_is_not_shown_into_the_film() -> None:
    answer = {
        "title": "T\u202e" * 99,
        "mood": "x",
        "beats": [{"headline": "\x07", "text": "a\x00b"}],
    }
    written = script("the sea", ask=lambda _: json.dumps(answer))
    assert (written.mood, written.beats[0].text) == ("calm", "a b")
    assert "\u202e" not in written.title
    assert width(written.title) <= TITLE_ROOM


def test_a_model_that_fails_fails_the_stage() -> None:
    def ask(_: str) -> str:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        script("the sea", ask=ask)


def test_the_tables_name_what_there_is() -> None:
    for concept in concepts():
        assert {concept.picture, concept.also} <= PICTURES.keys()
        assert concept.mood in MOODS
        assert set(concept.lines) == set(concept.names) == {"en", "zh"}
    assert {name for names in (*MOODS.values(), *SUITS.values()) for name in names} <= set(PALETTES)
    assert SUITS.keys() <= PICTURES.keys()
