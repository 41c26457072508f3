"""Writing tens of thousands of plain rows at once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models

T = TypeVar("T")


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items, in their order, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """
    Insert rows of values, in the order of ``fields`` (attribute names, ``location_id`` for a foreign key); how many.

    One prepared statement run many times: several times as fast as `bulk_create`, which builds an object and a piece of
    SQL for each row (SQLite takes at most 999 values a statement). No defaults, no signals, no keys given back.
    """
    return insert_prepared(model, fields, prepared_rows(model, fields, rows))


def look_again(*models_written: type[models.Model]) -> None:
    """
    Have PostgreSQL count again what tables hold that have just been filled.

    Left to itself it looks a minute later, and plans what comes before that blindly. SQLite needs nothing of the kind.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models_written)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def prepared_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]
) -> list[Sequence[Any]]:
    """The rows as the database's driver wants them: most of the work of `insert_rows`, which asks nothing of it yet."""
    chosen = _chosen(model, fields)
    return [
        [field.get_db_prep_save(value, connection) for field, value in zip(chosen, row, strict=True)] for row in rows
    ]


def insert_prepared(model: type[models.Model], fields: Sequence[str], prepared: Sequence[Sequence[Any]]) -> int:
    """Insert what `prepared_rows` made ready; how many."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in _chosen(model, fields))
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - names are ours
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(statement, prepared)
    return len(prepared)


def delete_rows(rows: models.QuerySet[Any]) -> None:
    """
    Delete rows in one statement, without reading them: no signals, no cascade.

    What would be left without its other end is refused by the database when the transaction ends.
    """
    rows._raw_delete(rows.db)  # Django's own short way, for rows that nothing follows


def _chosen(model: type[models.Model], fields: Sequence[str]) -> list[Any]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return [by_name[name] for name in fields]
