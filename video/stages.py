"""The six stages of a film: what they are called, and how much of the whole each of them is. Pure.

Source: PROTOCOLS 001. A page tells the stages apart by these words, and by these bounds.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from video.pipeline import Stage


class Part(NamedTuple):
    """A stage's words, and the per cent of the whole between which it lies."""

    words: str
    above: int
    upto: int


PARTS: Final[Mapping[Stage, Part]] = {
    Stage.SCRIPT: Part("内容理解", 0, 10),
    Stage.STORYBOARD: Part("分镜头脚本", 10, 20),
    Stage.CLIPS: Part("视频生成", 20, 50),
    Stage.SPEECH: Part("语音合成", 50, 70),
    Stage.COMPOSITION: Part("视频合成", 70, 90),
    Stage.DONE: Part("处理完成", 90, 100),
}

#: What a worker has to do; the last one is that the film is there.
WORK: Final = (Stage.SCRIPT, Stage.STORYBOARD, Stage.CLIPS, Stage.SPEECH, Stage.COMPOSITION)


def per_cent(stage: Stage, done: int = 0, planned: int = 0) -> int:
    """Return how far a film is with so much of a stage done: always within the stage's bounds."""
    _, above, upto = PARTS[stage]
    share = min(max(done / planned, 0.0), 1.0) if planned > 0 else 0.0
    return max(above + 1, above + round((upto - above) * share))


def words_of(stage: int) -> str:
    """Return what a stage is called, "" before the first."""
    return PARTS[Stage(stage)].words if stage else ""


def stage_after(finished: int) -> Stage:
    """Return the stage that follows the last finished one."""
    return Stage(min(finished + 1, Stage.DONE))
