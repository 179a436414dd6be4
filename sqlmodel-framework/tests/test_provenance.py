"""Who made a change, and for which load: what was in force for its statement; nobody, where nobody was."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from sqlmodel_framework import (
    ModelDefinitionError,
    ReferenceTable,
    RejectedRowsError,
    SqlModelFrameworkError,
    TransactionalTable,
    actor,
    audit,
    batch,
    deploy,
    merge,
    plan,
    track,
)

from .sql import execute

METADATA = MetaData()


class Named(ReferenceTable, table=True):
    metadata = METADATA
    named_id: int
    name: str


def told(engine: Engine, key: int = 1) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        found = connection.execute(audit(Named, key=key))
        return [(r.op, r.actor, r.batch_id) for r in found]


def in_force(connection: Connection) -> list[Optional[str]]:
    """What a row inserted now has as its batch; the row is taken away again."""
    with connection.begin_nested():
        connection.execute(text("INSERT INTO named (named_id, name) VALUES (99, 'x')"))
        found = connection.execute(text("SELECT batch_id FROM named WHERE named_id = 99")).scalars().all()
        connection.execute(text("DELETE FROM named WHERE named_id = 99"))
    return list(found)


def test_a_change_that_nobody_named_is_nobodys(any_engine: Engine) -> None:
    METADATA.create_all(any_engine)
    with any_engine.begin() as connection:
        actor(connection, "dag:load")
        merge(connection, Named, [{"named_id": 1, "name": "a"}], batch_id="load-1")
    execute(any_engine, "UPDATE named SET name = 'b'")
    with Session(any_engine) as session:
        session.get(Named, 1).name = "c"  # type: ignore[union-attr]
        session.commit()
        assert session.get(Named, 1).batch_id is None  # type: ignore[union-attr]
    with any_engine.begin() as connection:
        actor(connection, "user:5")
        batch(connection, "load-2")
        connection.execute(text("UPDATE named SET name = 'd', batch_id = 'forged'"))
    execute(any_engine, "DELETE FROM named")
    assert told(any_engine) == [
        ("INSERT", "dag:load", "load-1"), ("UPDATE", None, None), ("UPDATE", None, None),
        ("UPDATE", "user:5", "load-2"), ("DELETE", None, None),
    ]  # fmt: skip


def test_merge_puts_the_earlier_batch_back(any_engine: Engine) -> None:
    METADATA.create_all(any_engine)
    with any_engine.begin() as connection:
        assert in_force(connection) == [None]
        merge(connection, Named, [{"named_id": 1, "name": "a"}], batch_id="inner")
        assert in_force(connection) == [None]
        batch(connection, "outer")
        merge(connection, Named, [{"named_id": 2, "name": "a"}], batch_id="inner")
        assert in_force(connection) == ["outer"]
        with pytest.raises(RejectedRowsError):
            merge(connection, Named, [{"named_id": 3, "name": None}], batch_id="inner")
        assert in_force(connection) == ["outer"]
        merge(connection, Named, [{"named_id": 3, "name": "a"}])
        batch(connection, None)
        assert in_force(connection) == [None]
    assert [told(any_engine, key)[0][2] for key in (1, 2, 3)] == ["inner", "inner", "outer"]
    with any_engine.begin() as connection:
        assert in_force(connection) == [None]


def test_a_savepoint_that_is_rolled_back_takes_its_names_along(engine: Engine) -> None:
    METADATA.create_all(engine)
    body = "BEGIN RAISE EXCEPTION 'not today'; END"
    execute(engine, f"CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    with engine.begin() as connection:
        batch(connection, "outer")
        saved = connection.begin_nested()
        batch(connection, "inner")
        assert in_force(connection) == ["inner"]
        merge(connection, Named, [{"named_id": 1, "name": "a"}], batch_id="load")
        # The server ends the transaction in the midst of a merge.
        connection.execute(text("CREATE TRIGGER a_fails BEFORE UPDATE ON named EXECUTE FUNCTION fails()"))
        with pytest.raises(DBAPIError, match="not today"):
            merge(connection, Named, [{"named_id": 1, "name": "b"}], batch_id="load")
        saved.rollback()
        assert in_force(connection) == ["outer"]


def test_an_empty_name_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        for say in (actor, batch):
            with pytest.raises(SqlModelFrameworkError, match="is empty text"):
                say(connection, "")


def test_columns_that_a_table_gets_are_an_event_of_their_own(engine: Engine) -> None:
    def account(*more: Column[Any]) -> Table:
        made = Table(
            "account", MetaData(), Column("id", Integer, primary_key=True), Column("name", String), *more
        )
        track(made)
        return made

    deploy(engine, [account()])
    execute(engine, "INSERT INTO account (id, name) VALUES (1, 'ann'), (2, 'al')")
    execute(engine, "UPDATE account SET name = 'bob' WHERE id = 1")
    second = account(Column("tier", String, server_default="basic"), Column("note", String))
    with engine.begin() as connection:
        actor(connection, "migration:2")
        deploy(connection, [second])
    assert not plan(engine, [second])
    execute(engine, "UPDATE account SET tier = 'gold' WHERE id = 1")
    execute(engine, "INSERT INTO account (id) VALUES (3)")
    with engine.connect() as connection:
        rows = connection.execute(audit(second, key=1)).all()
        assert [(r.op, r.actor, r.changes) for r in rows] == [
            ("INSERT", None, {"id": [None, 1], "name": [None, "ann"]}),
            ("UPDATE", None, {"name": ["ann", "bob"]}),
            ("SCHEMA", "migration:2", {"tier": [None, "basic"], "note": [None, None]}),
            ("UPDATE", None, {"tier": ["basic", "gold"]}),
        ]
        assert [r.op for r in connection.execute(audit(second, key=2))] == ["INSERT", "SCHEMA"]
        (only,) = connection.execute(audit(second, key=3)).all()
        assert (only.op, only.changes) == ("INSERT", {"id": [None, 3], "tier": [None, "basic"]})


def declared(name: str) -> Any:
    body = f"""
class Own(base, table=True):
    metadata = MetaData()
    own_id: int
    {name}: Optional[datetime] = None
"""
    # The name of a field cannot be a variable.
    exec(body, {**globals(), "base": TransactionalTable, "datetime": datetime})


def test_system_columns_are_not_redeclared() -> None:
    for name in ("systime", "created_at", "batch_id", "sys_txid"):
        with pytest.raises(ModelDefinitionError, match=rf"{name}.*leave it out"):
            declared(name)
        table = Table("own", MetaData(), Column("id", Integer, primary_key=True), Column(name, String))
        with pytest.raises(ModelDefinitionError, match=rf"{name}.*leave it out"):
            track(table)
    with pytest.raises(ModelDefinitionError, match=r"inactivated_date.*leave it out"):
        declared("inactivated_date")
