"""A process that draws clips: the numbers of scenes come in, frames drawn go out.

Run by `drawing` as `python -m video.pipeline.artist <folder> <fonts…>`. It ends when nobody writes
to it or reads from it any more, so it does not outlive a worker that was killed.
"""

import os
import sys
from pathlib import Path

from video.pipeline import storyboard as storyboards
from video.pipeline.artefacts import replacing
from video.pipeline.contract import SIZES
from video.pipeline.films import CLIP, film_writer
from video.pipeline.fonts import fonts_for
from video.pipeline.scenes import SceneArtist

SAY_EVERY = 6
_NICE = 10
"""Sockets that share the machine go first."""


def clip_path(folder: Path, at: int) -> Path:
    """Return where the clip of a scene is."""
    return folder / "clips" / f"{at:02}.mp4"


def draw_clip(board: storyboards.Storyboard, at: int, folder: Path, fonts: tuple[str, ...]) -> None:
    """Draw a scene's clip; says now and then how many more frames are done."""
    size = SIZES[board.aspect]
    artist = SceneArtist(board, at, size, fonts_for(board.language, fonts))
    with replacing(clip_path(folder, at)) as part, film_writer(part, size, CLIP) as writer:
        for frame in range(artist.frames):
            writer.write_pixels(artist.draw(frame))
            if frame % SAY_EVERY == SAY_EVERY - 1:
                _say(str(SAY_EVERY))
    _say(str(artist.frames % SAY_EVERY), "done")


def _say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def main(folder: Path, fonts: tuple[str, ...]) -> None:
    """Draw the scenes whose numbers come in."""
    os.nice(max(0, _NICE - os.nice(0)))
    board = storyboards.load(folder)
    for line in sys.stdin:
        draw_clip(board, int(line), folder, fonts)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), tuple(sys.argv[2:]))
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(1)
