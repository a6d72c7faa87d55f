"""A pipeline that tests direct: its films are small files, made as slowly as a prompt says.

A prompt is JSON: `{"seconds": {"3": 0.5}}` makes a stage take so long, `{"fails": {"2": 1}}` lets
it fail so often, `{"dies": 4}` kills its process there each time. Other prompts do none of that.
"""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from video.errors import VideoFailed
from video.pipeline import Brief, Progress, Stage, Tools

MADE = {
    Stage.SCRIPT: ("script.json",),
    Stage.STORYBOARD: ("storyboard.json",),
    Stage.CLIPS: ("clips/00.mp4", "clips/01.mp4"),
    Stage.SPEECH: ("speech/00.wav",),
    Stage.COMPOSITION: ("film.mp4", "thumbnail.jpg", "captions.vtt"),
}
#: Bytes of a film: several pieces of what is served at a time, and none of them like another.
FILM = b"".join(f"{number:07x}\n".encode() for number in range(25_000))
STEP_SECONDS = 0.02


def perform(
    stage: Stage, brief: Brief, folder: Path, progress: Progress, tools: Tools
) -> dict[str, Any]:
    """Make what a stage makes, as the prompt directs."""
    directed = _directions(brief.prompt)
    attempts = _count(folder.parent / f"began-{stage}")
    if directed.get("dies") == stage:
        os.kill(os.getpid(), signal.SIGKILL)
    steps = max(1, round(directed.get("seconds", {}).get(str(int(stage)), 0) / STEP_SECONDS))
    for step in range(steps):
        progress(step, steps)
        time.sleep(STEP_SECONDS if steps > 1 else 0)
    if attempts <= directed.get("fails", {}).get(str(int(stage)), 0):
        raise VideoFailed(f"no luck with stage {int(stage)}")
    for name in MADE[stage]:
        _write(folder / name, FILM if name == "film.mp4" else f"{stage.name} {name}".encode())
    return {"files": len(MADE[stage])}


def _directions(prompt: str) -> dict[str, Any]:
    try:
        directed = json.loads(prompt)
    except ValueError:
        return {}
    return directed if isinstance(directed, dict) else {}


def _count(path: Path) -> int:
    """Count, over all attempts at a job, how often this was reached."""
    with path.open("ab") as file:
        file.write(b"x")
    return path.stat().st_size


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)
