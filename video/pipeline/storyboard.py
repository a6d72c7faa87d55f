"""What is seen while a script is told: scenes whose frames add up to the film's."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from video.pipeline.artefacts import read_json, write_json
from video.pipeline.captions import Caption, captions, shares
from video.pipeline.choosing import Chooser
from video.pipeline.contract import FPS, Aspect, Brief
from video.pipeline.pictures import PICTURES
from video.pipeline.script import Beat, Script
from video.pipeline.texts import halves, joined_texts, width
from video.pipeline.writing import beats_for

FILE = "storyboard.json"
MOVEMENTS = ("in", "right", "out", "left")
TRANSITIONS = ("fade", "push", "iris", "wipe")
TAIL = FPS // 2
"""Frames of a transition: as long does a scene go on below the next one."""


@dataclass(frozen=True)
class Scene:
    """One picture of the film."""

    start: int
    frames: int
    tail: int
    """Frames beyond its own: the next scene's transition shows them."""
    layout: str
    palette: str
    picture: str
    movement: str
    transition: str
    """How it comes in; the first one is simply there."""
    headline: str
    captions: tuple[Caption, ...]


@dataclass(frozen=True)
class Storyboard:
    """The whole film before it is drawn."""

    title: str
    language: str
    aspect: Aspect
    frames: int
    scenes: tuple[Scene, ...]


def plan(script: Script, brief: Brief) -> Storyboard:
    """Plan the scenes of a script."""
    shots = _shots(script, brief.seconds)
    lengths = shares(brief.frames, [max(width(shot.text), 6) + 5 for shot in shots], FPS)
    told = " ".join(f"{beat.headline} {beat.text}" for beat in script.beats)
    chooser = Chooser(script.mood, f"{script.title} {script.title} {told}")
    seed = crc32(script.title.encode())
    scenes, start = [], 0
    for at, (shot, frames) in enumerate(zip(shots, lengths, strict=True)):
        following = lengths[at + 1] if at + 1 < len(shots) else 0
        headline = _headline(shot, script.title if at in (0, len(shots) - 1) else "", at == 0)
        picture, palette = chooser.choose(f"{shot.headline} {shot.text}", shot.picture)
        scenes.append(
            Scene(
                start=start,
                frames=frames,
                tail=min(TAIL, following // 2),
                layout=_layout(at, len(shots), picture, headline, brief.aspect),
                palette=palette,
                picture=picture,
                movement=MOVEMENTS[(seed + at) % len(MOVEMENTS)],
                transition=TRANSITIONS[(seed + at) % len(TRANSITIONS)] if at else "none",
                headline=headline,
                captions=captions(shot.text, start, frames, brief.aspect),
            )
        )
        start += frames
    return Storyboard(script.title, script.language, brief.aspect, brief.frames, tuple(scenes))


def _shots(script: Script, seconds: float) -> list[Beat]:
    """One shot a beat; fewer where they would be shorter than a second, more where very long."""
    beats = list(script.beats) or [Beat(script.title or "✦", script.title)]
    most = max(1, int(seconds))
    while len(beats) > most:
        beats = _joined(beats)
    while len(beats) < beats_for(seconds):
        longest = max(range(len(beats)), key=lambda at: width(beats[at].text))
        beats[longest : longest + 1] = _halves(beats[longest])
    return beats


def _joined(beats: list[Beat]) -> list[Beat]:
    """Join the two neighbours that are shortest together."""
    lengths = [width(beat.text) for beat in beats]
    at = min(range(len(beats) - 1), key=lambda at: lengths[at] + lengths[at + 1])
    first, second = beats[at : at + 2]
    joined = Beat(
        joined_texts(first.text, second.text),
        first.headline or second.headline,
        first.picture or second.picture,
    )
    return [*beats[:at], joined, *beats[at + 2 :]]


def _halves(beat: Beat) -> list[Beat]:
    """Tell a beat in two shots; the second is silent where its words cannot be parted."""
    first, second = halves(beat.text)
    return [Beat(first, beat.headline, beat.picture), Beat(second, "", beat.picture)]


def _headline(shot: Beat, title: str, is_cover: bool) -> str:
    """The cover shows the title; others their own headline, or a clause that they begin with."""
    if is_cover or shot.headline:
        return title if is_cover else shot.headline
    first, sign, _ = re.sub(r"[，,：:—]", "\n", shot.text, count=1).partition("\n")
    return title or (first.strip() if sign and 1.5 <= width(first) <= 10 else "")


def _layout(at: int, number: int, picture: str, headline: str, aspect: Aspect) -> str:
    if at in (0, number - 1):
        return "cover" if at == 0 else "closing"
    if not headline and not PICTURES[picture].is_landscape:
        return "alone"
    if PICTURES[picture].is_landscape:
        return "wide"
    if aspect == "16:9":
        return "left" if at % 2 else "right"
    return "above" if at % 2 else "below"


def save(storyboard: Storyboard, folder: Path) -> None:
    """Store the storyboard."""
    write_json(folder / FILE, asdict(storyboard))


def load(folder: Path) -> Storyboard:
    """Read the stored storyboard."""
    data: dict[str, Any] = read_json(folder / FILE)
    return Storyboard(scenes=tuple(map(_scene, data.pop("scenes"))), **data)


def _scene(data: dict[str, Any]) -> Scene:
    told = tuple(Caption(**cue) for cue in data.pop("captions"))
    return Scene(captions=told, **data)
