"""History that nobody can forge: not a writer by its rights, not an owner past the guard."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import create_engine

from sqlmodel_framework import (
    History,
    ReferenceTable,
    ddl,
    deploy,
    merge,
    plan,
    tracked,
)

from .models import Airport
from .sql import execute


class Guarded(ReferenceTable, table=True):
    __history__ = History(protect="trigger")
    guarded_id: int
    name: Optional[str] = None


@pytest.fixture
def writer(engine: Engine, schema: str) -> Any:
    """A role that may load and nothing else, and an engine that is it."""
    execute(engine, f"CREATE ROLE {schema}_w", f"GRANT USAGE ON SCHEMA {schema} TO {schema}_w")
    with engine.begin() as connection:
        script = ddl([Airport], schema=schema, writer=f"{schema}_w")
        connection.exec_driver_sql(script, execution_options={"no_parameters": True})
    own = create_engine(engine.url, connect_args={"options": f"-csearch_path={schema} -crole={schema}_w"})
    yield own
    own.dispose()
    execute(engine, f"DROP OWNED BY {schema}_w CASCADE", f"DROP ROLE {schema}_w")


def test_a_writer_loads_but_cannot_forge(writer: Engine, engine: Engine) -> None:
    with writer.begin() as connection:
        merge(connection, Airport, [{"faa": "JFK", "name": "a"}, {"faa": "LGA", "name": "b"}], batch_id="1")
        merge(connection, Airport, [{"faa": "JFK", "name": "c"}], batch_id="2", delete="inactivate")
    with writer.connect() as connection:
        assert len(connection.execute(select(tracked(Airport).history)).all()) == 2
    for forgery in (
        "INSERT INTO airport (faa, created_at) VALUES ('X', '2000-01-01')",
        "INSERT INTO airport (faa, systime) VALUES ('X', '2000-01-01')",
        "INSERT INTO airport (faa, sys_txid) VALUES ('X', '3')",
        "UPDATE airport SET created_at = '2000-01-01'",
        "UPDATE airport SET systime = '2000-01-01'",
        "TRUNCATE airport",
        "INSERT INTO airport_history (faa, sys_to, op) VALUES ('X', now(), 'U')",
        "UPDATE airport_history SET name = 'never'",
        "DELETE FROM airport_history",
        "TRUNCATE airport_history",
        "DELETE FROM airport_history_log",
        "DROP TRIGGER airport_zz_history_update ON airport",
        "ALTER TABLE airport DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION airport_history_write() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "SET session_replication_role = 'replica'",
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
            execute(writer, forgery)
    with pytest.raises(DBAPIError, match="permission denied for function airport_history_write"):
        execute(
            writer,
            "CREATE TEMP TABLE mine (LIKE airport)",
            "CREATE TRIGGER forge AFTER UPDATE ON mine REFERENCING OLD TABLE AS sqlmodel_old "
            "FOR EACH STATEMENT EXECUTE FUNCTION airport_history_write()",
        )


def test_a_writer_who_may_run_the_functions_forges_nothing(
    writer: Engine, engine: Engine, schema: str
) -> None:
    with writer.begin() as connection:
        merge(connection, Airport, [{"faa": "JFK", "name": "a"}])
    execute(engine, f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {schema}_w WITH GRANT OPTION")
    with pytest.raises(DBAPIError, match="would write the history of another table"):
        execute(
            writer,
            "CREATE TEMP TABLE mine AS SELECT * FROM airport",
            "CREATE TRIGGER forge AFTER DELETE ON mine REFERENCING OLD TABLE AS sqlmodel_old "
            "FOR EACH STATEMENT EXECUTE FUNCTION airport_history_write()",
            "UPDATE mine SET name = 'forged', systime = '2020-01-01'",
            "DELETE FROM mine",
        )
    found = str(plan(engine, [Airport]))
    assert found.count(f"function may be run by {schema}_w") == 3
    deploy(engine, [Airport])
    assert not plan(engine, [Airport])
    may = f"SELECT has_function_privilege('{schema}_w', 'airport_history_write()', 'EXECUTE')"
    assert execute(engine, may) == [(False,)]


@pytest.mark.parametrize(
    ("grant", "forgery", "granted"),
    [
        ("INSERT ON airport", "INSERT INTO airport (faa, systime) VALUES ('X', '2000-01-01')", "INSERT"),
        ("UPDATE ON airport", "UPDATE airport SET created_at = '2000-01-01'", "UPDATE"),
        (
            "INSERT (sys_txid) ON airport",
            "INSERT INTO airport (faa, sys_txid) VALUES ('X', '3')",
            "INSERT (sys_txid)",
        ),
        (
            "TRIGGER ON airport",
            (
                "CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN NEW.systime := ''2000-01-01''; RETURN NEW; END';"
                "CREATE TRIGGER zzzz BEFORE INSERT ON airport FOR EACH ROW EXECUTE FUNCTION pg_temp.forge();"
                "INSERT INTO airport (faa) VALUES ('X')"
            ),
            "TRIGGER",
        ),
    ],
)
def test_a_grant_by_hand_that_lets_a_writer_forge_is_named(
    writer: Engine, engine: Engine, schema: str, grant: str, forgery: str, granted: str
) -> None:
    assert plan(engine, [Airport]).notes == ()
    execute(engine, f"GRANT {grant} TO {schema}_w")
    execute(writer, forgery)  # what the note is about
    found, made = plan(engine, [Airport]), deploy(engine, [Airport])
    assert (found.steps, made.steps, found.notes) == ((), (), made.notes)
    (note,) = found.notes
    assert note.startswith(f"airport: {schema}_w has {granted}, and could forge")
    assert f"note: {note}" in str(found)
    execute(engine, f"REVOKE {granted} ON airport FROM {schema}_w")
    assert plan(engine, [Airport]).notes == ()


def test_of_a_guarded_table_only_the_right_to_make_triggers_is_named(engine: Engine) -> None:
    deploy(engine, [Guarded])
    execute(engine, "GRANT ALL ON guarded TO PUBLIC")
    assert [note.split(",")[0] for note in plan(engine, [Guarded]).notes] == ["guarded: PUBLIC has TRIGGER"]


def test_functions_are_closed_whatever_the_default_privileges(engine: Engine, schema: str) -> None:
    role = f'"{schema}_W\'s"'
    execute(
        engine,
        f"CREATE ROLE {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT EXECUTE ON FUNCTIONS TO {role}",
    )
    try:
        deploy(engine, [Airport])
        assert not plan(engine, [Airport])
    finally:
        execute(engine, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_callers_own_operators_and_functions_are_not_used(writer: Engine, engine: Engine) -> None:
    execute(
        writer,
        "CREATE FUNCTION pg_temp.forged(timestamptz, interval) RETURNS timestamptz LANGUAGE sql "
        "AS 'SELECT ''2000-01-01''::timestamptz'",
        "CREATE OPERATOR pg_temp.+ (LEFTARG = timestamptz, RIGHTARG = interval, FUNCTION = pg_temp.forged)",
        "SET LOCAL search_path = pg_temp, pg_catalog",
        f"INSERT INTO {execute(engine, 'SELECT current_schema()')[0][0]}.airport (faa) VALUES ('JFK')",
        f"UPDATE {execute(engine, 'SELECT current_schema()')[0][0]}.airport SET name = 'x'",
    )
    assert execute(engine, "SELECT bool_and(systime > '2020-01-01') FROM airport") == [(True,)]


def test_a_guarded_table_keeps_its_times_from_its_owner(engine: Engine) -> None:
    deploy(engine, [Guarded])
    execute(
        engine, "INSERT INTO guarded (guarded_id, created_at, systime) VALUES (1, '2000-01-01', '2000-01-01')"
    )
    execute(engine, "UPDATE guarded SET created_at = '2000-01-01', systime = '2000-01-01'")
    found = execute(
        engine, "SELECT count(*) FROM guarded WHERE created_at > '2020-01-01' AND systime > created_at"
    )
    assert found == [(1,)]
    assert not plan(engine, [Guarded])
