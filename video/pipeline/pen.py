"""The pen that draws a frame: shapes, strokes, light. The rest of the drawing knows no Skia.

Skia draws a 720p scene in about 12 ms on one core, smooth edges and all; Pillow took 40 ms to move
three sprites. Its wheel wants the system's libGL and libEGL, which slim images lack.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import cos, pi, sin

import numpy as np
import skia
from numpy.typing import NDArray

Point = tuple[float, float]
Pixels = NDArray[np.uint8]


def ease(time: float, start: float = 0.0, length: float = 0.8) -> float:
    """Return how far a movement has come at `time`: 0 before it, 1 after it, quick, then slow."""
    part = min(max((time - start) / length, 0.0), 1.0)
    return 1 - (1 - part) ** 3


def spring(time: float, start: float = 0.0, length: float = 0.9) -> float:
    """Like `ease`, but it overshoots a little, and comes back."""
    part = min(max((time - start) / length, 0.0), 1.0)
    return 1 - (1 - part) ** 3 * cos(part * 2.2 * pi)


def scatter(number: int, seed: int = 0) -> list[tuple[float, float, float]]:
    """Return that many points with three coordinates in 0…1: without pattern, always the same."""

    def part(at: int, axis: int) -> float:
        return sin((at + 1) * (12.9898 + axis * 65.7) + seed * 78.233) * 43758.5453 % 1

    return [(part(at, 0), part(at, 1), part(at, 2)) for at in range(number)]


class Pen:
    """Draws on `pixels` (RGBA). Lengths are units: the shorter side of the picture has 100."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self._surface = skia.Surface(self.pixels)
        self.canvas = self._surface.getCanvas()
        self.unit = min(width, height) / 100
        self._covering = -1, -1
        self._cover = self.pixels
        self.w, self.h = width / self.unit, height / self.unit
        self.canvas.scale(self.unit, self.unit)

    @contextmanager
    def at(
        self, x: float = 0, y: float = 0, scale: float = 1, turn: float = 0, tall: float = 1
    ) -> Iterator[None]:
        """Move the origin to a point; what is drawn within is scaled and turned (degrees)."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(turn)
        self.canvas.scale(scale, scale * tall)
        yield
        self.canvas.restore()

    @contextmanager
    def faded(self, alpha: float, reach: float) -> Iterator[None]:
        """Let what is drawn within shine through, as one. It reaches so far from the origin.

        A layer of the whole picture costs 6 ms, as much as many shapes.
        """
        if alpha >= 1:
            yield
            return
        bounds = skia.Rect.MakeLTRB(-reach, -reach, reach, reach)
        self.canvas.saveLayerAlpha(bounds, round(255 * max(alpha, 0.0)))
        yield
        self.canvas.restore()

    @contextmanager
    def within(self, x: float, y: float, w: float, h: float, radius: float = 0) -> Iterator[None]:
        """Draw nothing outside of a rectangle."""
        self.canvas.save()
        self.canvas.clipRRect(_rounded(x, y, w, h, radius), True)
        yield
        self.canvas.restore()

    @contextmanager
    def within_circle(self, x: float, y: float, r: float) -> Iterator[None]:
        """Draw nothing outside of a circle."""
        with self.within(x - r, y - r, 2 * r, 2 * r, r):
            yield

    def circle(self, x: float, y: float, r: float, color: int, alpha: float = 1) -> None:
        """Fill a circle."""
        self.canvas.drawCircle(x, y, r, _fill(color, alpha))

    def oval(self, x: float, y: float, rx: float, ry: float, color: int, alpha: float = 1) -> None:
        """Fill an ellipse around a point."""
        self.canvas.drawOval(
            skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), _fill(color, alpha)
        )

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        color: int,
        radius: float = 0,
        alpha: float = 1,
    ) -> None:
        """Fill a rectangle, its corners rounded."""
        self.canvas.drawRRect(_rounded(x, y, w, h, radius), _fill(color, alpha))

    def shape(self, points: Sequence[Point], color: int, alpha: float = 1) -> None:
        """Fill a polygon."""
        self.canvas.drawPath(skia.Path.Polygon(_points(points), True), _fill(color, alpha))

    def soft(self, points: Sequence[Point], color: int, alpha: float = 1) -> None:
        """Fill a closed curve through the points."""
        self.canvas.drawPath(_curve(points, closed=True), _fill(color, alpha))

    def line(
        self,
        points: Sequence[Point],
        width: float,
        color: int,
        alpha: float = 1,
        drawn: float = 1,
        curved: bool = False,
    ) -> None:
        """Draw a stroke with round ends; only its first part while it is being `drawn`."""
        if drawn <= 0:
            return
        path = _curve(points) if curved else skia.Path.Polygon(_points(points), False)
        self._stroke(path, width, color, alpha, drawn)

    def ring(
        self,
        x: float,
        y: float,
        r: float,
        width: float,
        color: int,
        alpha: float = 1,
        start: float = -90,
        sweep: float = 360,
    ) -> None:
        """Draw an arc, clockwise; angles in degrees, 0 is at the right."""
        path = skia.Path()
        path.addArc(skia.Rect.MakeLTRB(x - r, y - r, x + r, y + r), start, min(sweep, 359.9))
        self._stroke(path, width, color, alpha, 1)

    def glow(self, x: float, y: float, r: float, color: int, alpha: float = 1) -> None:
        """Shed light around a point."""
        shader = skia.GradientShader.MakeRadial(
            (x, y),
            r,
            [_argb(color, alpha), _argb(color, alpha * 0.35), _argb(color, 0)],
            [0, 0.4, 1],
        )
        self.canvas.drawCircle(x, y, r, skia.Paint(AntiAlias=True, Shader=shader))

    def fade(
        self, x: float, y: float, w: float, h: float, top: tuple[int, float], low: tuple[int, float]
    ) -> None:
        """Fill a rectangle from one (colour, alpha) at the top to another at the bottom."""
        shader = skia.GradientShader.MakeLinear([(x, y), (x, y + h)], [_argb(*top), _argb(*low)])
        paint = skia.Paint(AntiAlias=True, Shader=shader)
        self.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), paint)

    def cover(self, top: int, low: int) -> None:
        """Fill the whole picture, from one colour to another, wherever the origin is.

        Copied, which takes a tenth of what a gradient takes that is drawn for each frame.
        """
        if (top, low) != self._covering:
            part = np.linspace(0, 1, len(self.pixels))[:, None]
            rows = _rgba(top) * (1 - part) + _rgba(low) * part
            self._covering = top, low
            self._cover = np.repeat(rows.round().astype(np.uint8)[:, None], len(self.pixels[0]), 1)
        self.pixels[:] = self._cover

    def _stroke(
        self, path: skia.Path, width: float, color: int, alpha: float, drawn: float
    ) -> None:
        paint = skia.Paint(
            AntiAlias=True,
            Color=_argb(color, alpha),
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=width,
            StrokeCap=skia.Paint.kRound_Cap,
            StrokeJoin=skia.Paint.kRound_Join,
        )
        if drawn < 1:
            paint.setPathEffect(skia.TrimPathEffect.Make(0, drawn))
        self.canvas.drawPath(path, paint)


def _argb(color: int, alpha: float) -> int:
    return round(min(max(alpha, 0.0), 1.0) * 255) << 24 | color


def _rgba(color: int) -> NDArray[np.float64]:
    return np.array([color >> 16, color >> 8 & 255, color & 255, 255], np.float64)


def _fill(color: int, alpha: float) -> skia.Paint:
    return skia.Paint(AntiAlias=True, Color=_argb(color, alpha))


def _rounded(x: float, y: float, w: float, h: float, radius: float) -> skia.RRect:
    return skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, y, max(w, 0), max(h, 0)), radius, radius)


def _points(points: Sequence[Point]) -> list[skia.Point]:
    return [skia.Point(x, y) for x, y in points]


def _curve(points: Sequence[Point], closed: bool = False) -> skia.Path:
    """Return a smooth path through the points (Catmull-Rom)."""
    count = len(points)

    def at(index: int) -> Point:
        return points[index % count] if closed else points[min(max(index, 0), count - 1)]

    path = skia.Path()
    path.moveTo(*points[0])
    for index in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (at(index + step) for step in (-1, 0, 1, 2))
        path.cubicTo(
            bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (dx - bx) / 6, cy - (dy - by) / 6, cx, cy
        )
    if closed:
        path.close()
    return path
