"""Where things stand in a picture. Lengths are units: the shorter side has 100. Pure."""

from dataclasses import dataclass

from video.pipeline.contract import Aspect


@dataclass(frozen=True)
class Layout:
    """A thing's place and size, and the box of the headline. Captions have their own place."""

    x: float
    y: float
    scale: float
    left: float
    top: float
    wide: float
    tall: float
    size: float
    align: str = "centre"


_LAYOUTS: dict[Aspect, dict[str, Layout]] = {
    "16:9": {
        "cover": Layout(130, 44, 0.74, 12, 14, 82, 58, 13, "left"),
        "closing": Layout(89, 23, 0.38, 24, 44, 130, 25, 11),
        "wide": Layout(89, 50, 1, 11, 10, 120, 24, 9, "left"),
        "left": Layout(50, 42, 0.72, 97, 18, 70, 48, 11, "left"),
        "right": Layout(128, 42, 0.72, 11, 18, 70, 48, 11, "left"),
        "alone": Layout(89, 43, 0.8, 24, 4, 130, 1, 8),
        "full": Layout(89, 50, 1, 20, 9, 138, 38, 13.5),
    },
    "9:16": {
        "cover": Layout(50, 102, 0.74, 8, 22, 84, 42, 12),
        "closing": Layout(50, 58, 0.62, 8, 94, 84, 34, 11),
        "wide": Layout(50, 80, 1, 8, 20, 84, 30, 10),
        "above": Layout(50, 60, 0.78, 8, 102, 84, 26, 10.5),
        "below": Layout(50, 98, 0.78, 8, 22, 84, 30, 10.5),
        "alone": Layout(50, 76, 0.9, 8, 20, 84, 1, 8),
        "full": Layout(50, 80, 1, 8, 20, 84, 44, 13),
    },
    "1:1": {
        "cover": Layout(50, 52, 0.42, 7, 5, 86, 22, 10),
        "closing": Layout(50, 24, 0.36, 7, 44, 86, 24, 9.5),
        "wide": Layout(50, 50, 1, 7, 7, 86, 22, 8.5),
        "above": Layout(50, 29, 0.45, 7, 54, 86, 16, 8.5),
        "below": Layout(50, 50, 0.44, 7, 6, 86, 17, 8.5),
        "alone": Layout(50, 42, 0.6, 7, 7, 86, 1, 8),
        "full": Layout(50, 50, 1, 7, 6, 86, 34, 11),
    },
}


def layout_for(aspect: Aspect, name: str, is_landscape: bool) -> Layout:
    """Return a scene's layout; over a landscape, the outer scenes' words take the whole width."""
    if is_landscape and name in ("cover", "closing"):
        name = "full"
    return _LAYOUTS[aspect][name]
