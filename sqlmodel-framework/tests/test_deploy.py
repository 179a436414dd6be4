"""deploy, plan, ddl and drop; partitions; names."""

from __future__ import annotations

import threading
from typing import Any, Optional

import pytest
from sqlalchemy import Column, Enum, Integer, MetaData, Sequence, String, Table, select
from sqlalchemy.engine import Engine
from sqlmodel import Field, create_engine

from sqlmodel_framework import (
    DeploymentError,
    ReferenceTable,
    as_of,
    ddl,
    deploy,
    drop,
    merge,
    plan,
    track,
    tracked,
)

from .models import METADATA, Airport, Customer, Reading, Refused
from .shapes import SHAPES
from .sql import execute
from .test_golden import PLAIN

MODELS = [Customer, Airport, Reading, Refused]
#: All but its body as it was.
EMPTIED = (
    "CREATE OR REPLACE FUNCTION airport_history_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
    "SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS 'BEGIN RETURN NULL; END'"
)


@pytest.mark.parametrize("models", [MODELS, [shape.model for shape in SHAPES.values()], PLAIN])
def test_a_second_deployment_does_nothing(engine: Engine, models: list[Any]) -> None:
    first = deploy(engine, models)
    assert len(first.statements) > 20
    assert str(plan(engine, models)) == "nothing to do"
    assert deploy(engine, models).statements == ()


def test_create_all_and_deploy_agree(engine: Engine) -> None:
    METADATA.create_all(engine)
    assert str(plan(engine, MODELS)) == "nothing to do"


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("DROP TRIGGER airport_zz_history_touch ON airport", "trigger missing"),
        ("ALTER TABLE airport DISABLE TRIGGER ALL", "trigger disabled"),
        ("ALTER TABLE airport ENABLE TRIGGER airport_zz_history_update", "trigger disabled"),
        ("DROP FUNCTION airport_history_write CASCADE", "function missing"),
        ("ALTER FUNCTION airport_history_write SECURITY INVOKER", "edited by hand"),
        (
            EMPTIED,
            "airport_history_write: function is of another version of the model, or was edited by hand",
        ),
        ("GRANT EXECUTE ON FUNCTION airport_history_write TO PUBLIC", "run by PUBLIC"),
        ("DROP TABLE airport_history", "table missing"),
        ("ALTER TABLE airport_history DROP COLUMN name", "column missing"),
        ("ALTER TABLE airport_history ALTER COLUMN altitude TYPE bigint", "type is bigint"),
        ("DROP INDEX airport_history_key", "index missing"),
        ("ALTER TABLE airport DROP COLUMN altitude", "column missing"),
        (
            "ALTER FUNCTION airport_history_floor SET search_path = public",
            "edited by hand",
        ),
    ],
)
def test_drift_is_found_and_closed(engine: Engine, damage: str, finding: str) -> None:
    deploy(engine, [Airport])
    execute(engine, damage)
    assert finding in str(plan(engine, [Airport]))
    deploy(engine, [Airport])
    assert not plan(engine, [Airport])
    execute(
        engine,
        "INSERT INTO airport (faa) VALUES ('JFK')",
        "UPDATE airport SET name = 'x'",
        "DELETE FROM airport",
    )
    with engine.connect() as connection:
        assert len(connection.execute(select(tracked(Airport).history)).all()) == 2


def test_what_only_a_migration_can_settle_is_an_error(engine: Engine) -> None:
    deploy(engine, [Airport])
    execute(engine, "ALTER TABLE airport ALTER COLUMN altitude TYPE text")
    with pytest.raises(
        DeploymentError, match=r"type is text, the model says INTEGER .change it by a migration"
    ):
        deploy(engine, [Airport])


def test_a_table_that_has_data_joins(engine: Engine) -> None:
    execute(
        engine,
        "CREATE TABLE airport (faa text PRIMARY KEY, name text)",
        "INSERT INTO airport VALUES ('JFK', 'a')",
    )
    execute(engine, "CREATE TABLE not_ours (id int)")
    with pytest.raises(DeploymentError, match="faa: type is text"):
        deploy(engine, [Airport])
    execute(engine, "ALTER TABLE airport ALTER faa TYPE varchar, ALTER name TYPE varchar")
    deploy(engine, [Airport])
    assert not plan(engine, [Airport])
    execute(engine, "UPDATE airport SET name = 'b'")
    rows = execute(engine, "SELECT h.name, h.created_at = h.systime AS first FROM airport_history AS h")
    assert [tuple(r) for r in rows] == [("a", True)]


def test_eight_deployments_at_once_are_one(engine: Engine) -> None:
    found: list[Any] = []

    def one() -> None:
        own = create_engine(engine.url, connect_args={"options": f"-csearch_path={schema}"})
        try:
            found.append(len(deploy(own, [Airport]).statements))
        except Exception as error:
            found.append(error)
        finally:
            own.dispose()

    schema = execute(engine, "SELECT current_schema()")[0][0]
    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found)[:7] == [0] * 7 and sorted(found)[7] > 0


def test_the_text_for_a_dba_makes_the_same(engine: Engine, schema: str) -> None:
    script = ddl(MODELS, schema=schema)
    with engine.begin() as connection:
        connection.exec_driver_sql(script, execution_options={"no_parameters": True})
    assert str(plan(engine, MODELS)) == "nothing to do"


def test_the_text_for_a_dba_makes_its_schema(engine: Engine, schema: str) -> None:
    """Wherever the one who runs it looks for names."""
    silver = f'{schema}_S "1"'
    script = ddl([*MODELS, *PLAIN], schema=silver)
    with engine.begin() as connection:
        connection.exec_driver_sql(script, execution_options={"no_parameters": True})
        assert connection.exec_driver_sql("SELECT current_schema()").scalar() == schema
    quoted = '"' + silver.replace('"', '""') + '"'
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL search_path = {quoted}")
            assert str(plan(connection, [*MODELS, *PLAIN])) == "nothing to do"
    finally:
        execute(engine, f"DROP SCHEMA {quoted} CASCADE")


def test_sequences_and_comments_come_along(engine: Engine, schema: str) -> None:
    asked, given = Sequence("asked"), Sequence("Given", start=5, schema=schema)
    table = Table(
        "ticket", MetaData(), Column("id", Integer, asked, primary_key=True),
        Column("number", Integer, server_default=given.next_value(), comment="PII"),
    )  # fmt: skip
    track(table)
    found = deploy(engine, [table])
    assert [step.finding for step in found.steps].count("sequence missing") == 2
    assert not plan(engine, [table])
    with engine.begin() as connection:
        assert connection.execute(table.insert().returning(table.c.id, table.c.number)).one() == (1, 5)
    assert execute(engine, "SELECT col_description('ticket'::regclass, 2)") == [("PII",)]
    role = f"{schema}_w"
    drop(engine, [table])
    execute(engine, 'DROP SEQUENCE "Given"', f"CREATE ROLE {role}")
    try:
        with engine.begin() as connection:
            script = ddl([table], schema=schema, writer=role)
            connection.exec_driver_sql(script, execution_options={"no_parameters": True})
            connection.exec_driver_sql(f"SET LOCAL ROLE {role}")
            connection.execute(table.insert().values({}))
    finally:
        execute(engine, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_what_is_in_the_way_is_told(engine: Engine, schema: str) -> None:
    execute(engine, "CREATE VIEW airport AS SELECT 1 AS ctid_of_none")
    with pytest.raises(DeploymentError, match="airport: is a view, not a table"):
        deploy(engine, [Airport])
    nowhere = create_engine(engine.url, connect_args={"options": "-csearch_path=none_such"})
    with pytest.raises(DeploymentError, match="no schema to make tables in"):
        plan(nowhere, [Airport])
    nowhere.dispose()
    translated = engine.execution_options(schema_translate_map={None: f"{schema}_2"})
    with pytest.raises(DeploymentError, match="schema_translate_map"):
        deploy(translated, [Airport])
    with pytest.raises(DeploymentError, match="airport: is a view, not a table"):
        deploy(engine.execution_options(schema_translate_map={None: schema}), [Airport])


def test_drop_takes_the_types_that_nothing_else_uses(engine: Engine) -> None:
    def table(name: str) -> Table:
        hue = Column("hue", Enum("red", name="hue"))
        made = Table(name, MetaData(), Column("id", Integer, primary_key=True), hue)
        track(made)
        return made

    deploy(engine, [table("one"), table("two")])
    types = "SELECT typname::text FROM pg_type WHERE typtype = 'e' AND pg_type_is_visible(oid)"
    drop(engine, [table("one")])
    assert execute(engine, types) == [("hue",)]
    drop(engine, [table("two")])
    assert execute(engine, types) == []


def test_drop_takes_all_of_it(engine: Engine, schema: str) -> None:
    deploy(engine, MODELS)
    drop(engine, MODELS)
    left = execute(
        engine,
        f"SELECT proname::text FROM pg_proc WHERE pronamespace = '{schema}'::regnamespace "
        f"UNION SELECT relname::text FROM pg_class WHERE relnamespace = '{schema}'::regnamespace",
    )
    assert left == []


def test_partitions_written_to_directly_are_kept_too(engine: Engine) -> None:
    metadata = MetaData()
    table = Table(
        "part", metadata, Column("id", Integer, primary_key=True), Column("name", String),
        postgresql_partition_by="RANGE (id)",
    )  # fmt: skip
    track(table)
    deploy(engine, [table])
    execute(
        engine,
        "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20)",
    )
    assert "part_1.part_zz_history_update: trigger missing" in str(plan(engine, [table]))
    deploy(engine, [table])
    execute(engine, "INSERT INTO part (id, name) VALUES (1, 'a'), (11, 'b')")
    execute(engine, "UPDATE part_1 SET name = 'c'")
    execute(engine, "UPDATE part SET id = 12 WHERE id = 1")
    execute(engine, "DELETE FROM part_2 WHERE id = 11")
    execute(engine, "TRUNCATE part_2")
    execute(engine, "INSERT INTO part (id, name) VALUES (2, 'd')")
    execute(engine, "TRUNCATE part")
    found = execute(engine, "SELECT id, name, op::text FROM part_history ORDER BY sys_to, id")
    assert [tuple(r) for r in found] == [
        (1, "a", "U"), (1, "c", "U"), (11, "b", "D"), (12, "c", "T"), (2, "d", "T"),
    ]  # fmt: skip


def test_names_of_every_kind(engine: Engine) -> None:
    metadata = MetaData()
    strange = ["Größe", 'quo"te', "a'b", "x%(y)s", ":colon", "$sqlmodel$", "back\\slash", "select", "Ω" * 20]
    table = Table(
        'naïve "table" %s :x', metadata, Column("Schlüssel id", Integer, primary_key=True),
        *[Column(n, String) for n in strange],
    )  # fmt: skip
    track(table, reference=True)
    deploy(engine, [table])
    assert not plan(engine, [table])
    row: dict[str, Any] = {"Schlüssel id": 1, **dict.fromkeys(strange, "a")}
    with engine.begin() as connection:
        assert merge(connection, table, [row], batch_id="it's %s :x \\").inserted == 1
    before = execute(engine, "SELECT clock_timestamp()")[0][0]
    with engine.begin() as connection:
        assert merge(connection, table, [{**row, "$sqlmodel$": "b"}], delete="inactivate").updated == 1
        assert merge(connection, table, select(table.c["Schlüssel id"], table.c[":colon"])).unchanged == 1
    with engine.connect() as connection:
        from sqlmodel_framework import audit

        (then,) = connection.execute(select(as_of(table, before))).all()
        assert then._mapping["$sqlmodel$"] == "a" and then.batch_id == "it's %s :x \\"
        changes = connection.execute(audit(table, key=1)).all()
        assert changes[-1].changes == {"$sqlmodel$": ["a", "b"]}
    drop(engine, [table])


def test_a_sequence_key_and_plain_tables(engine: Engine) -> None:
    class Note(ReferenceTable, table=True):
        note_id: Optional[int] = Field(default=None, primary_key=True)
        text: str

    deploy(engine, [Note])
    assert not plan(engine, [Note])
    assert "pg_get_serial_sequence('public.note', 'note_id')" in ddl([Note], writer="loader")
