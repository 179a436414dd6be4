"""merge and as_of, beside a bare COPY, the usual upsert, and reading the table."""

from __future__ import annotations

import io
from datetime import datetime, timezone
from typing import Any

from designs import COLUMNS, Framework, clear, execute
from measure import Times, timed
from sqlalchemy import select
from sqlalchemy.engine import Engine

from sqlmodel_framework import as_of, merge

Rows = list[dict[str, Any]]


def measure_merges(engine: Engine, rows: int, runs: int) -> Times:
    """Seconds by operation; the design is ``framework`` or ``none``."""
    batch = [{"id": i, "name": f"name {i}", "amount": i, "note": "x" * 40} for i in range(rows)]
    times = Times()
    for number in range(runs):
        clear(engine, "framework")
        load(engine, batch)
        execute(engine, "ANALYZE framework")
        before = datetime.now(timezone.utc)
        changed = [{**r, "amount": -number - 1} if r["id"] % 10 == 0 else r for r in batch]
        clear(engine, "none")
        times.add("copy", "none", timed(lambda: copy(engine, changed)))
        for size in (100, 1000):
            clear(engine, "none")
            copy(engine, batch)
            times.add(f"upsert by {size}", "none", timed(lambda: upsert(engine, changed, size)))
        times.add("merge", "framework", timed(lambda: load(engine, changed)))
        with engine.connect() as connection:
            table = Framework.__table__
            times.add("read", "framework", timed(lambda: connection.execute(select(table)).all()))
            times.add(
                "as_of",
                "framework",
                timed(lambda: connection.execute(select(as_of(Framework, before))).all()),
            )
            # Without the fetching, which both have to do.
            times.add("count", "framework", timed(lambda: _count(connection, select(table))))
            times.add(
                "count as_of",
                "framework",
                timed(lambda: _count(connection, select(as_of(Framework, before)))),
            )
    return times


def _count(connection: Any, query: Any) -> None:
    from sqlalchemy import func

    inner = query.subquery()
    # Of a column that must be read: a bare count would let the planner leave all of them out.
    connection.execute(select(func.count(inner.c.note), func.max(inner.c.amount))).one()


def load(engine: Engine, rows: Rows) -> None:
    with engine.begin() as connection:
        merge(connection, Framework, rows)


def copy(engine: Engine, rows: Rows) -> None:
    """The same rows, formatted and copied into an indexed table of the same columns."""
    lines = io.StringIO("".join(f"{r['id']}\t{r['name']}\t{r['amount']}\t{r['note']}\n" for r in rows))
    raw = engine.raw_connection()
    raw.cursor().copy_expert(f"COPY none ({COLUMNS}) FROM STDIN", lines)
    raw.commit()
    raw.close()


def upsert(engine: Engine, rows: Rows, page: int) -> None:
    """The usual upsert of every row, by psycopg2's helper (whose own page is of 100), without history."""
    from psycopg2.extras import execute_values

    raw = engine.raw_connection()
    execute_values(
        raw.cursor(),
        f"INSERT INTO none ({COLUMNS}) VALUES %s ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "amount = excluded.amount, note = excluded.note",
        [tuple(r.values()) for r in rows],
        page_size=page,
    )
    raw.commit()
    raw.close()
