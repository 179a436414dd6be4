"""Reading the past: ordinary selects over the table and its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, and_, literal, not_, null, select, union_all
from sqlalchemy.sql import Select

from ..columns import Instant, VisibleIn
from ..connection import connection_of
from ..dialects import dialect_for
from ..errors import NaiveTimestampError
from .changes import plain_type
from .tracked import SYSTIME, TXID, Tracked, attribute_columns, tracked


def as_of(model: Any, timestamp: Any = None, *, snapshot: Any = None) -> Select[Any]:
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
        A select of the model's columns under their Python names. Filter and join it like any other:
        ``q = as_of(Airport, t).subquery()``, then ``select(q.c.name).where(q.c.faa == "JFK")``.

    Raises:
        NaiveTimestampError: a ``datetime`` without a time zone, or a ``date``.
        NotTrackedError: the model has no history.
        TypeError: neither or both of timestamp and snapshot.
    """
    if (timestamp is None) == (snapshot is None):
        raise TypeError("as_of takes a timestamp or a snapshot: as_of(Model, t) or as_of(Model, snapshot=s)")
    found = tracked(model)
    now, past = found.table.c, found.history.c
    if snapshot is not None:
        began, ended = VisibleIn(past[TXID], snapshot), VisibleIn(past.txid, snapshot)
        return _over(model, found, current=VisibleIn(now[TXID], snapshot), earlier=and_(began, not_(ended)))
    instant = checked_instant(timestamp, "timestamp")
    return _over(
        model,
        found,
        current=now[SYSTIME] <= instant,
        earlier=and_(past[SYSTIME] <= instant, past.sys_to > instant),
    )


def between(model: Any, start: Any, end: Any) -> Select[Any]:
    """Every version that was current at some instant of ``[start, end)``, oldest first by key.

    ``systime`` tells when each began. Arguments and errors as in :func:`as_of`.
    """
    low, high = checked_instant(start, "start"), checked_instant(end, "end")
    found = tracked(model)
    now, past = found.table.c[SYSTIME], found.history.c
    # No version is current in an empty span.
    span = literal(low, Instant()) < high if isinstance(low, datetime) else low < high
    query = _over(
        model,
        found,
        current=and_(now < high, span),
        earlier=and_(past[SYSTIME] < high, past.sys_to > low, span),
    )
    columns = {c.name: c for c in query.selected_columns}
    names = {c: name for name, c in attribute_columns(model)}
    return query.order_by(*[columns[names[c]] for c in found.key], columns[names[found.table.c[SYSTIME]]])


def watermark(conn: Any) -> int:
    """Up to where an incremental reader has surely seen everything; keep it for :func:`changed_since`.

    It is the oldest transaction still open, not a time: a long transaction's rows carry times that a
    reader has already passed when they appear. Take it before reading, or in the same snapshot.
    It belongs to one server: see :func:`check_mark` for what a restored dump makes of it.
    """
    connection = connection_of(conn)
    return dialect_for(connection.dialect.name).watermark(connection)


def changed_since(model: Any, mark: int) -> Select[Any]:
    """The current rows that a transaction from ``mark`` on wrote: none is missed, some may come twice.

    Rows that a reader saw before can come again, where their transaction had ended but an older one had
    not. Deleted rows are in the history: ``tracked(Model).history`` with ``op`` D or T and its ``txid``.
    On another server than the mark's it may give nothing: call :func:`check_mark` first.
    """
    found = tracked(model)
    return select(*[c.label(name) for name, c in attribute_columns(model)]).where(found.table.c[TXID] >= mark)


def _over(model: Any, found: Tracked, *, current: Any, earlier: Any) -> Select[Any]:
    columns = attribute_columns(model)
    now = select(*[c.label(name) for name, c in columns]).where(current)
    past = select(
        *[
            found.history.c[c.key].label(name) if c.key in found.history.c else null().label(name)
            for name, c in columns
        ]
    ).where(earlier)
    versions = union_all(now, past).subquery(f"{found.table.name}_versions")
    return select(*[versions.c[name] for name, _ in columns])


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
    return value
