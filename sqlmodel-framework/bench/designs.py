"""The designs that are compared: one table each, of the same columns."""

from __future__ import annotations

from typing import Optional

from sqlalchemy.engine import Engine
from sqlmodel import Field, SQLModel

from sqlmodel_framework import History, ReferenceTable, ddl, deploy

SCHEMA = "bench_history"
WRITER = "bench_history_writer"
COLUMNS = "id, name, amount, note"
TABLE = """(id int PRIMARY KEY, name text NOT NULL, amount bigint, note text,
  created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
  systime timestamptz NOT NULL DEFAULT statement_timestamp(),
  batch_id text, inactivated_date timestamptz,
  sys_txid xid8 NOT NULL DEFAULT pg_current_xact_id())"""


class Framework(ReferenceTable, table=True):
    __tablename__ = "framework"
    __table_args__ = {"schema": SCHEMA}
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    amount: Optional[int] = None
    note: Optional[str] = None


class Guarded(ReferenceTable, table=True):
    __tablename__ = "guarded"
    __table_args__ = {"schema": SCHEMA}
    __history__ = History(protect="trigger")
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    amount: Optional[int] = None
    note: Optional[str] = None


FLOOR = f"""
CREATE TABLE floor {TABLE};
CREATE TABLE floor_history (LIKE floor, sys_to timestamptz, op char, txid xid8);
CREATE INDEX ON floor_history (id, sys_to);
CREATE INDEX ON floor_history (sys_to);
CREATE FUNCTION floor_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.systime := statement_timestamp(); RETURN NEW; END $$;
CREATE FUNCTION floor_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO floor_history SELECT o.*, statement_timestamp(), left(TG_OP, 1), pg_current_xact_id() FROM o;
RETURN NULL; END $$;
CREATE TRIGGER a BEFORE UPDATE ON floor FOR EACH ROW EXECUTE FUNCTION floor_touch();
CREATE TRIGGER b AFTER UPDATE ON floor REFERENCING OLD TABLE AS o
  FOR EACH STATEMENT EXECUTE FUNCTION floor_write();
CREATE TRIGGER c AFTER DELETE ON floor REFERENCING OLD TABLE AS o
  FOR EACH STATEMENT EXECUTE FUNCTION floor_write();
"""
ROW_JSON = f"""
CREATE TABLE row_json {TABLE};
CREATE TABLE row_json_log (at timestamptz, op text, old jsonb, new jsonb);
CREATE FUNCTION row_json_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO row_json_log VALUES (now(), TG_OP, to_jsonb(OLD), to_jsonb(NEW)); RETURN NULL; END $$;
CREATE TRIGGER a AFTER INSERT OR UPDATE OR DELETE ON row_json FOR EACH ROW EXECUTE FUNCTION row_json_write();
"""
PERIODS = f"""
CREATE EXTENSION IF NOT EXISTS periods CASCADE;
CREATE TABLE periods {TABLE};
SELECT periods.add_system_time_period('{SCHEMA}.periods'), periods.add_system_versioning('{SCHEMA}.periods');
CREATE INDEX ON periods_history (id, system_time_end);
CREATE INDEX ON periods_history (system_time_end);
"""
TABLE_LOG = f"""
CREATE EXTENSION IF NOT EXISTS table_log SCHEMA public;
CREATE TABLE table_log {TABLE};
SELECT public.table_log_init(5, '{SCHEMA}', 'table_log', '{SCHEMA}', 'table_log_log');
"""


def make(engine: Engine) -> dict[str, str]:
    """Make every design that this server has; gives table names by design."""
    execute(engine, f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", f"CREATE SCHEMA {SCHEMA}")
    execute(engine, f"CREATE TABLE none {TABLE}", FLOOR, ROW_JSON)
    deploy(engine, [Framework, Guarded])
    found = {"none": "none", "floor": "floor", "framework": "framework"}
    found |= {"framework, protect='trigger'": "guarded", "row trigger with JSON": "row_json"}
    for name, table, script in (
        ("periods 1.2", "periods", PERIODS), ("table_log 0.6", "table_log", TABLE_LOG),
    ):  # fmt: skip
        try:
            execute(engine, script)
            found[name] = table
        except Exception as error:
            print(f"{name} is left out: {str(error).splitlines()[0]}")
    execute(engine, *_writer(list(found.values())))
    return found


def _writer(tables: list[str]) -> list[str]:
    """Rights as `ddl` prints them: the bench writes as a role that may not set the system columns."""
    text = ddl([Framework], writer=WRITER)
    rights = [
        line.rstrip(";") for line in text.splitlines() if line.startswith(("GRANT", "REVOKE ALL ON TABLE"))
    ]
    role = f"DO $$ BEGIN CREATE ROLE {WRITER}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    # The peers' logs are written with the caller's own rights.
    logs = {"floor": "floor_history", "row_json": "row_json_log", "table_log": "table_log_log"}
    others = [t for t in [*tables, *(logs[t] for t in tables if t in logs)] if t != "framework"]
    own = f"GRANT USAGE ON SCHEMA {SCHEMA} TO {WRITER}"
    sequences = f"GRANT ALL ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO {WRITER}"
    return [role, own, sequences, *(f"GRANT ALL ON {t} TO {WRITER}" for t in others), *rights]


def remove_peers(engine: Engine) -> None:
    """Take periods away before merges are measured: its event triggers run at each CREATE and DROP of a table,
    the temporary one of a merge among them, and take 50 ms every time."""
    execute(
        engine,
        "DROP TABLE IF EXISTS periods, periods_history CASCADE",
        "DROP EXTENSION IF EXISTS periods CASCADE",
    )


def remove(engine: Engine) -> None:
    execute(engine, f"DROP SCHEMA {SCHEMA} CASCADE", f"DROP OWNED BY {WRITER}", f"DROP ROLE {WRITER}")


def execute(engine: Engine, *statements: str) -> None:
    """Run SQL as it stands."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def clear(engine: Engine, table: str) -> None:
    """Empty a table and its history, in good order for the next measurement."""
    with engine.connect() as connection:
        listed = connection.exec_driver_sql(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
            f"AND (relname = '{table}' OR relname LIKE '{table}\\_%%') ORDER BY relname"
        )
        tables = list(listed.scalars())
    for name in tables:  # the table first: its TRUNCATE fills its history
        execute(engine, f"TRUNCATE {name}")
    for name in tables[1:]:
        execute(engine, f"TRUNCATE {name}")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in tables:
            connection.exec_driver_sql(f"VACUUM ANALYZE {name}")
    checkpoint(engine)


def checkpoint(engine: Engine) -> None:
    """Write out what earlier work left, so that the next measurement does not pay for it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")


__all__ = [
    "COLUMNS",
    "SCHEMA",
    "WRITER",
    "Framework",
    "SQLModel",
    "checkpoint",
    "clear",
    "execute",
    "make",
    "remove",
    "remove_peers",
]
