"""How plan reads the catalog: in few statements, whatever the number of tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Enum, ForeignKey, Integer, MetaData, Sequence, String, Table, event
from sqlalchemy.engine import Engine

from sqlmodel_framework import deploy, plan, track

from .sql import execute


def chain(count: int) -> list[Table]:
    """Tables of every kind that the plan asks about, each referring to the one before it."""
    metadata = MetaData()
    made = []
    for i in range(count):
        columns: list[Column[Any]] = [
            Column("hue", Enum("red", "blue", name="hue")),
            Column("number", Integer, Sequence(f"numbers_{i}")),
            Column("code", String(5), unique=True, index=True),
            Column("effective_from", Integer),
        ]
        if i:
            columns.append(Column("before", ForeignKey(f"chain_{i - 1}.id")))
        key = Column("id", Integer, primary_key=True)
        partitioned: Any = {"postgresql_partition_by": "RANGE (id)"} if i == count - 1 else {}
        columns = [c for c in columns if not (partitioned and c.unique)]
        table = Table(f"chain_{i}", metadata, key, *columns, **partitioned)
        track(table)
        made.append(table)
    return made


def statements(engine: Engine, models: list[Table]) -> int:
    ran: list[str] = []

    def note(*told: Any) -> None:
        ran.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert str(plan(engine, models)) == "nothing to do"
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(ran)


def test_a_plan_asks_as_often_for_many_tables_as_for_few(engine: Engine) -> None:
    many, few = chain(8), chain(2)
    deploy(engine, many)
    execute(engine, "CREATE TABLE part PARTITION OF chain_7 FOR VALUES FROM (0) TO (10)")
    deploy(engine, many)
    often = statements(engine, many)
    assert often < 25
    assert statements(engine, many[:1]) <= often
    execute(engine, "DROP TABLE chain_1 CASCADE")
    deploy(engine, few)
    execute(engine, "CREATE TABLE part_1 PARTITION OF chain_1 FOR VALUES FROM (0) TO (10)")
    deploy(engine, few)
    assert statements(engine, few) == often
