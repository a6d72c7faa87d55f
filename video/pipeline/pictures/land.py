"""Places outside."""

from math import sin

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, ease, scatter
from video.pipeline.pictures.parts import air, clouds, leafy, pine, ridge, sun_disc, wave
from video.pipeline.pictures.registry import landscape
from video.pipeline.pictures.sky import flock


@landscape
def sea(pen: Pen, t: float, c: Palette) -> None:
    """The sea, a low sun and a sailing boat."""
    air(pen, c)
    level, x = pen.h * 0.58, pen.w * 0.66
    sun_disc(pen, x, level - 6, 11, c.accent)
    clouds(pen, t, c.light, 0.35, pen.h * 0.26)
    flock(pen, pen.w * 0.3 + t * 2, pen.h * 0.3, t, c.dark)
    pen.box(-20, level, pen.w + 40, pen.h, c.far)
    for at in range(14):
        wide = (3 + at * 0.9) * (0.7 + 0.3 * sin(t * 2.2 + at * 1.7))
        pen.box(x - wide, level + 1.4 + at * 1.7, 2 * wide, 0.55, c.accent, 0.3, 0.75 - at * 0.045)
    with pen.at(pen.w * 0.26 + t * 1.6, level + 5 + sin(t * 1.4), turn=2.4 * sin(t * 1.1)):
        pen.soft([(-8, -1), (8, -1), (5.5, 2.8), (-5.5, 2.8)], c.dark)
        pen.shape([(0, -2), (0, -19), (9, -3)], c.light)
        pen.shape([(-1, -2), (-1, -15), (-6.5, -3)], c.second)
    for at, color in enumerate((c.far, c.mid, c.mid, c.near)):
        deep = at / 3
        y = level + pen.h * (0.1 + 0.27 * deep)
        wave(pen, y, 0.9 + 1.2 * deep, 22 + 16 * deep, t * (1.5 - 0.5 * deep) + at * 2, color, 0.85)


@landscape
def mountains(pen: Pen, t: float, c: Palette) -> None:
    """Peaks in three depths, with snow on the highest."""
    air(pen, c)
    sun_disc(pen, pen.w * 0.28, pen.h * 0.3, 7, c.accent)
    clouds(pen, t, c.light, 0.55, pen.h * 0.3)
    peaks = ((0.62, 0.22, 46), (0.36, 0.34, 38), (0.9, 0.36, 36), (0.1, 0.42, 34))
    for at, (x, y, wide) in enumerate(peaks):
        left, top = x * pen.w - t * 0.5, y * pen.h
        foot = pen.h * 0.85
        slope = wide * (foot - top) / (pen.h * 0.5)
        pen.shape([(left - slope, foot), (left, top), (left + slope, foot)], c.far)
        pen.shape([(left, top), (left + slope, foot), (left + slope * 0.2, foot)], c.mid, 0.55)
        cap = (foot - top) * 0.24
        side = slope * 0.24
        edge = [(left + side * (k / 2 - 1), top + cap * (1 - 0.45 * (k % 2))) for k in range(5)]
        pen.shape([(left, top), *reversed(edge)], c.light, 0.95 - 0.1 * at)
    ridge(pen, pen.h * 0.82, 16, c.mid, 9, -t * 0.9)
    ridge(pen, pen.h * 0.93, 10, c.near, 5, -t * 1.6)
    for at, (x, _, z) in enumerate(scatter(12, 8)):
        pine(pen, x * pen.w, pen.h * 0.95 + 5 * z, 10 + 9 * z, c.dark, 0.7 * sin(t + at))


@landscape
def forest(pen: Pen, t: float, c: Palette) -> None:
    """Trees in mist, with light that falls between them."""
    air(pen, c)
    sun_disc(pen, pen.w * 0.6, pen.h * 0.3, 7, c.accent, 0.8)
    for depth, (color, number, size) in enumerate(
        ((c.far, 15, 34), (c.mid, 12, 46), (c.near, 9, 58))
    ):
        base = pen.h * (0.74 + 0.12 * depth)
        for at, (x, y, z) in enumerate(scatter(number, 5 + depth)):
            place = (x + at) / number * (pen.w + 24) - 12 - t * (0.3 + 0.5 * depth)
            sway = (0.4 + 0.3 * depth) * sin(t * 1.2 + at + 9 * y)
            pine(pen, place, base + 5, size * (0.75 + 0.5 * z), color, sway)
        pen.box(-20, base + 2, pen.w + 40, pen.h, color)
        pen.fade(-20, base - 26, pen.w + 40, 30, (c.haze, 0), (c.haze, 0.35 - 0.1 * depth))
    for x, y, z in scatter(26, 40):
        up = (y - t * 0.04 * (1 + z)) % 1
        glow = 0.4 + 0.5 * sin(t * 2 + 12 * x)
        pen.circle(x * pen.w + 2 * sin(t + 9 * z), up * pen.h, 0.35 + 0.3 * z, c.accent, glow)


@landscape
def tree(pen: Pen, t: float, c: Palette) -> None:
    """One tree on a hill, growing."""
    air(pen, c)
    sun_disc(pen, pen.w * 0.24, pen.h * 0.3, 8, c.accent)
    clouds(pen, t, c.light, 0.6, pen.h * 0.3)
    ridge(pen, pen.h * 0.78, 12, c.far, 4)
    pen.soft(
        [(-30, pen.h), (pen.w * 0.2, pen.h * 0.84), (pen.w * 0.5, pen.h * 0.76)]
        + [(pen.w * 0.8, pen.h * 0.84), (pen.w + 30, pen.h), (pen.w / 2, pen.h + 40)],
        c.mid,
    )
    grown = 0.55 + 0.45 * ease(t, 0, 1.8)
    with pen.at(pen.w * 0.5, pen.h * 0.78, grown):
        leafy(pen, 0, 0, 52, c.near, c.dark, 1.6 * sin(t * 1.3))
        for x, y, z in scatter(16, 17):
            fruit = (x - 0.5) * 30 + sin(t * 1.3), -26 - 20 * y
            pen.circle(*fruit, 1.1, c.second, 0.9 * ease(t, 1 + z, 0.6))
    ridge(pen, pen.h * 0.98, 5, c.near, 7)
    for x, y, z in scatter(14, 60):
        fall = (y + t * 0.09) % 1
        pen.oval(x * pen.w + 5 * sin(t + 6 * z), fall * pen.h, 0.9, 0.5, c.second, 0.8)


@landscape
def road(pen: Pen, t: float, c: Palette) -> None:
    """A road that runs towards the sun."""
    air(pen, c)
    level, x = pen.h * 0.56, pen.w * 0.5
    sun_disc(pen, x, level - 5, 9, c.accent)
    clouds(pen, t, c.light, 0.5, pen.h * 0.3)
    ridge(pen, level, 9, c.far, 4)
    pen.box(-20, level, pen.w + 40, pen.h, c.mid)
    low = pen.h + 5
    pen.shape([(x - 1, level), (x + 1, level), (x + 42, low), (x - 42, low)], c.dark)
    for mark in range(9):
        near, until = (((mark + part) / 9 + t * 0.16) % 1 for part in (0, 0.45))
        if until < near:
            continue
        ys = [level + (low - level) * part**2.2 for part in (near, until)]
        wide = [0.1 + 1.5 * (y - level) / (low - level) for y in ys]
        pen.shape(
            [
                (x - wide[0], ys[0]),
                (x + wide[0], ys[0]),
                (x + wide[1], ys[1]),
                (x - wide[1], ys[1]),
            ],
            c.light,
        )
    for at in range(12):
        part = ((at / 12 + t * 0.16) % 1) ** 2.2
        side = -1 if at % 2 else 1
        y = level + (low - level) * part
        leafy(pen, x + side * (4 + 72 * part), y, 3 + 44 * part, c.near, c.dark, 0)


@landscape
def field(pen: Pen, t: float, c: Palette) -> None:
    """Rows of a field, and what grows there."""
    air(pen, c)
    sun_disc(pen, pen.w * 0.75, pen.h * 0.28, 8, c.accent)
    clouds(pen, t, c.light, 0.6, pen.h * 0.32)
    level = pen.h * 0.62
    ridge(pen, level, 8, c.far, 4)
    for row in range(7):
        part = (row / 6) ** 1.6
        y = level + (pen.h - level) * part
        pen.box(-20, y, pen.w + 40, pen.h, c.mid if row % 2 else c.near)
        step = 4 + 9 * part
        for at in range(int(pen.w / step) + 2):
            x = at * step + (row % 2) * step / 2
            sway = (0.8 + part) * sin(t * 1.8 + x * 0.2 + row)
            tall = (2 + 8 * part) * ease(t, 0.05 * row, 1.2)
            pen.line([(x, y + 1), (x + sway * 0.3, y - tall)], 0.3 + 0.5 * part, c.dark, 0.5)
            pen.oval(x + sway * 0.3, y - tall, 0.5 + part, 0.9 + 1.6 * part, c.accent)


@landscape
def desert(pen: Pen, t: float, c: Palette) -> None:
    """Dunes under a large sun."""
    air(pen, c)
    sun_disc(pen, pen.w * 0.62, pen.h * 0.4, 16, c.accent, 0.7)
    for at, color in enumerate((c.far, c.mid, c.near)):
        y = pen.h * (0.62 + 0.12 * at)
        wave(pen, y, 5 + 2 * at, 110 + 30 * at, at * 2.1 + t * (0.05 + 0.06 * at), color)
    for x, y, z in scatter(60, 12):
        along = (x + t * (0.08 + 0.1 * z)) % 1
        pen.line(
            [
                (along * pen.w, pen.h * (0.6 + 0.4 * y)),
                (along * pen.w + 3, pen.h * (0.6 + 0.4 * y)),
            ],
            0.15,
            c.light,
            0.3,
        )
