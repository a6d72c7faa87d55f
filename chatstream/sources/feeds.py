"""A feed's bytes as items. What is checked is what is parsed: text in one encoding, no entities."""

import re
from calendar import timegm
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from chatstream.sources.answers import Fetched
from chatstream.sources.errors import SourceAway, SourceRefused
from chatstream.sources.plain import line, link

TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
    *("application/xml", "text/xml"),
)
MAX_ITEMS = 50
"""Items of one feed that are kept."""

MAX_TITLE = 160
MAX_SUMMARY = 240

_BOMS = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
_ENCODINGS = {
    *("utf-8", "utf8", "us-ascii", "ascii", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-15", "latin-1", "koi8-r", "shift_jis", "euc-jp"),
    *("windows-1250", "windows-1251", "windows-1252", "euc-kr"),
}
"""Those in which ASCII is ASCII: what looks harmless to us looks the same to the parser."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ENTITY = re.compile(r"<!\s*(ENTITY|ELEMENT|ATTLIST|NOTATION)|<!DOCTYPE[^>]*\[", re.IGNORECASE)


def items(answer: Fetched) -> tuple[str, list[dict[str, Any]]]:
    """Return a feed's title, and its items in its own order; for a thread: parsing takes time.

    `{"title", "summary", "link", "published"}`: plain text, an http(s) link or "", ISO or None.
    Raises SourceAway for what is no feed, SourceRefused for one that defines entities.
    """
    import feedparser  # takes 60 ms: with the first feed and not with the project

    text = _DECLARATION.sub("", _text(answer), count=1)
    if _ENTITY.search(text):
        raise SourceRefused("the feed defines what it consists of")
    headers = {"content-type": "application/xml; charset=utf-8"}
    feed = feedparser.parse(BytesIO(text.encode()), response_headers=headers, sanitize_html=False)
    if not feed.get("version"):
        raise SourceAway("the source answers with no feed")
    return line(feed.feed.get("title"), 80), [_item(entry) for entry in feed.entries[:MAX_ITEMS]]


def _text(answer: Fetched) -> str:
    for mark, encoding in _BOMS:
        if answer.body.startswith(mark):
            return answer.body.decode(encoding, "replace")
    declared = _DECLARED.match(answer.body[:300])
    encoding = answer.charset or (declared[1].decode().lower() if declared else "utf-8")
    if encoding not in _ENCODINGS:
        raise SourceRefused("the feed is in an unknown encoding")
    return answer.body.decode("gb18030" if encoding in ("gb2312", "gbk") else encoding, "replace")


def _item(entry: Any) -> dict[str, Any]:
    return {
        "title": line(entry.get("title"), MAX_TITLE),
        "summary": line(entry.get("summary"), MAX_SUMMARY),
        "link": link(entry.get("link")),
        "published": _time(entry.get("published_parsed") or entry.get("updated_parsed")),
    }


def _time(parsed: Any) -> str | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (OverflowError, TypeError, ValueError):
        return None
