"""Colours that belong together (`palettes.toml`)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Palette:
    """Colours of a scene, from the sky to the ground, and what stands out from them."""

    sky: int
    haze: int
    """The sky where it meets the ground."""
    far: int
    mid: int
    near: int
    accent: int
    second: int
    light: int
    dark: int
    is_dark: bool = True

    @property
    def ink(self) -> int:
        """The colour of words on the sky."""
        return self.light if self.is_dark else self.dark


_TABLE: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("palettes.toml").read_text(encoding="utf-8")
)
PALETTES = {name: Palette(**colors) for name, colors in _TABLE["palette"].items()}
MOODS: dict[str, list[str]] = _TABLE["moods"]
SUITS: dict[str, list[str]] = _TABLE["suits"]


def palette_for(picture: str, mood: str, turn: int) -> str:
    """Return the palette of the film's turn, or one that suits the picture better."""
    suiting = SUITS.get(picture, MOODS[mood])
    wished = MOODS[mood][turn % len(MOODS[mood])]
    return wished if wished in suiting else suiting[turn % len(suiting)]
