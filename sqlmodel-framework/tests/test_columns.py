"""Columns that are treated apart: generated, ignored, left out; and what an incremental reader asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Column, Computed, Integer, MetaData, String, Table, func, select, text
from sqlalchemy.engine import Engine

from sqlmodel_framework import (
    ForeignMarkError,
    History,
    MergeResult,
    SourceColumnsError,
    as_of,
    changed_since,
    check_mark,
    merge,
    track,
    tracked,
    watermark,
)

from .models import METADATA, Airport


def made(engine: Engine, *columns: Column[Any], **options: Any) -> Table:
    table = Table("thing", MetaData(), Column("thing_id", Integer, primary_key=True), *columns)
    track(table, reference=True, **options)
    table.metadata.create_all(engine)
    return table


def load(engine: Engine, table: Table, **row: Any) -> MergeResult:
    with engine.begin() as connection:
        return merge(connection, table, [{"thing_id": 1, **row}])


def now(engine: Engine) -> datetime:
    with engine.connect() as connection:
        found: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return found


def past(engine: Engine, table: Table, at: datetime, *names: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(r._mapping[n] for n in names) for r in connection.execute(select(as_of(table, at)))]


def test_a_generated_column_has_a_past(engine: Engine) -> None:
    table = made(
        engine, Column("size", Integer), Column("twice", Integer, Computed("size * 2", persisted=True))
    )
    assert load(engine, table, size=2).inserted == 1
    before = now(engine)
    assert load(engine, table, size=2).unchanged == 1
    assert load(engine, table, size=5).updated == 1
    assert past(engine, table, before, "size", "twice") == [(2, 4)]
    assert past(engine, table, now(engine), "size", "twice") == [(5, 10)]
    with pytest.raises(SourceColumnsError, match="is a generated column"):
        load(engine, table, size=1, twice=2)


def test_an_ignored_column_alone_makes_no_version(engine: Engine) -> None:
    columns = Column("name", String), Column("seen", Integer)
    table = made(engine, *columns, options=History(ignore=["seen"]))
    load(engine, table, name="a", seen=1)
    assert load(engine, table, name="a", seen=2) == MergeResult(unchanged=1)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tracked(table).history)).scalar() == 0
    before = now(engine)
    assert load(engine, table, name="b", seen=3) == MergeResult(updated=1)
    assert past(engine, table, before, "name", "seen") == [("a", 1)]
    assert past(engine, table, now(engine), "name", "seen") == [("b", 3)]


def test_a_column_left_out_is_null_in_the_past(engine: Engine) -> None:
    columns = Column("name", String), Column("picture", String)
    table = made(engine, *columns, options=History(without=["picture"]))
    load(engine, table, name="a", picture="large")
    before = now(engine)
    assert past(engine, table, before, "name", "picture") == [("a", "large")]
    assert load(engine, table, name="a", picture="other") == MergeResult(updated=1)
    assert past(engine, table, before, "name", "picture") == [("a", None)]


def test_a_watermark_does_not_miss_a_long_transactions_rows(engine: Engine) -> None:
    METADATA.create_all(engine)
    with engine.connect() as slow, slow.begin():
        slow.execute(text("INSERT INTO airport (faa) VALUES ('SLOW')"))
        with engine.begin() as quick:
            quick.execute(text("INSERT INTO airport (faa) VALUES ('QUICK')"))
        with engine.connect() as reader:
            mark = watermark(reader)
            first = reader.execute(changed_since(Airport, 0)).all()
        assert [r.faa for r in first] == ["QUICK"]
    with engine.connect() as reader:
        later = {r.faa: r.systime for r in reader.execute(changed_since(Airport, mark))}
    assert "SLOW" in later
    # By its time a reader would have passed it already.
    assert later["SLOW"] < first[0].systime


def test_a_mark_of_another_server_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        mark = watermark(connection)
        snapshot = str(connection.execute(text("SELECT pg_current_snapshot()::text")).scalar())
        check_mark(connection, mark)
        check_mark(connection, snapshot)
    with engine.begin() as connection:
        check_mark(connection, mark)
        check_mark(connection, snapshot)
        # As after a restore: what the other server had counted to is far above.
        for foreign in (mark + 10_000_000, f"{mark}:{mark + 10_000_000}:{mark}"):
            with pytest.raises(ForeignMarkError, match="the next transaction of this server"):
                check_mark(connection, foreign)
        with pytest.raises(ForeignMarkError, match="neither a mark nor a snapshot"):
            check_mark(connection, "2013-01-01")
