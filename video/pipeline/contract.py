"""What a film is asked by, and who is told how far it is. No Django, no ORM, no drawing here."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, Self, get_args

from video.pipeline.conf import film_settings

if TYPE_CHECKING:
    from video.pipeline.storyboard import Storyboard

FPS = 24
"""Frames a second. Every duration of a film is a whole number of frames."""

Aspect = Literal["16:9", "9:16", "1:1"]
SIZES: dict[Aspect, tuple[int, int]] = {
    "16:9": (1280, 720),
    "9:16": (720, 1280),
    "1:1": (720, 720),
}
SHORTEST, LONGEST = 2.0, 120.0


class Stage(IntEnum):
    """The six durable steps of a film, in the order in which clients are told of them."""

    SCRIPT = 1
    STORYBOARD = 2
    CLIPS = 3
    SPEECH = 4
    COMPOSITION = 5
    DONE = 6


@dataclass(frozen=True)
class Brief:
    """What was asked for. `language` is a code such as `en` or `zh-hans`; "" is the prompt's."""

    prompt: str
    aspect: Aspect
    seconds: float
    language: str = ""

    def __post_init__(self) -> None:
        if self.aspect not in get_args(Aspect):
            raise ValueError(f"A film's aspect is one of {', '.join(SIZES)}, not {self.aspect!r}.")
        if not isfinite(self.seconds) or not SHORTEST <= self.seconds <= LONGEST:
            raise ValueError(f"A film takes {SHORTEST:g} to {LONGEST:g} s, not {self.seconds!r}.")

    @property
    def frames(self) -> int:
        """Frames of the film."""
        return round(self.seconds * FPS)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return SIZES[self.aspect]


class Progress(Protocol):
    """Hears how far a stage is, and stops it by raising: a cancelled job, a lease that is lost.

    What it raises comes out of `perform`; nothing unfinished stays in the folder.
    """

    def __call__(self, done: int, planned: int, /) -> None: ...


Ask = Callable[[str], str]
"""Asks a model and returns what it says. May raise: then the stage has failed."""

Speak = Callable[[str, str], bytes]
"""Speaks a text in a language; returns a sound file (WAV, MP3 …, whatever FFmpeg reads)."""


class ClipMaker(Protocol):
    """Makes the clips that are not yet in `clips/`, each put there whole (`artefacts.replacing`).

    Clip NN holds at least `storyboard.scenes[NN].frames + tail` frames; a shorter one is held at
    its last frame, another size is cut to fit.
    """

    def __call__(self, storyboard: "Storyboard", folder: Path, progress: Progress) -> None: ...


@dataclass(frozen=True)
class Tools:
    """What a stage may use beyond this machine. Without them everything is made here."""

    ask: Ask | None = None
    speak: Speak | None = None
    make_clips: ClipMaker | None = None
    fonts: tuple[str, ...] = ()
    """Font files to be asked before all others."""
    artists: int = 2
    """Processes that draw; never more than there are cores."""

    @classmethod
    def configured(cls) -> Self:
        """Return what the settings say."""
        settings = film_settings()
        return cls(fonts=settings.video_fonts, artists=settings.video_artists)
