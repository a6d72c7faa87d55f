"""The engine's rows, to be looked at: what rooms heard, what runs did. Nothing can be changed."""

from realtime.admin import budgets, rooms  # noqa: F401  (they register themselves)
from realtime.admin.base import (
    Columns,
    Link,
    ModelAdmin,
    ReadOnlyAdmin,
    may_view,
    row_link,
    rows_link,
)
from realtime.admin.facts import Facts, facts_of
from realtime.admin.runs import belongs_to_runs
from realtime.admin.shown import BEGINNING, cut, state_badge

__all__ = [
    "BEGINNING",
    "Columns",
    "Facts",
    "Link",
    "ModelAdmin",
    "ReadOnlyAdmin",
    "belongs_to_runs",
    "cut",
    "facts_of",
    "may_view",
    "row_link",
    "rows_link",
    "state_badge",
]
