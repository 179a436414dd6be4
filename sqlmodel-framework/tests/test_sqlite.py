"""SQLite, for unit tests of a datakit: the same calls, the same answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import literal, select, text
from sqlalchemy.engine import Engine
from sqlmodel import Session, create_engine

from sqlmodel_framework import (
    MergeResult,
    RejectedRowsError,
    UnsupportedDialectError,
    actor,
    as_of,
    audit,
    check_mark,
    deploy,
    merge,
    plan,
    tracked,
    watermark,
)

from .models import METADATA, Airport, Customer, Product, Reading, Refused

MODELS = [Airport, Customer, Product, Reading, Refused]
PAST = tracked(Airport).history
JFK, LGA = {"faa": "JFK", "name": "Kennedy"}, {"faa": "LGA", "name": "La Guardia"}


@pytest.fixture
def lite() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    yield engine
    engine.dispose()


def load(engine: Engine, rows: Any, model: Any = Airport, **options: Any) -> MergeResult:
    with engine.begin() as connection:
        return merge(connection, model, rows, **options)


def test_history_and_as_of(lite: Engine) -> None:
    load(lite, [JFK, LGA], batch_id="1")
    time.sleep(0.01)  # SQLite's clock counts milliseconds: what begins in one of them is of one instant
    with lite.begin() as connection:
        start = max(connection.execute(select(Airport.__table__.c.systime)).scalars())
        for name in "abc":
            connection.execute(text("UPDATE airport SET name = :n WHERE faa = 'JFK'"), {"n": name})
        connection.execute(text("UPDATE airport SET faa = 'NYC' WHERE faa = 'LGA'"))
        connection.execute(text("DELETE FROM airport WHERE faa = 'JFK'"))
    with lite.connect() as connection:
        then = connection.execute(select(as_of(Airport, start))).all()
        assert sorted((r.faa, r.name) for r in then) == [("JFK", "Kennedy"), ("LGA", "La Guardia")]
        later = datetime.now(timezone(timedelta(hours=5))) + timedelta(seconds=1)
        assert [r.faa for r in connection.execute(select(as_of(Airport, later)))] == ["NYC"]
        query = select(PAST.c.systime, PAST.c.sys_to).where(PAST.c.faa == "JFK").order_by(PAST.c.systime)
        rows = connection.execute(query).all()
    assert len(rows) == 4 and all(a < b for a, b in rows)
    assert [b for _, b in rows[:-1]] == [a for a, _ in rows[1:]]
    assert rows[0][0].tzinfo is not None


def test_audit_and_actor(lite: Engine) -> None:
    for who, rows in (("dag:1", [JFK]), ("dag:2", [{**JFK, "name": "x"}])):
        with lite.begin() as connection:
            actor(connection, who)
            merge(connection, Airport, rows, batch_id=who[-1])
    with lite.begin() as connection:
        connection.execute(text("DELETE FROM airport"))
    with lite.connect() as connection:
        rows = connection.execute(audit(Airport, key="JFK")).all()
    assert [(r.op, r.actor, r.batch_id, r.changes) for r in rows] == [
        ("INSERT", "dag:1", "1", {"faa": [None, "JFK"], "name": [None, "Kennedy"]}),
        ("UPDATE", "dag:2", "2", {"name": ["Kennedy", "x"]}),
        ("DELETE", None, None, {"faa": ["JFK", None], "name": ["x", None]}),
    ]


def test_merge_balances(lite: Engine) -> None:
    rows = [JFK, LGA, {"faa": None, "name": "x"}, {**JFK, "name": "later"}]
    first = load(lite, rows, batch_id="1", quarantine=Refused)
    again = load(lite, rows, batch_id="1", quarantine=Refused)
    assert first == MergeResult(inserted=2, rejected=2)
    assert again == MergeResult(unchanged=2, rejected=2)
    with lite.connect() as connection:
        assert connection.execute(select(PAST)).all() == []
        reasons = connection.execute(select(Refused.__table__.c.reason)).scalars().all()
        assert reasons == ["duplicate key: another row of the batch wins", "key column faa is null"]
    assert load(lite, [LGA], delete="inactivate") == MergeResult(unchanged=1, inactivated=1)
    assert load(lite, [JFK, LGA]) == MergeResult(updated=1, unchanged=1)
    assert load(lite, [JFK], delete="delete") == MergeResult(unchanged=1, deleted=1)
    with pytest.raises(RejectedRowsError, match="row 1: key column faa is null"):
        load(lite, [{"faa": None, "name": "x"}])


def test_text_becomes_the_columns_type(lite: Engine) -> None:
    row = {"station": "JFK", "taken_at": "2013-01-01T05:00:00Z", "celsius": "1.5"}
    assert load(lite, [row], Reading) == MergeResult(inserted=1)
    assert load(lite, [row], Reading) == MergeResult(unchanged=1)
    query = select(
        literal("1").label("product_id"), literal("a").label("name"), literal("9.50").label("price")
    )
    assert load(lite, query, Product) == MergeResult(inserted=1)


def test_a_session_sees_the_databases_values(lite: Engine) -> None:
    with Session(lite) as session:
        session.add(Customer(customer_id=1, name="a"))
        session.commit()
        found = session.get(Customer, 1)
        assert found is not None and found.created_at is not None and found.created_at.tzinfo is not None


def test_plan_and_deploy(lite: Engine) -> None:
    assert not plan(lite, MODELS)
    with lite.begin() as connection:
        connection.execute(text("DROP TRIGGER airport_zz_history_update"))
    assert "airport_zz_history_update: trigger missing" in str(plan(lite, MODELS))
    deploy(lite, MODELS)
    assert not deploy(lite, MODELS)


def test_what_it_cannot_do_it_says(lite: Engine) -> None:
    with lite.begin() as connection:
        with pytest.raises(UnsupportedDialectError, match="no watermark"):
            watermark(connection)
        with pytest.raises(UnsupportedDialectError, match="no watermark to check"):
            check_mark(connection, 1)
        with pytest.raises(UnsupportedDialectError, match="no snapshots"):
            connection.execute(select(as_of(Airport, snapshot="1:1:")))
