"""Fonts for any script: which face shows which character, and what no face can show.

First what VIDEO_FONTS names, then Noto Sans CJK from its wheel (Latin, Cyrillic, Chinese, Japanese,
Korean), then whatever the system has for a character. What nobody has is left out.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path

import skia

_FACES = {"ja": 0, "ko": 1, "zh": 2}  # of the collection: they draw some characters differently
_UNSEEN = ("Z", "Cc", "Cf")


class Fonts:
    """The faces for the texts of one film."""

    def __init__(self, language: str, named: Iterable[str] = ()) -> None:
        self._language = language
        self._manager = skia.FontMgr.New_Custom_Empty()
        self.provider = skia.textlayout.TypefaceFontProvider()
        self._faces: list[skia.Typeface] = []
        for path in named:
            self._add(self._manager.makeFromFile(path, 0), path)
        self._add(_packaged(self._manager, _FACES.get(language, 2)), "Noto Sans CJK")
        if not self._faces:
            self._add(self._system.matchFamilyStyle("sans-serif", skia.FontStyle()), "sans-serif")

    def readable(self, text: str) -> str:
        """Return the text without characters that no font has."""
        return "".join(char for char in text if self._has(char))

    def unreadable(self, text: str) -> str:
        """Return the characters that no font has, each once."""
        return "".join(dict.fromkeys(char for char in text if not self._has(char)))

    @property
    def families(self) -> list[skia.String]:
        """The names under which `provider` knows the faces, in order."""
        return [skia.String(str(at)) for at in range(len(self._faces))]

    def _has(self, char: str) -> bool:
        if unicodedata.category(char).startswith(_UNSEEN) or self._covered(char):
            return True
        found = self._system.matchFamilyStyleCharacter(
            "", skia.FontStyle(), [self._language or "en"], ord(char)
        )
        self._add(found, char)
        return self._covered(char)

    @cached_property
    def _system(self) -> skia.FontMgr:
        """The system's fonts; only asked when needed, for that may take a second at first."""
        return skia.FontMgr.RefDefault()

    def _covered(self, char: str) -> bool:
        return any(face.unicharToGlyph(ord(char)) for face in self._faces)

    def _add(self, face: skia.Typeface | None, told: str) -> None:
        if face is None or not face.countGlyphs():
            return
        self.provider.registerTypeface(face, skia.String(str(len(self._faces))))
        self._faces.append(face)


def _packaged(manager: skia.FontMgr, index: int) -> skia.Typeface | None:
    """The face of the font that is installed with the other requirements."""
    try:
        font = files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"
    except ModuleNotFoundError:
        return None
    with as_file(font) as path:
        return manager.makeFromFile(str(path), index)


@cache
def fonts_for(language: str, named: tuple[str, ...] = ()) -> Fonts:
    """Return the faces for a language; loading them takes 10 ms."""
    return Fonts(language, [path for path in named if Path(path).is_file()])
