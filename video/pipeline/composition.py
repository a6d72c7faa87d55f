"""From clips to the film: transitions, captions, sound, one encoding; thumbnail and `.vtt`."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import skia
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace

from video.pipeline import speech
from video.pipeline.artefacts import replacing
from video.pipeline.artist import clip_path
from video.pipeline.captions import vtt
from video.pipeline.contract import SIZES, Progress
from video.pipeline.films import FILM, SAMPLES, Facts, Footage, Sound, film_writer, probe
from video.pipeline.fonts import Fonts
from video.pipeline.planes import Planes, frame_of, planes_of
from video.pipeline.storyboard import Storyboard
from video.pipeline.subtitles import Subtitle
from video.pipeline.transitions import transition

FILM_FILE, THUMBNAIL_FILE, CAPTIONS_FILE = "film.mp4", "thumbnail.jpg", "captions.vtt"
_TELL_EVERY = 6
_THUMBNAIL_SIDE = 640


def compose(storyboard: Storyboard, folder: Path, progress: Progress, fonts: Fonts) -> Facts:
    """Write the film, and what goes with it; the film last, for it says that all is there."""
    told = [caption for scene in storyboard.scenes for caption in scene.captions]
    with replacing(folder / CAPTIONS_FILE) as part:
        part.write_text(vtt(told), encoding="utf-8")
    progress(0, storyboard.frames)
    with replacing(folder / FILM_FILE) as part:
        with film_writer(part, SIZES[storyboard.aspect], FILM) as writer:
            writer.with_sound()
            for number, (picture, sound) in enumerate(_frames(storyboard, folder, fonts)):
                writer.write(picture)
                writer.write_sound(sound)
                if number == _thumbnail_at(storyboard):
                    _save_thumbnail(picture, folder / THUMBNAIL_FILE)
                if number % _TELL_EVERY == _TELL_EVERY - 1:
                    progress(number + 1, storyboard.frames)
        progress(storyboard.frames, storyboard.frames)
    return probe(folder / FILM_FILE)


def _frames(
    storyboard: Storyboard, folder: Path, fonts: Fonts
) -> Iterator[tuple[VideoFrame, Sound]]:
    """Yield the film's frames, each with the sound of its time."""
    with ExitStack() as stack:
        before: _Shown | None = None
        for at in range(len(storyboard.scenes)):
            now = _Shown(storyboard, at, folder, fonts)
            stack.callback(now.footage.close)
            sound = speech.load(folder, at)
            for frame in range(now.scene.frames):
                part = frame * SAMPLES
                yield now.picture(frame, before), sound[part : part + SAMPLES]
            if before:
                before.footage.close()
            before = now


class _Shown:
    """A scene while it is put into the film."""

    def __init__(self, storyboard: Storyboard, at: int, folder: Path, fonts: Fonts) -> None:
        self.scene = storyboard.scenes[at]
        self.footage = Footage(clip_path(folder, at))
        self._size = SIZES[storyboard.aspect]
        self._subtitles = [Subtitle(cue, storyboard.aspect, fonts) for cue in self.scene.captions]

    def picture(self, frame: int, before: "_Shown | None") -> VideoFrame:
        """Return a frame, in which the scene before may still be seen."""
        planes = self.planes(frame)
        if before and frame < before.scene.tail:
            part = (frame + 1) / (before.scene.tail + 1)
            old = before.planes(before.scene.frames + frame)
            planes = transition(self.scene.transition, old, planes, part)
        for subtitle in self._subtitles:
            planes = subtitle.laid_over(planes, self.scene.start + frame)
        return frame_of(planes)

    def planes(self, frame: int) -> Planes:
        """Return a frame of the clip."""
        return planes_of(self.footage.frame(frame), self._size)


def _thumbnail_at(storyboard: Storyboard) -> int:
    """The title has come, and the next scene has not."""
    return int(storyboard.scenes[0].frames * 0.6)


def _save_thumbnail(picture: VideoFrame, path: Path) -> None:
    scale = _THUMBNAIL_SIDE / max(picture.width, picture.height)
    small = picture.reformat(
        round(picture.width * scale / 2) * 2,
        round(picture.height * scale / 2) * 2,
        "rgba",
        src_colorspace=Colorspace.ITU709,
        interpolation="AREA",
    )
    image = skia.Image.fromarray(small.to_ndarray(), skia.ColorType.kRGBA_8888_ColorType)
    with replacing(path) as part:
        part.write_bytes(bytes(image.encodeToData(skia.EncodedImageFormat.kJPEG, 85)))
