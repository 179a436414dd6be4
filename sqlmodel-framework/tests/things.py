"""A table with a column of every kind, and how the tests of merge's inputs load it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Optional

from sqlalchemy import JSON as Json
from sqlalchemy import (
    DateTime,
    Float,
    MetaData,
    Time,
    select,
)
from sqlalchemy.engine import Engine
from sqlmodel import Field

from sqlmodel_framework import (
    MergeResult,
    Quarantine,
    ReferenceTable,
    merge,
)

METADATA = MetaData()


class Colour(Enum):
    RED = "r"


class Thing(ReferenceTable, table=True):
    metadata = METADATA
    thing_id: int
    name: Optional[str] = None
    amount: Optional[Decimal] = Field(default=None, max_digits=10, decimal_places=2)
    exact: Optional[Decimal] = None
    real: Optional[float] = None
    single: Optional[float] = Field(default=None, sa_type=Float(24))
    at: Optional[datetime] = Field(default=None, sa_type=DateTime)
    day: Optional[date] = None
    clock: Optional[time] = None
    zoned: Optional[time] = Field(default=None, sa_type=Time(timezone=True))
    span: Optional[timedelta] = None
    yes: Optional[bool] = None
    octets: Optional[bytes] = None
    ident: Optional[uuid.UUID] = None
    colour: Optional[Colour] = None
    document: Optional[Any] = Field(default=None, sa_type=Json)


class Refused(Quarantine, table=True):
    metadata = METADATA


T, R = Thing.__table__.c, Refused.__table__.c


def load(engine: Engine, rows: Any, model: Any = Thing, **options: Any) -> MergeResult:
    METADATA.create_all(engine)
    with engine.begin() as connection:
        return merge(connection, model, rows, quarantine=Refused, **options)


def reasons(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(R.reason).order_by(R.id)).scalars())


def held(engine: Engine, *columns: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(*columns).order_by(T.thing_id))]
