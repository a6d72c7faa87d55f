"""Captions: a scene's narration in pieces that fit in the picture, and the `.vtt` of them. Pure."""

from dataclasses import dataclass

from video.pipeline.contract import FPS, Aspect
from video.pipeline.texts import chunks, width


@dataclass(frozen=True)
class CaptionStyle:
    """How captions stand in a picture; lengths in units of `Pen`."""

    size: float
    wide: float
    """Width of a line."""
    low: float
    """Distance from the lower edge."""
    room: float
    """Width of a whole caption, in Chinese characters: at most two lines."""


STYLES: dict[Aspect, CaptionStyle] = {
    "16:9": CaptionStyle(size=5.8, wide=152, low=7, room=44),
    "9:16": CaptionStyle(size=5.7, wide=86, low=26, room=28),
    "1:1": CaptionStyle(size=5.2, wide=88, low=6, room=31),
}


@dataclass(frozen=True)
class Caption:
    """Words, and the frames of the film from which and until which they are shown."""

    text: str
    start: int
    end: int


def captions(text: str, start: int, frames: int, aspect: Aspect) -> tuple[Caption, ...]:
    """Spread a narration over a scene, each piece as long as it has to be read."""
    pieces = chunks(text, STYLES[aspect].room)
    if not pieces:
        return ()
    lengths = shares(frames, [width(piece) + 2 for piece in pieces])
    told, at = [], start
    for piece, length in zip(pieces, lengths, strict=True):
        told.append(Caption(piece, at, at + length))
        at += length
    return tuple(told)


def shares(whole: int, weights: list[float], least: int = 0) -> list[int]:
    """Cut a whole into integers by weight, which together are the whole. None is below `least`."""
    least = min(least, whole // len(weights))
    spare = whole - least * len(weights)
    scale = spare / sum(weights)
    cuts, gone = [], 0.0
    for weight in weights:
        gone += weight * scale
        cuts.append(round(gone))
    cuts[-1] = spare
    return [least + cut - before for cut, before in zip(cuts, [0, *cuts], strict=False)]


def vtt(told: list[Caption]) -> str:
    """Write captions as WebVTT."""
    cues = [
        f"{at + 1}\n{_time(cue.start)} --> {_time(cue.end)}\n{_escaped(cue.text)}\n"
        for at, cue in enumerate(cue for cue in told if cue.end > cue.start)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _time(frame: int) -> str:
    millis = round(frame * 1000 / FPS)
    seconds, millis = divmod(millis, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{millis:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
