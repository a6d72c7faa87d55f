"""Which picture shows a text, in which colours. Pure."""

from video.pipeline.lexicon import concepts, concepts_of
from video.pipeline.palettes import MOODS, palette_for
from video.pipeline.pictures import PICTURES

_BY_MOOD = {
    "calm": ("sea", "leaf", "clouds_above", "cup", "road", "stars"),
    "bright": ("sun", "rainbow", "flower", "people", "plane", "bird"),
    "warm": ("heart", "sun", "house", "cup", "people", "village"),
    "night": ("stars", "city", "clock", "talk", "road", "network"),
    "tech": ("network", "gears", "computer", "orbits", "rocket", "globe"),
    "nature": ("forest", "leaf", "mountains", "tree", "bird", "sea"),
    "grave": ("clock", "rain", "scales", "road", "mountains", "gears"),
    "festive": ("fireworks", "lantern", "music", "gift", "people", "city"),
}


class Chooser:
    """Chooses for one film: no picture twice while there are others, colours in turn."""

    def __init__(self, mood: str, about: str) -> None:
        self._mood = mood if mood in MOODS else "calm"
        self._about = _pictures_of(about)
        self._used: list[str] = []

    def choose(self, text: str, wished: str = "") -> tuple[str, str]:
        """Return the next scene's picture and palette: by a wish, its words, the film's, its mood.

        The cover shows what all is about.
        """
        named = [*_named(wished), *_pictures_of(text)] if self._used or wished else []
        others = [*self._about, *_BY_MOOD[self._mood], "orbits", *PICTURES]
        unused = (name for name in [*named, *others] if name not in self._used)
        picture = next(unused, others[len(self._used) % len(others)])
        palette = palette_for(picture, self._mood, len(self._used))
        self._used.append(picture)
        return picture, palette


def _pictures_of(text: str) -> list[str]:
    return [name for concept in concepts_of(text) for name in (concept.picture, concept.also)]


def _named(picture: str) -> list[str]:
    return [
        name
        for concept in concepts()
        if concept.picture == picture
        for name in (concept.picture, concept.also)
    ]
