"""Weather and heavens."""

from math import cos, pi, sin

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, ease, scatter
from video.pipeline.pictures.parts import (
    air,
    cloud,
    clouds,
    pine,
    ridge,
    stars_above,
    sun_disc,
    wave,
)
from video.pipeline.pictures.registry import landscape


@landscape
def sun(pen: Pen, t: float, c: Palette) -> None:
    """A sun that rises over hills."""
    air(pen, c)
    x, y = pen.w * 0.5, pen.h * (0.62 - 0.2 * ease(t, 0, 5))
    for ray in range(12):
        with pen.at(x, y, turn=ray * 30 + t * 4):
            pen.shape([(-2.6, -24), (2.6, -24), (8, -120), (-8, -120)], c.accent, 0.10)
    sun_disc(pen, x, y, 15, c.accent)
    clouds(pen, t, c.light, 0.5, pen.h * 0.3)
    ridge(pen, pen.h * 0.72, 13, c.far, 4, -t * 0.4)
    ridge(pen, pen.h * 0.82, 13, c.mid, 9, -t * 0.8)
    ridge(pen, pen.h * 0.92, 10, c.near, 5, -t * 1.4)


@landscape
def clouds_above(pen: Pen, t: float, c: Palette) -> None:
    """A wide sky with clouds, and birds in it."""
    air(pen, c)
    sun_disc(pen, pen.w * 0.78, pen.h * 0.24, 8, c.accent)
    for at, (x, y, z) in enumerate(scatter(9, 5)):
        span = pen.w + 80
        place = (x * span + t * (1 + 4 * z)) % span - 40
        cloud(pen, place, pen.h * (0.15 + 0.75 * y), 14 + 26 * z, c.light, 0.35 + 0.05 * at)
    flock(pen, pen.w * 0.3 + t * 4, pen.h * 0.36, t, c.dark)


@landscape
def stars(pen: Pen, t: float, c: Palette) -> None:
    """A night full of stars, with a moon and one that falls."""
    air(pen, c)
    for x, y, z in scatter(26, 11):
        along = (x - 0.5) * 1.5
        glow = pen.w * 0.5 + along * pen.w * 0.7, pen.h * (0.4 - along * 0.4 + (y - 0.5) * 0.16)
        pen.glow(*glow, 8 + 10 * z, c.second, 0.10)
    stars_above(pen, t, c.light, pen.h * 0.85, 150)
    x, y = pen.w * 0.76, pen.h * 0.24
    pen.glow(x, y, 34, c.accent, 0.35)
    pen.circle(x, y, 9, c.accent)
    pen.circle(x + 3.6, y - 2, 8, c.sky)
    fall = (t * 0.45) % 1
    head = pen.w * (0.62 - 0.5 * fall), pen.h * (0.1 + 0.34 * fall)
    pen.line([head, (head[0] + 16, head[1] - 9)], 0.5, c.light, 0.9 * (1 - fall))
    ridge(pen, pen.h * 0.9, 14, c.mid, 6)
    ridge(pen, pen.h * 0.97, 10, c.near, 2)
    for at, (px, _, z) in enumerate(scatter(11, 8)):
        pine(pen, px * pen.w, pen.h * 0.98 + z * 2, 11 + 8 * z, c.dark, 0.6 * sin(t + at))


@landscape
def rain(pen: Pen, t: float, c: Palette) -> None:
    """Rain over a window of hills, with rings where it falls."""
    air(pen, c)
    ridge(pen, pen.h * 0.66, 14, c.far, 4)
    ridge(pen, pen.h * 0.74, 12, c.mid, 9)
    pen.box(-20, pen.h * 0.74, pen.w + 40, pen.h, c.near)
    for at, (x, y, z) in enumerate(scatter(14, 21)):
        age = (t * 0.9 + y) % 1
        with pen.at(x * pen.w, pen.h * (0.8 + 0.17 * z), tall=0.3):
            pen.ring(0, 0, 1 + 7 * age, 0.5, c.light, 0.5 * (1 - age))
        cloud(pen, (x * pen.w + at * 9 + t * 2) % (pen.w + 40) - 20, 4 + 8 * y, 22, c.dark, 0.55)
    for x, y, z in scatter(110, 2):
        place = (y + t * (1.1 + 0.7 * z)) % 1 * (pen.h + 16) - 8
        left = (x * (pen.w + 20) - place * 0.12) % (pen.w + 20) - 5
        pen.line([(left, place), (left - 0.7, place + 4 + 3 * z)], 0.28, c.light, 0.25 + 0.4 * z)


@landscape
def snow(pen: Pen, t: float, c: Palette) -> None:
    """Snow on firs."""
    air(pen, c)
    ridge(pen, pen.h * 0.7, 20, c.far, 12)
    ridge(pen, pen.h * 0.82, 10, c.light, 5)
    for at, (x, _, z) in enumerate(scatter(14, 8)):
        size = 16 + 16 * z
        pine(pen, x * pen.w, pen.h * (0.82 + 0.08 * z), size, c.near if at % 2 else c.mid)
    ridge(pen, pen.h * 0.96, 7, 0xFFFFFF, 15)
    for x, y, z in scatter(120, 4):
        place = (y + t * (0.08 + 0.12 * z)) % 1 * (pen.h + 10) - 5
        left = x * pen.w + 3 * sin(t * (0.6 + z) + x * 20)
        pen.circle(left, place, 0.35 + 0.75 * z, 0xFFFFFF, 0.5 + 0.5 * z)


@landscape
def rainbow(pen: Pen, t: float, c: Palette) -> None:
    """A rainbow that is being drawn over a field."""
    air(pen, c)
    x, y, r = pen.w / 2, pen.h * 0.82, min(pen.w * 0.42, pen.h * 0.55)
    colors = (0xF25C5C, 0xF7935B, 0xF9D65C, 0x6CC66A, 0x4A9BE8, 0x8A6BE0)
    for at, color in enumerate(colors):
        sweep = 180 * ease(t, 0.1 * at, 1.6)
        pen.ring(x, y, r - at * 2.4, 2.5, color, 0.85, start=180, sweep=sweep)
    clouds(pen, t, c.light, 0.9, pen.h * 0.2)
    cloud(pen, x - r + 4, y - 3, 20, c.light)
    cloud(pen, x + r - 4, y - 3, 18, c.light)
    ridge(pen, pen.h * 0.84, 8, c.mid, 3)
    ridge(pen, pen.h * 0.94, 8, c.near, 7)


@landscape
def wind(pen: Pen, t: float, c: Palette) -> None:
    """Turbines that turn over hills."""
    air(pen, c)
    sun_disc(pen, pen.w * 0.22, pen.h * 0.3, 8, c.accent)
    clouds(pen, t, c.light, 0.7, pen.h * 0.35)
    ridge(pen, pen.h * 0.76, 12, c.far, 4)
    places = ((0.2, 0.78, 26), (0.46, 0.74, 36), (0.74, 0.79, 30), (0.9, 0.75, 20))
    for at, (x, y, size) in enumerate(places):
        with pen.at(x * pen.w, y * pen.h, size / 30):
            pen.shape([(-0.8, 2), (0.8, 2), (0.4, -30), (-0.4, -30)], c.light)
            for blade in range(3):
                with pen.at(0, -30, turn=t * 70 + blade * 120 + at * 37):
                    pen.soft([(0, 0), (1.1, -4), (0.2, -15), (-0.5, -4)], c.light)
            pen.circle(0, -30, 1, c.second)
    ridge(pen, pen.h * 0.86, 9, c.mid, 9, -t * 0.5)
    wave(pen, pen.h * 0.95, 1.6, 60, t * 0.5, c.near)


def flock(pen: Pen, x: float, y: float, t: float, color: int) -> None:
    """Birds far away."""
    for at, (dx, dy, z) in enumerate(scatter(7, 31)):
        flap = sin(t * (5 + z) + at * 2) * 1.1
        left, top = x + (dx - 0.5) * 34, y + (dy - 0.5) * 16
        size = 1.4 + 1.4 * z
        pen.line(
            [(left - size, top - flap * 0.6), (left, top), (left + size, top - flap * 0.6)],
            0.35,
            color,
            0.75,
        )


def turned(r: float, angle: float) -> tuple[float, float]:
    """Return the point at an angle (in half turns) and a distance from the origin."""
    return r * cos(angle * pi), r * sin(angle * pi)
