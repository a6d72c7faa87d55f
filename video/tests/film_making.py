"""Films for tests: made stage by stage, and read again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from video.pipeline import Brief, Stage, Tools, perform

Facts = dict[Stage, dict[str, Any]]


def ignore(_done: int, _planned: int) -> None:
    """Hear of progress, and go on."""


def make_film(
    brief: Brief,
    folder: Path,
    tools: Tools | None = None,
    hear: Callable[[Stage, int, int], None] = lambda *_: None,
    until: Stage = Stage.DONE,
) -> Facts:
    """Perform the stages in order; return what each has told."""
    return {
        stage: perform(stage, brief, folder, partial(hear, stage), tools)
        for stage in Stage
        if stage <= until
    }


def pictures_of(path: Path, side: int = 96) -> list[NDArray[np.int16]]:
    """Return a film's frames, small and grey."""
    with av.open(str(path)) as file:
        frames = file.decode(video=0)
        return [
            frame.reformat(side, side, "gray").to_ndarray().astype(np.int16) for frame in frames
        ]


def sound_of(path: Path) -> NDArray[np.float32]:
    """Return what is heard in a film."""
    with av.open(str(path)) as file:
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)])


def differ(one: NDArray[np.int16], other: NDArray[np.int16]) -> float:
    """Return by how much two pictures differ, in 1/255 of brightness a pixel."""
    return float(np.abs(one - other).mean())
