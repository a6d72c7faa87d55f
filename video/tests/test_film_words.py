"""Words in pictures: fonts for all of them, and room for all of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from video.pipeline.captions import STYLES
from video.pipeline.contract import SIZES
from video.pipeline.fonts import Fonts, fonts_for
from video.pipeline.layouts import layout_for
from video.pipeline.lettering import Words
from video.pipeline.lexicon import concepts
from video.pipeline.pen import Pen
from video.pipeline.subtitles import draw_caption
from video.pipeline.texts import chunks, clean
from video.pipeline.wording import PHRASES

WORDS = "天地玄黄宇宙洪荒日月盈昃，。“”—…！？：、"
LETTERS = st.sampled_from("天地玄，。wWiI .-é한مनก😀") | st.characters(exclude_categories=["Cs"])


class NoSystem:
    """A system without a font."""

    def matchFamilyStyleCharacter(self, *_: object) -> None:  # noqa: N802 (Skia's name)
        return None


def alone(language: str) -> Fonts:
    """The fonts of a machine that has none of its own."""
    fonts = Fonts(language)
    fonts.__dict__["_system"] = NoSystem()
    return fonts


def test_the_installed_font_has_all_that_films_say_by_themselves() -> None:
    said = WORDS
    for concept in concepts():
        said += "".join([*concept.names.values(), *concept.lines["zh"], *concept.lines["en"]])
    for phrases in PHRASES.values():
        said += "".join([*phrases.openings, *phrases.closings, *map("".join, phrases.steps)])
    assert alone("zh").unreadable(said) == ""


@pytest.mark.parametrize("text", ["人工智能", "繁體中文", "かな漢字", "한국어", "мир", "naïve"])
def test_the_installed_font_has_the_scripts_that_it_is_there_for(text) -> None:
    assert alone("zh").readable(text) == text


def test_what_no_font_has_is_left_out_and_told() -> None:
    fonts = alone("zh")
    assert fonts.readable("你\U00012000好\ue000") == "你好"
    assert fonts.unreadable("你\U00012000\U00012000好") == "\U00012000"
    boxed, plain = (draw_caption(text, "16:9", fonts) for text in ("你\U00012000好", "你好"))
    assert np.array_equal(boxed, plain)


def test_a_caption_that_no_font_has_shows_nothing() -> None:
    assert not draw_caption("\U00012000" * 9, "1:1", alone("zh")).any()


def test_a_named_font_is_asked_first(tmp_path) -> None:
    missing = str(tmp_path / "no.ttf")
    assert fonts_for("zh", (missing,)).readable("你好") == "你好"


@settings(max_examples=40, deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=80), st.sampled_from(list(SIZES)))
def test_captions_stand_within_the_picture(text, aspect) -> None:
    fonts = fonts_for("zh")
    for piece in chunks(clean(text).replace("\n", " "), STYLES[aspect].room):
        shown = draw_caption(piece, aspect, fonts)[..., 3] > 0
        edge = 8
        inner = shown[edge:-edge, edge:-edge]
        assert shown.sum() == inner.sum()


@pytest.mark.parametrize("aspect", list(SIZES))
@pytest.mark.parametrize("name", ["cover", "closing", "wide"])
@pytest.mark.parametrize("text", ["人" * 22, "W" * 16, "A lighthouse keeper and the sea", "i"])
def test_headlines_fit_their_place(aspect, name, text) -> None:
    box = layout_for(aspect, name, is_landscape=True)
    pen = Pen(*SIZES[aspect])
    words = Words(text, fonts_for("zh"), pen, size=box.size, wide=box.wide, tall=box.tall, color=0)
    assert words.width <= box.wide
    assert words.height <= box.tall
    words.draw(pen, box.left, box.top)
    rows, columns = np.nonzero(pen.pixels[..., 3])
    assert columns.min() / pen.unit >= box.left - 1
    assert columns.max() / pen.unit <= box.left + box.wide + 1
    assert rows.max() / pen.unit <= box.top + box.tall + 1
