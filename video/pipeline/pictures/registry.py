"""Pictures by their names."""

from collections.abc import Callable
from typing import NamedTuple

from video.pipeline.palettes import Palette
from video.pipeline.pen import Pen

Draw = Callable[[Pen, float, Palette], None]


class Picture(NamedTuple):
    """A drawing, and whether it fills the whole picture."""

    draw: Draw
    is_landscape: bool


PICTURES: dict[str, Picture] = {}


def landscape(draw: Draw) -> Draw:
    """Let scenes show a drawing that fills the picture, by its function's name."""
    PICTURES[draw.__name__] = Picture(draw, is_landscape=True)
    return draw


def subject(draw: Draw) -> Draw:
    """Let scenes show a drawing of one thing, by its function's name."""
    PICTURES[draw.__name__] = Picture(draw, is_landscape=False)
    return draw
