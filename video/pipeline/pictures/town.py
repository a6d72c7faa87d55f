"""Where people live and travel."""

from math import sin

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, ease, scatter
from video.pipeline.pictures.parts import air, clouds, leafy, ridge, shadow, stars_above, sun_disc
from video.pipeline.pictures.registry import landscape, subject


@landscape
def city(pen: Pen, t: float, c: Palette) -> None:
    """A skyline whose windows light up."""
    air(pen, c)
    if c.is_dark:
        stars_above(pen, t, c.light, pen.h * 0.4)
    sun_disc(pen, pen.w * 0.7, pen.h * 0.4, 12, c.accent)
    for depth, color in enumerate((c.far, c.mid, c.near)):
        number = int(pen.w / (9 + 2 * depth)) + 2
        for at, (x, y, z) in enumerate(scatter(number, 4 + depth)):
            wide = 8 + 4 * depth + 4 * x
            left = at * (9 + 2 * depth) - 8 - t * (0.4 + 0.5 * depth)
            tall = pen.h * (0.5 - 0.11 * depth) * (0.45 + 0.75 * y)
            top = pen.h - 8 - tall * ease(t, 0.05 * at, 1.1)
            pen.box(left, top, wide - 0.8, pen.h, color)
            if z > 0.7:
                pen.box(left + wide / 2 - 0.6, top - 5, 0.7, 6, color)
            if depth:
                _windows(pen, t, c, (left, top, wide, at + 50 * depth))
    pen.fade(-20, pen.h - 22, pen.w + 40, 24, (c.dark, 0), (c.dark, 0.75))


def _windows(pen: Pen, t: float, c: Palette, house: tuple[float, float, float, int]) -> None:
    left, top, wide, seed = house
    for at, (x, _, z) in enumerate(scatter(30, seed)):
        column, row = at % 3, at // 3
        lit = x > 0.45 and t * 1.4 > z * 2.4
        if lit and top + 2 + row * 4.4 < pen.h:
            pen.box(
                left + wide * (0.14 + 0.27 * column),
                top + 2 + row * 4.4,
                wide * 0.16,
                2,
                c.accent,
                0.2,
                0.85,
            )


@landscape
def village(pen: Pen, t: float, c: Palette) -> None:
    """Houses on a hill, with smoke from their chimneys."""
    air(pen, c)
    sun_disc(pen, pen.w * 0.2, pen.h * 0.28, 7, c.accent)
    clouds(pen, t, c.light, 0.6, pen.h * 0.3)
    ridge(pen, pen.h * 0.72, 14, c.far, 4)
    ridge(pen, pen.h * 0.82, 10, c.mid, 9)
    for at, (x, _, z) in enumerate(scatter(7, 23)):
        size = 0.24 + 0.14 * z
        place = (at + 0.3 + 0.4 * x) / 7 * pen.w
        with pen.at(place, pen.h * (0.83 + 0.07 * z), size):
            _house(pen, t + at, c, 0.3 * at)
        leafy(pen, place + 10, pen.h * (0.85 + 0.07 * z), 12, c.near, c.dark, sin(t + at))
    ridge(pen, pen.h * 0.98, 6, c.near, 15)


@subject
def house(pen: Pen, t: float, c: Palette) -> None:
    """A house that is being built, and lived in."""
    shadow(pen, 34, 40)
    leafy(pen, -34, 34, 30, c.mid, c.dark, 1.5 * sin(t * 1.2))
    leafy(pen, 36, 35, 22, c.far, c.dark, 1.5 * sin(t * 1.4 + 1))
    with pen.at(0, 34, tall=max(ease(t, 0, 0.9), 0.02)), pen.at(0, -34):
        _house(pen, t, c, 0.9)


def _house(pen: Pen, t: float, c: Palette, lit: float) -> None:
    for puff in range(4):
        age = (t * 0.35 + puff / 4) % 1
        pen.circle(
            15 + 5 * age + sin(t + puff), -32 - 22 * age, 2 + 4 * age, c.light, 0.5 * (1 - age)
        )
    pen.box(11, -32, 7, 18, c.second)
    pen.box(-24, -6, 48, 40, c.light)
    pen.shape([(-31, -5), (0, -34), (31, -5)], c.second)
    pen.shape([(-31, -5), (0, -34), (2, -34), (-25, -5)], 0xFFFFFF, 0.18)
    pen.box(-6, 12, 12, 22, c.dark, 1)
    pen.circle(3.4, 23, 1, c.accent)
    for x in (-19, 9):
        pen.box(x, 3, 10, 11, c.dark, 1)
        pen.box(x + 1, 4, 8, 9, c.accent, 0.5, 0.25 + 0.7 * ease(t, lit, 0.5))
        pen.line([(x + 5, 4), (x + 5, 13)], 0.7, c.dark)
        pen.line([(x + 1, 8.5), (x + 9, 8.5)], 0.7, c.dark)


@subject
def car(pen: Pen, t: float, c: Palette) -> None:
    """A car on its way."""
    for at, (x, y, z) in enumerate(scatter(9, 6)):
        left = 60 - (x + t * (0.6 + z)) % 1 * 130
        pen.line(
            [(left, -22 + 40 * y), (left + 10 + 8 * z, -22 + 40 * y)], 0.7, c.light, 0.3 + 0.05 * at
        )
    shadow(pen, 24, 46)
    with pen.at(0, 0.7 * sin(t * 9)):
        pen.soft([(-28, -4), (-18, -20), (10, -20), (24, -5), (20, 2), (-26, 2)], c.second)
        pen.box(-44, -5, 86, 22, c.second, 8)
        pen.box(-44, 8, 86, 9, 0x000000, 4, 0.14)
        pen.soft([(-22, -5), (-15, -16), (-3, -16), (-3, -5)], c.light)
        pen.soft([(1, -5), (1, -16), (9, -16), (18, -5)], c.light)
        pen.box(37, -1, 6, 5, c.accent, 2)
        pen.glow(48, 2, 16, c.accent, 0.5)
    for x in (-25, 24):
        with pen.at(x, 17, turn=t * 400):
            pen.circle(0, 0, 10, c.dark)
            pen.circle(0, 0, 5, c.light)
            for spoke in range(4):
                with pen.at(turn=spoke * 90):
                    pen.box(-0.6, -5, 1.2, 5, c.dark)


@subject
def plane(pen: Pen, t: float, c: Palette) -> None:
    """A plane above the clouds."""
    for x, y, z in scatter(7, 9):
        left = 70 - (x + t * (0.12 + 0.2 * z)) % 1 * 150
        pen.oval(left, -34 + 74 * y, 11 + 8 * z, 3 + 2 * z, c.light, 0.35)
    with pen.at(4 * ease(t, 0, 2) - 2, 2.5 * sin(t * 1.3), turn=-9 + 2 * sin(t * 1.1)):
        pen.shape([(-8, -2), (4, -2), (-14, -30), (-21, -30)], c.mid)
        pen.soft([(-44, -2), (-36, -7), (20, -8), (40, -3), (44, 2), (36, 6), (-30, 6)], c.light)
        pen.shape([(-44, -4), (-33, -4), (-40, -22), (-48, -22)], c.second)
        pen.shape([(-6, 2), (8, 2), (-12, 32), (-21, 32)], c.second)
        for at in range(8):
            pen.circle(-24 + at * 6.6, -2, 1.5, c.dark)
        pen.soft([(31, -5), (38, -3), (41, 0), (31, 0)], c.dark)
    pen.line([(-100, 22), (-52, 14)], 1, c.light, 0.4)


@subject
def shop(pen: Pen, t: float, c: Palette) -> None:
    """A shop with its awning."""
    shadow(pen, 36, 42)
    pen.box(-36, -18, 72, 54, c.light, 2)
    pen.box(-30, -2, 34, 26, c.far, 1)
    pen.box(10, -2, 20, 38, c.dark, 1)
    pen.box(12, 0, 16, 24, c.accent, 1, 0.55)
    for at in range(3):
        rise = spring_up(t, 0.5 + 0.2 * at)
        pen.box(-27 + at * 10.5, 24 - 14 * rise, 8, 14 * rise, (c.second, c.accent, c.mid)[at], 1)
    drop = ease(t, 0.1, 0.8)
    for at in range(8):
        color = c.second if at % 2 else 0xFFFFFF
        tall = (14 + 0.8 * sin(t * 2 + at)) * drop
        pen.box(-40 + at * 10, -24, 10, tall, color)
        pen.circle(-35 + at * 10, -24 + tall, 5, color)
    pen.box(-42, -28, 84, 6, c.dark, 2)


def spring_up(t: float, start: float) -> float:
    """Return how high something has come out of the ground."""
    return max(ease(t, start, 0.7), 0.01)
