"""Storyboards: what is seen while a script is told."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from video.pipeline import Brief
from video.pipeline.captions import STYLES, Caption, vtt
from video.pipeline.contract import FPS, SIZES
from video.pipeline.script import Beat, Script, write_script
from video.pipeline.storyboard import load, plan, save
from video.pipeline.texts import clean, width

BEATS = st.builds(
    lambda text, headline: Beat(clean(text, 600).replace("\n", " "), headline),
    st.text(min_size=1, max_size=200),
    st.sampled_from(["", "A headline"]),
).filter(lambda beat: bool(beat.text))
SCRIPTS = st.builds(
    Script,
    title=st.sampled_from(["Tides", "大海"]),
    mood=st.sampled_from(["calm", "tech", "unknown"]),
    language=st.sampled_from(["zh", "en", ""]),
    beats=st.lists(BEATS, max_size=40).map(tuple),
    writer=st.just("model"),
)
BRIEFS = st.builds(
    Brief, st.just("a prompt"), st.sampled_from(list(SIZES)), st.floats(2, 120), st.just("")
)


@settings(max_examples=60, deadline=None)
@given(SCRIPTS, BRIEFS)
def test_scenes_add_up_to_the_film(script, brief) -> None:
    board = plan(script, brief)
    starts = [scene.start for scene in board.scenes]
    ends = [scene.start + scene.frames for scene in board.scenes]
    assert [0, *ends] == [*starts, brief.frames]
    assert min(scene.frames for scene in board.scenes) >= min(FPS, brief.frames)
    assert board.scenes[-1].tail == 0


@settings(max_examples=60, deadline=None)
@given(SCRIPTS, BRIEFS)
def test_no_word_of_a_script_is_lost(script, brief) -> None:
    board = plan(script, brief)
    told = "".join(cue.text for scene in board.scenes for cue in scene.captions)
    words = "".join(beat.text for beat in script.beats) or script.title
    assert "".join(told.split()) == "".join(words.split())


@settings(max_examples=60, deadline=None)
@given(SCRIPTS, BRIEFS)
def test_captions_follow_each_other_and_fit(script, brief) -> None:
    cues = [cue for scene in plan(script, brief).scenes for cue in scene.captions]
    assert all(one.end <= other.start for one, other in zip(cues, cues[1:], strict=False))
    assert all(0 <= cue.start <= cue.end <= brief.frames for cue in cues)
    assert all(width(cue.text) <= STYLES[brief.aspect].room for cue in cues)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.floats(5, 120))
def test_scenes_differ(prompt, seconds) -> None:
    brief = Brief(prompt, "16:9", seconds)
    board = plan(write_script(brief, None), brief)
    pictures = [scene.picture for scene in board.scenes]
    assert len(pictures) >= 4
    assert len(set(pictures)) == len(pictures)


def test_a_picture_is_chosen_by_the_words_beside_it() -> None:
    script = Script(
        "A day",
        "calm",
        "en",
        (Beat("We begin."), Beat("The cat sleeps."), Beat("Rain falls."), Beat("Over.")),
        "model",
    )
    board = plan(script, Brief("a day", "16:9", 12))
    assert [scene.picture for scene in board.scenes][1:3] == ["cat", "rain"]


@given(SCRIPTS, BRIEFS)
@settings(max_examples=20, deadline=None)
def test_a_storyboard_is_read_as_it_was_written(tmp_path_factory, script, brief) -> None:
    folder: Path = tmp_path_factory.mktemp("board")
    board = plan(script, brief)
    save(board, folder)
    assert load(folder) == board


def test_captions_are_written_as_web_vtt() -> None:
    text = vtt([Caption("1 < 2 --> & so", 12, 36), Caption("你好", 36, 24 * 3700)])
    assert text == (
        "WEBVTT\n\n1\n00:00:00.500 --> 00:00:01.500\n1 &lt; 2 --&gt; &amp; so\n\n"
        "2\n00:00:01.500 --> 01:01:40.000\n你好\n"
    )
