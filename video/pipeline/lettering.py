"""Words in a picture: shaped, broken into lines and made to fit. Right to left where so written."""

import skia
from skia import textlayout

from video.pipeline.fonts import Fonts
from video.pipeline.pen import Pen
from video.pipeline.texts import cut_cost

_SMALLEST = 0.35
_ALIGN = {
    "left": textlayout.TextAlign.kLeft,
    "centre": textlayout.TextAlign.kCenter,
    "right": textlayout.TextAlign.kRight,
}


class Words:
    """A text in a box of `wide` × `tall` units, made smaller until it fits in."""

    def __init__(
        self,
        text: str,
        fonts: Fonts,
        pen: Pen,
        *,
        size: float,
        wide: float,
        tall: float,
        color: int,
        align: str = "centre",
    ) -> None:
        self._unit = pen.unit
        self._style = (fonts, color, align)
        self.text = fonts.readable(text).strip()
        shrink = 1.0
        while not self._fits(size * shrink, wide, tall) and shrink > _SMALLEST:
            shrink *= 0.93
        self._break_well(size * shrink, wide)
        self.height = self._lines.Height / self._unit
        self.width = max(self._lines.LongestLine / self._unit, 0.0)
        self._indent = (wide - self._wide) / 2 if align == "centre" else 0.0

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Paint the text with its box's upper left corner at a point."""
        if not self.text:
            return
        with pen.at(x + self._indent, y, 1 / self._unit):
            self._lines.paint(pen.canvas, 0, 0)

    def _fits(self, size: float, wide: float, tall: float) -> bool:
        self._wide = wide
        self._lines = self._laid(self.text, size, wide)
        room = self._lines.LongestLine <= wide * self._unit
        return bool(room and self._lines.Height <= tall * self._unit)

    def _break_well(self, size: float, wide: float) -> None:
        """Break two lines after a sign; or several between words, to about the same length."""
        tall = self._lines.Height
        if tall < 1.5 * self._laid("x", size, wide).Height:
            return
        near = range(len(self.text) // 4 + 1, len(self.text) * 3 // 4 + 1)
        signs = [at for at in near if cut_cost(self.text, at) < 0.1]
        for at in sorted(signs, key=lambda at: abs(at - len(self.text) / 2)):
            broken = self._laid(f"{self.text[:at].strip()}\n{self.text[at:].strip()}", size, wide)
            if broken.Height <= tall:
                self._lines = broken
                return
        if " " in self.text:
            self._balance(tall, wide)

    def _balance(self, tall: float, wide: float) -> None:
        for part in range(19, 9, -1):
            narrow = wide * part / 20
            self._lines.layout(narrow * self._unit)
            if self._lines.LongestLine > narrow * self._unit or self._lines.Height > tall:
                break
            self._wide = narrow
        self._lines.layout(self._wide * self._unit)

    def _laid(self, text: str, size: float, wide: float) -> textlayout.Paragraph:
        fonts, color, align = self._style
        # One weight comes with the wheel; a stroke of 3 % makes it a bold one.
        paint = skia.Paint(
            AntiAlias=True,
            Color=0xFF000000 | color,
            Style=skia.Paint.kStrokeAndFill_Style,
            StrokeWidth=size * self._unit * 0.03,
            StrokeJoin=skia.Paint.kRound_Join,
        )
        look = textlayout.TextStyle()
        look.setFontFamilies(fonts.families)
        look.setFontSize(size * self._unit)
        look.setForegroundPaint(paint)
        style = textlayout.ParagraphStyle()
        style.setTextAlign(_ALIGN[align])
        style.setTextStyle(look)
        collection = textlayout.FontCollection()
        collection.setDefaultFontManager(fonts.provider)
        builder = textlayout.ParagraphBuilder.make(style, collection, skia.Unicodes.ICU.Make())
        builder.pushStyle(look)
        builder.addText(text)
        lines = builder.Build()
        lines.layout(wide * self._unit)
        return lines
