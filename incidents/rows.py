"""Rows of a model by the end of a statement that is written by hand: where hundreds of
reads follow each other, the ORM needs more of our time to write a statement than
PostgreSQL needs to carry it out.

    rows.one(Page, "WHERE id = %s FOR NO KEY UPDATE", [number])
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeAlias, TypeVar

from django.db import connection, models

from incidents.prepared import Prepared

Row = TypeVar("Row", bound=models.Model)
Read: TypeAlias = Callable[..., Any]


def one(model: type[Row], end: str, parameters: Sequence[Any] = ()) -> Row | None:
    """The first of them, if there is any."""
    return next(iter(every(model, end, parameters)), None)


def every(model: type[Row], end: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """What `SELECT ... FROM its table` and this end, in SQL, find."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, end), parameters)
        found = cursor.fetchall()
    return read(model, found)


@cache
def _statement(model: type[models.Model], end: str) -> Prepared:
    table = connection.ops.quote_name(model._meta.db_table)
    return Prepared(f"SELECT {columns(model, table)} FROM {table} {end}")  # noqa: S608


def every_with(
    model: type[Row], names: tuple[str, ...], end: str, parameters: Sequence[Any] = ()
) -> list[Row]:
    """As `every`, with what these foreign keys name, in the same statement: its end
    says of which table a column is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement_with(model, names, end), parameters)
        found = cursor.fetchall()
    place = len(model._meta.concrete_fields)
    made = read(model, [values[:place] for values in found])
    for name in names:
        field: Any = model._meta.get_field(name)
        until = place + len(field.related_model._meta.concrete_fields)
        others = read(field.related_model, [values[place:until] for values in found])
        place = until
        for row, other in zip(made, others, strict=True):
            field.set_cached_value(row, None if other.pk is None else other)
    return made


@cache
def _statement_with(
    model: type[models.Model], names: tuple[str, ...], end: str
) -> Prepared:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    listed, joined = [columns(model, table)], [table]
    for name in names:
        field: Any = model._meta.get_field(name)
        other, alias = field.related_model._meta, quote(name)
        listed.append(columns(field.related_model, alias))
        joined.append(
            f"LEFT JOIN {quote(other.db_table)} AS {alias}"
            f" ON {alias}.{quote(other.pk.column)} = {table}.{quote(field.column)}"
        )
    return Prepared(f"SELECT {', '.join(listed)} FROM {' '.join(joined)} {end}")  # noqa: S608


def columns(model: type[models.Model], table: str) -> str:
    """What a statement asks for that reads rows of a model, by this table's name."""
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    return ", ".join(f"{table}.{quote(field.column)}" for field in fields)


def read(model: type[Row], found: Iterable[Sequence[Any]]) -> list[Row]:
    """Rows of a model, of what its `columns` answered."""
    names, reads = _shape(model)
    if reads:
        found = [_read(values, reads) for values in found]
    alias = connection.alias
    return [model.from_db(alias, names, values) for values in found]


def join(found: Iterable[models.Model], *names: str) -> None:
    """Give rows of one model what these foreign keys name, in a statement for each."""
    known = list(found)
    for name in names if known else ():
        field: Any = type(known[0])._meta.get_field(name)
        ids = {pk for row in known if (pk := getattr(row, field.attname)) is not None}
        of_them = ("WHERE id = ANY(%s)", [list(ids)])
        others = every(field.related_model, *of_them) if ids else []
        by_id = {other.pk: other for other in others}
        for row in known:
            field.set_cached_value(row, by_id.get(getattr(row, field.attname)))


def is_so(statement: str, parameters: Any = ()) -> bool:
    """What a statement of one answer, yes or no, says."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        (found,) = cursor.fetchone()
    return bool(found)


@cache
def _shape(
    model: type[models.Model],
) -> tuple[tuple[str, ...], tuple[tuple[int, Read], ...]]:
    """The fields' names, and what values are read by."""
    fields = model._meta.concrete_fields
    reads = tuple(
        (number, read)
        for number, field in enumerate(fields)
        if (read := getattr(field, "from_db_value", None)) is not None
    )
    return tuple(field.attname for field in fields), reads


def _read(values: Sequence[Any], reads: Iterable[tuple[int, Read]]) -> list[Any]:
    made = list(values)
    for number, read in reads:
        made[number] = read(made[number], None, connection)
    return made
