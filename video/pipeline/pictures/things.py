"""Things that one can hold."""

from math import pi, sin

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, ease, scatter, spring
from video.pipeline.pictures.parts import shadow
from video.pipeline.pictures.registry import subject
from video.pipeline.pictures.sky import turned


@subject
def book(pen: Pen, t: float, c: Palette) -> None:
    """A book that opens, and what rises out of it."""
    shadow(pen, 32, 46)
    opened = ease(t, 0.1, 1)
    for at, (x, y, z) in enumerate(scatter(16, 3)):
        age = (t * 0.28 + y) % 1
        color = (c.accent, c.second, c.light)[at % 3]
        with pen.at((x - 0.5) * 50 * (0.4 + age), -4 - 48 * age, turn=t * 60 * (z - 0.5)):
            pen.box(-1.6, -1.6, 3.2, 3.2, color, 0.8, opened * (1 - age))
    pen.glow(0, 0, 46, c.accent, 0.45 * opened)
    for side in (-1, 1):
        wide = side * 44 * opened
        pen.soft([(0, 30), (wide, 24), (wide, -10), (wide * 0.6, -15), (0, -6)], c.second)
        pen.soft(
            [(0, 26), (wide * 0.94, 20), (wide * 0.94, -12), (wide * 0.55, -16), (0, -8)], c.light
        )
        for row in range(5):
            y = -5 + row * 5
            pen.line(
                [(wide * 0.16, y + 1), (wide * (0.84 - 0.2 * (row == 4)), y - 3)],
                1,
                c.far,
                0.8,
                ease(t, 0.6 + row * 0.15, 0.6),
            )
    pen.line([(0, -8), (0, 28)], 1.2, c.dark, 0.5)


@subject
def cup(pen: Pen, t: float, c: Palette) -> None:
    """A cup that steams."""
    for at in range(3):
        rise = (t * 0.3 + at / 3) % 1
        points = [
            (-10 + at * 10 + 3.4 * sin(k * 1.1 + t * 2 + at), -14 - k * 5 - 5 * rise)
            for k in range(7)
        ]
        pen.line(points, 2.2, c.light, 0.7 * sin(rise * pi), curved=True)
    shadow(pen, 35, 46)
    pen.oval(0, 33, 44, 6, c.light)
    pen.oval(0, 32, 30, 3.4, c.far, 0.6)
    pen.ring(30, 5, 11, 4.5, c.second)
    pen.soft([(-30, -12), (30, -12), (27, 14), (16, 31), (-16, 31), (-27, 14)], c.second)
    pen.soft([(-29, -10), (-16, -10), (-14, 20), (-9, 30), (-16, 30), (-26, 14)], 0xFFFFFF, 0.16)
    pen.oval(0, -12, 30, 6, c.light)
    pen.oval(0, -11.4, 26, 4.6, 0x5B3423)
    pen.oval(-5 + 2 * sin(t), -11.6, 9, 1.5, 0xC79A6B, 0.9)


@subject
def clock(pen: Pen, t: float, c: Palette) -> None:
    """A clock whose hands run."""
    shadow(pen, 44, 30)
    grown = max(spring(t, 0, 0.9), 0.02)
    with pen.at(0, 0, grown):
        pen.circle(0, 0, 40, c.second)
        pen.circle(0, 0, 34, c.light)
        for hour in range(12):
            with pen.at(turn=hour * 30):
                pen.box(-0.8, -31, 1.6, 5 if hour % 3 == 0 else 3, c.dark, 0.8)
        pen.ring(0, 0, 34, 1.4, c.accent, 1, sweep=max(360 * ((t / 6) % 1), 0.1))
        for turn, long, wide in ((t * 12, 17, 3.2), (t * 90, 26, 2.2)):
            with pen.at(turn=turn):
                pen.line([(0, 4), (0, -long)], wide, c.dark)
        with pen.at(turn=round(t * 4) * 6 + 6 * (t * 4 % 1 > 0.9)):
            pen.line([(0, 7), (0, -28)], 1, c.second)
        pen.circle(0, 0, 2.6, c.dark)


@subject
def phone(pen: Pen, t: float, c: Palette) -> None:
    """A phone on which messages arrive."""
    pen.glow(0, 0, 60, c.accent, 0.25)
    with pen.at(0, 1.2 * sin(t * 1.3), turn=-5 + 1.5 * sin(t * 0.9)):
        pen.box(-24, -46, 48, 92, c.dark, 7)
        pen.box(-21, -42, 42, 84, c.light, 4)
        pen.box(-21, -42, 42, 12, c.second, 4)
        pen.box(-16, -38, 20, 2.6, c.light, 1.3)
        with pen.within(-21, -30, 42, 72):
            for at in range(5):
                shown = spring(t, 0.4 + at * 0.7, 0.6)
                if shown <= 0:
                    continue
                wide = 18 + 10 * ((at * 37 % 10) / 10)
                mine = at % 2
                left = 18 - wide if mine else -18.0
                y = -25 + at * 13
                with pen.at(left + wide / 2, y + 4.5, max(shown, 0.02)):
                    pen.box(-wide / 2, -4.5, wide, 9, c.accent if mine else c.far, 4)
                    pen.box(-wide / 2 + 3, -1, wide - 9, 1.8, c.light, 0.9, 0.9)
        pen.circle(0, 43.6, 1.2, c.light, 0.6)


@subject
def computer(pen: Pen, t: float, c: Palette) -> None:
    """A screen on which lines are being written."""
    shadow(pen, 40, 44)
    pen.glow(0, -6, 62, c.accent, 0.25)
    pen.shape([(-8, 20), (8, 20), (12, 38), (-12, 38)], c.mid)
    pen.box(-20, 36, 40, 3.4, c.mid, 1.7)
    pen.box(-46, -36, 92, 60, c.dark, 4)
    pen.box(-43, -33, 86, 54, c.sky if c.is_dark else c.dark, 2)
    for at, color in enumerate((c.second, c.accent, c.light)):
        pen.circle(-38 + at * 4.4, -28.6, 1.2, color)
    colors = (c.accent, c.light, c.second, c.haze)
    for row in range(8):
        done = ease(t, 0.25 * row, 0.6)
        left = -38.0 + (row * 7 % 3) * 5
        for part, (x, _, z) in enumerate(scatter(3, row)):
            wide = (6 + 14 * x) * done
            pen.box(left, -23 + row * 5.3, wide, 2.2, colors[(row + part) % 4], 1.1, 0.95)
            left += wide + 2.4 + z
    if int(t * 3) % 2:
        pen.box(30, 14, 1.4, 4, c.light)


@subject
def camera(pen: Pen, t: float, c: Palette) -> None:
    """A camera that takes a picture now and then."""
    shadow(pen, 34, 44)
    flash = max(0.0, 1 - ((t + 0.9) % 2.2) * 2.4)
    pen.box(-42, -18, 84, 50, c.dark, 7)
    pen.box(-42, -4, 84, 24, c.second)
    pen.box(-16, -27, 32, 14, c.dark, 4)
    pen.box(24, -23, 10, 7, c.accent, 2)
    pen.circle(0, 7, 21, c.light)
    pen.circle(0, 7, 17.5, c.dark)
    for ring in range(4):
        pen.ring(0, 7, 14 - ring * 3.2 + 0.8 * sin(t * 2), 1, (c.far, c.mid)[ring % 2])
    pen.circle(-5, 2, 3.6, c.light, 0.75)
    pen.circle(-32, -11, 3, c.light)
    pen.glow(0, -20, 40 + 60 * flash, 0xFFFFFF, flash)


@subject
def bulb(pen: Pen, t: float, c: Palette) -> None:
    """A bulb that goes on."""
    lit = ease(t, 0.5, 0.5) * (0.93 + 0.07 * sin(t * 3))
    pen.glow(0, -8, 20 + 50 * lit, c.accent, 0.8 * lit)
    for ray in range(10):
        reach = 6 * ease(t, 0.6 + 0.05 * ray, 0.5) * (0.8 + 0.2 * sin(t * 3 + ray))
        if reach > 0.1:
            pen.line([turned(35, ray / 5), turned(35 + reach, ray / 5)], 2, c.accent, lit)
    outline = [
        (-9, 20),
        (-11, 12),
        (-23, 0),
        (-24, -18),
        (-12, -34),
        (12, -34),
        (24, -18),
        (23, 0),
        (11, 12),
        (9, 20),
    ]
    pen.soft(outline, c.light, 0.35)
    pen.soft(outline, c.accent, 0.85 * lit)
    pen.line(
        [(-5, 18), (-7, -6), (-2.5, -1), (0, -8), (2.5, -1), (7, -6), (5, 18)], 1.4, c.dark, 0.85
    )
    pen.ring(-3, -14, 15, 1.8, 0xFFFFFF, 0.7, start=190, sweep=50)
    for row in range(4):
        pen.box(-10 + row * 0.6, 21 + row * 5, 20 - row * 1.2, 4, c.dark if row % 2 else c.far, 2)


@subject
def gift(pen: Pen, t: float, c: Palette) -> None:
    """A present that opens."""
    shadow(pen, 36, 40)
    lift = ease(t, 0.8, 0.9)
    for at, (x, y, z) in enumerate(scatter(34, 8)):
        age = max(0.0, min(1.0, (t - 0.9 - 0.3 * z) / 1.8))
        if 0 < age < 1:
            color = (c.accent, c.light, c.far)[at % 3]
            with pen.at(
                (x - 0.5) * 110 * age, -6 - 52 * (1 + y) * age + 46 * age**2, turn=t * 300 * z
            ):
                pen.box(-1.5, -1, 3, 2, color, 0.4, 1 - age * age)
    pen.glow(0, -6, 44, c.accent, 0.6 * lit_by(lift))
    pen.box(-32, -4, 64, 40, c.second, 2)
    pen.box(-6, -4, 12, 40, c.accent)
    with pen.at(4 * lift, -16 * lift, turn=10 * lift):
        pen.box(-36, -14, 72, 12, c.second, 2)
        pen.box(-36, -14, 72, 12, 0xFFFFFF, 2, 0.15)
        pen.box(-6, -14, 12, 12, c.accent)
        for side in (-1, 1):
            pen.soft([(0, -14), (side * 8, -28), (side * 19, -26), (side * 15, -16)], c.accent)
        pen.circle(0, -15, 4, c.accent)


def lit_by(lift: float) -> float:
    """Return how much light an opening lets out."""
    return lift * (1.4 - 0.4 * lift)
