"""SQLite: models with a schema are in a file that is attached by its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, event, select, text
from sqlalchemy.engine import Engine
from sqlmodel import create_engine

from sqlmodel_framework import actor, audit, deploy, drop, merge, plan, track, tracked

METADATA = MetaData()


def thing(schema: str | None) -> Table:
    columns = [Column("id", Integer, primary_key=True), Column("name", String)]
    table = Table("thing", METADATA, *columns, schema=schema)
    track(table)
    return table


#: Of one name in two files.
MAIN, OTHER = thing(None), thing("other file")


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'main.db'}")

    def attach(connection: Any, record: Any) -> None:
        connection.execute("ATTACH ? AS 'other file'", [str(tmp_path / "other.db")])

    event.listen(engine, "connect", attach)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("how", ["deploy", "create_all"])
def test_history_in_each_file(lite: Engine, how: str) -> None:
    if how == "deploy":
        deploy(lite, [MAIN, OTHER])
    else:
        METADATA.create_all(lite)
    assert str(plan(lite, [MAIN, OTHER])) == "nothing to do"
    with lite.begin() as connection:
        actor(connection, "loader")
        merge(connection, OTHER, [{"id": 1, "name": "a"}])
        merge(connection, OTHER, [{"id": 1, "name": "b"}])
        merge(connection, MAIN, [{"id": 1, "name": "c"}])
    with lite.begin() as connection:
        connection.execute(text('UPDATE "other file".thing SET name = :n'), {"n": "d"})
    with lite.connect() as connection:
        assert connection.execute(select(tracked(MAIN).history)).all() == []
        told = [(r.op, r.actor, r.changes.get("name")) for r in connection.execute(audit(OTHER, key=1))]
    assert told == [
        ("INSERT", "loader", [None, "a"]), ("UPDATE", "loader", ["a", "b"]), ("UPDATE", None, ["b", "d"]),
    ]  # fmt: skip
    with lite.begin() as connection:
        connection.execute(text('DROP TRIGGER "other file".thing_zz_history_update'))
    assert str(plan(lite, [MAIN, OTHER])) == "thing_zz_history_update: trigger missing"
    deploy(lite, [MAIN, OTHER])
    assert not plan(lite, [MAIN, OTHER])
    drop(lite, [MAIN, OTHER])
    assert len(plan(lite, [MAIN, OTHER]).steps) == 12
