"""What several pictures are made of."""

from math import sin, tau

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, Point, scatter


def air(pen: Pen, c: Palette) -> None:
    """The sky."""
    pen.cover(c.sky, c.haze)


def sun_disc(pen: Pen, x: float, y: float, r: float, color: int, glow: float = 0.55) -> None:
    """A disc that shines."""
    pen.glow(x, y, r * 4, color, glow)
    pen.circle(x, y, r, color)


def cloud(pen: Pen, x: float, y: float, size: float, color: int, alpha: float = 0.9) -> None:
    """A cloud around a point."""
    with pen.at(x, y, size / 20), pen.faded(alpha, 22):
        for dx, dy, r in ((-11, 0, 6), (-4, -5, 8), (5, -3, 7), (12, 1, 5)):
            pen.circle(dx, dy, r, color)
        pen.box(-16, 0, 32, 6, color, radius=3)


def clouds(pen: Pen, t: float, color: int, alpha: float, height: float, number: int = 4) -> None:
    """Clouds that drift."""
    for at, (x, y, z) in enumerate(scatter(number, 7)):
        span = pen.w + 50
        place = (x * span + at * span / number + t * (1.2 + 2 * z)) % span - 25
        cloud(pen, place, 8 + y * height, 9 + 11 * z, color, alpha * (0.5 + 0.5 * z))


def stars_above(pen: Pen, t: float, color: int, height: float, number: int = 70) -> None:
    """Stars that twinkle."""
    for at, (x, y, z) in enumerate(scatter(number, 3)):
        shine = 0.35 + 0.65 * (0.5 + 0.5 * sin(t * (1 + 2 * z) + at))
        pen.circle(x * pen.w, y * height, 0.16 + 0.4 * z * z, color, shine)


def ridge(
    pen: Pen, base: float, tall: float, color: int, seed: int, shift: float = 0, steps: int = 9
) -> None:
    """A soft line of hills, filled to the bottom."""
    width = pen.w + 60
    points: list[Point] = [(-40, pen.h + 30)]
    for at, (_, y, _z) in enumerate(scatter(steps, seed)):
        points.append((-35 + at * width / (steps - 1) + shift, base - tall * y))
    pen.soft([*points, (pen.w + 40, pen.h + 30)], color)
    pen.box(-20, base + tall * 0.4, pen.w + 40, pen.h, color)


def wave(
    pen: Pen, y: float, tall: float, length: float, phase: float, color: int, alpha: float = 1
) -> None:
    """A wave's line across the picture, filled to the bottom."""
    steps = int((pen.w + 40) / length * 8) + 2
    points: list[Point] = [(-20, pen.h + 20)]
    for at in range(steps):
        x = -20 + at * length / 8
        points.append((x, y + tall * sin(x / length * tau + phase)))
    pen.shape([*points, (pen.w + 20, pen.h + 20)], color, alpha)


def pine(pen: Pen, x: float, y: float, size: float, color: int, sway: float = 0) -> None:
    """A fir, standing on a point."""
    with pen.at(x, y, size / 20, sway):
        pen.box(-0.9, -3, 1.8, 3.5, color)
        for low, wide, high in ((-2, 6, -10), (-7, 5, -15), (-12, 3.8, -20)):
            pen.shape([(-wide, low), (wide, low), (0, high)], color)


def leafy(pen: Pen, x: float, y: float, size: float, crown: int, trunk: int, sway: float) -> None:
    """A tree with a round crown, standing on a point."""
    with pen.at(x, y, size / 20):
        pen.shape([(-1.2, 0.5), (1.2, 0.5), (0.7, -9), (-0.7, -9)], trunk)
        with pen.at(0, -6, turn=sway):
            for dx, dy, r in ((-3.6, -4, 4.4), (3.6, -4.4, 4.2), (0, -8, 5.2)):
                pen.circle(dx, dy, r, crown)


def shadow(pen: Pen, y: float, wide: float, color: int = 0x000000, alpha: float = 0.18) -> None:
    """What a thing throws on its ground."""
    pen.oval(0, y, wide, wide * 0.12, color, alpha)
