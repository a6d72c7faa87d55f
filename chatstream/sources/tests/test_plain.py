"""A stranger's text and links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatstream.sources.plain import line, link, paragraphs

HOSTILE = [
    ("<b>Bold</b> &amp; <i>kind</i>", "Bold & kind"),
    ("<script>alert(1)</script>Rain", "Rain"),
    ("<style>*{}</style><img src=x onerror=alert(1)>Rain", "Rain"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;Rain", "Rain"),
    ("&amp;lt;b&amp;gt;deep", "deep"),
    ("2 &lt; 3", "2 ‹ 3"),
    ("<<b>script>alert(1)</script>", ""),
    ("![x](http://tracker.test/p.png)", "![x] (http://tracker.test/p.png)"),
    ("a\x00b\x1b[31mc\u202ed\u200be\ue000", "ab[31mcde"),
    ("  many \n\n lines\t here ", "many lines here"),
    (None, ""),
    ({"a": 1}, ""),
]


@pytest.mark.parametrize(("said", "plain"), HOSTILE)
def test_markup_and_what_acts_unseen_is_taken_away(said, plain) -> None:
    assert line(said, 100) == plain


def test_text_is_capped() -> None:
    assert line("长" * 500, 10) == "长" * 9 + "…"
    assert len(line("<p>" * 100_000 + "x", 50)) <= 50


def test_lines_stay_lines_where_they_are_wanted() -> None:
    assert paragraphs("<p>One</p>\r\n\r\nTwo <br>Three", 100) == "One\nTwo\nThree"


@given(st.text(), st.integers(1, 50))
def test_whatever_is_said_no_markup_is_left(said, most) -> None:
    plain = line(said, most)
    assert len(plain) <= most
    assert not set(plain) & set("<>\n\x00")


@pytest.mark.parametrize(
    "url", ["https://a.test/b?c=d&e=%20", "http://a.test", "https://a.test:8443/x#y"]
)
def test_a_link_stays_a_link(url) -> None:
    assert link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd"),
        *("//a.test", "a.test", "http://", "https://user@a.test/", "http://a.test/\u202e", ""),
        *("http://a.test/ x", "http://a.test/\n", 'http://a.test/"onmouseover=', "http://[bad"),
        *("http://a.test/" + "x" * 600, None, 5, "http://a.test/)[x](javascript:1"),
    ],
)
def test_anything_else_is_no_link(url) -> None:
    assert link(url) == ""
