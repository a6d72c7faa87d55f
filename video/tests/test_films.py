"""Whole films: made here, and read again as a player would."""

import struct
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest

from video.pipeline import SIZES, Brief, Stage, Tools, perform
from video.pipeline import storyboard as storyboards
from video.tests.film_making import Facts, differ, ignore, make_film, pictures_of

SECONDS = 3.0
PROMPTS = {
    "16:9": "请做一个视频，介绍人工智能如何改变医疗",
    "9:16": "A lighthouse keeper and the sea",
    "1:1": "مرحبا بالعالم 😀 \x07\u202e" + "咖啡" * 40,
}
Film = tuple[Path, Brief, Facts, list[tuple[Stage, int, int]]]


@pytest.fixture(scope="module", params=list(SIZES))
def film(request, tmp_path_factory) -> Film:
    """A film of three seconds."""
    folder: Path = tmp_path_factory.mktemp("film")
    brief = Brief(PROMPTS[request.param], request.param, SECONDS)
    told: list[tuple[Stage, int, int]] = []
    facts = make_film(brief, folder, Tools(), lambda *step: told.append(step))
    return folder, brief, facts, told


def test_a_film_is_h264_and_aac_as_every_browser_plays_it(film) -> None:
    folder, brief, _, _ = film
    with av.open(str(folder / "film.mp4")) as file:
        [video], [audio] = file.streams.video, file.streams.audio
        context = video.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (video.width, video.height) == SIZES[brief.aspect]
        assert (context.colorspace, context.color_range) == (1, 1)  # BT.709, limited
        assert (float(video.average_rate or 0), video.frames) == (24, brief.frames)
        assert (audio.codec_context.name, audio.rate) == ("aac", 48_000)


def test_a_film_is_as_long_as_asked(film) -> None:
    folder, brief, facts, _ = film
    with av.open(str(folder / "film.mp4")) as file:
        for stream in (*file.streams.video, *file.streams.audio):
            seconds = float((stream.duration or 0) * (stream.time_base or 0))
            assert seconds == pytest.approx(SECONDS, abs=0.1)
    assert facts[Stage.DONE]["seconds"] == pytest.approx(SECONDS, abs=0.1)
    assert facts[Stage.DONE]["frames"] == brief.frames


def test_a_film_begins_before_it_is_loaded(film) -> None:
    assert [kind for kind in atoms(film[0] / "film.mp4") if kind in ("moov", "mdat")] == [
        "moov",
        "mdat",
    ]


def test_scenes_differ_and_the_picture_changes_all_the_time(film) -> None:
    folder, _, facts, _ = film
    pictures = pictures_of(folder / "film.mp4")
    board = storyboards.load(folder)
    middles = [pictures[scene.start + scene.frames // 2] for scene in board.scenes]
    assert len(middles) == facts[Stage.STORYBOARD]["scenes"] == 3
    pairs = [(one, other) for at, one in enumerate(middles) for other in middles[:at]]
    assert min(differ(one, other) for one, other in pairs) > 8
    seconds = [pictures[at : at + 24] for at in range(0, len(pictures), 24)]
    assert all(max(differ(each, second[0]) for each in second) > 1 for second in seconds)


def test_captions_are_burnt_in(film) -> None:
    folder, _, _, _ = film
    with av.open(str(folder / "film.mp4")) as whole, av.open(str(folder / "clips/00.mp4")) as clip:
        seen, drawn = (
            [frame.to_ndarray(format="gray") for frame in islice(file.decode(video=0), 12)]
            for file in (whole, clip)
        )
    height = len(seen[0])
    changed = np.abs(seen[10].astype(int) - drawn[10].astype(int)) > 40
    assert changed[height // 2 :].sum() > 2_000
    assert changed[: height // 2].sum() < 200


def test_captions_lie_beside_the_film(film) -> None:
    lines = (film[0] / "captions.vtt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "WEBVTT"
    assert [line for line in lines if "-->" in line][-1].endswith("00:00:03.000")


def test_the_thumbnail_is_a_small_picture(film) -> None:
    folder, brief, _, _ = film
    with av.open(str(folder / "thumbnail.jpg")) as file:
        picture = next(file.decode(video=0))
    width, height = SIZES[brief.aspect]
    assert max(picture.width, picture.height) == 640
    assert picture.width / picture.height == pytest.approx(width / height, abs=0.01)
    assert picture.to_ndarray(format="gray").std() > 10


def test_progress_counts_frames_and_never_goes_back(film) -> None:
    _, brief, facts, told = film
    clips = facts[Stage.CLIPS]["frames"]
    for stage, frames in ((Stage.CLIPS, clips), (Stage.COMPOSITION, brief.frames)):
        done = [step for at, step, of in told if (at, of) == (stage, frames)]
        assert done == sorted(done)
        assert done[-1] == frames
        assert len(set(done)) >= frames // 6
    for stage in Stage:
        assert all(step <= of for at, step, of in told if at == stage)


def test_a_stage_that_is_done_does_nothing_again(film) -> None:
    folder, brief, facts, _ = film
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    for stage in Stage:
        assert perform(stage, brief, folder, ignore, Tools()) == facts[stage]
    assert before == {path: path.stat().st_mtime_ns for path in before}
    assert len(before) == len([path for path in folder.rglob("*") if path.is_file()])


def test_what_is_lost_is_made_again(tmp_path) -> None:
    brief = Brief("The sea", "1:1", 2.0)
    make_film(brief, tmp_path, Tools())
    clip, film = (tmp_path / name for name in ("clips/00.mp4", "film.mp4"))
    drawn, seen = clip.read_bytes(), pictures_of(film)
    clip.unlink()
    film.unlink()
    for stage in (Stage.CLIPS, Stage.COMPOSITION):
        perform(stage, brief, tmp_path, ignore, Tools())
    assert clip.read_bytes() == drawn
    assert max(map(differ, pictures_of(film), seen)) < 1


def atoms(path: Path) -> list[str]:
    """Return the outermost parts of an MP4 file, in order."""
    data, at, kinds = path.read_bytes(), 0, []
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        kinds.append(kind.decode())
        at += size if size > 1 else struct.unpack(">Q", data[at + 8 : at + 16])[0]
    return kinds
