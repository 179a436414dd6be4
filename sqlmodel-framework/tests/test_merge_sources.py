"""Merge: where rows may come from, and how they must look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, column, func, literal, select, values
from sqlalchemy.engine import Engine
from sqlmodel import Session

from sqlmodel_framework import MergeResult, SourceColumnsError, merge, track
from sqlmodel_framework._dialects.postgresql.fill import _BLOCK_ROWS

from .loading import AIRPORT, JFK, LGA, REFUSED, contents, load
from .models import METADATA, Customer, Product, Reading, Refused


@pytest.fixture(autouse=True)
def tables(engine: Engine) -> None:
    METADATA.create_all(engine)


def source(*rows: tuple[Any, ...]) -> Any:
    return select(
        values(column("faa", String), column("name", String), column("altitude", String), name="v").data(
            list(rows)
        )
    )


def test_the_source_may_refuse(engine: Engine) -> None:
    rows = [{**JFK, "why": None}, {**LGA, "why": "not checked"}]
    assert load(engine, rows, quarantine=Refused, reject_column="why").rejected == 1
    with engine.connect() as connection:
        assert connection.execute(select(REFUSED.c.reason)).scalar() == "not checked"


def test_a_select_stays_in_the_database(engine: Engine) -> None:
    rows = [("A", "plain", "12"), ("B", "words", "high"), (None, "no key", "1"), ("A", "also 50%", "1")]
    first = load(engine, source(*rows), batch_id="1", quarantine=Refused)
    again = load(engine, source(*reversed(rows)), batch_id="1", quarantine=Refused)
    assert first == MergeResult(inserted=1, rejected=3)
    assert again == MergeResult(unchanged=1, rejected=3)
    c = REFUSED.c
    with engine.connect() as connection:
        found = connection.execute(select(c.reason, c.source_row).order_by(c.reason)).all()
        assert connection.execute(select(AIRPORT.c.altitude)).scalar() == 12
    assert [(r.reason, r.source_row["name"]) for r in found] == [
        ("column altitude: not a value of type integer: 'high'", "words"),
        ("duplicate key: another row of the batch wins", "also 50%"),
        ("key column faa is null", "no key"),
    ]


def test_a_select_may_order_and_refuse(engine: Engine) -> None:
    raw = values(column("faa", String), column("n", Integer), name="v").data([("A", 1), ("A", 2), ("B", 3)])
    query = select(
        raw.c.faa,
        literal("x%(y)s").label("name"),
        raw.c.n.label("_order"),
        func.nullif(raw.c.faa, "A").label("why"),
    )
    result = load(engine, query, quarantine=Refused, reject_column="why")
    assert result == MergeResult(inserted=1, rejected=2)
    with engine.connect() as connection:
        rows = connection.execute(select(REFUSED.c.reason, REFUSED.c.source_row)).all()
    assert {r.reason: r.source_row.get("_order") for r in rows} == {
        "B": 3, "duplicate key: another row of the batch wins": None,
    }  # fmt: skip
    assert contents(engine) == [("A", "x%(y)s", None)]


def test_model_instances_and_sessions(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Customer(customer_id=1, name="a"))
        session.commit()
        held = session.get(Customer, 1)
        result = merge(
            session, Customer, [Customer(customer_id=1, name="b"), Customer(customer_id=2, name="c")]
        )
        assert result == MergeResult(inserted=1, updated=1)
        assert held is not None and held.name == "b"
        session.rollback()
        assert held.name == "a"


def test_a_generator_is_not_held(engine: Engine) -> None:
    alive = 0

    class Row(dict[str, Any]):
        def __init__(self, n: int) -> None:
            nonlocal alive, most
            super().__init__(customer_id=n, name="x" * 50)
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    most = 0

    def rows() -> Iterator[Row]:
        for n in range(20_000):
            yield Row(n)

    assert load(engine, rows(), Customer).inserted == 20_000
    assert most <= 2 * _BLOCK_ROWS + 1


def test_an_error_of_the_source_comes_out_as_it_is(engine: Engine) -> None:
    def rows() -> Iterator[dict[str, str]]:
        yield JFK
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError, match="the source broke off"):
        load(engine, rows())
    assert contents(engine) == []


def test_the_columns_must_fit(engine: Engine) -> None:
    for rows, message in (
        ([{**JFK, "nmae": "x"}], r"a column 'nmae' that airport has not\. Its columns: altitude, faa, name"),
        ([{**JFK, "systime": "x"}], r"'systime', which the database keeps itself"),
        ([{"name": "x"}], "lacks the key column 'faa'"),
        ([("JFK", "x")], "the first row is of type tuple"),
        ("a,b", "rows is a str"),
    ):
        with pytest.raises(SourceColumnsError, match=message):
            load(engine, rows)
    with pytest.raises(SourceColumnsError, match="lacks 'name', which customer requires"):
        load(engine, [{"customer_id": 1}], Customer)
    with pytest.raises(SourceColumnsError, match="reject_column='why' is no column"):
        load(engine, [JFK], reject_column="why")
    # A default is for new rows; a key says which row is meant.
    sale = Table("sale", MetaData(), Column("tenant", String, primary_key=True, default="main"),
                 Column("sale_id", Integer, primary_key=True))  # fmt: skip
    track(sale)
    with pytest.raises(SourceColumnsError, match="lacks the key column 'tenant'"):
        load(engine, [{"sale_id": 1}], sale)


def test_numbers_must_fit_their_column(engine: Engine) -> None:
    rows = [
        {"product_id": i, "name": "x", "price": p} for i, p in enumerate(("1.005", 10**6, "NaN", "x", "1.50"))
    ]
    assert load(engine, rows, Product, quarantine=Refused) == MergeResult(inserted=1, rejected=4)


def test_a_composite_key_and_hostile_text(engine: Engine) -> None:
    at = datetime(2013, 1, 1, 5, tzinfo=timezone.utc)
    rows = [{"station": s, "taken_at": at, "celsius": 1.5} for s in ("\\N", "a\tb", "\n\r", "é'\"%")]
    assert load(engine, rows, Reading) == MergeResult(inserted=4)
    assert load(engine, rows, Reading) == MergeResult(unchanged=4)
    naive = [{"station": "x", "taken_at": at.replace(tzinfo=None), "celsius": 1}]
    result = load(engine, [*rows, {**rows[0], "station": "toolong"}, *naive], Reading, quarantine=Refused)
    assert result == MergeResult(unchanged=4, rejected=2)
