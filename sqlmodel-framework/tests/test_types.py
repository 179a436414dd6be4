"""Columns of every type are as the model says once they are made, and another type is seen."""

from __future__ import annotations

import enum
from typing import Any

import pytest
from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    Unicode,
)
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Engine

from sqlmodel_framework import DeploymentError, deploy, plan, track


class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"


TYPES: list[Any] = [
    BigInteger, Boolean, CHAR, CHAR(3), Date, DateTime, DateTime(timezone=True), Enum(Colour),
    Enum(Colour, native_enum=False), Enum("it's", "b c", name='a "type"'), Float, Float(24), Float(53),
    Interval, LargeBinary, Numeric, Numeric(10), Numeric(10, 0), Numeric(12, 2), SmallInteger, String,
    String(20, collation="C"), String(5), Text(collation="POSIX"), Time, Unicode, pg.ARRAY(CHAR),
    pg.ARRAY(Integer, dimensions=2), pg.ARRAY(Numeric(10)), pg.ARRAY(String(5, collation="C")), pg.BIT,
    pg.BIT(3), pg.BIT(3, varying=True), pg.BIT(varying=True), pg.CIDR, pg.DOUBLE_PRECISION, pg.INET,
    pg.INT4RANGE, pg.INTERVAL(precision=3), pg.INTERVAL(fields="DAY TO SECOND"), pg.JSON, pg.JSONB,
    pg.MACADDR, pg.MONEY, pg.OID, pg.REGCLASS, pg.TIME(precision=0), pg.TSVECTOR, pg.UUID,
    pg.TIMESTAMP(precision=3, timezone=True), pg.ARRAY(Enum(Colour, name="shade")),
]  # fmt: skip


def with_columns(*types: Any) -> Table:
    columns = [Column(f"c{i}", each) for i, each in enumerate(types)]
    table = Table("typed", MetaData(), Column("id", Integer, primary_key=True), *columns)
    track(table)
    return table


def test_every_type_is_as_the_model_says(engine: Engine) -> None:
    table = with_columns(*TYPES)
    deploy(engine, [table])
    assert str(plan(engine, [table])) == "nothing to do"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (Numeric(10), Numeric(10, 2)),
        (Numeric, Numeric(10)),
        (CHAR, CHAR(2)),
        (CHAR, String),
        (Float(24), Float(53)),
        (pg.BIT, pg.BIT(varying=True)),
        (pg.BIT(2), pg.BIT),
        (String(20, collation="C"), String(21, collation="C")),
        (pg.ARRAY(Numeric(10)), pg.ARRAY(Numeric(11))),
    ],
)
def test_another_type_is_seen(engine: Engine, was: Any, now: Any) -> None:
    deploy(engine, [with_columns(was)])
    with pytest.raises(DeploymentError, match="the model says"):
        deploy(engine, [with_columns(now)])
