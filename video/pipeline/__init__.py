"""From a prompt to a film, in six durable stages.

`perform` does one of them in a folder that belongs to one film: it reads what earlier stages have
left there and leaves its own, each file whole or not there. A stage that is done answers with its
facts and does nothing again; one that was interrupted goes on from its last whole file. It blocks,
and wants a worker's process: what draws and encodes is imported only when a stage is performed.

| file | by |
| --- | --- |
| `script.json` | script |
| `storyboard.json` | storyboard |
| `clips/NN.mp4` | clips |
| `speech/NN.wav` | speech |
| `captions.vtt`, `thumbnail.jpg`, `film.mp4` | composition |
"""

from pathlib import Path
from typing import Any

from video.pipeline import health
from video.pipeline.contract import (
    FPS,
    SIZES,
    Ask,
    Aspect,
    Brief,
    ClipMaker,
    Progress,
    Speak,
    Stage,
    Tools,
)
from video.pipeline.errors import FilmError

__all__ = [
    "FPS",
    "SIZES",
    "Ask",
    "Aspect",
    "Brief",
    "ClipMaker",
    "FilmError",
    "Progress",
    "Speak",
    "Stage",
    "Tools",
    "perform",
]


def perform(
    stage: Stage, brief: Brief, folder: Path, progress: Progress, tools: Tools | None = None
) -> dict[str, Any]:
    """Do one stage; return facts about it, as small JSON.

    Raises FilmError where it cannot be done, and whatever `progress` and the tools raise.
    """
    try:
        from video.pipeline import stages  # Skia, NumPy and FFmpeg: nothing for a web process
    except ImportError as error:
        raise FilmError(f"Films cannot be made here: {error}. {health.HINT}") from error
    return stages.perform(stage, brief, folder, progress, tools or Tools.configured())
