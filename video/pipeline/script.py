"""What a film says: a title, a mood, beats of narration. By a model, or by our own hand."""

import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from video.pipeline import asking, writing
from video.pipeline.artefacts import read_json, write_json
from video.pipeline.contract import Ask, Brief
from video.pipeline.texts import clean, language_of, shortened

logger = logging.getLogger(__name__)

FILE = "script.json"
TITLE_ROOM, HEADLINE_ROOM = 28.0, 16.0
"""Widths of Chinese characters that a title and a headline may take."""
MAX_BEATS, MAX_TEXT = 40, 600


@dataclass(frozen=True)
class Beat:
    """What is told in one scene: the narration, and the few words that the picture shows."""

    text: str
    headline: str = ""
    picture: str = ""
    """Which of `PICTURES` shows it; another one is chosen where there is none of that name."""


@dataclass(frozen=True)
class Script:
    """A film's words."""

    title: str
    mood: str
    language: str
    beats: tuple[Beat, ...]
    writer: str
    """`model` or `offline`."""


def write_script(brief: Brief, ask: Ask | None) -> Script:
    """Write the script; by our own hand where no model is given, or where it writes none."""
    prompt = clean(brief.prompt)
    language = language_of(prompt, brief.language)
    if ask and prompt:
        for _ in range(2):
            if answer := asking.read(ask(asking.request(brief, prompt, language))):
                return _script(answer, language, "model")
        logger.warning("The model wrote no script that can be read; the offline writer wrote it.")
    return _script(writing.write(prompt, language, brief.seconds), language, "offline")


def _script(draft: "writing.Draft", language: str, writer: str) -> Script:
    beats = (
        Beat(
            text=clean(line.text, MAX_TEXT).replace("\n", " "),
            headline=_one_line(line.headline, HEADLINE_ROOM),
            picture=line.picture,
        )
        for line in draft.beats[:MAX_BEATS]
    )
    return Script(
        title=_one_line(draft.title, TITLE_ROOM),
        mood=draft.mood,
        language=language,
        beats=tuple(beat for beat in beats if beat.text),
        writer=writer,
    )


def _one_line(text: str, room: float) -> str:
    return shortened(clean(text, 200).replace("\n", " "), room)


def save(script: Script, folder: Path) -> None:
    """Store the script."""
    write_json(folder / FILE, asdict(script))


def load(folder: Path) -> Script:
    """Read the stored script."""
    data: dict[str, Any] = read_json(folder / FILE)
    beats = tuple(Beat(**beat) for beat in data.pop("beats"))
    return Script(beats=beats, **data)
