"""Rows kept as they came, with their load and their time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import MetaData, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, create_engine

from sqlmodel_framework import BronzeTable, make_rows, plan

OWN = MetaData()


class Raw(BronzeTable, table=True):
    metadata = OWN
    line: str


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_rows_are_numbered_and_dated(engine: Engine, database: str) -> None:
    target = engine if database == "postgresql" else create_engine("sqlite://")
    OWN.create_all(target)
    assert str(plan(target, [Raw])) == "nothing to do"
    with Session(target) as session:
        session.add(Raw(batch_id="one", source="a.csv", line="x;y"))
        session.commit()
        session.add_all([Raw(batch_id="two", line="z"), Raw(batch_id="two", line="z")])
        session.commit()
        rows = session.execute(select(Raw).order_by(Raw.bronze_id)).scalars().all()
        assert [(r.bronze_id, r.batch_id, r.source, r.line) for r in rows] == [
            (1, "one", "a.csv", "x;y"),
            (2, "two", None, "z"),
            (3, "two", None, "z"),
        ]
        loaded = [r.loaded_at for r in rows]
        assert all(at is not None and at.tzinfo is not None for at in loaded)
        assert loaded == sorted(loaded)
        assert abs(datetime.now(timezone.utc) - loaded[0]) < timedelta(minutes=1)
        session.add(Raw(line="of no load"))
        with pytest.raises(IntegrityError):
            session.commit()
    target.dispose()


def test_made_rows(engine: Engine) -> None:
    OWN.create_all(engine)
    with engine.begin() as connection:
        connection.execute(Raw.__table__.insert(), list(make_rows(Raw, 20)))
    with Session(engine) as session:
        session.add(Raw(batch_id="next", line="the database counts on"))
        session.commit()
        numbers = session.execute(select(Raw.bronze_id).order_by(Raw.bronze_id))
        assert [row[0] for row in numbers] == list(range(1, 22))
