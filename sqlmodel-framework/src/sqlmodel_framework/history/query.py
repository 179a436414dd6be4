"""Reading the past: ordinary selects over the table and its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, and_, literal, null, select, union_all
from sqlalchemy.sql import Select

from ..errors import NaiveTimestampError
from .tracked import SYSTIME, Tracked, attribute_columns, tracked


def as_of(model: Any, timestamp: Any) -> Select[Any]:
    """The rows of a model as they were at an instant.

    That is: every committed change whose statement began at or before ``timestamp``. A reader at that
    instant may have seen less, where another session's transaction was still open.

    Args:
        model: a model class (or a tracked table).
        timestamp: an aware ``datetime``, or a SQL expression of that type.

    Returns:
        A select of the model's columns under their Python names. Filter and join it like any other:
        ``q = as_of(Airport, t).subquery()``, then ``select(q.c.name).where(q.c.faa == "JFK")``.

    Raises:
        NaiveTimestampError: a ``datetime`` without a time zone.
        NotTrackedError: the model has no history.
    """
    instant = _instant(timestamp, "timestamp")
    found = tracked(model)
    now, past = found.table.c[SYSTIME], found.history.c
    return _over(
        model,
        found,
        current=now <= instant,
        earlier=and_(past[SYSTIME] <= instant, past.sys_to > instant),
    )


def between(model: Any, start: Any, end: Any) -> Select[Any]:
    """Every version that was current at some instant of ``[start, end)``, oldest first by key.

    ``systime`` tells when each began. Arguments and errors as in :func:`as_of`.
    """
    low, high = _instant(start, "start"), _instant(end, "end")
    found = tracked(model)
    now, past = found.table.c[SYSTIME], found.history.c
    # No version is current in an empty span.
    span = literal(low, DateTime(timezone=True)) < high if isinstance(low, datetime) else low < high
    query = _over(
        model,
        found,
        current=and_(now < high, span),
        earlier=and_(past[SYSTIME] < high, past.sys_to > low, span),
    )
    columns = {c.name: c for c in query.selected_columns}
    names = {c: name for name, c in attribute_columns(model)}
    return query.order_by(*[columns[names[c]] for c in found.key], columns[names[found.table.c[SYSTIME]]])


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


def _instant(value: Any, name: str) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise NaiveTimestampError(
            f"{name} {value.isoformat()} has no time zone, so it names no instant. "
            "Write datetime(..., tzinfo=timezone.utc), or value.astimezone() for local time."
        )
    if isinstance(value, str):
        raise NaiveTimestampError(
            f"{name} is the text {value!r}. Pass datetime.fromisoformat({value!r}) with a time zone."
        )
    return value
