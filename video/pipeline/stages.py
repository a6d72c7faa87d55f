"""What each stage does, and what it tells about it."""

import logging
from pathlib import Path
from typing import Any, assert_never

from video.pipeline import artefacts, composition, script, speech, storyboard
from video.pipeline.artist import clip_path
from video.pipeline.contract import Brief, Progress, Stage, Tools
from video.pipeline.drawing import Drawing
from video.pipeline.films import probe
from video.pipeline.fonts import Fonts, fonts_for
from video.pipeline.storyboard import Storyboard

logger = logging.getLogger(__name__)


def perform(
    stage: Stage, brief: Brief, folder: Path, progress: Progress, tools: Tools
) -> dict[str, Any]:
    """Do one stage; see `video.pipeline.perform`."""
    folder.mkdir(parents=True, exist_ok=True)
    artefacts.sweep(folder)
    match stage:
        case Stage.SCRIPT:
            return _script(brief, folder, progress, tools)
        case Stage.STORYBOARD:
            return _storyboard(brief, folder, progress, tools)
        case Stage.CLIPS:
            return _clips(folder, progress, tools)
        case Stage.SPEECH:
            return _speech(folder, progress, tools)
        case Stage.COMPOSITION:
            return _composition(folder, progress, tools)
        case Stage.DONE:
            return probe(folder / composition.FILM_FILE).told()
        case _:
            assert_never(stage)


def _script(brief: Brief, folder: Path, progress: Progress, tools: Tools) -> dict[str, Any]:
    progress(0, 1)
    if not (folder / script.FILE).exists():
        script.save(script.write_script(brief, tools.ask), folder)
    written = script.load(folder)
    progress(1, 1)
    return {"title": written.title, "beats": len(written.beats), "writer": written.writer}


def _storyboard(brief: Brief, folder: Path, progress: Progress, tools: Tools) -> dict[str, Any]:
    progress(0, 1)
    if not (folder / storyboard.FILE).exists():
        storyboard.save(storyboard.plan(script.load(folder), brief), folder)
    board = storyboard.load(folder)
    unreadable = _fonts(board, tools).unreadable(_words(board))
    if unreadable:
        logger.warning(
            "No font here has %d characters that a film is to show, such as U+%04X; they are left "
            "out of the picture and stay in its captions file. Install a font of their script, or "
            "name one in VIDEO_FONTS.",
            len(unreadable),
            ord(unreadable[0]),
        )
    progress(1, 1)
    return {"scenes": len(board.scenes), "frames": board.frames, "unreadable": len(unreadable)}


def _clips(folder: Path, progress: Progress, tools: Tools) -> dict[str, Any]:
    board = storyboard.load(folder)
    make = tools.make_clips or Drawing(tools.artists, tools.fonts)
    make(board, folder, progress)
    clips = [probe(clip_path(folder, at)) for at in range(len(board.scenes))]
    return {
        "clips": len(clips),
        "frames": sum(clip.frames for clip in clips),
        "bytes": sum(clip.bytes for clip in clips),
    }


def _speech(folder: Path, progress: Progress, tools: Tools) -> dict[str, Any]:
    board = storyboard.load(folder)
    speech.record(board, folder, progress, tools.speak)
    return {"voices": len(board.scenes) if tools.speak else 0}


def _composition(folder: Path, progress: Progress, tools: Tools) -> dict[str, Any]:
    path = folder / composition.FILM_FILE
    if not path.exists():
        board = storyboard.load(folder)
        return composition.compose(board, folder, progress, _fonts(board, tools)).told()
    facts = probe(path)
    progress(facts.frames, facts.frames)
    return facts.told()


def _fonts(board: Storyboard, tools: Tools) -> Fonts:
    return fonts_for(board.language, tools.fonts)


def _words(board: Storyboard) -> str:
    scenes = board.scenes
    told = (f"{scene.headline} {' '.join(cue.text for cue in scene.captions)}" for scene in scenes)
    return f"{board.title} {' '.join(told)}"
