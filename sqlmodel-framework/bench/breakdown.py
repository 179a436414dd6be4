"""What a bulk UPDATE with history pays for: one table a step, each with one thing more than the last."""

from __future__ import annotations

from designs import SCHEMA, TABLE, checkpoint, execute
from measure import Times, timed
from sqlalchemy.engine import Engine

_HISTORY = "(LIKE {t}, sys_to timestamptz, op char(1), actor varchar, db_user varchar, txid xid8)"
_EMPTY = "BEGIN RETURN NEW; END"
_TOUCH = """BEGIN
  NEW.systime := GREATEST(statement_timestamp(), OLD.systime + interval '1 microsecond');
  NEW.sys_txid := pg_current_xact_id();
  RETURN NEW;
END"""
_NOTHING = "BEGIN RETURN NULL; END"
_WRITE = """DECLARE who text := session_user;
BEGIN
  INSERT INTO {t}_history
  SELECT o.*, GREATEST(statement_timestamp(), o.systime + interval '1 microsecond'), 'U', NULL, who,
    pg_current_xact_id() FROM o;
  RETURN NULL;
END"""
_BY_TIME, _BY_KEY = "(sys_to)", "(id, sys_to)"

#: Name, body of the row trigger, body of the statement trigger, indexes of the history.
STEPS: tuple[tuple[str, str | None, str | None, tuple[str, ...]], ...] = (
    ("no trigger", None, None, ()),
    ("+ a BEFORE row trigger that does nothing", _EMPTY, None, ()),
    ("+ it sets systime and sys_txid", _TOUCH, None, ()),
    ("+ the old rows are kept for a statement trigger", _TOUCH, _NOTHING, ()),
    ("+ they are inserted into a history without indexes", _TOUCH, _WRITE, ()),
    ("+ its index by time (as_of)", _TOUCH, _WRITE, (_BY_TIME,)),
    ("+ its index by key (audit)", _TOUCH, _WRITE, (_BY_TIME, _BY_KEY)),
)


def measure_steps(engine: Engine, rows: int, runs: int) -> Times:
    """Seconds of ``UPDATE ... SET amount = amount + 1`` of all rows, by step."""
    tables = {step[0]: f"step_{i}" for i, step in enumerate(STEPS)}
    for step, touch, write, indexes in STEPS:
        _make(engine, tables[step], touch, write, indexes)
    times = Times()
    for _ in range(runs):
        for step, table in tables.items():
            execute(
                engine,
                f"TRUNCATE {table}, {table}_history",
                f"INSERT INTO {table} (id, name, amount, note) "
                f"SELECT i, 'name ' || i, i, repeat('x', 40) FROM generate_series(1, {rows}) i",
            )
            checkpoint(engine)
            times.add(
                "update", step, timed(lambda t=table: execute(engine, f"UPDATE {t} SET amount = amount + 1"))
            )
    execute(engine, *(f"DROP TABLE {t}, {t}_history" for t in tables.values()))
    return times


def _make(engine: Engine, table: str, touch: str | None, write: str | None, indexes: tuple[str, ...]) -> None:
    execute(
        engine, f"CREATE TABLE {table} {TABLE}", f"CREATE TABLE {table}_history {_HISTORY.format(t=table)}"
    )
    execute(engine, *(f"CREATE INDEX ON {table}_history {columns}" for columns in indexes))
    if touch:
        execute(
            engine,
            f"CREATE OR REPLACE FUNCTION {table}_touch() RETURNS trigger LANGUAGE plpgsql AS $$ {touch} $$",
            f"CREATE TRIGGER a BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_touch()",
        )
    if write:
        body = write.format(t=f"{SCHEMA}.{table}")
        execute(
            engine,
            f"CREATE OR REPLACE FUNCTION {table}_write() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER b AFTER UPDATE ON {table} REFERENCING OLD TABLE AS o "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_write()",
        )
