"""Merge decides alike on every database: what a unit test on SQLite sees is what PostgreSQL does."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, Optional

import pytest
from sqlalchemy import Column, DateTime, Float, Integer, MetaData, Numeric, String, func, literal, select
from sqlalchemy.engine import Engine
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from sqlmodel_framework import MergeResult, ReferenceTable, SourceColumnsError

from .loading import load

OWN = MetaData()
NOON = datetime(2024, 1, 1, 12, tzinfo=timezone.utc)


class Hue(Enum):
    RED = "r"


class Lower(TypeDecorator[str]):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return value.lower()


class ByText(ReferenceTable, table=True):
    metadata = OWN
    code: str = Field(primary_key=True)
    name: Optional[str] = None


class ByHue(ReferenceTable, table=True):
    metadata = OWN
    hue: Hue = Field(primary_key=True)


class ByInstant(ReferenceTable, table=True):
    metadata = OWN
    at: datetime = Field(primary_key=True, sa_type=DateTime(timezone=True))


class ByLower(ReferenceTable, table=True):
    metadata = OWN
    code: str = Field(sa_column=Column(Lower, primary_key=True))


class Amount(ReferenceTable, table=True):
    metadata = OWN
    amount_id: int
    cents: Optional[Decimal] = Field(default=None, max_digits=10, decimal_places=2)
    plain: Optional[float] = Field(default=None, sa_type=Numeric(10, 2, asdecimal=False))
    exact: Optional[Decimal] = Field(default=None, sa_type=Float(53, asdecimal=True))
    hue: Optional[Hue] = None


class Filled(ReferenceTable, table=True):
    """Columns that the model fills by itself."""

    metadata = OWN
    filled_id: int
    name: Optional[str] = None
    made: Optional[str] = Field(default=None, sa_column=Column(String, default=func.lower("50% :MADE")))
    needed: str = Field(sa_column=Column(String, default=literal("n:%"), nullable=False))
    sql: Optional[str] = Field(default=None, sa_column=Column(String, onupdate=func.lower("SQL")))
    value: Optional[str] = Field(default=None, sa_column=Column(String, onupdate="v:%(x)s"))
    called: Optional[int] = Field(default=None, sa_column=Column(Integer, onupdate=lambda: 7))


class PerRow(ReferenceTable, table=True):
    metadata = OWN
    per_row_id: int
    name: Optional[str] = None
    twice: Optional[int] = Field(
        default=None, sa_column=Column(Integer, onupdate=lambda context: context.get_current_parameters())
    )


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (ByText, {"code": "5", "name": "6"}),
        (ByText, {"code": "a\\b\n\t", "name": None}),
        (ByHue, {"hue": "RED"}),
        (ByHue, {"hue": Hue.RED}),
        (ByInstant, {"at": NOON}),
        (ByInstant, {"at": NOON.astimezone(timezone(timedelta(hours=5)))}),
        (ByLower, {"code": "JFK"}),
        (Amount, {"amount_id": 1, "cents": Decimal("1.500"), "plain": "0.1", "exact": 0.1, "hue": "RED"}),
    ],
)
def test_the_same_load_again_changes_and_takes_nothing(any_engine: Engine, model: Any, row: Any) -> None:
    OWN.create_all(any_engine)
    assert load(any_engine, [row], model, delete="delete") == MergeResult(inserted=1)
    assert load(any_engine, [row], model, delete="delete") == MergeResult(unchanged=1)


def test_the_models_own_values_are_filled(any_engine: Engine) -> None:
    OWN.create_all(any_engine)
    c = Filled.__table__.c

    def held(number: int) -> tuple[Any, ...]:
        query = select(c.made, c.needed, c.sql, c.value, c.called).where(c.filled_id == number)
        with any_engine.connect() as connection:
            return tuple(connection.execute(query).one())

    rows = [{"filled_id": n, "name": "a"} for n in (1, 2)]
    assert load(any_engine, rows, Filled) == MergeResult(inserted=2)
    assert held(1) == ("50% :made", "n:%", None, None, None)
    changed = {"filled_id": 1, "name": "b"}
    assert load(any_engine, [changed], Filled, delete="inactivate").inactivated == 1
    assert held(1) == held(2) == ("50% :made", "n:%", "sql", "v:%(x)s", 7)
    assert load(any_engine, [{**changed, "called": 8}], Filled).updated == 1
    assert held(1)[-1] == 8
    assert load(any_engine, [changed], Filled) == MergeResult(unchanged=1)
    with pytest.raises(SourceColumnsError, match=r"per_row\.twice is filled by its onupdate function"):
        load(any_engine, [{"per_row_id": 1}], PerRow)
