"""History that was switched off, or opened, behind the library's back: plan says so, and deploy mends it."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import create_engine

from sqlmodel_framework import DeploymentError, History, deploy, plan, track

from .models import Airport
from .test_deploy import execute

CALLS = "EXECUTE FUNCTION airport_history_{0}()"
OLD = "REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT"


def replaced(trigger: str, event: str, rest: str, function: str) -> list[str]:
    """Another trigger in the place of one, under its name and calling its function."""
    return [
        f"DROP TRIGGER airport_{trigger} ON airport",
        f"CREATE TRIGGER airport_{trigger} {event} ON airport {rest} {CALLS.format(function)}",
        f"ALTER TABLE airport ENABLE ALWAYS TRIGGER airport_{trigger}",
    ]


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (
            replaced("zz_history_update", "AFTER UPDATE", f"{OLD} WHEN (false)", "write"),
            "zz_history_update: trigger changed",
        ),
        (
            replaced("zz_history_touch", "BEFORE UPDATE", "FOR EACH ROW WHEN (OLD.faa = '')", "touch"),
            "zz_history_touch: trigger changed",
        ),
        (
            replaced("zzz_history_floor", "BEFORE UPDATE OF name", "FOR EACH ROW", "floor"),
            "zzz_history_floor: trigger changed",
        ),
        (
            replaced("zz_history_update", "AFTER UPDATE OF name, altitude", "FOR EACH STATEMENT", "write"),
            "zz_history_update: trigger changed",
        ),
        (
            replaced("zz_history_delete", "AFTER DELETE", OLD.replace("sqlmodel_old", "mine"), "write"),
            "zz_history_delete: trigger changed",
        ),
        (
            ["CREATE TRIGGER twice AFTER INSERT ON airport EXECUTE FUNCTION airport_history_write()"],
            "airport.twice: trigger that no table of the models has",
        ),
        (
            [
                "CREATE TABLE other (LIKE airport)",
                f'CREATE TRIGGER "On other" AFTER DELETE ON other {OLD} {CALLS.format("write")}',
            ],
            'other."On other": trigger that no table of the models has',
        ),
        (["GRANT ALL ON airport_history TO PUBLIC"], "airport_history: may be written by PUBLIC"),
        (["GRANT UPDATE (sys_to) ON airport_history TO PUBLIC"], "airport_history: may be written by PUBLIC"),
        (
            ["GRANT DELETE ON airport_history_log TO PUBLIC"],
            "airport_history_log: may be written by PUBLIC",
        ),
        (["ALTER TABLE airport ALTER systime SET DEFAULT now()"], r"airport.systime: default is now()"),
        (["ALTER TABLE airport ALTER sys_txid SET DEFAULT '3'"], "airport.sys_txid: default is '3'"),
        (["ALTER TABLE airport_history REPLICA IDENTITY DEFAULT"], "replica identity missing"),
        (
            [
                """CREATE OR REPLACE FUNCTION airport_history_write() RETURNS trigger LANGUAGE plpgsql
                SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
                AS 'BEGIN RETURN NULL; END'"""
            ],
            "edited by hand",
        ),
    ],
)
def test_drift_is_found_and_mended(engine: Engine, damage: list[str], finding: str) -> None:
    deploy(engine, [Airport])
    execute(engine, *damage)
    (step,) = plan(engine, [Airport]).steps
    assert finding in str(step)
    deploy(engine, [Airport])
    assert not plan(engine, [Airport])
    execute(engine, "INSERT INTO airport (faa, name) VALUES ('JFK', 'a')", "UPDATE airport SET altitude = 1")
    execute(engine, "DELETE FROM airport")
    assert execute(engine, "SELECT op::text FROM airport_history ORDER BY sys_to") == [("U",), ("D",)]


@pytest.mark.parametrize(
    "damage",
    [
        "CREATE RULE nothing AS ON INSERT TO airport_history DO INSTEAD NOTHING",
        "CREATE TRIGGER nothing BEFORE UPDATE ON airport_history FOR EACH ROW EXECUTE FUNCTION {0}",
    ],
)
def test_what_can_keep_versions_out_of_history_is_refused(engine: Engine, damage: str) -> None:
    deploy(engine, [Airport])
    execute(engine, damage.format("suppress_redundant_updates_trigger()"))
    with pytest.raises(DeploymentError, match="nothing can keep versions out of history"):
        deploy(engine, [Airport])


def test_a_guard_taken_back_is_removed(engine: Engine) -> None:
    def guarded(protect: str) -> Table:
        table = Table("guard", MetaData(), Column("guard_id", Integer, primary_key=True))
        track(table, options=History(protect=protect))
        return table

    deploy(engine, [guarded("trigger")])
    free = guarded("grants")
    left = str(plan(engine, [free]))
    assert "guard_zz_history_guard: trigger that no table of the models has" in left
    assert "guard_history_guard: function no longer needed" in left
    deploy(engine, [free])
    assert not plan(engine, [free])
    execute(engine, "INSERT INTO guard (guard_id, systime) VALUES (1, '2000-01-01')")
    assert execute(engine, "SELECT systime < '2000-01-02' FROM guard") == [(True,)]


def test_history_is_closed_whatever_the_default_privileges(engine: Engine, schema: str) -> None:
    execute(
        engine,
        f'CREATE ROLE "{schema}_W\'s"',
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT ALL ON TABLES TO "{schema}_W\'s"',
    )
    try:
        deploy(engine, [Airport])
        assert not plan(engine, [Airport])
        may = (
            "SELECT p, has_table_privilege(:role, 'airport_history', p) FROM "
            "unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p"
        )
        with engine.connect() as connection:
            found = connection.execute(text(may), {"role": f"{schema}_W's"}).all()
        assert [p for p, has in found if has] == ["SELECT"]
    finally:
        execute(engine, f'DROP OWNED BY "{schema}_W\'s"', f'DROP ROLE "{schema}_W\'s"')


def partitioned() -> Table:
    table = Table(
        "part", MetaData(), Column("id", Integer, primary_key=True), Column("name", String),
        postgresql_partition_by="RANGE (id)",
    )  # fmt: skip
    track(table)
    return table


def test_a_partitions_own_copy_of_a_trigger_counts(engine: Engine) -> None:
    table = partitioned()
    deploy(engine, [table])
    execute(engine, "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10)")
    deploy(engine, [table])
    execute(engine, "ALTER TABLE part_1 DISABLE TRIGGER part_zz_history_touch")
    execute(engine, "ALTER TABLE part_1 ALTER created_at DROP DEFAULT")
    execute(engine, "ALTER TABLE part_1 ALTER systime SET DEFAULT '2000-01-01'")
    assert [str(step).partition(".")[2] for step in plan(engine, [table]).steps] == [
        "part_1.part_zz_history_touch: trigger disabled",
        "part_1.created_at: default is missing",
        "part_1.systime: default is '2000-01-01 00:00:00+00'::timestamp with time zone",
    ]
    deploy(engine, [table])
    assert not plan(engine, [table])


def test_truncate_keeps_the_rows_of_partitions_without_triggers(engine: Engine) -> None:
    table = partitioned()
    deploy(engine, [table])
    execute(
        engine,
        "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (30) PARTITION BY RANGE (id)",
    )
    deploy(engine, [table])
    execute(
        engine,
        "CREATE TABLE part_2_1 PARTITION OF part_2 FOR VALUES FROM (10) TO (20)",
        "CREATE TABLE part_2_2 PARTITION OF part_2 FOR VALUES FROM (20) TO (30)",
        "CREATE TABLE part_3 PARTITION OF part FOR VALUES FROM (30) TO (40)",
        "ALTER TABLE part_1 DISABLE TRIGGER part_zz_history_truncate",
    )
    rows = "INSERT INTO part (id) VALUES (1), (11), (21), (31)"
    past = "SELECT id FROM part_history WHERE op = 'T' ORDER BY id, sys_to"
    execute(engine, rows, "TRUNCATE part")
    assert execute(engine, past) == [(1,), (11,), (21,), (31,)]
    execute(engine, rows, "TRUNCATE part_2")
    assert execute(engine, past) == [(1,), (11,), (11,), (21,), (21,), (31,)]


def test_a_partition_taken_out_writes_no_more_history(engine: Engine) -> None:
    table = partitioned()
    deploy(engine, [table])
    execute(
        engine, "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id)"
    )
    execute(engine, "CREATE TABLE part_1_1 PARTITION OF part_1 FOR VALUES FROM (0) TO (10)")
    deploy(engine, [table])
    for each in ("part_1_1", "part_1", "part"):
        execute(
            engine, f"INSERT INTO {each} (id) VALUES (1)", f"UPDATE {each} SET name = 'x'", f"TRUNCATE {each}"
        )
    past = "SELECT op::text FROM part_history ORDER BY sys_to"
    assert [op for (op,) in execute(engine, past)] == ["U", "T"] * 3
    execute(engine, "ALTER TABLE part_1 DETACH PARTITION part_1_1")
    with pytest.raises(DBAPIError, match=r"on \S+part_1_1 would write the history of another table"):
        execute(engine, "INSERT INTO part_1_1 (id) VALUES (1)")
    deploy(engine, [table])
    execute(engine, "INSERT INTO part_1_1 (id) VALUES (1)", "DELETE FROM part_1_1")
    assert len(execute(engine, past)) == 6


def test_versions_within_an_instant_can_be_published(engine: Engine, schema: str) -> None:
    deploy(engine, [Airport])
    publication = f"{schema}_all"
    execute(
        engine,
        f"CREATE PUBLICATION {publication} FOR TABLE airport, airport_history, airport_history_log",
    )
    execute(engine, "INSERT INTO airport (faa, name) VALUES ('JFK', 'a')")
    insert = "INSERT INTO airport (faa, name) VALUES ('JFK', 'c')"
    body = f"UPDATE airport SET name = 'b'; DELETE FROM airport; {insert};"
    execute(engine, f"DO $$ BEGIN {body} END $$", f"DROP PUBLICATION {publication}")
    assert execute(engine, "SELECT name FROM airport_history ORDER BY sys_to") == [("a",), ("b",)]


def test_a_subscribed_table_is_said_to_leave_no_history(engine: Engine, schema: str) -> None:
    deploy(engine, [Airport])
    subscribe = (
        f"CREATE SUBSCRIPTION {schema} CONNECTION 'host=127.0.0.1' PUBLICATION nowhere "
        "WITH (connect = false, slot_name = NONE, enabled = false, create_slot = false)"
    )
    with create_engine(engine.url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(subscribe))
    try:
        # As CREATE SUBSCRIPTION writes it for each table of its publisher; none is at hand here.
        execute(
            engine,
            "INSERT INTO pg_subscription_rel (srsubid, srrelid, srsubstate) "
            f"SELECT oid, '{schema}.airport'::regclass, 'r' FROM pg_subscription WHERE subname = '{schema}'",
        )
        (step,) = plan(engine, [Airport]).unresolved
        assert "updates and deletes leaves no history" in str(step)
    finally:
        execute(engine, f"DROP SUBSCRIPTION {schema}")
