"""How long a film still takes, from how long others have taken. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean

from video.pipeline import Stage
from video.stages import WORK

#: Seconds of work for a second of film, for each stage; what is measured here comes in its place.
FIRST_GUESS: Mapping[Stage, float] = {
    Stage.SCRIPT: 0.05,
    Stage.STORYBOARD: 0.02,
    Stage.CLIPS: 0.8,
    Stage.SPEECH: 0.05,
    Stage.COMPOSITION: 0.2,
}

Pace = Mapping[Stage, float]


def pace_of(measured: Iterable[tuple[int, float, float]]) -> Pace:
    """Return the pace that finished stages show: (stage, its seconds, the film's seconds)."""
    by_stage: dict[Stage, list[float]] = defaultdict(list)
    for stage, took, film in measured:
        by_stage[Stage(stage)].append(took / max(film, 1.0))
    return {**FIRST_GUESS, **{stage: fmean(each) for stage, each in by_stage.items()}}


def remaining(pace: Pace, film: float, stage: Stage = Stage.SCRIPT, share: float = 0.0) -> int:
    """Return the seconds until a film is there that has done such a share of a stage."""
    later = sum(pace[each] for each in WORK if each > stage)
    return round(film * (later + (1.0 - share) * pace.get(stage, 0.0)))


def waiting(ahead: Iterable[float], workers: int) -> float:
    """Return the seconds until a worker is free, from what those ahead still need."""
    return sum(ahead) / max(workers, 1)
