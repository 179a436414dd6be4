"""On a real SQL Server: collected only where SQLMODEL_FRAMEWORK_TEST_MSSQL names an empty database of it.

Such as ``mssql+pyodbc://...?driver=ODBC+Driver+18+for+SQL+Server``, with pyodbc installed.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Time,
    select,
    text,
)
from sqlalchemy import inspect as look_at
from sqlalchemy.engine import Engine
from sqlmodel import create_engine

from sqlmodel_framework import as_of, between, ddl, drop, merge, track, tracked

ROW: dict[str, Any] = {
    "id": 1,
    "name": "Łódź",
    "day": date(1582, 10, 15),
    "hour": time(23, 59, 59, 999999),
    "local": datetime(2024, 2, 29, 1, 2, 3, 456789),
    "at": datetime(2024, 2, 29, 1, 2, 3, 456789, tzinfo=timezone(timedelta(hours=2))),
    "price": Decimal("1234567890.12"),
    "rate": Decimal("0.000000000000000001"),
}


@pytest.fixture
def mssql() -> Iterator[Engine]:
    engine = create_engine(os.environ["SQLMODEL_FRAMEWORK_TEST_MSSQL"])
    yield engine
    engine.dispose()


@pytest.fixture
def models(mssql: Engine) -> Iterator[list[Table]]:
    """Two tables in a schema of the test's own, made by the text for a DBA."""
    metadata = MetaData(schema=f"t_{uuid.uuid4().hex[:12]}")
    place = Table("place", metadata, Column("id", Integer, primary_key=True, autoincrement=False))
    thing = Table(
        "thing", metadata, Column("id", Integer, primary_key=True, autoincrement=False),
        Column("name", String(20)), Column("day", Date), Column("hour", Time), Column("local", DateTime),
        Column("at", DateTime(timezone=True)), Column("price", Numeric(12, 2)), Column("rate", Numeric),
        Column("place", ForeignKey(place.c.id)),
    )  # fmt: skip
    for table in (place, thing):
        track(table)
    with mssql.begin() as connection:
        for statement in ddl([place, thing], dialect="mssql").split(";\n")[:-1]:
            connection.exec_driver_sql(statement)
    yield [place, thing]
    drop(mssql, [place, thing])
    assert look_at(mssql).get_table_names(schema=metadata.schema) == []
    with mssql.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA [{metadata.schema}]")


def test_values_come_back_as_they_went(mssql: Engine, models: list[Table]) -> None:
    thing = models[1]
    with mssql.begin() as connection:
        connection.execute(thing.insert().values(ROW))
        found = dict(connection.execute(select(*[thing.c[key] for key in ROW])).one()._mapping)
    assert found == ROW


def test_the_server_keeps_the_past(mssql: Engine, models: list[Table]) -> None:
    thing = models[1]
    with mssql.begin() as connection:
        assert merge(connection, thing, [{**ROW, "place": None}]).inserted == 1
    with mssql.begin() as connection:
        before = connection.execute(text("SELECT SYSUTCDATETIME()")).scalar_one().replace(tzinfo=timezone.utc)
    with mssql.begin() as connection:
        assert merge(connection, thing, [{**ROW, "name": "b", "place": None}]).updated == 1
        assert merge(connection, thing, [{**ROW, "name": "b", "place": None}]).unchanged == 1
    with mssql.begin() as connection:
        connection.execute(thing.delete())
    with mssql.connect() as connection:
        (then,) = connection.execute(select(as_of(thing, before))).all()
        assert then.name == "Łódź"
        assert len(connection.execute(select(tracked(thing).history.c.id)).all()) == 2
        after = datetime.now(timezone.utc) + timedelta(days=1)
        assert len(connection.execute(select(between(thing, before, after))).all()) == 2
        assert connection.execute(select(as_of(thing, after))).all() == []
