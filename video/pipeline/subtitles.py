"""Captions as they are burnt in: words on a plate, ready to be laid over frames."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from video.pipeline.captions import STYLES, Caption
from video.pipeline.contract import SIZES, Aspect
from video.pipeline.fonts import Fonts
from video.pipeline.lettering import Words
from video.pipeline.pen import Pen, Pixels
from video.pipeline.planes import Planes, Weights, blended, colors_of

_IN, _OUT = 4, 3
"""Frames in which a caption comes and goes."""
_TALL = 24.0


class Box(NamedTuple):
    """A part of the picture, in pixels; all even."""

    left: int
    top: int
    right: int
    bottom: int


class Subtitle:
    """One caption."""

    def __init__(self, caption: Caption, aspect: Aspect, fonts: Fonts) -> None:
        self._caption = caption
        self._pixels = draw_caption(caption.text, aspect, fonts)
        self.box = _box_of(self._pixels)

    def laid_over(self, picture: Planes, frame: int) -> Planes:
        """Return the film's frame with the caption on it, if it is shown then."""
        shown = min((frame - self._caption.start + 1) / _IN, (self._caption.end - frame) / _OUT, 1)
        if shown <= 0 or self.box.right == 0:
            return picture
        colors, weights = self._colors
        weights = np.round(weights * shown).astype(np.uint16)
        luma, blue, red = (plane.copy() for plane in picture)
        large, small = _slices(self.box, 1), _slices(self.box, 2)
        below = luma[large], blue[small], red[small]
        luma[large], blue[small], red[small] = blended(below, colors, weights)
        return luma, blue, red

    @cached_property
    def _colors(self) -> tuple[Planes, Weights]:
        return colors_of(self._pixels[_slices(self.box, 1)])


def draw_caption(text: str, aspect: Aspect, fonts: Fonts) -> Pixels:
    """Draw a caption alone, as large as the whole picture."""
    style = STYLES[aspect]
    pen = Pen(*SIZES[aspect])
    words = Words(text, fonts, pen, size=style.size, wide=style.wide, tall=_TALL, color=0xFFFFFF)
    if words.text:
        wide, tall = words.width + 5, words.height + 2.4
        top = pen.h - style.low - tall
        pen.box((pen.w - wide) / 2, top, wide, tall, 0x0B0F1A, 2.6, 0.66)
        words.draw(pen, (pen.w - style.wide) / 2, top + 1.2)
    return pen.pixels


def _box_of(pixels: Pixels) -> Box:
    rows, columns = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return Box(0, 0, 0, 0)
    left, top, right, bottom = (
        int(edge) for edge in (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    )
    return Box(left // 2 * 2, top // 2 * 2, -(-right // 2) * 2, -(-bottom // 2) * 2)


def _slices(box: Box, part: int) -> tuple[slice, slice]:
    left, top, right, bottom = (edge // part for edge in box)
    return slice(top, bottom), slice(left, right)
