"""Rows to test with: valid in every type and key, whatever is fixed."""

from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Optional

import pytest
from sqlalchemy import MetaData, SmallInteger, UniqueConstraint
from sqlalchemy.engine import Engine
from sqlmodel import Field

from sqlmodel_framework import EffectiveTime, ReferenceTable, SurrogateKey, TemporalTable, make_rows, merge
from sqlmodel_framework.errors import ModelDefinitionError

from .models import METADATA, Airport, Customer, Product, Reading

OWN = MetaData()


class Side(enum.Enum):
    LEFT = "l"
    RIGHT = "r"


class Numbered(SurrogateKey, ReferenceTable, table=True):
    metadata = OWN
    numbered_id: int
    name: str


class Tariff(TemporalTable, table=True):
    metadata = OWN
    tariff_id: int
    price: Decimal = Field(max_digits=6, decimal_places=2)


class Shift(EffectiveTime, ReferenceTable, table=True):
    metadata = OWN
    shift_id: int


class Unique(ReferenceTable, table=True):
    """A unique column of every type, and two that are unique together."""

    metadata = OWN
    __table_args__ = (UniqueConstraint("row", "seat"),)
    unique_id: int
    starts: time = Field(unique=True)
    day: date = Field(unique=True)
    small: int = Field(unique=True, sa_type=SmallInteger)
    code: str = Field(unique=True, max_length=3)
    octets: bytes = Field(unique=True)
    amount: Decimal = Field(unique=True, max_digits=8, decimal_places=2)
    ratio: float = Field(unique=True)
    span: timedelta = Field(unique=True)
    at: Optional[datetime] = Field(default=None, unique=True)
    row: bool
    seat: int


class Sided(ReferenceTable, table=True):
    metadata = OWN
    side: Side = Field(primary_key=True)


class Short(ReferenceTable, table=True):
    metadata = OWN
    code: str = Field(primary_key=True, max_length=1)


@pytest.mark.parametrize("model", [Airport, Customer, Product, Reading, Numbered, Tariff, Shift, Unique])
def test_made_rows_are_valid_and_repeatable(engine: Engine, model: Any) -> None:
    for metadata in (METADATA, OWN):
        metadata.create_all(engine)
    rows = list(make_rows(model, 300, seed=1))
    assert rows == list(make_rows(model, 300, seed=1))
    with engine.begin() as connection:
        assert merge(connection, model, rows).inserted == 300


def test_made_rows_take_what_is_fixed() -> None:
    rows = list(make_rows(Airport, 3, faa=["A", "B"], name=lambda n: f"n{n}", altitude=7))
    assert [tuple(r.values()) for r in rows] == [("A", "n0", 7), ("B", "n1", 7), ("A", "n2", 7)]


def test_unique_values_never_repeat() -> None:
    rows = list(make_rows(Unique, 30_000))
    for name in ("starts", "day", "small", "code", "octets", "amount", "ratio", "span"):
        assert len({row[name] for row in rows}) == len(rows), name
    assert len({(row["row"], row["seat"]) for row in rows}) == len(rows)
    assert len({row["starts"] for row in make_rows(Unique, 90_000, day=None, small=1, code="")}) == 90_000
    assert {row["side"] for row in make_rows(Sided, 2)} == set(Side)
    for model, count, message in (
        (Sided, 3, r"side is unique and its type has 2 values, too few for row 3\. Make fewer"),
        (Short, 37, r"code is unique and its type has 36 values, too few for row 37"),
    ):
        with pytest.raises(ModelDefinitionError, match=message):
            list(make_rows(model, count))


def test_periods_end_after_they_start(engine: Engine) -> None:
    start = datetime(2020, 1, 1, tzinfo=timezone.utc)
    OWN.create_all(engine)
    # Three things with many periods each: the database refuses an overlap.
    rows = list(make_rows(Tariff, 300, tariff_id=[1, 2, 3]))
    assert all(row["effective_from"] < row["effective_to"] for row in rows)
    with engine.begin() as connection:
        assert merge(connection, Tariff, rows).inserted == 300
    for made in (
        make_rows(Shift, 300),
        make_rows(Shift, 300, effective_from=start),
        make_rows(Shift, 300, effective_to=start),
        make_rows(Tariff, 300, effective_to=lambda n: None if n % 2 else start),
    ):
        periods = [(row["effective_from"], row["effective_to"]) for row in made]
        assert all(a is None or b is None or a < b for a, b in periods)
        assert any(a is not None and b is not None for a, b in periods)


def test_what_the_database_fills_is_left_out() -> None:
    assert set(next(make_rows(Numbered, 1))) == {"numbered_id", "name"}
    assert next(make_rows(Numbered, 1, surrogate_key=7))["surrogate_key"] == 7
