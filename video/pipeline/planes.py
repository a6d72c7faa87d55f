"""Pictures as H.264 has them: brightness, and colour at half the size. Pure.

Composing is done on these planes: converting each frame to RGB and back would take longer than all
that is done to it.
"""

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Weights = NDArray[np.uint16]
Planes = tuple[Plane, Plane, Plane]
FULL = 256
"""The weight of what covers everything."""

# BT.709, as every picture of more than 576 lines is understood.
_MATRIX = np.array(
    [[0.1826, 0.6142, 0.0620], [-0.1006, -0.3386, 0.4392], [0.4392, -0.3989, -0.0403]]
)
_OFFSET = np.array([16.0, 128.0, 128.0])


def planes_of(frame: VideoFrame, size: tuple[int, int]) -> Planes:
    """Return a frame's planes; what has another size is scaled to cover the picture, and cut."""
    width, height = size
    scale = max(width / frame.width, height / frame.height)
    wide, tall = (max(_even(side * scale), least) for side, least in _sides(frame, size))
    if frame.format.name != "yuv420p" or (frame.width, frame.height) != (wide, tall):
        frame = frame.reformat(wide, tall, "yuv420p", interpolation="BICUBIC")
    packed = np.asarray(frame.to_ndarray(), np.uint8)
    left, top = (wide - width) // 4 * 2, (tall - height) // 4 * 2
    luma = packed[:tall]
    blue, red = packed[tall:].reshape(2, tall // 2, wide // 2)
    half = slice(top // 2, (top + height) // 2), slice(left // 2, (left + width) // 2)
    return luma[top : top + height, left : left + width], blue[half], red[half]


def _sides(frame: VideoFrame, size: tuple[int, int]) -> list[tuple[int, int]]:
    return [(frame.width, size[0]), (frame.height, size[1])]


def _even(side: float) -> int:
    return round(side / 2) * 2


def frame_of(planes: Planes) -> VideoFrame:
    """Return a frame of these planes."""
    luma, *colors = planes
    packed = [plane.reshape(-1, luma.shape[1]) for plane in map(np.ascontiguousarray, colors)]
    return VideoFrame.from_ndarray(np.concatenate([luma, *packed]), format="yuv420p")


def blended(below: Planes, above: Planes, weights: Weights) -> Planes:
    """Lay one picture over another; `weights` (0…256) has the size of the brightness."""
    small = weights[::2, ::2] if weights.ndim else weights
    return (
        _mixed(below[0], above[0], weights),
        _mixed(below[1], above[1], small),
        _mixed(below[2], above[2], small),
    )


def _mixed(below: Plane, above: Plane, weights: Weights) -> Plane:
    mixed = below.astype(np.uint16) * (FULL - weights) + above.astype(np.uint16) * weights
    return (mixed >> 8).astype(np.uint8)


def colors_of(pixels: Plane) -> tuple[Planes, Weights]:
    """Return the planes and the weights of premultiplied RGBA pixels; sizes must be even."""
    alpha = pixels[..., 3].astype(np.float64)
    straight = pixels[..., :3] * (255 / np.maximum(alpha, 1))[..., None]
    all_three = np.clip(straight @ _MATRIX.T + _OFFSET, 0, 255).round().astype(np.uint8)
    luma, blue, red = (all_three[..., axis] for axis in range(3))
    return (luma, blue[::2, ::2], red[::2, ::2]), np.round(alpha * FULL / 255).astype(np.uint16)
