"""Who changed what, when: the differences between the versions of one key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from ..connection import connection_of
from ..dialects import dialect_for
from ..errors import KeyShapeError, SqlModelFrameworkError
from .query import checked_instant, is_instant
from .tracked import Tracked, tracked


def audit(model: Any, *, key: Any, dialect: str = "postgresql") -> Select[Any]:
    """The changes of one key, oldest first.

    Args:
        model: a model class (or a tracked table).
        key: the key's value; a tuple in the key's order, or a mapping, where it has several columns.
        dialect: SQLAlchemy's name of the database that will run the select.

    Returns:
        A select of ``changed_at`` (instant), ``op`` (INSERT, UPDATE, DELETE, TRUNCATE; REKEY where the row
        left for another key or came from one; FOUND where it was there before its history, whoever had
        made it), ``actor`` (as set by :func:`actor`), ``db_user``
        (the login), ``txid``, ``batch_id`` (of the version that the change made) and ``changes``:
        ``{column: [before, after]}``. In it numbers are int, float and Decimal as the columns are (amounts
        to the last digit), truth values bool, JSON what it holds, and all others text as the database
        writes it: a day ``2024-01-31``, bytes ``\\x00ff``, instants in the session's time zone.

    Raises:
        KeyShapeError: the key has not the model's shape.
        NaiveTimestampError: an instant of the key has no time zone.
    """
    found = tracked(model)
    return dialect_for(dialect).audit(found, _key_values(found, key))


def actor(conn: Any, name: str | None) -> None:
    """Say who the application acts for, until the transaction ends; ``None`` clears it.

    History and audit record it beside the database user. Text such as ``"dag:load/run:2013-01"``.

    Args:
        conn: a Connection or a Session, inside a transaction.

    Raises:
        SqlModelFrameworkError: the name is no text.
    """
    if name is not None and not isinstance(name, str):
        raise SqlModelFrameworkError(
            f"actor {name!r} is of type {type(name).__name__}. Write who acts as text, such as 'user:5'."
        )
    connection: Connection = connection_of(conn)
    dialect_for(connection.dialect.name).set_actor(connection, name)


def _key_values(found: Tracked, key: Any) -> Mapping[str, Any]:
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
    if is_instant(column.type):
        return checked_instant(value, column.key)
    return _uuid_of(found, column, value)


def _uuid_of(found: Tracked, column: Column[Any], value: Any) -> Any:
    """A key as text, such as a command line or a CSV file has, where SQLAlchemy takes only a UUID."""
    if not isinstance(value, str) or not getattr(column.type, "as_uuid", False):
        return value
    try:
        return UUID(value)
    except ValueError:
        raise KeyShapeError(f"{column.key} of {found.table.name} is a UUID, and {value!r} is none.") from None
