"""Illustrations: each shows something, and each moves."""

import numpy as np
import pytest
from av.video.reformatter import Colorspace

from video.pipeline.backdrops import BACKDROPS, draw_backdrop
from video.pipeline.contract import SIZES
from video.pipeline.films import FILM, Footage, film_writer
from video.pipeline.fonts import fonts_for
from video.pipeline.palettes import PALETTES
from video.pipeline.pen import Pen, Pixels
from video.pipeline.pictures import PICTURES
from video.pipeline.planes import blended, colors_of, frame_of, planes_of
from video.pipeline.scenes import SceneArtist
from video.pipeline.storyboard import Scene, Storyboard
from video.pipeline.transitions import transition

COLORS = PALETTES["dawn"]


def drawn(name: str, seconds: float, size: tuple[int, int] = (160, 90)) -> Pixels:
    pen = Pen(*size)
    picture = PICTURES[name]
    with pen.at(*((0, 0) if picture.is_landscape else (pen.w / 2, pen.h / 2))):
        picture.draw(pen, seconds, COLORS)
    return pen.pixels.astype(np.int16)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_something_and_moves(name) -> None:
    early, later = drawn(name, 1.3), drawn(name, 1.9)
    covered = (early[..., 3] > 0).mean()
    assert covered > (0.99 if PICTURES[name].is_landscape else 0.05)
    assert np.abs(early - later).mean() > 0.05


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("seconds", [0.0, 1 / 24, 119.9])
def test_a_picture_can_be_drawn_at_any_time(name, seconds) -> None:
    drawn(name, seconds, (90, 160))


@pytest.mark.parametrize("turn", range(len(BACKDROPS)))
def test_a_backdrop_covers_the_picture(turn) -> None:
    pen = Pen(160, 90)
    draw_backdrop(pen, 0.5, COLORS, (50, 40), 30, turn)
    assert (pen.pixels[..., 3] == 255).all()


@pytest.mark.parametrize("aspect", list(SIZES))
@pytest.mark.parametrize("movement", ["in", "out", "left", "right"])
def test_the_camera_never_shows_an_edge(aspect, movement) -> None:
    for picture, layout in (("sea", "wide"), ("cup", "cover")):
        scene = Scene(0, 48, 0, layout, "dawn", picture, movement, "none", "", ())
        artist = SceneArtist(
            Storyboard("", "en", aspect, 48, (scene,)), 0, SIZES[aspect], fonts_for("en")
        )
        for frame in (0, 47):
            assert (artist.draw(frame)[..., 3] == 255).all()


def test_colours_reach_the_film_as_they_were_drawn(tmp_path) -> None:
    pen = Pen(64, 64)
    pen.box(0, 0, 200, 200, 0xE04020)
    with film_writer(tmp_path / "red.mp4", (64, 64), FILM) as writer:
        for _ in range(3):
            writer.write_pixels(pen.pixels)
    frame = Footage(tmp_path / "red.mp4").frame(1)
    shown = frame.reformat(format="rgb24", src_colorspace=Colorspace.ITU709).to_ndarray()
    assert np.abs(shown[20, 20].astype(int) - [0xE0, 0x40, 0x20]).max() <= 4
    captioned, weights = colors_of(pen.pixels)
    for plane, encoded in zip(captioned, planes_of(frame, (64, 64)), strict=True):
        assert abs(int(plane[9, 9]) - int(encoded[9, 9])) <= 2
    assert (weights == 256).all()


@pytest.mark.parametrize("name", ["fade", "push", "wipe", "iris"])
def test_a_transition_leads_from_one_picture_to_the_other(name) -> None:
    before, after = (_flat(40), _flat(200))
    assert np.array_equal(transition(name, before, after, 0.0)[0], before[0])
    assert np.array_equal(transition(name, before, after, 1.0)[0], after[0])
    half = transition(name, before, after, 0.5)
    assert 90 < half[0].mean() < 160
    assert [plane.shape for plane in half] == [plane.shape for plane in before]


def test_planes_of_another_size_are_cut_to_fit() -> None:
    frame = frame_of(_flat(99))
    for size in ((32, 64), (64, 32), (200, 100), (30, 30)):
        luma, blue, red = planes_of(frame, size)
        assert luma.shape == (size[1], size[0])
        assert blue.shape == red.shape == (size[1] // 2, size[0] // 2)
        assert abs(int(luma.mean()) - 99) <= 1


def test_nothing_is_laid_over_where_the_weight_is_nothing() -> None:
    below, above = _flat(10), _flat(250)
    weights = np.zeros((36, 64), np.uint16)
    weights[:, 32:] = 256
    mixed = blended(below, above, weights)[0]
    assert (mixed[:, :32] == 10).all()
    assert (mixed[:, 32:] == 250).all()


def _flat(value: int):
    luma = np.full((36, 64), value, np.uint8)
    return luma, luma[:18, :32].copy(), luma[:18, :32].copy()
