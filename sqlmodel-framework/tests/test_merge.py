"""Merge: what is new, changed, gone and refused."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlmodel import create_engine

from sqlmodel_framework import MergeError, MergeResult, RejectedRowsError, as_of, merge, tracked

from .loading import AIRPORT, JFK, LGA, REFUSED, contents, count, load
from .models import METADATA, Airport, Customer, Product, Reading, Refused

PAST = tracked(Airport).history


@pytest.fixture(autouse=True)
def tables(engine: Engine) -> None:
    METADATA.create_all(engine)


def test_new_changed_and_unchanged(engine: Engine) -> None:
    assert load(engine, [JFK, LGA], batch_id="1") == MergeResult(inserted=2)
    rows = [JFK, {**LGA, "name": "LaGuardia"}, {"faa": "EWR", "name": "Newark"}]
    assert load(engine, rows, batch_id="2") == MergeResult(inserted=1, updated=1, unchanged=1)
    assert contents(engine) == [
        ("EWR", "Newark", "2"), ("JFK", "Kennedy", "1"), ("LGA", "LaGuardia", "2"),
    ]  # fmt: skip


def test_the_same_batch_again_changes_nothing(engine: Engine) -> None:
    rows = [JFK, LGA, {"faa": None, "name": "nowhere"}, {**JFK, "name": "JFK"}]
    first = load(engine, rows, batch_id="1", quarantine=Refused)
    again = load(engine, rows, batch_id="1", quarantine=Refused)
    assert (first.inserted, first.rejected) == (2, 2)
    assert again == MergeResult(unchanged=2, rejected=2)
    with engine.connect() as connection:
        assert count(connection, PAST) == 0
        assert count(connection, REFUSED) == 2


def test_refused_rows_keep_their_reason(engine: Engine) -> None:
    rows: list[dict[str, Any]] = [
        {"faa": "A", "name": "first", "altitude": 1},
        {"faa": "A", "name": "last", "altitude": "2"},
        {"faa": None, "name": "no key", "altitude": None},
        {"faa": "B", "name": "nul \0", "altitude": None},
        {"faa": "C", "name": "far too high", "altitude": 1 << 40},
        {"faa": "D", "name": "one column short"},
        {"faa": "E", "name": "words", "altitude": "high"},
    ]
    result = load(engine, rows, batch_id="1", quarantine=Refused)
    assert result == MergeResult(inserted=1, rejected=6)
    c = REFUSED.c
    with engine.connect() as connection:
        found = connection.execute(select(c.reason, c.source_row, c.model, c.batch_id).order_by(c.id)).all()
    assert [(r.reason, r.source_row["name"]) for r in found] == [
        ("duplicate key: another row of the batch wins", "first"),
        ("key column faa is null", "no key"),
        ("column name: the text holds a NUL character, which PostgreSQL cannot keep", "nul \\u0000"),
        ("column altitude: 1099511627776 does not fit an integer of 32 bits", "far too high"),
        ("the row has no 'altitude', which the first row has", "one column short"),
        ("column altitude: 'high' is not an integer", "words"),
    ]
    assert {(r.model, r.batch_id) for r in found} == {("airport", "1")}
    assert contents(engine) == [("A", "last", "1")]


def test_refused_rows_without_a_quarantine_stop_the_load(engine: Engine) -> None:
    with engine.begin() as connection:
        with pytest.raises(RejectedRowsError, match=r"1 of .* row 2: key column faa is null\. Nothing") as e:
            merge(connection, Airport, [JFK, {"faa": None, "name": "x"}])
        assert (e.value.rejected, e.value.reasons) == (1, [(2, "key column faa is null")])
        # The transaction goes on, and nothing was written in it.
        assert count(connection, AIRPORT) == 0


def test_the_highest_order_wins(engine: Engine) -> None:
    rows = [{**JFK, "_order": 10}, {**JFK, "name": "old", "_order": 9}]
    assert load(engine, rows, quarantine=Refused) == MergeResult(inserted=1, rejected=1)
    assert contents(engine)[0][1] == "Kennedy"


def test_inactivation_and_return(engine: Engine) -> None:
    load(engine, [JFK, LGA], batch_id="1")
    assert load(engine, [LGA], batch_id="2", delete="inactivate") == MergeResult(unchanged=1, inactivated=1)
    assert load(engine, [LGA], batch_id="3", delete="inactivate") == MergeResult(unchanged=1)
    c = AIRPORT.c
    with engine.connect() as connection:
        gone = connection.execute(select(c.inactivated_date, c.batch_id).where(c.faa == "JFK")).one()
        assert gone.inactivated_date is not None and gone.batch_id == "2"
    assert load(engine, [JFK, LGA], batch_id="4") == MergeResult(updated=1, unchanged=1)
    with engine.connect() as connection:
        assert connection.execute(select(c.inactivated_date).where(c.faa == "JFK")).scalar() is None


def test_a_refused_row_is_not_gone(engine: Engine) -> None:
    load(engine, [{**JFK, "altitude": 13}, {**LGA, "altitude": 21}])
    rows = [{**JFK, "altitude": "high"}]
    result = load(engine, rows, quarantine=Refused, delete="inactivate")
    assert result == MergeResult(rejected=1, inactivated=1)
    c = AIRPORT.c
    with engine.connect() as connection:
        assert connection.execute(select(c.faa).where(c.inactivated_date.is_(None))).scalars().all() == [
            "JFK"
        ]


def test_deletion(engine: Engine) -> None:
    load(engine, [JFK, LGA])
    assert load(engine, [JFK], delete="delete") == MergeResult(unchanged=1, deleted=1)
    assert [r[0] for r in contents(engine)] == ["JFK"]


def test_an_empty_source_takes_nothing_by_accident(engine: Engine) -> None:
    load(engine, [JFK])
    with pytest.raises(MergeError, match="allow_empty=True"):
        load(engine, [], delete="inactivate")
    assert load(engine, [], delete="inactivate", allow_empty=True) == MergeResult(inactivated=1)
    assert load(engine, []) == MergeResult()


def test_a_source_without_any_key_takes_nothing_by_accident(engine: Engine) -> None:
    wrong = [{"customer_id": None, "name": "x"}, {"customer_id": "n/a", "name": "y"}]
    for own in (engine, create_engine("sqlite://")):
        METADATA.create_all(own)
        load(own, [{"customer_id": n, "name": "a"} for n in range(5)], Customer)
        for delete in ("delete", "inactivate"):
            with pytest.raises(MergeError, match=r"none of .* 2 rows has a key, .* allow_empty"):
                load(own, wrong, Customer, quarantine=Refused, delete=delete)
        some = [*wrong, {"customer_id": 1, "name": None}]
        assert load(own, some, Customer, quarantine=Refused, delete="delete").deleted == 4
        result = load(own, wrong, Customer, quarantine=Refused, delete="delete", allow_empty=True)
        assert result == MergeResult(rejected=2, deleted=1)


def test_a_default_is_for_new_rows_only(engine: Engine) -> None:
    load(engine, [{"product_id": 1, "name": "a", "colour": "red"}], Product)
    rows = [{"product_id": 1, "name": "b"}, {"product_id": 2, "name": "c"}]
    assert load(engine, rows, Product) == MergeResult(inserted=1, updated=1)
    c = Product.__table__.c
    with engine.connect() as connection:
        found = connection.execute(select(c.colour).order_by(c.product_id)).scalars().all()
    assert found == ["red", "pale: \\:x %s"]


def test_contradictions_are_errors(engine: Engine) -> None:
    with pytest.raises(MergeError, match="delete='purge' is not known"):
        load(engine, [JFK], delete="purge")
    with pytest.raises(MergeError, match="reading has no inactivated_date"):
        load(engine, [], Reading, delete="inactivate")
    with pytest.raises(MergeError, match="is no quarantine table"):
        load(engine, [JFK], quarantine=Customer)
    with pytest.raises(MergeError, match="batch_id=5 is of type int"):
        load(engine, [JFK], batch_id=5)


def test_merge_leaves_the_transaction_to_the_caller(engine: Engine) -> None:
    with engine.connect() as connection:
        transaction = connection.begin()
        merge(connection, Airport, [JFK], batch_id="1")
        transaction.rollback()
    assert contents(engine) == []
    load(engine, [JFK], batch_id="1")
    before = datetime.now(timezone.utc)
    load(engine, [{**JFK, "name": "x"}], batch_id="2")
    with engine.connect() as connection:
        assert (
            json.dumps([r.name for r in connection.execute(select(as_of(Airport, before)))]) == '["Kennedy"]'
        )
