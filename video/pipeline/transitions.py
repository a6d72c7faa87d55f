"""How one scene gives way to the next. Pure."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from video.pipeline.planes import FULL, Plane, Planes, Weights, blended

_EDGE = 0.10
"""Width of a soft edge, in widths of the picture."""


def transition(name: str, before: Planes, after: Planes, part: float) -> Planes:
    """Return the picture between two scenes, of which `part` (0…1) has been gone."""
    eased = part * part * (3 - 2 * part)
    if name == "push":
        return _pushed(before, after, eased)
    return blended(before, after, _weights(name, before[0].shape, eased))


def _weights(name: str, shape: tuple[int, ...], part: float) -> Weights:
    if name not in ("wipe", "iris"):
        return np.asarray(round(part * FULL), np.uint16)
    gone = (part * (1 + _EDGE) - _distances(name, shape)) / _EDGE
    return np.asarray(np.clip(gone, 0, 1) * FULL, np.uint16)


@lru_cache(maxsize=4)
def _distances(name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """When a place is reached, from 0 to 1."""
    height, width = shape
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    if name == "wipe":
        return np.broadcast_to((x + 1) / 2, shape).astype(np.float32)
    far = np.hypot(x * width, y * height) / np.hypot(width, height)
    return np.asarray(far, np.float32)


def _pushed(before: Planes, after: Planes, part: float) -> Planes:
    half = round(part * before[1].shape[1])

    def side_by_side(at: int) -> Plane:
        shift = half * (2 if at == 0 else 1)
        return np.concatenate([before[at][:, shift:], after[at][:, :shift]], axis=1)

    return side_by_side(0), side_by_side(1), side_by_side(2)
