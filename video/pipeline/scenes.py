"""One scene's frames: a backdrop, a picture, a camera that moves, and the headline."""

from contextlib import AbstractContextManager

from video.pipeline.backdrops import draw_backdrop
from video.pipeline.contract import FPS
from video.pipeline.fonts import Fonts
from video.pipeline.layouts import layout_for
from video.pipeline.lettering import Words
from video.pipeline.palettes import PALETTES
from video.pipeline.pen import Pen, Pixels, ease
from video.pipeline.pictures import PICTURES
from video.pipeline.storyboard import Scene, Storyboard


class SceneArtist:
    """Draws the frames of a scene, each for itself."""

    def __init__(self, storyboard: Storyboard, at: int, size: tuple[int, int], fonts: Fonts):
        self._scene: Scene = storyboard.scenes[at]
        self._at = at
        self._pen = Pen(*size)
        self._palette = PALETTES[self._scene.palette]
        self._picture = PICTURES[self._scene.picture]
        self._layout = layout_for(storyboard.aspect, self._scene.layout, self._picture.is_landscape)
        box = self._layout
        self._words = Words(
            self._scene.headline,
            fonts,
            self._pen,
            size=box.size,
            wide=box.wide,
            tall=box.tall,
            color=self._palette.ink,
            align=box.align,
        )

    @property
    def frames(self) -> int:
        """How many frames it has, those of the next transition among them."""
        return self._scene.frames + self._scene.tail

    def draw(self, frame: int) -> Pixels:
        """Draw a frame. The pixels are good until the next one is drawn."""
        seconds = frame / FPS
        with self._camera(frame / self.frames):
            self._draw_picture(seconds)
        self._draw_ground()
        self._draw_words(seconds)
        return self._pen.pixels

    def _camera(self, part: float) -> AbstractContextManager[None]:
        pen, near = self._pen, 0.08
        scale = 1 + near * {"in": part, "out": 1 - part}.get(self._scene.movement, 0.75)
        slide = {"left": 1 - 2 * part, "right": 2 * part - 1}.get(self._scene.movement, 0.0)
        x = pen.w / 2 * (1 - scale) + slide * near * 0.7 * pen.w / 2
        return pen.at(x, pen.h / 2 * (1 - scale), scale)

    def _draw_picture(self, seconds: float) -> None:
        pen, box = self._pen, self._layout
        if self._picture.is_landscape:
            self._picture.draw(pen, seconds, self._palette)
            return
        draw_backdrop(pen, seconds, self._palette, (box.x, box.y), 50 * box.scale, self._at)
        with pen.at(box.x, box.y, box.scale):
            self._picture.draw(pen, seconds, self._palette)

    def _draw_ground(self) -> None:
        """Calm down what words are to be read on."""
        pen, box, c = self._pen, self._layout, self._palette
        if c.is_dark:
            pen.fade(0, pen.h * 0.7, pen.w, pen.h * 0.3, (c.dark, 0), (c.dark, 0.5))
        if self._picture.is_landscape and self._words.text:
            veil = c.dark if c.is_dark else c.light
            low = box.top + self._words.height + 26
            pen.fade(0, 0, pen.w, low, (veil, 0.6), (veil, 0))

    def _draw_words(self, seconds: float) -> None:
        pen, box, words = self._pen, self._layout, self._words
        if not words.text:
            return
        come = ease(seconds, 0.15, 0.7)
        top = box.top
        if self._scene.layout != "wide":
            top += (box.tall - words.height) / 2
        with pen.at(box.left, top + 5 * (1 - come)), pen.faded(come, box.wide + 10):
            words.draw(pen, 0, 0)
        long = 14 * ease(seconds, 0.5, 0.7)
        left = box.left + (box.wide - long) / 2 if box.align == "centre" else box.left + 0.4
        pen.box(left, top + words.height + 2.4, long, 1.1, self._palette.accent, 0.55)
