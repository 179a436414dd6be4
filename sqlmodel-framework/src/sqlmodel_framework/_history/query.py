"""Reading the past: entities over a table and its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, Union, overload

from sqlalchemy import DateTime, Table, and_, literal, not_, select
from sqlalchemy.sql import Select, Subquery
from sqlalchemy.sql.elements import ClauseElement, ColumnElement

from .._columns import Instant, VisibleIn
from .._connection import connection_of
from .._dialects import dialect_for
from ..errors import NaiveTimestampError
from .changes import plain_type
from .tracked import SYSTIME, TXID, attribute_columns, tracked
from .versions import entity

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Session
    from sqlmodel import SQLModel

M = TypeVar("M", bound="SQLModel")
#: An aware ``datetime``, or a SQL expression of that type.
Instantly = Union[datetime, "ColumnElement[Any]"]
#: Text as ``pg_current_snapshot()`` gives it, or a SQL expression of that type.
Snapshot = Union[str, "ColumnElement[Any]"]


@overload
def as_of(model: type[M], timestamp: Instantly) -> type[M]: ...
@overload
def as_of(model: Table, timestamp: Instantly) -> Subquery: ...
@overload
def as_of(model: type[M], *, snapshot: Snapshot) -> type[M]: ...
@overload
def as_of(model: Table, *, snapshot: Snapshot) -> Subquery: ...
def as_of(model: Any, timestamp: Any = None, *, snapshot: Any = None) -> Any:
    """The rows of a model as they were, at an instant or for a reader's snapshot.

    At an instant that is every committed change whose statement began at or before ``timestamp``. A
    reader at that instant may have seen less, where another session's transaction was still open.
    For a snapshot it is exactly what a reader with it saw, whole transactions only. Transaction
    identifiers belong to one database server: a snapshot means nothing after a dump and restore.

    Args:
        model: a model class (or a tracked table).
        timestamp: an aware ``datetime``, or a SQL expression of that type.
        snapshot: instead, a snapshot as ``SELECT pg_current_snapshot()`` gives it, as text.

    Returns:
        An entity, to select and filter as the model is: ``past = as_of(Customer, t)``, then
        ``session.exec(select(past).where(past.city == "Turin"))``. Its objects are versions: they have the
        model's columns and methods, ``sys_from`` and ``sys_to`` (from when until when the row was so;
        ``sys_to`` is None for one that still is) and ``op`` (what ended it: U an update, D a deletion, T a
        TRUNCATE; None where nothing has). They cannot be changed, and have no relationships. Of a table it is
        a subquery, with its columns in ``.c``.

    Raises:
        NaiveTimestampError: a ``datetime`` without a time zone, or a ``date``.
        NotTrackedError: the model has no history.
        TypeError: neither or both of timestamp and snapshot.
        LiveColumnsError: when it runs: the select filters or sorts by the model's columns of today.
    """
    if (timestamp is None) == (snapshot is None):
        raise TypeError("as_of takes a timestamp or a snapshot: as_of(Model, t) or as_of(Model, snapshot=s)")
    found = tracked(model)
    now, past = found.table.c, found.history.c
    if snapshot is not None:
        began, ended = VisibleIn(past[TXID], snapshot), VisibleIn(past.txid, snapshot)
        current = VisibleIn(now[TXID], snapshot)
        return entity(model, found, current=current, earlier=and_(began, not_(ended)))
    instant = checked_instant(timestamp, "timestamp")
    return entity(
        model,
        found,
        current=now[SYSTIME] <= instant,
        earlier=and_(past[SYSTIME] <= instant, past.sys_to > instant),
    )


@overload
def between(model: type[M], start: Instantly, end: Instantly) -> type[M]: ...
@overload
def between(model: Table, start: Instantly, end: Instantly) -> Subquery: ...
def between(model: Any, start: Any, end: Any) -> Any:
    """Every version that was current at some instant of ``[start, end)``; an entity, as :func:`as_of` gives.

    A type-2 dimension is its rows: ``v = between(Customer, start, end)``, then
    ``select(v.customer_id, v.city, v.sys_from, v.sys_to)``. Arguments and errors as in :func:`as_of`.
    """
    low, high = checked_instant(start, "start"), checked_instant(end, "end")
    found = tracked(model)
    now, past = found.table.c[SYSTIME], found.history.c
    # No version is current in an empty span.
    span = literal(low, Instant()) < high if isinstance(low, datetime) else low < high
    return entity(
        model,
        found,
        current=and_(now < high, span),
        earlier=and_(past[SYSTIME] < high, past.sys_to > low, span),
    )


def watermark(conn: Connection | Session) -> int:
    """Up to where an incremental reader has surely seen everything; keep it for :func:`changed_since`.

    It is the oldest transaction still open, not a time: a long transaction's rows carry times that a
    reader has already passed when they appear. Take it before reading, or in the same snapshot.
    It belongs to one server: see :func:`check_mark` for what a restored dump makes of it.
    """
    connection = connection_of(conn)
    return dialect_for(connection.dialect.name).watermark(connection)


def changed_since(model: type[SQLModel] | Table, mark: int) -> Select[Any]:
    """The current rows that a transaction from ``mark`` on wrote: none is missed, some may come twice.

    Rows that a reader saw before can come again, where their transaction had ended but an older one had
    not. Deleted rows are in the history: ``tracked(Model).history`` with ``op`` D or T and its ``txid``.
    On another server than the mark's it may give nothing: call :func:`check_mark` first.
    """
    found = tracked(model)
    return select(*[c.label(name) for name, c in attribute_columns(model)]).where(found.table.c[TXID] >= mark)


def is_instant(type_: Any) -> bool:
    """That a column's values are instants, and no times of an unknown zone."""
    plain = plain_type(type_)
    return isinstance(plain, DateTime) and bool(plain.timezone)


def checked_instant(value: Any, name: str) -> Any:
    """The value itself, where it names an instant.

    Raises:
        NaiveTimestampError: a ``datetime`` without a time zone, a ``date``, or text.
    """
    if isinstance(value, datetime) and value.tzinfo is None:
        raise NaiveTimestampError(
            f"{name} {value.isoformat()} has no time zone, so it names no instant. "
            "Write datetime(..., tzinfo=timezone.utc), or value.astimezone() for local time."
        )
    if isinstance(value, date) and not isinstance(value, datetime):
        raise NaiveTimestampError(
            f"{name} {value.isoformat()} is a day, which begins at another instant in each time zone. "
            "Write datetime(year, month, day, tzinfo=timezone.utc), or the zone that is meant."
        )
    if isinstance(value, str):
        raise NaiveTimestampError(
            f"{name} is the text {value!r}. Pass datetime.fromisoformat({value!r}) with a time zone."
        )
    if not isinstance(value, (datetime, ClauseElement)) and not hasattr(value, "__clause_element__"):
        raise NaiveTimestampError(
            f"{name} {value!r} is of type {type(value).__name__}, and names no instant. "
            "Write datetime(..., tzinfo=timezone.utc), or a SQL expression of such."
        )
    return value
