"""Voices: silence without one, and otherwise in step with the scenes."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from video.pipeline import Brief, FilmError, Stage, Tools
from video.pipeline.contract import FPS
from video.pipeline.films import RATE, SAMPLES
from video.pipeline.speech import LEAD, load
from video.pipeline.storyboard import load as load_board
from video.tests.film_making import make_film, sound_of
from video.tests.test_film_endings import foreign_clips

BRIEF = Brief("The sea and a rocket", "1:1", 2.0)


def voice(seconds: float, rate: int = 24_000):
    """Return a synthesizer that hums for so long, as a WAV file of another rate."""
    time = np.arange(int(seconds * rate)) / rate
    hum = (np.sin(time * 440 * 2 * np.pi) * 12_000).astype(np.int16)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, rate, 0, "NONE", ""))
        writer.writeframes(hum.tobytes())
    return lambda _text, _language: file.getvalue()


def recorded(folder: Path, speak) -> list[np.ndarray]:
    make_film(BRIEF, folder, tools=Tools(speak=speak, make_clips=foreign_clips), until=Stage.SPEECH)
    return [load(folder, at) for at in range(len(load_board(folder).scenes))]


def test_without_a_voice_there_is_silence_of_the_right_length(tmp_path) -> None:
    sounds = recorded(tmp_path, None)
    assert sum(sound.size for sound in sounds) == BRIEF.frames * SAMPLES
    assert not any(sound.any() for sound in sounds)


def test_a_voice_begins_in_its_scene_and_is_heard_in_the_film(tmp_path) -> None:
    tools = Tools(speak=voice(0.4), make_clips=foreign_clips)
    make_film(BRIEF, tmp_path, tools=tools)
    heard = np.abs(sound_of(tmp_path / "film.mp4"))
    for scene in load_board(tmp_path).scenes:
        start = scene.start * RATE // FPS
        assert heard[start + LEAD + 2400 : start + LEAD + 12_000].mean() > 0.1
        assert heard[start + LEAD + 26_000 : start + scene.frames * SAMPLES].mean() < 0.01


@pytest.mark.parametrize("seconds", [1.2, 9.0])
def test_a_voice_that_is_too_long_is_made_to_fit(tmp_path, seconds) -> None:
    for sound in recorded(tmp_path, voice(seconds)):
        assert sound.size % SAMPLES == 0
        assert np.abs(sound[LEAD + 4800 : -LEAD * 2]).astype(float).mean() > 1000
        assert np.abs(sound[-20:]).max() < 1500


@pytest.mark.parametrize("sound", [b"", b"no sound", b"RIFF" + bytes(99)])
def test_what_is_no_sound_fails_the_stage(tmp_path, sound) -> None:
    with pytest.raises(FilmError, match="no sound"):
        recorded(tmp_path, lambda _text, _language: sound)
