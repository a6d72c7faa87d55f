"""A stranger's text and links, made harmless: capped, without markup, in one line. Pure."""

import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

MAX_LINK = 500

_SILENT = ("script", "style", "template", "iframe", "noscript")
_LAYERS = 3
"""How often text may be markup in markup: `&amp;lt;b&amp;gt;` is two."""


def line(text: object, most: int) -> str:
    """Return text as one line of at most `most` characters; "" for what is no text."""
    return _short(" ".join(_letters(text, most).split()), most)


def paragraphs(text: object, most: int) -> str:
    """Return text whose lines stay lines, without empty ones."""
    lines = (" ".join(each.split()) for each in _letters(text, most).splitlines())
    return _short("\n".join(filter(None, lines)), most)


def link(url: object) -> str:
    """Return an http(s) link; "" for anything else, and for one with a password or odd letters."""
    if not isinstance(url, str) or len(url) > MAX_LINK or not url.isascii():
        return ""
    if any(letter <= " " or letter in "\"'<>\\^`{|}()[]\x7f" for letter in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    sound = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return url if sound else ""


def _letters(text: object, most: int) -> str:
    if not isinstance(text, str):
        return ""
    text = text[: most * 20]  # markup may be longer than what it marks, within reason
    for _ in range(_LAYERS):
        text = _without_tags(text)
    kept = "".join(letter for letter in text if _is_visible(letter))
    return kept.replace("<", "‹").replace(">", "›").replace("](", "] (")


def _is_visible(letter: str) -> bool:
    """Return False for what is not seen but acts: controls, direction marks, private letters."""
    return letter in "\n\t" or unicodedata.category(letter)[0] != "C"


def _without_tags(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text
    reader = _TextReader(convert_charrefs=True)
    reader.feed(text)
    reader.close()
    return "".join(reader.texts)


class _TextReader(HTMLParser):
    """Keeps what is to be read of HTML."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.texts.append("\n" if tag in ("p", "br", "div", "li", "tr") else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
