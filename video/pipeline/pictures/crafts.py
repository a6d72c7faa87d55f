"""What people make and do."""

from math import sin

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, ease, scatter, spring
from video.pipeline.pictures.parts import air, ridge, shadow, stars_above
from video.pipeline.pictures.registry import landscape, subject
from video.pipeline.pictures.sky import turned


@landscape
def rocket(pen: Pen, t: float, c: Palette) -> None:
    """A rocket on its way up."""
    air(pen, c)
    stars_above(pen, t, c.light, pen.h, 90)
    for x, y, z in scatter(34, 6):
        place = (y + t * (0.5 + z)) % 1 * (pen.h + 20) - 10
        pen.line([(x * pen.w, place), (x * pen.w, place + 3 + 7 * z)], 0.3, c.light, 0.25 + 0.3 * z)
    x, y = pen.w * 0.8, pen.h * 0.24
    pen.circle(x, y, 12, c.mid)
    pen.circle(x - 3, y - 3, 9, c.far, 0.7)
    with pen.at(x, y, turn=-18, tall=0.28):
        pen.ring(0, 0, 19, 1.6, c.second, 0.9, start=-10, sweep=200)
    lift = ease(t, 0, 3)
    with pen.at(
        pen.w * 0.5 + 0.5 * sin(t * 9), pen.h * (0.66 - 0.14 * lift), 0.86, turn=7 * sin(t * 0.7)
    ):
        for dx, dy, z in scatter(22, 9):
            age = (t * 1.3 + dy) % 1
            pen.circle(
                (dx - 0.5) * (8 + 16 * age),
                26 + 40 * age,
                2 + 5 * z * age,
                c.light,
                0.35 * (1 - age),
            )
        flick = 1 + 0.18 * sin(t * 31) + 0.1 * sin(t * 47)
        pen.soft([(-8, 24), (0, 24 + 28 * flick), (8, 24), (0, 21)], c.second)
        pen.soft([(-4.6, 24), (0, 24 + 17 * flick), (4.6, 24), (0, 21)], c.accent)
        for side in (-1, 1):
            pen.soft([(side * 9, 6), (side * 20, 20), (side * 19, 30), (side * 8, 22)], c.second)
        pen.soft([(0, -38), (11, -18), (13, 4), (9, 24), (-9, 24), (-13, 4), (-11, -18)], c.light)
        pen.soft([(0, -38), (8.6, -23), (0, -21), (-8.6, -23)], c.second)
        pen.circle(0, -6, 6.4, c.dark)
        pen.circle(0, -6, 4.8, c.haze)


@subject
def music(pen: Pen, t: float, c: Palette) -> None:
    """Notes over the bars of a sound."""
    for at in range(19):
        tall = 6 + 20 * abs(sin(t * (1.6 + at % 5 * 0.33) + at * 1.7)) * ease(t, at * 0.03, 0.6)
        pen.box(-47 + at * 5, 42 - tall, 3.4, tall, c.far if at % 2 else c.mid, 1.7, 0.9)
    with pen.at(0, 2 * sin(t * 2), max(spring(t, 0, 0.8), 0.02), turn=3 * sin(t * 1.5)):
        pen.shape([(-16, -36), (22, -44), (22, -33), (-16, -25)], c.second)
        for left, top, low in ((-14, -32, 12), (20, -40, 4)):
            pen.line([(left, top), (left, low)], 3.6, c.second)
            with pen.at(left - 6, low, turn=-18):
                pen.oval(0, 0, 9, 6.6, c.second)
    for x, y, z in scatter(6, 12):
        age = (t * 0.3 + y) % 1
        with pen.at((x - 0.5) * 90 + 4 * sin(t * 2 + 7 * z), 20 - 66 * age, 0.5 + 0.3 * z):
            pen.oval(0, 0, 4, 3, c.accent, sin(age * 3.14))
            pen.line([(3.6, 0), (3.6, -14), (9, -10)], 1.3, c.accent, sin(age * 3.14))


@subject
def bowl(pen: Pen, t: float, c: Palette) -> None:
    """A bowl of noodles, and chopsticks."""
    for at in range(3):
        points = [(-14 + at * 14 + 3 * sin(k + t * 2 + at), -22 - k * 4.4) for k in range(6)]
        pen.line(points, 2, c.light, 0.45 + 0.25 * sin(t * 2 + at), curved=True)
    shadow(pen, 38, 42)
    pen.oval(0, -4, 44, 11, c.dark)
    pen.oval(0, -5, 41, 9, 0xE8A94E)
    for at in range(9):
        x = -32 + at * 8
        points = [(x + k * 3, -6 + 3 * sin(k * 1.4 + at + t * 0.8)) for k in range(6)]
        pen.line(points, 1.5, 0xFFE2A0, curved=True)
    for x, y, color in ((-20, -8, 0x5FA85B), (-8, -4, c.second), (20, -9, 0x5FA85B)):
        pen.circle(x, y, 4, color)
    pen.oval(10, -7, 8, 5.4, 0xFFFFFF)
    pen.circle(10, -7, 3.4, 0xF7B733)
    pen.soft([(-44, -4), (-36, 22), (-16, 36), (16, 36), (36, 22), (44, -4), (0, 8)], c.second)
    pen.line([(-37, 12), (-12, 19), (12, 19), (37, 12)], 2, c.light, 0.7, curved=True)
    lift = 3 * sin(t * 1.6)
    for shift in (0, 6):
        pen.line([(12 + shift, -8 + lift), (50 + shift, -44 + lift)], 2, c.dark)


@subject
def ball(pen: Pen, t: float, c: Palette) -> None:
    """A ball that bounces."""
    hop = abs(sin(t * 2.6))
    shadow(pen, 40, 30 - 12 * hop, alpha=0.3 - 0.16 * hop)
    flat = 1 - 0.16 * max(0.0, 1 - hop * 6)
    with pen.at(0, 14 - 36 * hop + 26 * (1 - flat), 1.0, tall=flat), pen.at(turn=t * 80):
        pen.circle(0, 0, 26, c.light)
        with pen.within_circle(0, 0, 26):
            for at in range(5):
                x, y = turned(23, at * 0.4)
                with pen.at(x, y, turn=at * 72):
                    pen.shape([turned(9, k * 0.4 - 0.5) for k in range(5)], c.dark)
                pen.line([(0, 0), (x * 0.7, y * 0.7)], 1, c.dark)
        pen.shape([turned(9, k * 0.4 + 0.2) for k in range(5)], c.dark)
    for side in (-1, 1):
        for at in range(3):
            x = side * (32 + at * 6)
            pen.line([(x, 40), (x + side * 3, 40)], 1, c.light, 0.5 * (1 - hop))


@subject
def palette(pen: Pen, t: float, c: Palette) -> None:
    """A painter's palette, and the stroke of a brush."""
    stroke = [(-50, 30), (-28, 18), (-8, 34), (16, 22), (48, 34)]
    pen.line(stroke, 9, c.accent, 0.8, ease(t, 0.5, 1.8), curved=True)
    with pen.at(-4, -8, max(spring(t, 0, 0.8), 0.02), turn=-8 + 2 * sin(t)):
        pen.soft(
            [
                (-36, 0),
                (-26, -24),
                (2, -32),
                (30, -22),
                (38, 0),
                (22, 8),
                (14, 20),
                (-10, 26),
                (-30, 18),
            ],
            c.light,
        )
        pen.circle(14, 2, 5, c.mid)
        for at, color in enumerate((c.second, c.accent, 0x4A9BE8, 0x6CC66A, 0x8A6BE0)):
            x, y = turned(21, 0.92 + at * 0.24)
            pen.circle(x * 1.1, y * 0.82, 5.6 * spring(t, 0.3 + at * 0.12, 0.6) + 0.01, color)
    with pen.at(26 + 6 * sin(t * 1.4), 6, turn=34):
        pen.box(-1.6, -44, 3.2, 36, c.dark, 1.6)
        pen.box(-2.2, -10, 4.4, 7, c.far)
        pen.soft([(-2.4, -3), (2.4, -3), (3, 5), (0, 13), (-3, 5)], c.accent)


@landscape
def fireworks(pen: Pen, t: float, c: Palette) -> None:
    """Fireworks over hills."""
    air(pen, c)
    stars_above(pen, t, c.light, pen.h * 0.7, 60)
    for at, (x, y, z) in enumerate(scatter(7, 41)):
        age = (t * 0.55 + at / 7 + 0.15) % 1
        left, top = pen.w * (0.12 + 0.76 * x), pen.h * (0.14 + 0.36 * y)
        color = (c.accent, c.second, c.light)[at % 3]
        if age < 0.25:
            up = pen.h - (pen.h - top) * (age / 0.25)
            pen.line([(left, up), (left, up + 5)], 0.6, color, 0.9)
            continue
        spread = ease(age, 0.25, 0.6)
        pen.glow(left, top, 30, color, 0.5 * (1 - age))
        for ray in range(22):
            far = (14 + 8 * z) * spread * (0.7 + 0.3 * (ray % 2))
            dx, dy = turned(far, ray / 11)
            drop = 7 * (age - 0.25) ** 2
            tail = dx * 0.8, dy * 0.8 + drop * 0.7
            pen.line(
                [(left + tail[0], top + tail[1]), (left + dx, top + dy + drop)],
                0.55,
                color,
                1 - age,
            )
    ridge(pen, pen.h * 0.9, 12, c.mid, 6)
    ridge(pen, pen.h * 0.97, 9, c.near, 2)


@subject
def lantern(pen: Pen, t: float, c: Palette) -> None:
    """Paper lanterns that sway."""
    for x, top, size, phase in ((-34, -50, 0.6, 1.0), (35, -50, 0.68, 2.2), (0, -50, 1.0, 0.0)):
        with pen.at(x, top, turn=5 * sin(t * 1.3 + phase)):
            drop = 26 * size
            pen.line([(0, 0), (0, drop)], 0.8, c.dark)
            with pen.at(0, drop + 24 * size, size):
                pen.glow(0, 0, 48, 0xFFB347, 0.5 + 0.08 * sin(t * 5 + phase))
                pen.oval(0, 0, 26, 22, 0xD7263D)
                for wide in (17, 8):
                    pen.oval(0, 0, wide, 22, 0xF2545B, 0.5)
                pen.box(-10, -25, 20, 5, 0xF4C95D, 1.5)
                pen.box(-10, 20, 20, 5, 0xF4C95D, 1.5)
                for tassel in range(-2, 3):
                    end = tassel * 2.4 + 2 * sin(t * 2 + phase + tassel)
                    pen.line([(tassel * 1.6, 25), (end, 40)], 0.9, 0xF4C95D)
