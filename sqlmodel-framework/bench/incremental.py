"""A load of which one row in a hundred changed, beside dbt's snapshot and an upsert written by hand.

The source is a table of the same database: all of it, as dbt's snapshots read theirs, or the changed rows alone,
as a source with a watermark gives them. dbt itself runs, see ``snapshot.py``. By hand: one INSERT ... ON CONFLICT
into the floor's table, whose triggers keep a history of this one table.
"""

from __future__ import annotations

from typing import Optional

from designs import COLUMNS, Framework, checkpoint, clear, execute
from measure import Times, server_seconds, timed
from snapshot import Snapshot
from sqlalchemy import Integer, String, column, select, table
from sqlalchemy.engine import Engine

from sqlmodel_framework import merge

OPERATIONS = ("incremental, the whole source", "incremental, the changed rows alone")
BY_HAND = f"""INSERT INTO floor ({COLUMNS}, batch_id) SELECT {COLUMNS}, 'load' FROM SOURCE
ON CONFLICT (id) DO UPDATE SET name = excluded.name, amount = excluded.amount, note = excluded.note,
  batch_id = excluded.batch_id
WHERE (floor.name, floor.amount, floor.note) IS DISTINCT FROM (excluded.name, excluded.amount, excluded.note)"""


def measure_incremental(engine: Engine, rows: int, runs: int) -> Times:
    """Seconds of one load, by design."""
    execute(
        engine,
        "DROP TABLE IF EXISTS loaded, dbt_snapshot, changed",
        "CREATE TABLE loaded (id int PRIMARY KEY, name text NOT NULL, amount int, note text)",
        f"INSERT INTO loaded SELECT i, 'name ' || i, i, repeat('x', 40) FROM generate_series(1, {rows}) AS i",
        "CREATE TABLE changed AS SELECT * FROM loaded WHERE false",
    )
    clear(engine, "framework")
    clear(engine, "floor")
    execute(engine, BY_HAND.replace("SOURCE", "loaded"))
    _merge(engine, "loaded")
    times = Times()
    with Snapshot.of(engine) as dbt:
        if dbt is not None:
            dbt.run("loaded")
            execute(engine, "ANALYZE dbt_snapshot")
        execute(engine, "ANALYZE loaded, floor, framework")
        for number in range(runs):
            execute(
                engine, f"UPDATE loaded SET amount = amount - 1 WHERE id % 100 = {number}", "ANALYZE loaded"
            )
            _measure(engine, "loaded", OPERATIONS[0], times, dbt)
            execute(
                engine,
                f"UPDATE loaded SET amount = amount - 1 WHERE id % 100 = {number}",
                "TRUNCATE changed",
                f"INSERT INTO changed SELECT * FROM loaded WHERE id % 100 = {number}",
                "ANALYZE changed",
            )
            _measure(engine, "changed", OPERATIONS[1], times, dbt)
        if dbt is not None:
            _check(engine, runs)
    execute(engine, "DROP TABLE IF EXISTS loaded, changed, dbt_snapshot")
    return times


def _measure(engine: Engine, source: str, operation: str, times: Times, dbt: Optional[Snapshot]) -> None:
    checkpoint(engine)
    times.add(operation, "framework", timed(lambda: _merge(engine, source)))
    checkpoint(engine)
    times.add(operation, "by hand", timed(lambda: execute(engine, BY_HAND.replace("SOURCE", source))))
    if dbt is not None:
        checkpoint(engine)
        before = server_seconds()
        times.add(operation, "dbt snapshot, the command", timed(lambda: dbt.run(source)))
        after = server_seconds()
        # Without dbt's own start: as it says itself, or what the server did for it.
        alone = dbt.seconds if before is None or after is None else after - before
        times.add(operation, "dbt snapshot", alone)


def _check(engine: Engine, runs: int) -> None:
    """That both kept the same versions: else they would not be compared."""
    found = "SELECT (SELECT count(*) FROM dbt_snapshot WHERE dbt_valid_to IS NOT NULL), count(*) FROM framework_history"
    with engine.connect() as connection:
        versions = connection.exec_driver_sql(found).one()
    if versions[0] != versions[1] or not versions[0]:
        raise SystemExit(
            f"dbt's snapshot has {versions[0]} ended versions after {runs} runs, merge {versions[1]}"
        )


def _merge(engine: Engine, source: str) -> None:
    kinds = {"id": Integer, "name": String, "amount": Integer, "note": String}
    rows = select(table(source, *[column(name, kind) for name, kind in kinds.items()]))
    with engine.begin() as connection:
        merge(connection, Framework, rows, batch_id="load")
