"""The databases' full-text search over passages: FTS5 on SQLite, a tsvector on PostgreSQL.

Both hold the terms that `terms` makes, and rank what has any of those that are asked for. The
index is kept by the database, in the transaction that writes the passages (migration 0002).
"""

from collections.abc import Sequence

import orjson
from django.db import connection

from contact.knowledge.asking import is_beginning

#: What a term counts in an article's topic (title, tags, phrasings) and in a passage's heading,
#: beside 1 in its text.
TOPIC_WEIGHT, HEADING_WEIGHT = 4, 3

_SQLITE_RANKED = f"""
    SELECT rowid FROM contact_passage_index WHERE contact_passage_index MATCH %s
    ORDER BY bm25(contact_passage_index, {TOPIC_WEIGHT}, {HEADING_WEIGHT}, 1), rowid LIMIT %s
"""  # noqa: S608 (two numbers of this file)
_SQLITE_COUNTED = """
    SELECT (SELECT count(*) FROM contact_passage_index WHERE contact_passage_index MATCH value)
    FROM json_each(%s) ORDER BY key
"""
# Weights stand from D to A, the greatest is 1. 32: the rank divided by itself plus 1.
_POSTGRESQL_RANKED = f"""
    SELECT id FROM contact_passage, to_tsquery('simple', %s) AS query WHERE terms @@ query
    ORDER BY ts_rank_cd(
        '{{0, {1 / TOPIC_WEIGHT}, {HEADING_WEIGHT / TOPIC_WEIGHT}, 1}}', terms, query, 32
    ) DESC, id LIMIT %s
"""  # noqa: S608 (the same numbers)
_POSTGRESQL_COUNTED = """
    SELECT (
        SELECT count(*) FROM contact_passage
        WHERE terms @@ to_tsquery('simple', item.value #>> '{}')
    )
    FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS item(value, place) ORDER BY place
"""


def ranked(terms: Sequence[str], limit: int) -> list[int]:
    """Return the ids of passages that have any of the terms, the best first."""
    if not terms:
        return []
    query = (" OR " if _sqlite() else " | ").join(map(_quoted, terms))
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_RANKED if _sqlite() else _POSTGRESQL_RANKED, [query, limit])
        return [row[0] for row in cursor.fetchall()]


def counted(terms: Sequence[str]) -> dict[str, int]:
    """Return how many passages have each term."""
    queries = orjson.dumps([_quoted(term) for term in terms]).decode()
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_COUNTED if _sqlite() else _POSTGRESQL_COUNTED, [queries])
        return dict(zip(terms, (row[0] for row in cursor.fetchall()), strict=True))


def _sqlite() -> bool:
    return connection.vendor == "sqlite"


def _quoted(term: str) -> str:
    """Quote a term: it is letters, marks and digits, but the syntax is not to depend on it."""
    quote, begins = ('"', "*") if _sqlite() else ("'", ":*")
    return f"{quote}{term.replace(quote, 2 * quote)}{quote}{begins if is_beginning(term) else ''}"
