"""How the admin words what rows hold: states, durations, JSON. Text stays text in all of them."""

from datetime import datetime, timedelta

import orjson
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from realtime.states import RunState

#: Characters of a long text that a list shows.
BEGINNING = 120
#: Characters of data that a page shows where it is one thing among others.
DATA_SHOWN = 20_000

STATE_WORDS = {
    RunState.QUEUED: _("queued"),
    RunState.RUNNING: _("running"),
    RunState.COMPLETED: _("completed"),
    RunState.FAILED: _("failed"),
    RunState.STOPPED: _("stopped"),
    RunState.INTERRUPTED: _("interrupted"),
}


def state_badge(state: str) -> SafeString:
    """Return a state in words; its colour and its sign come from css/admin.css."""
    words = STATE_WORDS[RunState(state)] if state in STATE_WORDS else state
    return format_html('<span class="state" data-state="{}">{}</span>', state, words)


def moment_shown(at: datetime | None) -> str:
    """Word a moment in the site's time zone, to the millisecond: here the order counts."""
    return f"{localtime(at):%Y-%m-%d %H:%M:%S.%f}"[:-3] if at else ""


def duration_shown(duration: timedelta) -> str:
    """Word a duration as precisely as it matters: 0.42 s, 12.4 s, 3 min 5 s, 2 h 4 min."""
    seconds = max(duration.total_seconds(), 0.0)
    if seconds < 59.95:
        return f"{seconds:.2f} s" if seconds < 9.995 else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left} min" if hours else f"{minutes} min {rest} s"


def json_text(value: object) -> str:
    """Return JSON as a person reads it: `value` is what was decoded, or JSON that was not."""
    try:
        decoded = orjson.loads(value) if isinstance(value, str) else value
        return orjson.dumps(decoded, option=orjson.OPT_INDENT_2).decode()
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return str(value)


def cut(text: str, limit: int = DATA_SHOWN) -> str:
    """Return a text, or its beginning and a mark that says so."""
    return text if len(text) <= limit else f"{text[:limit]}…"


def code_block(text: str) -> SafeString:
    """Return text as a page shows code and data."""
    return format_html('<pre class="data">{}</pre>', text)
