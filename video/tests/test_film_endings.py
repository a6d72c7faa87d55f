"""Stages that are ended: by a kill, by a cancelled job, by what comes from elsewhere."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from config.environment import BASE_DIR
from video.pipeline import Brief, FilmError, Stage, Tools, perform
from video.pipeline.artist import clip_path
from video.pipeline.films import CLIP, film_writer, probe
from video.pipeline.storyboard import load
from video.tests.film_making import ignore, make_film, pictures_of

BRIEF = Brief("The sea and a rocket", "1:1", 2.0)
COMPOSES = """
import sys
from pathlib import Path
from typing import ClassVar
from video.pipeline import Brief, Stage, Tools, perform

def tell(done, planned):
    print(done, flush=True)

brief = Brief("The sea and a rocket", "1:1", 2.0)
perform(Stage(int(sys.argv[2])), brief, Path(sys.argv[1]), tell, Tools())
"""


class Cancelled(Exception):
    """As a worker's progress raises it."""


def foreign_clips(storyboard, folder: Path, progress) -> None:
    """Make clips as another program might: small, wide, and too short."""
    (folder / "clips").mkdir(exist_ok=True)
    for at in range(len(storyboard.scenes)):
        with film_writer(clip_path(folder, at), (320, 160), CLIP) as writer:
            for frame in range(9):
                grey = np.full((160, 320, 4), 40 + 12 * frame + 30 * at, np.uint8)
                writer.write_pixels(grey)
        progress(at + 1, len(storyboard.scenes))


FOREIGN = Tools(make_clips=foreign_clips)


def started(folder: Path, stage: Stage) -> subprocess.Popen[str]:
    """Perform a stage in a process of its own; return it when it is in the midst of it."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMPOSES, str(folder), str(int(stage))],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        if int(line) > 0:
            return process
    raise AssertionError("it never began")


def ended(process: subprocess.Popen[str]) -> None:
    """Kill it, and wait for what it has started: that holds its standard error open."""
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=20)


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_killed_composition_leaves_no_half_film(tmp_path) -> None:
    make_film(BRIEF, tmp_path, tools=FOREIGN, until=Stage.SPEECH)
    ended(started(tmp_path, Stage.COMPOSITION))
    assert not (tmp_path / "film.mp4").exists()
    perform(Stage.COMPOSITION, BRIEF, tmp_path, ignore, FOREIGN)
    assert probe(tmp_path / "film.mp4").frames == BRIEF.frames
    assert not [name for name in files_of(tmp_path) if name.endswith(".part")]


def test_a_killed_worker_takes_its_artists_along_and_leaves_whole_clips(tmp_path) -> None:
    make_film(BRIEF, tmp_path, until=Stage.STORYBOARD, tools=Tools())
    ended(started(tmp_path, Stage.CLIPS))
    for clip in (tmp_path / "clips").glob("*.mp4"):
        assert probe(clip).frames > 0


def test_a_cancelled_stage_stops_at_once_and_leaves_nothing_unfinished(tmp_path) -> None:
    make_film(BRIEF, tmp_path, until=Stage.STORYBOARD, tools=Tools())
    before = files_of(tmp_path)

    def cancel(done: int, _planned: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        perform(Stage.CLIPS, BRIEF, tmp_path, cancel, Tools())
    assert files_of(tmp_path) == before


def test_a_cancelled_composition_leaves_no_film(tmp_path) -> None:
    make_film(BRIEF, tmp_path, tools=FOREIGN, until=Stage.SPEECH)

    def cancel(done: int, _planned: int) -> None:
        if done > 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        perform(Stage.COMPOSITION, BRIEF, tmp_path, cancel, Tools())
    assert not {name for name in files_of(tmp_path) if "film" in name}


class Hired(subprocess.Popen[bytes]):
    """Remembers who was started."""

    all: ClassVar[list[subprocess.Popen[bytes]]] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.all.append(self)


def test_an_artist_that_dies_fails_the_stage(tmp_path, monkeypatch) -> None:
    make_film(BRIEF, tmp_path, until=Stage.STORYBOARD, tools=Tools())
    monkeypatch.setattr(subprocess, "Popen", Hired)

    def kill(done: int, _planned: int) -> None:
        if done:
            Hired.all[0].kill()

    with pytest.raises(FilmError, match="died"):
        perform(Stage.CLIPS, BRIEF, tmp_path, kill, Tools())
    assert all(artist.returncode is not None for artist in Hired.all)


def test_clips_from_elsewhere_are_cut_to_fit(tmp_path) -> None:
    facts = make_film(BRIEF, tmp_path, tools=FOREIGN)
    assert facts[Stage.DONE]["frames"] == BRIEF.frames
    assert (facts[Stage.DONE]["width"], facts[Stage.DONE]["height"]) == (720, 720)
    last = load(tmp_path).scenes[-1]
    ending = pictures_of(tmp_path / "film.mp4")[last.start + last.frames - 5 :]
    assert ending[-1][:40].mean() > 100  # a clip that is too short is held at its last picture


@pytest.mark.parametrize("content", [b"", b"no film", bytes(9000)])
def test_a_clip_that_is_none_fails_the_stage_and_says_which(tmp_path, content) -> None:
    def broken(storyboard, folder: Path, progress) -> None:
        foreign_clips(storyboard, folder, progress)
        clip_path(folder, 1).write_bytes(content)

    with pytest.raises(FilmError, match=r"01\.mp4"):
        make_film(BRIEF, tmp_path, tools=Tools(make_clips=broken))


@pytest.mark.parametrize("seconds", [1.9, 121, float("nan"), float("inf")])
def test_a_film_has_a_length_that_can_be_made(seconds) -> None:
    with pytest.raises(ValueError, match="s, not"):
        Brief("x", "1:1", seconds)


def test_a_film_has_an_aspect_that_is_known() -> None:
    with pytest.raises(ValueError, match="4:3"):
        Brief("x", "4:3", 5)  # type: ignore[arg-type]
