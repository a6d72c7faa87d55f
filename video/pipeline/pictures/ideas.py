"""What cannot be seen, shown."""

from math import cos, pi, sin

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen, Point, ease, scatter, spring
from video.pipeline.pictures.parts import shadow
from video.pipeline.pictures.registry import subject
from video.pipeline.pictures.sky import turned


@subject
def chart(pen: Pen, t: float, c: Palette) -> None:
    """Bars that grow, and a line that climbs over them."""
    pen.box(-48, -40, 96, 80, c.light, 5, 0.96)
    for row in range(4):
        pen.line([(-40, 26 - row * 16), (40, 26 - row * 16)], 0.5, c.mid, 0.35)
    heights = (16, 24, 20, 34, 42, 54)
    for at, tall in enumerate(heights):
        grown = max(spring(t, 0.2 + at * 0.16, 0.8), 0.02) * tall
        pen.box(-38 + at * 13, 30 - grown, 8.6, grown, c.second if at == 5 else c.far, 1.4)
    points = [(-34 + at * 13.0, 24.0 - tall) for at, tall in enumerate(heights)]
    drawn = ease(t, 0.9, 1.4)
    pen.line(points, 1.8, c.accent if c.is_dark else c.dark, 1, drawn)
    tip = points[min(int(drawn * 5 + 0.5), 5)]
    pen.circle(*tip, 2.6 + 0.5 * sin(t * 5), c.accent, drawn)
    pen.line([(-41, -32), (-41, 30), (42, 30)], 1, c.dark, 0.7)


@subject
def network(pen: Pen, t: float, c: Palette) -> None:
    """Points that talk to each other."""
    places = []
    for at, (x, y, z) in enumerate(scatter(13, 19)):
        far = 12 + 32 * (at / 12) ** 0.6
        dx, dy = turned(far, at * 0.764 + 0.02 * t)
        places.append((dx + 2 * sin(t + 9 * x), dy + 2 * cos(t * 0.8 + 9 * y), 2.2 + 2.6 * z))
    for at, (x, y, _) in enumerate(places):
        for other in (at + 1, at + 3):
            if other < len(places):
                ox, oy, _ = places[other]
                shown = ease(t, 0.06 * at, 0.7)
                pen.line([(x, y), (ox, oy)], 0.7, c.light, 0.4, shown)
                way = (t * 0.6 + at * 0.37) % 1
                pen.circle(x + (ox - x) * way, y + (oy - y) * way, 1.1, c.accent, shown)
    for at, (x, y, r) in enumerate(places):
        size = max(spring(t, 0.06 * at, 0.7), 0.01) * r
        pen.glow(x, y, size * 3, c.second, 0.35)
        pen.circle(x, y, size, (c.second, c.accent, c.light)[at % 3])


@subject
def robot(pen: Pen, t: float, c: Palette) -> None:
    """A friendly machine."""
    shadow(pen, 42, 30)
    with pen.at(0, 1.6 * sin(t * 1.8)):
        pen.line([(0, -30), (0, -42)], 1.8, c.dark)
        pen.circle(0, -43, 3.4, c.accent)
        pen.glow(0, -43, 12, c.accent, 0.5 + 0.4 * sin(t * 5))
        for side in (-1, 1):
            with pen.at(
                side * 25, 12, turn=side * -14 + (14 * sin(t * 3.2) - 60 if side > 0 else 0)
            ):
                pen.line([(0, 0), (side * 6, 16)], 5, c.far)
                pen.circle(side * 6, 18, 4.4, c.second)
        pen.box(-24, 6, 48, 30, c.light, 8)
        pen.box(-14, 13, 28, 15, c.dark, 3)
        wave = [(-11 + k * 2.2, 20.5 + 4 * sin(k * 0.9 + t * 5)) for k in range(11)]
        pen.line(wave, 1.1, c.accent, curved=True)
        pen.box(-29, -31, 58, 36, c.light, 12)
        pen.box(-23, -25, 46, 24, c.dark, 9)
        wink = 0.15 if t % 2.4 > 2.22 else 1.0
        for side in (-1, 1):
            pen.oval(side * 10 + 1.5 * sin(t * 0.9), -14, 4.4, 5.6 * wink, c.accent)
        pen.ring(0, -9, 4.6, 1.2, c.accent, 1, start=30, sweep=120)
        for side in (-1, 1):
            pen.box(side * 31 - 2.4, -20, 4.8, 13, c.second, 2)


@subject
def globe(pen: Pen, t: float, c: Palette) -> None:
    """The world, turning, with ways around it."""
    pen.glow(0, 0, 60, c.second, 0.3)
    pen.circle(0, 0, 36, 0x2F86C8)
    with pen.within_circle(0, 0, 36):
        for x, y, z in scatter(9, 33):
            angle = (x * 2 + t * 0.1) % 2
            depth, left = cos(angle * pi), sin(angle * pi)
            if depth > -0.1:
                top, size = (y - 0.5) * 58, 8 + 9 * z
                wide = max(depth, 0.08)
                pen.soft(
                    [
                        (left * 36 + dx * size * wide, top + dy * size)
                        for dx, dy in ((-1, 0), (-0.3, -0.8), (0.7, -0.5), (1, 0.3), (0.2, 0.9))
                    ],
                    0x6CC66A,
                )
        pen.circle(16, 14, 38, c.dark, 0.16)
    pen.ring(-4, -4, 29, 1.6, 0xFFFFFF, 0.35, start=190, sweep=60)
    for at, (turn, tall) in enumerate(((-24, 0.34), (30, 0.26))):
        with pen.at(turn=turn, tall=tall):
            pen.ring(0, 0, 46, 1, c.light, 0.6, start=-14, sweep=208)
        with pen.at(turn=turn):
            x, y = turned(46, t * 0.35 + at)
            if y > -10:
                pen.circle(x, y * tall, 2.6, c.accent)


@subject
def gears(pen: Pen, t: float, c: Palette) -> None:
    """Wheels that drive each other."""
    _gear(pen, (-14, 8), 26, 12, t * 30, c.second, c.light)
    _gear(pen, (25, -18), 17.4, 8, -t * 45 + 11, c.accent, c.light)
    _gear(pen, (25, 28), 13, 6, -t * 60 + 4, c.far, c.light)


def _gear(pen: Pen, at: Point, r: float, teeth: int, turn: float, color: int, hub: int) -> None:
    with pen.at(*at, turn=turn):
        for tooth in range(teeth):
            with pen.at(turn=tooth * 360 / teeth):
                half = r * pi / teeth * 0.52
                pen.shape(
                    [(-half, -r + 2), (half, -r + 2), (half * 0.7, -r - 5), (-half * 0.7, -r - 5)],
                    color,
                )
        pen.circle(0, 0, r, color)
        pen.ring(0, 0, r * 0.72, 1.4, 0x000000, 0.12)
        pen.circle(0, 0, r * 0.36, hub)
        for hole in range(5):
            x, y = turned(r * 0.62, hole * 0.4)
            pen.circle(x, y, r * 0.1, hub)


@subject
def lock(pen: Pen, t: float, c: Palette) -> None:
    """A lock that closes within a shield."""
    closed = spring(t, 0.7, 0.6)
    pulse = (t * 0.5) % 1
    shield = [(0, -46), (34, -36), (34, 2), (0, 46), (-34, 2), (-34, -36)]
    with pen.at(0, 0, 1 + 0.25 * pulse):
        pen.soft(shield, c.second, 0.3 * (1 - pulse))
    pen.soft(shield, c.second)
    pen.shape([(0, -44), (33, -34), (33, 0), (16, 28), (0, 42)], 0x000000, 0.10)
    with pen.at(0, -8 - 9 * (1 - closed)):
        pen.ring(0, -4, 11, 4.4, c.light, 1, start=180, sweep=180)
        pen.line([(-11, -4), (-11, 6)], 4.4, c.light)
        pen.line([(11, -4), (11, 6 - 9 * (1 - closed))], 4.4, c.light)
    pen.box(-18, -4, 36, 28, c.light, 5)
    pen.circle(0, 7, 4, c.dark)
    pen.line([(0, 8), (0, 16)], 2.6, c.dark)


@subject
def talk(pen: Pen, t: float, c: Palette) -> None:
    """Two bubbles in conversation."""
    for side, (x, y), color, start in (
        (-1, (-12, -16), c.second, 0.0),
        (1, (14, 18), c.accent, 0.5),
    ):
        with pen.at(x, y + 1.4 * sin(t * 1.7 + start * 5), max(spring(t, start, 0.8), 0.02)):
            pen.shape([(side * 18, 10), (side * 30, 26), (side * 4, 16)], color)
            pen.box(-34, -17, 68, 34, color, 15)
            for dot in range(3):
                lift = max(0.0, sin(t * 4 - dot * 0.7 + start * 6)) * 5
                pen.circle(-13 + dot * 13, -lift + 1, 4, c.light)


@subject
def coins(pen: Pen, t: float, c: Palette) -> None:
    """Coins that pile up."""
    shadow(pen, 40, 44)
    for column, (x, number) in enumerate(((-26, 4), (0, 8), (26, 6))):
        for at in range(number):
            fall = ease(t, 0.12 * (column + at), 0.5)
            y = 34 - at * 6.4 - 60 * (1 - fall)
            pen.box(x - 12, y - 3, 24, 6, 0xD99A1F, 1, fall)
            pen.oval(x, y + 3, 12, 3.6, 0xD99A1F, fall)
            pen.oval(x, y - 3, 12, 3.6, 0xFFD257, fall)
            pen.oval(x, y - 3, 8, 2.2, 0xF0B429, fall)
    with pen.at(0, -34 + 2 * sin(t * 2)), pen.at(tall=1):
        wide = abs(cos(t * 2)) * 13 + 0.6
        pen.glow(0, 0, 28, c.accent, 0.4)
        pen.oval(0, 0, wide, 13, 0xFFD257)
        pen.oval(0, 0, wide * 0.7, 9.2, 0xF0B429)


@subject
def scales(pen: Pen, t: float, c: Palette) -> None:
    """Scales that find their balance."""
    shadow(pen, 42, 34)
    tilt = 13 * cos(t * 2.1) * (0.25 + 0.75 * max(0.0, 1 - t / 3.2))
    pen.box(-20, 36, 40, 6, c.dark, 3)
    pen.shape([(-2.4, 38), (2.4, 38), (1.4, -32), (-1.4, -32)], c.dark)
    with pen.at(0, -30, turn=tilt):
        pen.line([(-36, 0), (36, 0)], 3, c.second)
        for side in (-1, 1):
            with pen.at(side * 36, 0, turn=-tilt):
                pen.line([(0, 0), (-13, 32)], 0.8, c.light)
                pen.line([(0, 0), (13, 32)], 0.8, c.light)
                pen.soft([(-15, 32), (15, 32), (9, 40), (-9, 40)], c.accent)
                pen.circle(0, 27, 5.4, c.second if side > 0 else c.far)
    pen.circle(0, -30, 4.4, c.accent)


@subject
def orbits(pen: Pen, t: float, c: Palette) -> None:
    """Rings and what runs on them: for what has no picture of its own."""
    pen.glow(0, 0, 46, c.accent, 0.45)
    for ring in range(4):
        r = 13 + ring * 10.5
        pen.ring(
            0,
            0,
            r,
            0.7,
            c.light,
            0.5,
            start=t * 9 * (ring + 1),
            sweep=330 * ease(t, 0.1 * ring, 1) + 1,
        )
        for moon in range(ring + 1):
            x, y = turned(r, moon * 2 / (ring + 1) + t * (0.5 - 0.09 * ring) * (-1) ** ring)
            pen.circle(x, y, 3.4 - 0.4 * ring, (c.second, c.accent, c.light)[(ring + moon) % 3])
    pen.circle(0, 0, 7 + 0.8 * sin(t * 2.4), c.accent)
