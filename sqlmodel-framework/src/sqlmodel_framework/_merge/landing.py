"""Delivered files into bronze tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from os import PathLike
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, String, Table, TypeDecorator, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from .._connection import connection_of
from .._dialects import dialect_for
from .._tables.bronze import BronzeTable
from ..errors import (
    BatchChangedError,
    ConstraintError,
    MergeCallError,
    ModelDefinitionError,
    SourceColumnsError,
)
from .delivered import Delivered, lines_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Landing:
    """What :func:`land` found."""

    #: Lines below the header.
    rows: int
    #: Lines among them that did not fit the header, kept whole.
    malformed: int
    #: Whether they were written; False where the batch was there already, the same.
    new: bool


def land(
    conn: Connection | Session,
    model: type[BronzeTable],
    file: str | PathLike[str] | bytes | Iterable[str],
    *,
    batch_id: str,
    source: str | None = None,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> Landing:
    """Append each line of a CSV file to a bronze table as it is, once. Never commits.

    One line is one row, with its number. A line that has other fields than the header, whose quotes do not
    close, or that is not of the encoding is kept whole in ``raw_line``; so is each part of a field with a
    line break in it. An empty field is NULL. A batch that is there already is compared instead, and nothing
    is written.

    Args:
        conn: a Connection or a Session, inside a transaction.
        model: a class made from :class:`BronzeTable`.
        file: a path, a file's bytes, or its lines; with a header, which names the model's own columns in any
            order.
        batch_id: the delivery. One that brings several files for one table needs a name for each.
        source: where it came from, kept beside each line; by default the path, where one is given.
        encoding: by default UTF-8, with or without a byte order mark.
        delimiter: between fields.

    Raises:
        SourceColumnsError: the header names other columns than the model.
        BatchChangedError: the batch is there already, with other lines.
        ConstraintError: another transaction landed the batch meanwhile.
        ModelDefinitionError: a column of the model cannot take any text.
    """
    table = _table(model)
    if not batch_id or not isinstance(batch_id, str):
        raise MergeCallError(
            f"batch_id={batch_id!r} names no delivery. Pass a text, such as its folder's name."
        )
    connection = connection_of(conn, model)
    if source is None and isinstance(file, (str, PathLike)):
        source = str(file)
    delivered = Delivered(lines_of(file, encoding), delimiter)
    _check_header(table, delivered.names)
    kept = table.c.batch_id == batch_id
    if connection.execute(select(table.c.line_no).where(kept).limit(1)).first() is not None:
        _compare(connection, table, delivered, batch_id)
        return Landing(delivered.rows, delivered.malformed, new=False)
    try:
        dialect_for(connection.dialect.name).append(connection, table, delivered, batch_id, source)
    except IntegrityError as error:
        orig: Any = error.orig
        state = getattr(orig, "sqlstate", None) or getattr(orig, "pgcode", None)
        raise ConstraintError(
            f"the database refused batch {batch_id!r} for {table}: {str(orig).splitlines()[0]} "
            "Another transaction may have landed it meanwhile: roll back, and land it again.",
            getattr(getattr(orig, "diag", None), "constraint_name", None),
            state,
        ) from error
    return Landing(delivered.rows, delivered.malformed, new=True)


def _table(model: Any) -> Table:
    table = getattr(model, "__table__", None)
    if not (isinstance(model, type) and issubclass(model, BronzeTable) and isinstance(table, Table)):
        said = model.__name__ if isinstance(model, type) else repr(model)
        raise MergeCallError(
            f"{said} is no bronze table. Pass a class: `class RawOrder(BronzeTable, table=True)`; "
            "other tables are loaded by merge."
        )
    for column in _own(table):
        if not (column.nullable and _takes_any_text(column)):
            raise ModelDefinitionError(
                f"{table}.{column.name} cannot take a line as it was delivered, which may have any text "
                f"there, or none. Write `{column.key}: Optional[str] = None`, and give it its type in silver."
            )
    return table


def _own(table: Table) -> list[Column[Any]]:
    return [c for c in table.columns if c.key not in BronzeTable.__annotations__]


def _takes_any_text(column: Column[Any]) -> bool:
    kind: Any = column.type
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance if hasattr(kind, "impl_instance") else kind.impl
    return type(kind).__name__ != "Enum" and isinstance(kind, String) and kind.length is None


def _check_header(table: Table, names: tuple[str, ...]) -> None:
    own = [str(c.key) for c in _own(table)]
    if sorted(names) == sorted(own):
        return
    unknown, missing = [n for n in names if n not in own], [n for n in own if n not in names]
    said = [f"the model lacks {', '.join(map(repr, unknown))}"] if unknown else []
    said += [f"the file lacks {', '.join(missing)}"] if missing else []
    said = said or ["a column is named twice"]
    raise SourceColumnsError(
        f"the header of the file for {table} is {', '.join(names) or 'not there'}: {' and '.join(said)}. "
        "Nothing was written. Give the model the columns that are delivered (and run deploy), "
        "or ask the source."
    )


def _compare(connection: Connection, table: Table, delivered: Delivered, batch_id: str) -> None:
    """Raise where a batch that is kept has other lines than the file."""
    columns = [table.c.line_no, table.c.raw_line, *(table.c[n] for n in delivered.names)]
    query = select(*columns).where(table.c.batch_id == batch_id).order_by(table.c.line_no)
    read = ((number, raw, *fields) for number, raw, fields in delivered.records())
    differing = [
        (found or kept)[0]
        for found, kept in zip_longest(read, map(tuple, connection.execute(query)))
        if found != kept
    ]
    if differing:
        raise BatchChangedError(
            f"batch {batch_id!r} is in {table} already, with other lines than this file: {len(differing)} of "
            f"them, the first in line {differing[0]}. Nothing was written. "
            "Restore the delivery, or give what is new a batch of its own."
        )
