"""The `local` backend: clips drawn here, by processes of their own, one a core."""

import os
import selectors
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from video.pipeline.artefacts import sweep
from video.pipeline.artist import clip_path
from video.pipeline.contract import Progress
from video.pipeline.errors import FilmError
from video.pipeline.storyboard import Storyboard

_ROOT = Path(__file__).resolve().parents[2]
_LOOK_UP_SECONDS = 1.0
"""How often a cancelled job is noticed while no frame is done."""


class Drawing:
    """Makes clips (`ClipMaker`) with up to `artists` processes."""

    def __init__(self, artists: int = 2, fonts: tuple[str, ...] = ()) -> None:
        self._artists = max(1, min(artists, os.cpu_count() or 1))
        self._fonts = fonts

    def __call__(self, storyboard: Storyboard, folder: Path, progress: Progress) -> None:
        """Draw the clips that are missing."""
        lengths = [scene.frames + scene.tail for scene in storyboard.scenes]
        missing = [at for at in range(len(lengths)) if not clip_path(folder, at).exists()]
        planned = sum(lengths)
        done = planned - sum(lengths[at] for at in missing)
        progress(done, planned)
        # The longest first: the processes then end at about the same time.
        waiting = deque(sorted(missing, key=lambda at: -lengths[at]))
        command = [sys.executable, "-m", "video.pipeline.artist", str(folder), *self._fonts]
        artists = [_Artist(command) for _ in range(min(self._artists, len(missing)))]
        try:
            for more in _work(artists, waiting):
                done += more
                progress(done, planned)
        finally:
            for artist in artists:
                artist.dismiss()
            sweep(folder)


class _Artist:
    """A process that draws one scene after another."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("A process was started without pipes.")
        self._to, self._from = self._process.stdin, self._process.stdout
        self._rest = b""

    def fileno(self) -> int:
        """What a selector waits on."""
        return self._from.fileno()

    def give(self, scene: int) -> None:
        """Let it draw a scene."""
        with suppress(BrokenPipeError):  # it has died: `heard` will tell
            self._to.write(b"%d\n" % scene)

    def heard(self) -> tuple[int, bool]:
        """Return how many more frames are drawn, and whether the scene is done."""
        sent = os.read(self.fileno(), 4096)
        if not sent:
            raise FilmError("A process that draws has died; the log of the worker says why.")
        *lines, self._rest = (self._rest + sent).split(b"\n")
        words = [line.split() for line in lines]
        return sum(int(line[0]) for line in words), any(len(line) > 1 for line in words)

    def dismiss(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._to.close()
        self._from.close()


def _work(artists: list[_Artist], waiting: deque[int]) -> Iterator[int]:
    """Yield frames drawn, or 0 when there was nothing to tell for a while."""
    with selectors.DefaultSelector() as selector:
        for artist in artists:
            artist.give(waiting.popleft())
            selector.register(artist, selectors.EVENT_READ, artist)
        while selector.get_map():
            events = selector.select(_LOOK_UP_SECONDS)
            if not events:
                yield 0
            for key, _ in events:
                drawer: _Artist = key.data
                more, is_done = drawer.heard()
                yield more
                if is_done and waiting:
                    drawer.give(waiting.popleft())
                elif is_done:
                    selector.unregister(drawer)
