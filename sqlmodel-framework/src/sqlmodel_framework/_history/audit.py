"""Who changed what, when: the differences between the versions of one key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Integral, Number
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Column, Integer, String, Table, bindparam, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import Select, column
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import TypeDecorator

from .._columns import Instant, TransactionId
from .._dialects import dialect_for
from ..errors import KeyShapeError
from .changes import Changes, kinds_of, plain_type
from .query import checked_instant, is_instant
from .tracked import Tracked, tracked

if TYPE_CHECKING:
    from sqlmodel import SQLModel


def audit(model: type[SQLModel] | Table, *, key: Any) -> Select[Any]:
    """The changes of one key, oldest first.

    Args:
        model: a model class (or a tracked table).
        key: the key's value; a tuple in the key's order, or a mapping, where it has several columns.

    Returns:
        A select of ``changed_at`` (instant), ``op``, ``actor`` (as set by :func:`actor`), ``db_user`` (the
        login), ``txid``, ``batch_id`` (of the version that the change made), ``changes``. ``op`` is INSERT,
        UPDATE, DELETE or TRUNCATE; REKEY where the row left for another key or came from one; FOUND where it
        was there before its history, or before what :func:`purge` left of it, whoever had made it; SCHEMA
        where the table got columns, and the row with them values that nobody wrote. ``changes`` is
        ``{column: [before, after]}``. In it numbers are int, float and Decimal as the columns are (amounts to
        the last digit), truth values bool, JSON what it holds, and all others text as the database writes it:
        a day ``2024-01-31``, bytes ``\\x00ff``, instants in the session's time zone.

    Raises:
        KeyShapeError: the key has not the model's shape.
        NaiveTimestampError: an instant of the key has no time zone.
        UnsupportedDialectError: when it runs: the database keeps no record of who changed what.
    """
    found = tracked(model)
    values = key_values(found, key)
    places = " ".join(f":key_{i}" for i in range(len(found.key)))
    events: Any = _Events(places).bindparams(
        *[bindparam(f"key_{i}", values[c.key], type_=c.type) for i, c in enumerate(found.key)]
    )
    events.tracked = found
    c = (
        events.columns(
            column("changed_at", Instant()),
            column("part", Integer()),
            column("op", String()),
            column("actor", String()),
            column("db_user", String()),
            column("txid", TransactionId()),
            column("batch_id", String()),
            column("changes", Changes(kinds_of(found))),
        )
        .subquery()
        .c
    )
    columns: list[Any] = [c.changed_at, c.op, c.actor, c.db_user, c.txid, c.batch_id, c.changes]
    # The number of columns is no part of the type: readers take the rows by name.
    statement: Any = select(*columns)
    return cast("Select[Any]", statement.order_by(c.changed_at, c.part))


class _Events(TextClause):
    """The SQL that works the changes out of the versions, in the words of the database that runs it."""

    inherit_cache = False
    tracked: Tracked


@compiles(_Events)
def _events(element: _Events, compiler: Any, **kw: Any) -> str:
    sql = dialect_for(compiler.dialect.name).audit(element.tracked)
    return str(compiler.process(sql.bindparams(*element._bindparams.values()), **kw))


def key_values(found: Tracked, key: Any) -> Mapping[str, Any]:
    """The values of a key by its columns."""
    names = [c.key for c in found.key]
    if isinstance(key, Mapping):
        given = dict(key)
    elif len(names) == 1 and not isinstance(key, (tuple, list)):
        given = {names[0]: key}
    elif isinstance(key, (tuple, list)) and len(key) == len(names):
        given = dict(zip(names, key, strict=True))
    else:
        given = {}
    if set(given) != set(names):
        raise KeyShapeError(
            f"the key of {found.table.name} is ({', '.join(map(str, names))}); {key!r} is not of that shape. "
            f"Write key=({', '.join(f'<{n}>' for n in names)}{',' if len(names) == 1 else ''}) or a mapping."
        )
    return {c.key: _key_value(found, c, given[c.key]) for c in found.key}


def _key_value(found: Tracked, column: Column[Any], value: Any) -> Any:
    if value is None:
        raise KeyShapeError(f"{column.key} of {found.table.name} is None, and no row has a null key.")
    if is_instant(column.type):
        return checked_instant(value, column.key)
    kind = _python_type(column)
    name = getattr(kind, "__name__", "")
    wrong = f"{column.key} of {found.table.name} is of type {name}, and {value!r} is not."
    if kind is int and (isinstance(value, bool) or not isinstance(value, (Integral, str))):
        raise KeyShapeError(wrong)
    if kind is str and isinstance(value, Number):
        raise KeyShapeError(wrong)
    # As text, such as a command line or a CSV file has it.
    if kind in READ and isinstance(value, str):
        try:
            return READ[kind](value)
        except (ValueError, ArithmeticError):
            raise KeyShapeError(wrong) from None
    return value


def _python_type(column: Column[Any]) -> Any:
    """What the column's values are in Python; None where only its own type knows."""
    own = column.type
    if isinstance(own, TypeDecorator) and not type(own).__module__.startswith("sqlmodel"):
        return None
    try:
        return plain_type(own).python_type
    except NotImplementedError:
        return None


#: How text is read as a value of a type.
READ: Mapping[Any, Callable[[str], Any]] = {
    int: int,
    float: float,
    Decimal: Decimal,
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
}
