"""Application time without overlaps, and surrogate keys."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Optional

import pytest
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Field, create_engine

from sqlmodel_framework import (
    DeploymentError,
    EffectiveTime,
    ModelDefinitionError,
    NaiveTimestampError,
    ReferenceTable,
    RejectedRowsError,
    SurrogateKey,
    TemporalTable,
    as_of,
    audit,
    ddl,
    deploy,
    drop,
    effective_at,
    merge,
    plan,
    track,
)

METADATA = MetaData()


class Price(TemporalTable, table=True):
    metadata = METADATA
    price_id: int
    cents: int


class Part(SurrogateKey, ReferenceTable, table=True):
    metadata = METADATA
    part_id: str
    name: Optional[str] = None


class Stock(EffectiveTime, ReferenceTable, table=True):
    metadata = METADATA
    stock_id: int
    part: Optional[int] = Field(default=None, foreign_key="part.surrogate_key")


MODELS = [Price, Part, Stock]


def year(number: int) -> datetime:
    return datetime(number, 1, 1, tzinfo=timezone.utc)


def price(start: int, end: Optional[int], cents: int) -> dict[str, Any]:
    until = None if end is None else year(end)
    return {"price_id": 1, "effective_from": year(start), "effective_to": until, "cents": cents}


def load(engine: Engine, *rows: dict[str, Any]) -> Any:
    with engine.begin() as connection:
        return merge(connection, Price, rows)


def test_the_key_is_the_things_and_the_start() -> None:
    table = Price.__table__
    assert table.primary_key.columns.keys() == ["price_id", "effective_from"]
    assert table.columns.keys()[:4] == ["price_id", "cents", "effective_from", "effective_to"]
    with pytest.raises(ModelDefinitionError, match=r"Nameless has no key. Write a field `nameless_id"):

        class Nameless(TemporalTable, table=True):
            metadata = MetaData()
            cents: int


def test_a_plain_table_must_have_what_it_takes() -> None:
    key = Column("effective_from", DateTime(timezone=True), primary_key=True)
    table = Table("t", MetaData(), key, Column("effective_to", DateTime(timezone=True)))
    with pytest.raises(ModelDefinitionError, match="table t cannot be temporal"):
        track(table, temporal=True)


def test_periods_of_one_thing_do_not_overlap(engine: Engine) -> None:
    METADATA.create_all(engine)
    assert str(plan(engine, MODELS)) == "nothing to do"
    load(engine, price(2020, None, 100), {**price(2020, None, 100), "price_id": 2})
    # One statement ends a period and begins the next.
    found = load(engine, price(2020, 2021, 100), price(2021, None, 110))
    assert (found.inserted, found.updated) == (1, 1)
    for wrong in (price(2019, 2022, 1), price(2022, 2023, 1), price(2020, None, 100)):
        with pytest.raises(RejectedRowsError, match="overlaps another row"):
            load(engine, wrong)
    with pytest.raises(RejectedRowsError, match="price_effective_order"):
        load(engine, price(2019, 2019, 1))
    with engine.connect() as connection:
        kind = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'price_no_overlap'"
        defined = connection.execute(text(kind)).scalar()
        version = int(connection.execute(text("SHOW server_version_num")).scalar() or 0)
    assert ("WITHOUT OVERLAPS" if version >= 180000 else "EXCLUDE USING gist") in defined


def test_both_times_are_asked_for(engine: Engine) -> None:
    METADATA.create_all(engine)
    load(engine, price(2020, None, 100))
    with engine.connect() as connection:
        before = connection.execute(text("SELECT clock_timestamp()")).scalar()
    load(engine, price(2020, 2021, 100), price(2021, None, 110))
    with engine.connect() as connection:
        now = select(Price.cents).where(effective_at(Price, year(2022)))
        assert connection.execute(now).scalars().all() == [110]
        known = as_of(Price, before)
        then = select(known.cents).where(effective_at(known, year(2022)))
        assert connection.execute(then).scalars().all() == [100]
        changes = connection.execute(audit(Price, key=(1, year(2020)))).all()[-1].changes
        assert list(changes) == ["effective_to"]
    with pytest.raises(NaiveTimestampError):
        effective_at(Price, datetime(2020, 1, 1))


def test_plan_finds_the_missing_constraint_and_the_rows_in_its_way(engine: Engine) -> None:
    deploy(engine, [Price])
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE price DROP CONSTRAINT price_no_overlap"))
    assert "price_no_overlap: constraint missing" in str(plan(engine, [Price]))
    load(engine, price(2020, None, 1), price(2021, None, 2))
    with pytest.raises(DeploymentError, match="1 pairs of rows overlap in their effective time"):
        deploy(engine, [Price])
    load(engine, price(2020, 2021, 1))
    deploy(engine, [Price])
    assert not plan(engine, [Price])
    drop(engine, [Price])


@pytest.mark.parametrize(
    "other",
    [
        "CHECK (true)",
        "UNIQUE (price_id, effective_from, effective_to)",
        "EXCLUDE USING gist (price_id WITH =, sys_effective WITH &&) WHERE (cents > 5)",
        "EXCLUDE USING gist (price_id WITH =, sys_effective WITH -|-)",
    ],
)
def test_plan_finds_another_constraint_in_its_place(engine: Engine, other: str) -> None:
    METADATA.create_all(engine)
    drop = "ALTER TABLE price DROP CONSTRAINT price_no_overlap"
    with engine.begin() as connection:
        connection.execute(text(f"{drop}, ADD CONSTRAINT price_no_overlap {other}"))
    (step,) = plan(engine, [Price]).steps
    assert "price_no_overlap: constraint is " in str(step)
    deploy(engine, [Price])
    assert not plan(engine, [Price])
    # As a server keeps it that was upgraded to 18.
    same = "EXCLUDE USING gist (price_id WITH =, sys_effective WITH &&) DEFERRABLE"
    with engine.begin() as connection:
        connection.execute(text(f"{drop}, ADD CONSTRAINT price_no_overlap {same}"))
    assert not plan(engine, [Price])


def test_sqlite_tells_of_overlaps() -> None:
    lite = create_engine("sqlite://")
    METADATA.create_all(lite)
    load(lite, price(2020, 2021, 1), price(2021, None, 2))
    assert not plan(lite, MODELS)
    load(lite, price(2019, 2022, 1))
    assert "2 pairs of rows overlap" in str(plan(lite, MODELS))
    with lite.begin() as connection:
        assert merge(connection, Part, [{"part_id": "a"}, {"part_id": "b"}]).inserted == 2
        assert len(set(connection.execute(select(Part.surrogate_key)).scalars())) == 2


def test_a_surrogate_key_is_the_databases_alone(engine: Engine) -> None:
    METADATA.create_all(engine)
    with engine.begin() as connection:
        merge(connection, Part, [{"part_id": "a"}, {"part_id": "b"}])
        first = dict(connection.execute(select(Part.part_id, Part.surrogate_key)).all())
        assert len(set(first.values())) == 2
        merge(connection, Part, [{"part_id": "a", "name": "x"}])
        assert dict(connection.execute(select(Part.part_id, Part.surrogate_key)).all()) == first
        merge(connection, Stock, [{"stock_id": 1, "part": first["a"]}])
    with engine.begin() as connection, pytest.raises(DBAPIError, match="GENERATED ALWAYS"):
        connection.execute(text("INSERT INTO part (part_id, surrogate_key) VALUES ('c', 7)"))
    assert "surrogate_key" not in ddl([Part], writer="loader").partition("GRANT DELETE")[2]


def test_track_makes_a_plain_table_temporal(engine: Engine) -> None:
    table = Table(
        "plain", MetaData(), Column("a", Integer, primary_key=True),
        Column("effective_from", DateTime(timezone=True), primary_key=True),
        Column("effective_to", DateTime(timezone=True)),
    )  # fmt: skip
    track(table, temporal=True)
    deploy(engine, [table])
    assert not plan(engine, [table])
    with engine.begin() as connection, pytest.raises(RejectedRowsError, match="overlaps another row"):
        merge(connection, table, [{"a": 1, "effective_from": year(y), "effective_to": None} for y in (1, 2)])
