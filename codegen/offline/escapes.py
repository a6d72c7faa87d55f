"""What a user wrote, in the language of a file: always escaped, always one line. Pure."""

import html
import json
import re
import unicodedata

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~$-])")


def one_line(text: str, longest: int) -> str:
    """Return a text as one line, without characters that are not seen, such as bidi overrides."""
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(seen.split())[:longest].rstrip()


def in_html(text: str) -> str:
    return html.escape(text)


def in_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is: no markup, no links, no HTML."""
    return _MARKDOWN.sub(r"\\\1", html.escape(text, quote=False))


def in_python(text: str) -> str:
    """Return a text as a string literal; JSON's are Python's where nothing is unseen."""
    return json.dumps(text, ensure_ascii=False)
