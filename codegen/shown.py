"""How the admin shows code and differences: highlighted, and text in every case."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound

#: Characters that are highlighted: beyond it a page would take seconds.
HIGHLIGHTED = 100_000
#: Characters of a file, and lines of a diff, that a page shows.
SHOWN = 300_000
DIFF_LINES = 2_000

#: Classes and no styles: the pages' policy lets no inline style through.
_FORMATTER = HtmlFormatter(nowrap=True, classprefix="hl-")


def code_shown(path: str, text: str) -> SafeString:
    """Return a file's text, highlighted by what its name says that it is."""
    shown = text[:SHOWN]
    left_out = "…" if len(text) > SHOWN else ""
    try:
        if len(shown) > HIGHLIGHTED:
            raise ClassNotFound
        lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return format_html('<pre class="data">{}{}</pre>', shown, left_out)
    # Pygments escapes the text; only its own elements are markup.
    marked = mark_safe(highlight(shown, lexer, _FORMATTER))  # noqa: S308
    return format_html('<pre class="data">{}{}</pre>', marked, left_out)


def diff_shown(text: str) -> SafeString:
    """Return a unified diff, its lines marked as added, removed, or the place."""
    lines = text.splitlines()
    marked = format_html_join("", '<span class="{}">{}\n</span>', map(_line, lines[:DIFF_LINES]))
    left_out = "…" if len(lines) > DIFF_LINES else ""
    return format_html('<pre class="data diff">{}{}</pre>', marked, left_out)


def _line(line: str) -> tuple[str, str]:
    if line.startswith(("+++", "---")):
        return "head", line
    return {"+": "added", "-": "removed", "@": "place"}.get(line[:1], "same"), line
