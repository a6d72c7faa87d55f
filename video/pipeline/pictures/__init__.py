"""Illustrations: what a scene can show, by name, each a drawing in code that moves.

A landscape fills the picture (`pen.w` × `pen.h` units); a subject stands around the origin, within
50 units each way. Both get the seconds since their scene began.
"""

from video.pipeline.pictures import crafts, ideas, land, living, sky, things, town
from video.pipeline.pictures.registry import PICTURES, Picture

__all__ = [
    "PICTURES",
    "Picture",
    "crafts",
    "ideas",
    "land",
    "living",
    "sky",
    "things",
    "town",
]
