"""What lives."""

from math import pi, sin

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, ease, scatter, spring
from video.pipeline.pictures.parts import shadow
from video.pipeline.pictures.registry import subject
from video.pipeline.pictures.sky import turned

_RED = 0xEF476F


@subject
def heart(pen: Pen, t: float, c: Palette) -> None:
    """A heart that beats."""
    beat = 1 + 0.06 * max(0.0, sin(t * 5.4)) ** 3 + 0.03 * max(0.0, sin(t * 5.4 - 1.2)) ** 3
    for at in range(3):
        age = (t * 0.55 + at / 3) % 1
        _heart(pen, 0.9 + 0.8 * age, 0.30 * (1 - age))
    with pen.at(0, 0, beat * max(spring(t, 0, 0.8), 0.02)):
        _heart(pen, 1, 1)
        with pen.at(-11, -11, 0.42, turn=-24):
            pen.oval(0, 0, 16, 9, 0xFFFFFF, 0.3)
    pulse = [(-60, 6), (-24, 6), (-16, 6), (-10, -8), (-2, 18), (6, -14), (12, 6), (22, 6), (60, 6)]
    pen.line(pulse, 1.8, c.light, 0.95, drawn=ease(t % 2.6, 0.2, 1.6))


def _heart(pen: Pen, size: float, alpha: float) -> None:
    with pen.at(0, -2, size):
        points = [(0, -18), (12, -29), (29, -26), (36, -9), (26, 12), (0, 36)]
        pen.soft([*points, *((-x, y) for x, y in reversed(points[1:-1]))], _RED, alpha)


@subject
def cat(pen: Pen, t: float, c: Palette) -> None:
    """A cat that sits, waves its tail and blinks."""
    shadow(pen, 41, 34)
    swing = 7 * sin(t * 1.8)
    pen.line(
        [(18, 36), (34, 32), (40, 16), (34 + swing, 2), (40 + swing, -8)], 6, c.second, curved=True
    )
    pen.soft([(-20, 40), (-22, 18), (-14, 0), (14, 0), (22, 18), (20, 40), (0, 43)], c.second)
    pen.soft([(-9, 40), (-10, 18), (0, 8), (10, 18), (9, 40)], c.light, 0.85)
    with pen.at(0, -14, turn=4 * sin(t * 0.9)):
        for side in (-1, 1):
            pen.shape([(side * 6, -15), (side * 21, -28), (side * 21, -4)], c.second)
            pen.shape([(side * 10, -15), (side * 18.5, -23), (side * 18.5, -9)], c.accent, 0.8)
        pen.oval(0, 0, 23, 18, c.second)
        for side in (-1, 1):
            wink = 0.12 if t % 2.7 > 2.5 else 1.0
            pen.oval(side * 9, -2, 4, 5 * wink, c.light)
            pen.oval(side * 9 + 0.8 * sin(t), -2, 1.8, 4.4 * wink, c.dark)
            for hair in (-1, 0, 1):
                pen.line([(side * 10, 7 + hair), (side * 27, 6 + hair * 4)], 0.5, c.light, 0.8)
        pen.shape([(-2.4, 4), (2.4, 4), (0, 7)], c.dark)
        for side in (-1, 1):
            pen.ring(side * 2.6, 7, 2.6, 0.8, c.dark, 1, start=0, sweep=180)


@subject
def flower(pen: Pen, t: float, c: Palette) -> None:
    """A flower that opens."""
    shadow(pen, 44, 22)
    sway = 2.2 * sin(t * 1.3)
    stem = ease(t, 0, 0.9)
    pen.line(
        [(0, 44), (1.5, 24), (-1, 8), (sway * 0.4, -10)],
        2.6,
        c.mid,
        1,
        max(stem, 0.02),
        curved=True,
    )
    for side, y in ((-1, 26.0), (1, 18.0)):
        grown = ease(t, 0.5, 0.8)
        pen.soft(
            [
                (0, y),
                (side * 12 * grown, y - 11),
                (side * 22 * grown, y - 9),
                (side * 11 * grown, y + 1),
            ],
            c.mid,
        )
    with pen.at(sway * 0.4, -12, turn=sway):
        for layer, (color, number, reach) in enumerate(((c.second, 9, 30.0), (c.accent, 9, 20.0))):
            opened = max(spring(t, 0.6 + 0.25 * layer, 1.0), 0.02)
            for petal in range(number):
                with pen.at(turn=petal * 360 / number + 20 * layer, scale=opened):
                    pen.soft(
                        [(0, 0), (-6, -reach * 0.55), (0, -reach), (6, -reach * 0.55)], color, 0.92
                    )
        pen.circle(0, 0, 7 * ease(t, 0.5, 0.7), c.dark)
        for x, y, z in scatter(14, 3):
            pen.circle((x - 0.5) * 9, (y - 0.5) * 9, 0.6 + 0.4 * z, c.accent, ease(t, 1, 0.5))


@subject
def people(pen: Pen, t: float, c: Palette) -> None:
    """Three people, one after another."""
    shadow(pen, 38, 46)
    figures = ((-27, 0.86, c.far, 0.25), (27, 0.9, c.second, 0.45), (0, 1.05, c.accent, 0.0))
    skins = (0xF2C9A1, 0x8D5A3B, 0xD9A066)
    for at, (left, size, color, start) in enumerate(figures):
        rise = spring(t, start, 0.8)
        nod = sin(t * 1.6 + at * 2)
        with pen.at(left, 38 + 40 * (1 - rise), size), pen.faded(min(rise * 2, 1), 70):
            pen.soft([(-17, 0), (-17, -22), (-9, -33), (9, -33), (17, -22), (17, 0)], color)
            pen.box(-17, -8, 34, 8.4, color)
            pen.box(-4, -40, 8, 9, skins[at])
            with pen.at(0, -48, turn=3 * nod):
                pen.circle(0, 0, 12, skins[at])
                pen.soft(
                    [(-12.5, 1), (-12, -9), (0, -14.5), (12, -9), (12.5, 1), (6, -6), (-4, -7)],
                    c.dark,
                )
                for side in (-1, 1):
                    pen.circle(side * 4.4, 1, 1.1, c.dark)
                pen.ring(0, 3, 4, 0.9, c.dark, 1, start=25, sweep=130)


@subject
def bird(pen: Pen, t: float, c: Palette) -> None:
    """A bird in flight."""
    for x, y, z in scatter(8, 14):
        left = 60 - (x + t * (0.2 + 0.3 * z)) % 1 * 130
        pen.oval(left, -40 + 80 * y, 9 + 7 * z, 2.2, c.light, 0.25)
    flap = sin(t * 6)
    with pen.at(0, 3 * sin(t * 6 + pi), turn=-6):
        pen.soft([(-4, -2), (-14, -14 - 22 * flap), (-34, -20 - 34 * flap), (-18, 0)], c.far)
        pen.shape([(-26, 4), (-52, -2), (-46, 6), (-52, 12)], c.mid)
        pen.soft([(-32, 4), (-14, -9), (12, -11), (26, -4), (12, 10), (-12, 12)], c.second)
        pen.circle(24, -8, 9, c.second)
        pen.shape([(31, -11), (44, -6), (31, -4)], c.accent)
        pen.circle(27, -10, 1.8, c.dark)
        pen.soft([(8, 2), (0, -16 - 24 * flap), (-22, -22 - 36 * flap), (-10, 4)], c.light)


@subject
def fish(pen: Pen, t: float, c: Palette) -> None:
    """Fish, and bubbles that rise."""
    for x, y, z in scatter(18, 5):
        rise = (y + t * (0.1 + 0.14 * z)) % 1
        pen.ring(
            (x - 0.5) * 100 + 2 * sin(t * 2 + 9 * z),
            50 - 100 * rise,
            1 + 2.4 * z,
            0.6,
            c.light,
            0.7,
        )
    for x, y, size, color in (
        (4, 6, 1.0, c.second),
        (-24, -24, 0.45, c.accent),
        (28, 32, 0.36, c.light),
    ):
        swim = sin(t * 4 + x)
        with pen.at(x + 3 * sin(t * 0.8 + x), y + 2 * sin(t * 1.3 + y), size, turn=2.5 * swim):
            pen.soft([(-24, 0), (-44, -16 + 4 * swim), (-38, 0), (-44, 16 + 4 * swim)], color)
            pen.soft([(-6, -14), (4, -30), (16, -14)], color, 0.8)
            pen.soft([(-30, 0), (-8, -19), (22, -15), (37, 0), (22, 15), (-8, 19)], color)
            for stripe in (-10, 2, 14):
                pen.line(
                    [(stripe, -12), (stripe + 3, 0), (stripe, 12)], 2.6, c.light, 0.45, curved=True
                )
            pen.circle(26, -4, 4, c.light)
            pen.circle(27, -4, 2, c.dark)
            pen.soft([(2, 3), (-10, 12 + 2 * swim), (-3, 1)], c.dark, 0.3)


@subject
def leaf(pen: Pen, t: float, c: Palette) -> None:
    """A seedling that grows."""
    for ray in range(14):
        inner, outer = (turned(r, ray / 7 + t * 0.02) for r in (30, 48))
        pen.line([inner, outer], 1.4, c.accent, 0.25 + 0.2 * sin(t * 2 + ray))
    grown = ease(t, 0.1, 1.5)
    pen.soft([(-26, 44), (-16, 34), (0, 30), (16, 34), (26, 44), (0, 47)], c.dark)
    pen.line([(0, 34), (1.5, 10), (0, -14)], 3, c.mid, 1, max(grown, 0.02), curved=True)
    for side, y, size, start in (
        (-1, 12, 0.8, 0.5),
        (1, 2, 1.0, 0.8),
        (-1, -12, 0.9, 1.1),
        (1, -14, 0.7, 1.3),
    ):
        opened = max(spring(t, start, 0.9), 0.01)
        with pen.at(0.6, y, size * opened, turn=side * (4 * sin(t * 1.4 + y))):
            pen.soft(
                [(0, 0), (side * 12, -16), (side * 34, -19), (side * 24, -2)],
                c.second if y == 2 else c.mid,
            )
            pen.line([(0, 0), (side * 26, -13)], 0.8, c.light, 0.6)
