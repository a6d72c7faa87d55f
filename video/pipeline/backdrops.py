"""What is behind a thing that is shown for itself: colour, large shapes, something that drifts."""

from collections.abc import Callable
from math import sin

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, Point, ease, scatter
from video.pipeline.pictures.parts import air
from video.pipeline.pictures.sky import turned

Backdrop = Callable[[Pen, float, Palette, Point, float], None]
"""Pen, seconds, colours, where the thing stands, and its radius."""


def disc(pen: Pen, t: float, c: Palette, at: Point, r: float) -> None:
    """A large disc, and rings that go out from it."""
    x, y = at
    for ring in range(3):
        age = (t * 0.16 + ring / 3) % 1
        pen.ring(x, y, r * (1.05 + 0.8 * age), 0.5, c.light, 0.4 * (1 - age))
    pen.circle(x, y, r * 1.16 * ease(t, 0, 0.9), c.far, 0.55)
    pen.circle(x, y, r * 0.98 * ease(t, 0.1, 0.9), c.haze, 0.55)


def blob(pen: Pen, t: float, c: Palette, at: Point, r: float) -> None:
    """A soft shape that never stands still."""
    x, y = at
    for layer, (size, color, alpha) in enumerate(((1.34, c.far, 0.45), (1.1, c.haze, 0.6))):
        points = []
        for step in range(10):
            far = r * size * (1 + 0.11 * sin(t * 0.9 + step * 1.9 + layer * 2)) * ease(t, 0, 1)
            dx, dy = turned(max(far, 0.1), step / 5 + t * 0.03)
            points.append((x + dx, y + dy))
        pen.soft(points, color, alpha)


def rays(pen: Pen, t: float, c: Palette, at: Point, r: float) -> None:
    """Rays that turn slowly, and a light in their midst."""
    for ray in range(14):
        with pen.at(*at, turn=t * 5 + ray * 360 / 14):
            pen.shape([(0, 0), (26, 230), (-26, 230)], c.far, 0.32)
    pen.glow(*at, r * 1.6, c.haze, 0.9)


def bands(pen: Pen, t: float, c: Palette, at: Point, r: float) -> None:
    """Slanting bands that slide, and a disc."""
    with pen.at(pen.w / 2, pen.h / 2, turn=-32):
        for band, (x, _, z) in enumerate(scatter(8, 18)):
            shift = (x * 260 + t * (3 + 4 * z)) % 260 - 130
            pen.box(shift - 40, -110 + band * 28, 60 + 60 * z, 14, c.far, 7, 0.28)
    pen.circle(*at, r * 1.06 * ease(t, 0, 0.9), c.haze, 0.6)


def dots(pen: Pen, t: float, c: Palette, at: Point, r: float) -> None:
    """A field of dots through which a swell runs."""
    step = 9.0
    for row in range(int(pen.h / step) + 2):
        for column in range(int(pen.w / step) + 2):
            swell = 0.5 + 0.5 * sin(t * 1.6 - column * 0.42 - row * 0.6)
            pen.circle(column * step, row * step, 0.35 + 0.75 * swell, c.far, 0.55)
    pen.circle(*at, r * 1.08 * ease(t, 0, 0.9), c.haze, 0.8)


BACKDROPS: tuple[Backdrop, ...] = (disc, blob, rays, bands, dots)


def draw_backdrop(pen: Pen, t: float, c: Palette, at: Point, r: float, turn: int) -> None:
    """Draw the backdrop of a scene, and motes in its air."""
    air(pen, c)
    BACKDROPS[turn % len(BACKDROPS)](pen, t, c, at, r)
    for x, y, z in scatter(16, turn):
        rise = (y - t * 0.03 * (1 + z)) % 1 * (pen.h + 6) - 3
        pen.circle(x * pen.w + 2 * sin(t + 7 * z), rise, 0.4 + z, c.light, 0.2 + 0.25 * z)
