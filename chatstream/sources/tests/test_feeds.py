"""Feeds of strangers: RSS, Atom, and what pretends to be one."""

import pytest

from chatstream.sources.answers import Fetched
from chatstream.sources.errors import SourceAway, SourceRefused
from chatstream.sources.feeds import MAX_ITEMS, items

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>The &lt;b&gt;Paper</title>
<item><title>Rain &amp; wind</title><description>&lt;p&gt;It &lt;i&gt;rains&lt;/i&gt;.&lt;/p&gt;
</description><link>https://paper.test/1</link><pubDate>Fri, 20 Nov 2026 08:00:00 +0800</pubDate>
</item>
<item><title>&lt;script&gt;alert(1)&lt;/script&gt;Sun</title><link>javascript:alert(1)</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title>
<entry><title type="html">Frost &lt;em&gt;tonight&lt;/em&gt;</title>
<link href="https://atom.test/1"/><updated>2026-11-20T01:02:03Z</updated>
<summary>Cold.</summary></entry></feed>"""

LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>
<rss version="2.0"><channel><title>&lol2;</title></channel></rss>"""
OUTSIDE = """<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>&x;</title></channel></rss>"""


def feed(text: str, charset: str = "", encoding: str = "utf-8") -> Fetched:
    return Fetched(text.encode(encoding), charset)


def test_rss_becomes_items_without_markup() -> None:
    title, found = items(feed(RSS))
    assert title == "The Paper"
    assert found == [
        {
            "title": "Rain & wind",
            "summary": "It rains.",
            "link": "https://paper.test/1",
            "published": "2026-11-20T00:00:00+00:00",
        },
        {"title": "Sun", "summary": "", "link": "", "published": None},
    ]


def test_atom_becomes_items() -> None:
    title, (found,) = items(feed(ATOM))
    assert (title, found["title"], found["link"]) == (
        "Atom",
        "Frost tonight",
        "https://atom.test/1",
    )
    assert found["published"] == "2026-11-20T01:02:03+00:00"


@pytest.mark.parametrize(
    ("declared", "charset", "encoding"),
    [("GB2312", "", "gb18030"), ("utf-8", "gbk", "gbk"), ("x", "utf-16", "utf-16")],
)
def test_a_feed_is_read_in_its_encoding(declared, charset, encoding) -> None:
    text = RSS.replace("UTF-8", declared).replace("Rain", "下雨")
    assert items(feed(text, charset, encoding))[1][0]["title"] == "下雨 & wind"


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, LAUGHS.replace("<!ENTITY", "<!entity")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_feed_that_defines_entities_is_refused(text, encoding) -> None:
    with pytest.raises(SourceRefused):
        items(feed(text, encoding=encoding))


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "unicode_escape", "zlib", "nonsense"])
def test_an_encoding_that_could_hide_something_is_refused(encoding) -> None:
    with pytest.raises(SourceRefused, match="encoding"):
        items(feed(RSS.replace("UTF-8", encoding)))
    with pytest.raises(SourceRefused, match="encoding"):
        items(feed(RSS, encoding))


@pytest.mark.parametrize("text", ["", "<html><body>login</body></html>", "{}", "\x00" * 50, "<"])
def test_what_is_no_feed_is_no_answer(text) -> None:
    with pytest.raises(SourceAway):
        items(feed(text))


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    assert items(feed(RSS[:-40]))[1][0]["title"] == "Rain & wind"


def test_items_are_counted_and_capped() -> None:
    many = "".join(f"<item><title>{'t' * 5_000}</title></item>" for _ in range(300))
    found = items(feed(f'<rss version="2.0"><channel>{many}</channel></rss>'))[1]
    assert len(found) == MAX_ITEMS
    assert len(found[0]["title"]) == 160
