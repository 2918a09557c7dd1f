"""The one write path beside the ORM: `executemany` on SQLite, COPY and `unnest` on PostgreSQL.

Django's `bulk_create` costs 11-13 times the raw insert (docs/adr/0005); an import writes about ten rows a person,
so the road in goes through here. Values are given as the database stores them, apart from UUIDs, dates and JSON,
which are adapted by the field. Call inside a transaction.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

Row = Sequence[Any]


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert `rows` (values in the order of `fields`, names of model fields). No ids come back: see `next_ids`."""
    adapted = _adapt(model, fields, rows)
    if not adapted:
        return
    table, columns = _quoted(model), _columns(model, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:  # type: ignore[attr-defined]
                for row in adapted:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", adapted)


def update(model: type[models.Model], keys: Sequence[str], fields: Sequence[str], rows: Iterable[Row]) -> None:
    """Set `fields` where `keys` equal: each row holds the key values first, then the new values."""
    adapted = _adapt(model, [*keys, *fields], rows)
    if not adapted:
        return
    table, key_columns, columns = _quoted(model), _columns(model, keys), _columns(model, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source = _unnest(model, [*keys, *fields])
            assignments = ", ".join(f"{column} = new.{column}" for column in columns)
            where = " AND ".join(f"{table}.{column} = new.{column}" for column in key_columns)
            cursor.execute(f"UPDATE {table} SET {assignments} FROM {source} WHERE {where}", _transposed(adapted))
            return
        assignments = ", ".join(f"{column} = %s" for column in columns)
        where = " AND ".join(f"{column} = %s" for column in key_columns)
        size = len(keys)
        cursor.executemany(
            f"UPDATE {table} SET {assignments} WHERE {where}", [(*row[size:], *row[:size]) for row in adapted]
        )


def delete(model: type[models.Model], keys: Sequence[str], rows: Iterable[Row]) -> None:
    """Delete the rows whose `keys` equal one of `rows`."""
    adapted = _adapt(model, keys, rows)
    if not adapted:
        return
    table, columns = _quoted(model), _columns(model, keys)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            where = " AND ".join(f"{table}.{column} = new.{column}" for column in columns)
            cursor.execute(f"DELETE FROM {table} USING {_unnest(model, keys)} WHERE {where}", _transposed(adapted))
            return
        where = " AND ".join(f"{column} = %s" for column in columns)
        cursor.executemany(f"DELETE FROM {table} WHERE {where}", adapted)


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve `count` primary keys. On SQLite the caller must hold the write lock (any transaction there does)."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [int(row[0]) for row in cursor.fetchall()]
        # AUTOINCREMENT keeps its mark in sqlite_sequence, also for rows that are gone: ids are never used twice.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (int(row[0]) if row else 0) + 1
        if row:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [first + count - 1, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first + count - 1])
    return list(range(first, first + count))


def _quoted(model: type[models.Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    return [connection.ops.quote_name(_field(model, name).column) for name in names]


@lru_cache(maxsize=1024)
def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    for field in model._meta.concrete_fields:
        if name in (field.name, field.attname):
            return field
    raise ValueError(f"{model.__name__} has no column {name}")


def _adapt(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> list[Row]:
    adapters = [_adapter(_field(model, name)) for name in names]
    if not any(adapters):
        return list(rows)
    return [
        tuple(adapter(value) if adapter and value is not None else value for adapter, value in zip(adapters, row, strict=True))
        for row in rows
    ]


def _adapter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value must be written, or None when the driver takes it as it is."""
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.JSONField):
        return _dump
    if connection.vendor == "sqlite" and isinstance(target, models.UUIDField):
        return lambda value: value.hex
    if connection.vendor == "sqlite" and isinstance(target, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return None


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unnest(model: type[models.Model], names: Sequence[str]) -> str:
    """PostgreSQL: the rows as a table made of one array per column."""
    fields = [_field(model, name) for name in names]
    arrays = ", ".join(f"%s::{_array_type(field)}[]" for field in fields)
    return f"unnest({arrays}) AS new({', '.join(_columns(model, names))})"


def _array_type(field: models.Field[Any, Any]) -> str:
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    kind = str(target.db_type(connection)).split("(")[0].lower()
    return {"bigserial": "bigint", "serial": "integer", "varchar": "text"}.get(kind, kind)


def _transposed(rows: Sequence[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
