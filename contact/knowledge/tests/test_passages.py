"""Articles in Markdown: parted into passages, and shown without doing anything."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.knowledge.markdown import rendered
from contact.knowledge.passages import PASSAGE_TOKENS, Part, parts
from llm.window import estimated_tokens

BODY = """\
Before any heading.

## How to *cancel*

Open **Settings**, then [Plan](https://example.com/plan).

- one
- two
  with more

1. first
2. second

```
code  stays
```

| a | b |
|---|---|
| 1 | 2 |

### Empty

## 退款
第一行，
第二行 Redis
第三行。
"""


def test_a_passage_is_a_section_as_plain_text() -> None:
    assert parts("Title", BODY) == [
        Part("", "Before any heading."),
        Part(
            "How to cancel",
            "Open Settings, then Plan.\n\n- one\n- two with more\n\n1. first\n2. second\n\n"
            "code  stays\n\na | b\n1 | 2",
        ),
        Part("退款", "第一行，第二行 Redis第三行。"),
    ]


def test_a_heading_that_repeats_the_title_is_none() -> None:
    assert parts("Refunds", "# Refunds\n\nText.") == [Part("", "Text.")]


@pytest.mark.parametrize(
    "block",
    ["word " * 2_000, "没有标点的一段话" * 500, "A sentence. " * 700, "x" * 9_000, "短句。" * 900],
)
def test_a_long_section_becomes_passages_and_loses_nothing(block) -> None:
    made = parts("Title", f"## Head\n\n{block}")
    assert len(made) > 1
    assert {part.heading for part in made} == {"Head"}
    assert max(estimated_tokens(part.text) for part in made) <= PASSAGE_TOKENS
    assert _letters("".join(part.text for part in made)) == _letters(block)


@given(st.text(max_size=400))
def test_whatever_is_written_becomes_passages(body) -> None:
    for part in parts("Title", body):
        assert part.text
        assert estimated_tokens(part.text) <= PASSAGE_TOKENS


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<style>*{background:url(//evil.example)}</style>",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](data:text/html,<script>alert(1)</script>)",
        "[click](vbscript:x)",
        "<javascript:alert(1)>",
        "[a](<javascript:alert(1)>)",
        "[a]: javascript:alert(1)\n\n[a]",
        "![x](https://evil.example/x.png)",
        '[a](https://example.com "\\" onmouseover=alert(1)")',
        '<a href="https://evil.example" onclick=alert(1)>',
        "`<b onclick=alert(1)>`",
        "```html\n<script>alert(1)</script>\n```",
        '```"><script>alert(1)</script>\nx\n```',
    ],
)
def test_an_article_is_shown_without_doing_anything(body) -> None:
    html = rendered(body)
    tags = re.findall(r"<[^>]*>", html)
    assert not any(re.match(r"</?(script|img|style|b)\b", tag) for tag in tags)
    assert not any(re.search(r"""[\s"']on\w+\s*=""", re.sub(r'"[^"]*"', '""', tag)) for tag in tags)
    assert not re.search(r'href="(?!https?:|mailto:)', html)


@pytest.mark.parametrize("nested", ["> " * 5_000, "- " * 5_000, "[" * 20_000, "*a " * 20_000])
def test_deep_nesting_is_read(nested) -> None:
    parts("Title", f"{nested}text")
    rendered(f"{nested}text")


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)
