"""What history and merge cost, as ratios of one run on one machine.

    SQLMODEL_FRAMEWORK_TEST_URL=postgresql+psycopg2://... python bench/history.py [--rows 100000] [--runs 5]

Designs: `none` (the same columns, no trigger), `floor` (statement triggers written by hand for this one
table), `row json` (a row trigger that keeps the old row as JSON), `framework`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any, Optional

from sqlalchemy import select, text
from sqlalchemy.engine import Engine
from sqlmodel import Field, SQLModel, create_engine

from sqlmodel_framework import ReferenceTable, as_of, merge

SCHEMA = "bench_history"
COLUMNS = "id, name, amount, note"
LIKE = """(id int PRIMARY KEY, name text NOT NULL, amount bigint, note text,
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


PEERS = f"""
CREATE TABLE none {LIKE};
CREATE TABLE floor {LIKE};
CREATE TABLE floor_history (LIKE floor, sys_to timestamptz, op char, txid xid8);
CREATE INDEX ON floor_history (id, sys_to);
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
CREATE TABLE row_json {LIKE};
CREATE TABLE row_json_log (at timestamptz, op text, old jsonb, new jsonb);
CREATE FUNCTION row_json_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO row_json_log VALUES (now(), TG_OP, to_jsonb(OLD), to_jsonb(NEW)); RETURN NULL; END $$;
CREATE TRIGGER a AFTER INSERT OR UPDATE OR DELETE ON row_json FOR EACH ROW EXECUTE FUNCTION row_json_write();
"""
DESIGNS = ["none", "floor", "row_json", "framework"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    options_sql = {"options": f"-csearch_path={SCHEMA} -csynchronous_commit=off"}
    engine = create_engine(os.environ["SQLMODEL_FRAMEWORK_TEST_URL"], connect_args=options_sql)
    run(engine, f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", f"CREATE SCHEMA {SCHEMA}")
    for statement in [PEERS]:
        run(engine, statement)
    SQLModel.metadata.create_all(engine, tables=[Framework.__table__])
    found = {**writes(engine, options.rows, options.runs), **merges(engine, options.rows, options.runs)}
    found["import"] = imports()
    print(json.dumps(found, indent=2))
    run(engine, f"DROP SCHEMA {SCHEMA} CASCADE")


def run(engine: Engine, *statements: str) -> float:
    with engine.begin() as connection:
        start = time.perf_counter()
        for statement in statements:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        connection.exec_driver_sql("SELECT 1")
    return time.perf_counter() - start


def writes(engine: Engine, rows: int, runs: int) -> dict[str, Any]:
    insert = "INSERT INTO {t} (id, name, amount, note) SELECT i, 'name ' || i, i, repeat('x', 40) FROM generate_series(1, {n}) i"
    times: dict[str, dict[str, list[float]]] = {}
    for _ in range(runs):
        for design in random.sample(DESIGNS, len(DESIGNS)):
            t = times.setdefault(design, {"insert": [], "update": [], "delete": [], "one_row": []})
            clear(engine, design)
            t["insert"].append(run(engine, insert.format(t=design, n=rows)))
            t["update"].append(run(engine, f"UPDATE {design} SET amount = amount + 1"))
            t["one_row"].append(one_row(engine, design, 2000))
            t["delete"].append(run(engine, f"DELETE FROM {design}"))
    median = {d: {k: statistics.median(v) for k, v in t.items()} for d, t in times.items()}
    ratios = {
        f"{operation}: {design} / {base}": round(median[design][operation] / median[base][operation], 2)
        for operation in ("insert", "update", "delete", "one_row")
        for design, base in (
            ("framework", "none"), ("floor", "none"), ("row_json", "none"), ("framework", "floor"),
        )
    }  # fmt: skip
    return {"seconds": median, **ratios}


def clear(engine: Engine, design: str) -> None:
    with engine.connect() as connection:
        tables = connection.execute(
            text("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
                 "AND relkind = 'r' AND relname LIKE :d || '%'"), {"d": design},
        ).scalars().all()  # fmt: skip
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = 'replica'")
        for table in sorted(tables):  # the table first: its TRUNCATE fills its history
            connection.exec_driver_sql(f"TRUNCATE {table}")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f"VACUUM ANALYZE {table}")


def one_row(engine: Engine, design: str, count: int) -> float:
    raw = engine.raw_connection()
    cursor = raw.cursor()
    start = time.perf_counter()
    for i in range(1, count + 1):
        cursor.execute(f"UPDATE {design} SET amount = amount + 1 WHERE id = {i}")
        raw.commit()
    elapsed = time.perf_counter() - start
    raw.close()
    return elapsed


def merges(engine: Engine, rows: int, runs: int) -> dict[str, Any]:
    batch = [{"id": i, "name": f"name {i}", "amount": i, "note": "x" * 40} for i in range(rows)]
    times: dict[str, list[float]] = {"copy": [], "merge": [], "execute_values": [], "now": [], "as_of": []}
    past = Framework.__table__
    for number in range(runs):
        clear(engine, "framework")
        with engine.begin() as connection:
            merge(connection, Framework, batch)
        run(engine, "ANALYZE framework")
        before = datetime.now(timezone.utc)
        changed = [{**r, "amount": -number - 1} if r["id"] % 10 == 0 else r for r in batch]
        times["copy"].append(bare_copy(engine, changed))
        times["execute_values"].append(execute_values(engine, batch, changed))

        times["merge"].append(timed(lambda: load(engine, changed)))
        with engine.connect() as connection:
            times["now"].append(timed(lambda: connection.execute(select(past)).all()))
            times["as_of"].append(timed(lambda: connection.execute(as_of(Framework, before)).all()))
    median = {k: statistics.median(v) for k, v in times.items()}
    return {
        "merge seconds": median,
        "merge of 10 % changed / bare COPY": round(median["merge"] / median["copy"], 2),
        "execute_values upsert / merge": round(median["execute_values"] / median["merge"], 2),
        "as_of / reading the table": round(median["as_of"] / median["now"], 2),
    }


def load(engine: Engine, rows: list[dict[str, Any]]) -> None:
    with engine.begin() as connection:
        merge(connection, Framework, rows)


def timed(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def bare_copy(engine: Engine, rows: list[dict[str, Any]]) -> float:
    """The same rows, formatted and copied into an indexed table of the same columns."""
    clear(engine, "none")
    start = time.perf_counter()
    lines = io.StringIO("".join(f"{r['id']}\t{r['name']}\t{r['amount']}\t{r['note']}\n" for r in rows))
    raw = engine.raw_connection()
    raw.cursor().copy_expert(f"COPY none ({COLUMNS}) FROM STDIN", lines)
    raw.commit()
    raw.close()
    return time.perf_counter() - start


def execute_values(engine: Engine, before: list[dict[str, Any]], rows: list[dict[str, Any]]) -> float:
    """The usual upsert of every row, with psycopg2's helper, into a table without history."""
    from psycopg2.extras import execute_values as run_values

    clear(engine, "none")
    bare_copy(engine, before)
    start = time.perf_counter()
    raw = engine.raw_connection()
    run_values(
        raw.cursor(),
        f"INSERT INTO none ({COLUMNS}) VALUES %s ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "amount = excluded.amount, note = excluded.note",
        [tuple(r.values()) for r in rows],
        page_size=1000,
    )
    raw.commit()
    raw.close()
    return time.perf_counter() - start


def imports() -> dict[str, float]:
    times: dict[str, list[float]] = {"sqlmodel": [], "sqlmodel_framework": []}
    for _ in range(7):
        for module, taken in times.items():
            code = f"import time; s = time.perf_counter(); import {module}; print(time.perf_counter() - s)"
            printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            taken.append(float(printed.stdout))
    median = {k: statistics.median(v) for k, v in times.items()}
    return {**median, "ratio": round(median["sqlmodel_framework"] / median["sqlmodel"], 2)}


if __name__ == "__main__":
    main()
