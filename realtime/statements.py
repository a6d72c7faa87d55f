"""Statements that the ORM words once and that run again and again.

Wording a statement takes the ORM 0.3 to 0.5 ms, running it 0.03; an answer needs two dozen of them.
What is worded once is still the models' own: columns, joins, converters, both databases.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.query import QuerySet
from django.db.models.sql import Query, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)

#: What stands for a parameter while a statement is worded.
_TEXT, _NUMBER, _DAY = "\x02parameter {}\x02", 0x7E00_0000_0000_0000, date(1066, 10, 14).toordinal()


class Worded:
    """Words what `build` returns on its first call. Its parameters are `build`'s, by position.

    Each is a string, a number or a date that is compared or stored as it is, or a JSON field's
    value. It stands for one value: lists, None and choices between queries are not parameters.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._number = len(inspect.signature(build).parameters)
        self._known: dict[tuple[Any, ...], _Statement] = {}

    def statement(self, parameters: Sequence[Any]) -> "_Statement":
        kinds = (connection.vendor, *map(type, parameters))
        known = self._known.get(kinds)
        if known is None:
            markers = [_marker(each, place) for place, each in enumerate(parameters)]
            known = self._known[kinds] = _Statement.of(self._compiler(*markers), markers)
        return known

    def _compiler(self, *markers: Any) -> SQLCompiler:
        raise NotImplementedError


class Select(Worded):
    """`Select(lambda room: Run.objects.filter(room=room).values_list("key"))` finds rows."""

    def __call__(self, *parameters: str | int | date) -> list[tuple[Any, ...]]:
        """Return what is found, as the queryset's `values_list` would."""
        known = self.statement(parameters)
        with connection.cursor() as cursor:
            cursor.execute(known.sql, known.filled(parameters))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return known.converted(found)

    def _compiler(self, *markers: Any) -> SQLCompiler:
        query: QuerySet[Any] = self._build(*markers)
        return _compiler_of(query.query)


class Update(Worded):
    """`Update(lambda run, state: (Run.objects.filter(pk=run), {"state": state}))` changes rows."""

    def __call__(self, *parameters: Any) -> int:
        """Return how many rows were found to change."""
        known = self.statement(parameters)
        with connection.cursor() as cursor:
            cursor.execute(known.sql, known.filled(parameters))
            changed: int = cursor.rowcount
        return changed

    def _compiler(self, *markers: Any) -> SQLCompiler:
        rows, values = self._build(*markers)
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(values)
        query.annotations = {}
        return _compiler_of(query)


def _compiler_of(query: Query) -> SQLCompiler:
    compiler: SQLCompiler = query.get_compiler(connection=connection)
    return compiler


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL, what it is run with, and where parameters go in that."""

    sql: str
    fixed: tuple[Any, ...]
    #: Place in `fixed`, place in the parameters, how the database takes it.
    slots: tuple[tuple[int, int, Callable[[Any], Any]], ...]
    compiler: SQLCompiler
    converters: Any

    @classmethod
    def of(cls, compiler: SQLCompiler, markers: Sequence[Any]) -> "_Statement":
        sql, values = compiler.as_sql()
        slots = tuple(
            (place, number, adapt)
            for place, value in enumerate(values)
            for number, marker in enumerate(markers)
            if (adapt := _adaptation(value, marker)) is not None
        )
        if {number for _, number, _ in slots} != set(range(len(markers))):
            raise TypeError(f"not every parameter stands as it is in {sql}")
        converters = None
        if compiler.select:
            columns = [column for column, *_ in compiler.select[: compiler.col_count]]
            converters = compiler.get_converters(columns)
        return cls(sql, tuple(values), slots, compiler, converters)

    def filled(self, parameters: Sequence[Any]) -> list[Any]:
        values = list(self.fixed)
        for place, number, adapt in self.slots:
            values[place] = adapt(parameters[number])
        return values

    def converted(self, found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self.converters:
            return found
        return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]


def _marker(parameter: Any, place: int) -> Any:
    match parameter:
        case int():
            return _NUMBER + place
        case date():
            return date.fromordinal(_DAY + place)
        case _:
            return _TEXT.format(place)


def _adaptation(value: Any, marker: Any) -> Callable[[Any], Any] | None:
    """Return how a marker became this value; None where it is another's, or part of more."""
    if value == marker:
        return _itself
    if isinstance(marker, date):
        adapted = connection.ops.adapt_datefield_value(marker)
        return connection.ops.adapt_datefield_value if value == adapted else None
    if value == _as_json(marker) or getattr(value, "obj", None) == marker:  # psycopg's Jsonb
        return _as_json
    return None


def _itself(value: Any) -> Any:
    return value


def _as_json(value: Any) -> Any:
    return connection.ops.adapt_json_value(value, None)


def insert(row: M) -> M:
    """Store a new row whose key the database makes, as `save` does without its signals.

    Returns it with its key. Raises what `save` does, but for values that are expressions.
    """
    statement, fields = _insertion(type(row), connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        [(row.pk,)] = cursor.fetchall()
    row._state.adding, row._state.db = False, connection.alias
    return row


@cache
def _insertion(
    model: type[models.Model], vendor: str
) -> tuple[str, tuple["models.Field[Any, Any]", ...]]:
    meta, quote = model._meta, connection.ops.quote_name
    fields = tuple(field for field in meta.local_concrete_fields if field is not meta.pk)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join("%s" for _ in fields)
    into = f"{quote(meta.db_table)} ({columns})"
    key = quote(str(meta.pk.column))
    return f"INSERT INTO {into} VALUES ({places}) RETURNING {key}", fields  # noqa: S608 (its model's)
