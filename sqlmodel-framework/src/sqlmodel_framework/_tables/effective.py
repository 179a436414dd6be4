"""Application time: when a row is true in the world, whatever the database knew of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from sqlalchemy import Table, and_, or_
from sqlmodel import Field

from .._columns import Instant
from .._history.query import Instantly, checked_instant
from .meta import FrameworkModel
from .reference import ReferenceTable

if TYPE_CHECKING:
    from sqlalchemy.sql import Subquery
    from sqlalchemy.sql.elements import ColumnElement
    from sqlmodel import SQLModel


class EffectiveTime(FrameworkModel):
    """``class Rate(EffectiveTime, ReferenceTable, table=True)`` has effective_from and effective_to.

    The row is true from the one instant up to, not including, the other; NULL has no limit. Nothing is
    checked: see :class:`TemporalTable` for periods that may not overlap.
    """

    effective_from: Optional[datetime] = Field(default=None, sa_type=Instant)
    effective_to: Optional[datetime] = Field(default=None, sa_type=Instant)


class TemporalTable(ReferenceTable):
    """Base of tables that hold several rows of one thing, each true for a time of its own.

    ``class Price(TemporalTable, table=True)`` with ``price_id`` (or keys of your own): the table's key
    is that and ``effective_from``, and for one thing no two periods overlap. ``effective_to`` is the first
    instant at which the row is true no more; NULL has no limit.

    On PostgreSQL the database refuses an overlap, at the end of the statement that makes it: by
    ``WITHOUT OVERLAPS`` from version 18 on, by an exclusion constraint before. Both need the extension
    btree_gist, which is installed. Elsewhere :func:`plan` finds overlaps.
    """

    __temporal__: ClassVar[bool] = True

    effective_from: datetime = Field(primary_key=True, sa_type=Instant)
    effective_to: Optional[datetime] = Field(default=None, sa_type=Instant)


def effective_at(rows: type[SQLModel] | Table | Subquery, instant: Instantly) -> ColumnElement[bool]:
    """The condition that a row is true at an instant: ``select(Price).where(effective_at(Price, t))``.

    Args:
        rows: a model class, a table, or a subquery of :func:`as_of` (what was known then about now).
        instant: an aware ``datetime``, or a SQL expression of that type.

    Raises:
        NaiveTimestampError: a ``datetime`` without a time zone.
    """
    at = checked_instant(instant, "instant")
    columns: Any = getattr(rows, "c", rows)
    start, end = columns.effective_from, columns.effective_to
    return and_(or_(start.is_(None), start <= at), or_(end.is_(None), end > at))
