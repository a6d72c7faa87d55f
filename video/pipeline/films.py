"""Films as files: H.264 and AAC in MP4, as every browser plays them.

PyAV brings FFmpeg's libraries in its wheel, libx264 among them. It hears of every frame, in this
process; a program of FFmpeg would be fed through pipes, and its progress read from its chatter.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from video.pipeline.contract import FPS
from video.pipeline.errors import FilmError

RATE = 48_000
SAMPLES = RATE // FPS
"""Samples of sound that a frame lasts."""
Sound = NDArray[np.int16]
_BT709 = 1

#: A clip is drawn once and decoded once: quick to write, good enough to be encoded again.
CLIP = {"preset": "ultrafast", "crf": "14", "threads": "1"}
FILM = {"preset": "superfast", "crf": "23", "profile": "high", "tune": "animation"}


class FilmWriter:
    """Encodes frames, one after another, and the sound beside them."""

    def __init__(self, path: Path, size: tuple[int, int], options: dict[str, str]) -> None:
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._video = _video_stream(self._file, size, options)
        self._sound: AudioStream | None = None
        self._reformatter = VideoReformatter()
        self._frames = self._samples = 0

    def with_sound(self) -> None:
        """Give the film a sound track, before its first frame."""
        self._sound = self._file.add_stream("aac", rate=RATE, layout="mono", bit_rate=96_000)

    def write_pixels(self, pixels: NDArray[np.uint8]) -> None:
        """Encode a picture of RGBA pixels."""
        frame = VideoFrame.from_numpy_buffer(pixels, format="rgba")  # no copy
        self.write(
            self._reformatter.reformat(
                frame,
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
        )

    def write(self, frame: VideoFrame) -> None:
        """Encode a frame."""
        frame.pts, frame.time_base = self._frames, Fraction(1, FPS)
        frame.pict_type = 0  # a decoded one comes with its own
        self._frames += 1
        self._file.mux(self._video.encode(frame))

    def write_sound(self, sound: Sound) -> None:
        """Encode what is heard next."""
        if self._sound is None:
            raise RuntimeError("The film has no sound track.")
        frame = AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._samples, Fraction(1, RATE)
        self._samples += sound.size
        self._file.mux(self._sound.encode(frame))

    def finish(self) -> None:
        """Write what is still in the encoders, and the index."""
        self._file.mux(self._video.encode(None))
        if self._sound:
            self._file.mux(self._sound.encode(None))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _video_stream(
    file: av.container.OutputContainer, size: tuple[int, int], options: dict[str, str]
) -> VideoStream:
    stream = file.add_stream("libx264", rate=FPS, options=options)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = ColorRange.MPEG
    return stream


@contextmanager
def film_writer(path: Path, size: tuple[int, int], options: dict[str, str]) -> Iterator[FilmWriter]:
    """Write a film. If something fails, what there is of it is closed, and for nothing."""
    writer = FilmWriter(path, size, options)
    try:
        yield writer
        writer.finish()
    finally:
        writer.close()


class Footage:
    """A clip, read forward: the planes' source at each frame of the film."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        try:
            self._file = av.open(str(path))
            self._frames = self._file.decode(video=0)
            self._now = next(self._frames)
        except (av.FFmpegError, StopIteration, IndexError) as error:
            raise FilmError(f"The clip {self._name} cannot be played.") from error
        self._next: VideoFrame | None = self._now
        self._start = self._now.time or 0.0

    def frame(self, number: int) -> VideoFrame:
        """Return what is seen in that frame; the last picture stays, where there are no more."""
        due = (number + 0.5) / FPS + self._start
        while self._next is not None and (self._next.time or 0.0) <= due:
            self._now = self._next
            self._next = self._following()
        return self._now

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _following(self) -> VideoFrame | None:
        try:
            return next(self._frames, None)
        except av.FFmpegError:  # what follows is damaged
            return None


class Facts(NamedTuple):
    """What a film's file says of itself."""

    seconds: float
    frames: int
    bytes: int
    width: int
    height: int

    def told(self) -> dict[str, Any]:
        """Return them as JSON."""
        return {**self._asdict(), "seconds": round(self.seconds, 3)}


def probe(path: Path) -> Facts:
    """Read a film's length and size. Raises FilmError for what is none."""
    try:
        with av.open(str(path)) as file:
            video = file.streams.video[0]
            seconds = (file.duration or 0) / av.time_base
            return Facts(seconds, video.frames, path.stat().st_size, video.width, video.height)
    except (av.FFmpegError, IndexError) as error:
        raise FilmError(f"{path.name} is no film.") from error
