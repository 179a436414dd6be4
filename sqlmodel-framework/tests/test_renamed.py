"""A table that was renamed, or moved: its history has to follow, and what keeps it is made anew."""

from __future__ import annotations

import re

import pytest
from alembic import command
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from sqlmodel_framework import DeploymentError, deploy, plan, track

from .migrating import Room, revise
from .sql import execute

SUFFIXES = ("", "_history", "_history_log")
PAST = "SELECT name, op::text FROM {}client_history ORDER BY sys_to"


def table(name: str, schema: str | None = None) -> Table:
    made = Table(
        name, MetaData(), Column("id", Integer, primary_key=True), Column("name", String),
        schema=schema, postgresql_partition_by="RANGE (id)",
    )  # fmt: skip
    track(made)
    return made


@pytest.fixture
def customer(engine: Engine) -> Table:
    made = table("customer")
    deploy(engine, [made])
    execute(engine, "CREATE TABLE part_1 PARTITION OF customer FOR VALUES FROM (0) TO (10)")
    deploy(engine, [made])
    execute(engine, "INSERT INTO customer (id, name) VALUES (1, 'a')", "UPDATE customer SET name = 'b'")
    return made


def writes(engine: Engine, client: str, schema: str = "") -> None:
    body = f"UPDATE {client} SET name = 'c'; DELETE FROM {client}; INSERT INTO {client} (id) VALUES (1)"
    execute(engine, f"DO $$ BEGIN {body}; END $$")
    assert execute(engine, PAST.format(schema)) == [("a", "U"), ("b", "U"), ("c", "D")]


def test_history_follows_a_renamed_table(engine: Engine, customer: Table) -> None:
    client = table("client")
    execute(engine, "ALTER TABLE customer RENAME TO client")
    with pytest.raises(DBAPIError, match="would write the history of another table"):
        execute(engine, "UPDATE client SET name = 'c'")
    with pytest.raises(DeploymentError, match=r"customer_history to \S+client_history, and its log"):
        deploy(engine, [client])
    for suffix in SUFFIXES[1:]:
        execute(engine, f"ALTER TABLE customer{suffix} RENAME TO client{suffix}")
    for index in ("key", "to", "log_events"):
        execute(engine, f"ALTER INDEX customer_history_{index} RENAME TO client_history_{index}")
    deploy(engine, [client])
    assert not plan(engine, [client])
    assert execute(engine, "SELECT tgname FROM pg_trigger WHERE tgname ~ '^customer_zz'") == []
    writes(engine, "client")
    deploy(engine, [customer])  # the name is free for another table


def test_history_follows_a_table_to_another_schema(engine: Engine, customer: Table, schema: str) -> None:
    other = f"{schema}_2"
    execute(engine, f"CREATE SCHEMA {other}")
    client = table("client", other)
    try:
        for suffix in SUFFIXES:
            execute(engine, f"ALTER TABLE customer{suffix} RENAME TO client{suffix}")
            execute(engine, f"ALTER TABLE client{suffix} SET SCHEMA {other}")
        deploy(engine, [client])
        assert not plan(engine, [client])
        writes(engine, f"{other}.client", f"{other}.")
        assert (
            execute(engine, f"SELECT proname FROM pg_proc WHERE pronamespace = '{schema}'::regnamespace")
            == []
        )
    finally:
        execute(engine, f"DROP SCHEMA {other} CASCADE")


def test_a_partition_that_has_a_history_of_its_own_keeps_it(engine: Engine, customer: Table) -> None:
    own = table("own")
    own.dialect_options["postgresql"]["partition_by"] = None
    deploy(engine, [own])
    execute(engine, "ALTER TABLE customer ATTACH PARTITION own FOR VALUES FROM (20) TO (30)")
    deploy(engine, [customer])
    assert not plan(engine, [customer])
    execute(engine, "INSERT INTO own (id) VALUES (20)", "DELETE FROM own")
    assert execute(engine, "SELECT (SELECT count(*) FROM own_history), count(*) FROM customer_history") == [
        (1, 2)
    ]


def test_a_users_own_trigger_of_a_like_name_stays(engine: Engine, customer: Table) -> None:
    execute(
        engine,
        "CREATE FUNCTION my_history_write() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER my_history AFTER INSERT ON customer FOR EACH ROW EXECUTE FUNCTION my_history_write()",
    )
    assert not plan(engine, [customer])


def test_a_migration_renames(engine: Engine, migrate: Room) -> None:
    def named(name: str) -> Table:
        made = Table(name, MetaData(), Column("id", Integer, primary_key=True), Column("name", String))
        track(made)
        return made

    config = migrate(named("customer"))
    revise(config, "first")
    command.upgrade(config, "head")
    execute(engine, "INSERT INTO customer (id, name) VALUES (1, 'a')", "UPDATE customer SET name = 'b'")
    client = named("client")
    text = revise(migrate(client), "rename")
    up = text.split("def downgrade():")[0]
    renames = [f"    op.rename_table('customer{s}', 'client{s}')\n" for s in SUFFIXES]
    renames += [
        f"    op.execute('ALTER INDEX customer_history_{i} RENAME TO client_history_{i}')\n"
        for i in ("key", "to", "log_events")
    ]
    # What a person does: both op.history_ddl stay, and between them the tables are renamed.
    ddl = re.findall(r"^ *op\.history_ddl\(\[\n.*?^ *\].*?\)\n", up, re.M | re.S)
    assert len(ddl) == 2
    (path,) = migrate.folder.glob("versions/*_rename.py")
    upgrade = up.split("def upgrade():")[0] + "def upgrade():\n" + ddl[0] + "".join(renames) + ddl[1]
    path.write_text(upgrade + "\n\ndef downgrade():\n    pass\n")
    command.upgrade(config, "head")
    assert not plan(engine, [client])
    writes(engine, "client")
