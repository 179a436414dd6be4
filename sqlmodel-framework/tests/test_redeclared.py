"""A table that is declared anew in one process, as a notebook does, has the history of its new columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, select, text
from sqlalchemy.engine import Engine

from sqlmodel_framework import History, deploy, plan, track, tracked


def declare(metadata: MetaData, *more: Any, **options: Any) -> Table:
    columns = [Column("id", Integer, primary_key=True), Column("name", String, index=True), *more]
    table = Table("thing", metadata, *columns, extend_existing=True)
    track(table, options=History(**options) if options else None)
    return table


def test_history_follows(engine: Engine) -> None:
    metadata = MetaData()
    table = declare(metadata)
    first = tracked(table)
    assert track(table) is first
    deploy(engine, [table])
    assert declare(metadata, Column("size", BigInteger), Column("note", String)) is table
    deploy(engine, [table])
    assert not plan(engine, [table])
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO thing (id, size) VALUES (1, 7)"))
        connection.execute(text("UPDATE thing SET size = 8"))
        assert connection.execute(select(tracked(table).history.c.size)).scalars().all() == [7]
    declare(metadata, Column("size", BigInteger), Column("note", String), without=["note"])
    assert "note" not in tracked(table).history.columns
    assert sorted(metadata.tables) == ["thing", "thing_history", "thing_history_log"]


def test_it_is_made_once(engine: Engine) -> None:
    metadata = MetaData()
    declare(metadata)
    table = declare(metadata, Column("size", BigInteger))
    deploy(engine, [table])
    assert not plan(engine, [table])
