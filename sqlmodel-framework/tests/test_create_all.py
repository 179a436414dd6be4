"""create_all makes what is missing; what it cannot serve it refuses, and says what can."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.engine import Engine

from sqlmodel_framework import DeploymentError, deploy, merge, plan, track

from .sql import execute


def thing(*columns: Column[object], metadata: MetaData | None = None) -> Table:
    table = Table("thing", metadata or MetaData(), Column("id", Integer, primary_key=True), *columns)
    track(table)
    return table


def test_a_second_call_changes_nothing(any_engine: Engine) -> None:
    table = thing(Column("name", String))
    table.metadata.create_all(any_engine)
    table.metadata.create_all(any_engine)
    assert not plan(any_engine, [table])


def test_a_field_more_names_deploy(any_engine: Engine) -> None:
    first = thing(Column("name", String))
    first.metadata.create_all(any_engine)
    with any_engine.begin() as connection:
        merge(connection, first, [{"id": 1, "name": "a"}])
    second = thing(Column("name", String), Column("colour", String), Column("size", Integer))
    with pytest.raises(DeploymentError, match=r"column missing.*Call deploy\(engine, models\)"):
        second.metadata.create_all(any_engine)
    deploy(any_engine, [second])
    assert not plan(any_engine, [second])
    second.metadata.create_all(any_engine)
    with any_engine.begin() as connection:
        assert merge(connection, second, [{"id": 1, "name": "b", "colour": "red", "size": 1}]).updated == 1
    assert execute(any_engine, "SELECT name, colour FROM thing_history") == [("a", None)]


def test_a_plain_table_names_deploy(any_engine: Engine) -> None:
    execute(any_engine, "CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY)")
    table = thing()
    with pytest.raises(DeploymentError, match=r"thing.*\(?(created_at|systime).*Call deploy"):
        table.metadata.create_all(any_engine)


def test_a_new_table_beside_one_that_is_there(any_engine: Engine) -> None:
    thing().metadata.create_all(any_engine)
    metadata = MetaData()
    old, new = thing(metadata=metadata), Table("other", metadata, Column("id", Integer, primary_key=True))
    track(new)
    metadata.create_all(any_engine)
    assert not plan(any_engine, [old, new])
    execute(any_engine, "DROP TABLE thing_history")
    with pytest.raises(DeploymentError, match=r"thing_history: table missing.*Call deploy"):
        metadata.create_all(any_engine)


def test_a_trigger_that_writes_another_history_names_deploy(engine: Engine) -> None:
    table = thing()
    table.metadata.create_all(engine)
    execute(engine, "ALTER TABLE thing DISABLE TRIGGER thing_zz_history_update")
    with pytest.raises(DeploymentError, match=r"trigger disabled.*Call deploy"):
        table.metadata.create_all(engine)
