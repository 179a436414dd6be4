"""Bulk statements and one-row transactions, on every design in turn."""

from __future__ import annotations

import random

from designs import WRITER, clear
from measure import Times, timed
from sqlalchemy.engine import Engine

INSERT = (
    "INSERT INTO {t} (id, name, amount, note) "
    "SELECT i, 'name ' || i, i, repeat('x', 40) FROM generate_series(1, {n}) i"
)
ONE_ROW = 2000


def measure_writes(engine: Engine, designs: dict[str, str], rows: int, runs: int) -> Times:
    """Seconds of each operation: ``times["update", "framework"]``."""
    times = Times()
    for _ in range(runs):
        for design in random.sample(sorted(designs), len(designs)):
            table = designs[design]
            clear(engine, table)
            # The framework's table is written by a role with the rights of `ddl`; it is the same for all.
            times.add("insert", design, statement(engine, INSERT.format(t=table, n=rows)))
            times.add("update", design, statement(engine, f"UPDATE {table} SET amount = amount + 1"))
            times.add("one row", design, one_row(engine, table))
            times.add("delete", design, statement(engine, f"DELETE FROM {table}"))
    return times


def statement(engine: Engine, sql: str) -> float:
    def run() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL ROLE {WRITER}")
            connection.exec_driver_sql(sql, execution_options={"no_parameters": True})

    return timed(run)


def one_row(engine: Engine, table: str) -> float:
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute(f"SET ROLE {WRITER}")
    raw.commit()

    def all_of_them() -> None:
        for i in range(1, ONE_ROW + 1):
            cursor.execute(f"UPDATE {table} SET amount = amount + 1 WHERE id = {i}")
            raw.commit()

    taken = timed(all_of_them)
    cursor.execute("RESET ROLE")
    raw.commit()
    raw.close()
    return taken
