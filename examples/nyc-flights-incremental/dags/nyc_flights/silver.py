"""Silver: each new batch typed, checked and merged, in one transaction a batch."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel_framework import MergeResult, merge

from nyc_flights import ledger, typed
from nyc_flights.errors import FlightsError
from nyc_flights.layout import REFERENCES, TABLES
from nyc_flights.models import silver as tables
from nyc_flights.warehouse import connected, transaction

#: How merge treats rows that the source lacks.
Missing = Literal["ignore", "inactivate"]


def load(engine: Engine, actor: str, force: str | None = None) -> list[str]:
    """Merge the batches that bronze has and silver lacks, in order; returns their ids. ``force`` names a
    batch that is merged again, to prove that nothing changes.

    Raises:
        FlightsError: NYC-SLV-001 when a snapshot would inactivate most of a reference table.
    """
    with connected(engine) as connection:
        batches = ledger.pending(connection, "silver")
    for batch_id in batches:
        started = time.perf_counter()
        with transaction(engine, actor) as connection:
            if batch_id not in ledger.pending(connection, "silver"):
                continue  # another run merged it while this one waited for the lock
            for name in _in_order(connection, batch_id):
                result = _merge(connection, name, batch_id)
                ledger.record_silver(connection, batch_id, name, _counts(result))
            ledger.close_layer(connection, batch_id, "silver", time.perf_counter() - started)
    if force and force not in batches:
        with transaction(engine, actor) as connection:
            for name in _in_order(connection, force):
                result = _merge_again(connection, name, force)
                changed = result.inserted + result.updated + result.inactivated
                ledger.record_replay(connection, actor, "silver", force, name, result.rows, changed)
    return batches


def _in_order(connection: Connection, batch_id: str) -> list[str]:
    """The batch's tables, references first: flights are checked against them."""
    found = ledger.tables_of(connection, batch_id)
    return [name for name in TABLES if name in found]


def _counts(result: MergeResult) -> dict[str, int]:
    names = ("inserted", "updated", "unchanged", "inactivated", "rejected")
    return {name: count for name, count in asdict(result).items() if name in names}


def _merge(connection: Connection, name: str, batch_id: str) -> MergeResult:
    # The first line of a key wins: a second one is refused, whatever it says.
    own = ", ".join(f't."{column}"' for column in typed.columns(name))
    rows = f'select {own}, t.reject_reason, -t.line_no as "_order" from ({typed.typed(name)}) t'
    delete: Missing = _snapshot(connection, name, batch_id) if name in REFERENCES else "ignore"
    return _run(connection, name, batch_id, rows, delete)


def _merge_again(connection: Connection, name: str, batch_id: str) -> MergeResult:
    """Merge a batch that was merged before. What a later batch has said since then stands: for those keys
    silver's row takes the place of the batch's line, and what left the source stays inactivated."""
    own = typed.columns(name)
    key = typed.TYPED[name].key
    matches = " and ".join(f's."{column}" = t."{column}"' for column in key)
    partition = ", ".join(f'"{column}"' for column in key)
    later = (
        "select l.batch_id from books.batch l join books.batch m on m.batch_id = :batch_id "
        "where l.silver_at > m.silver_at"
    )
    gone = "s.inactivated_date is not null" if name in REFERENCES else "false"
    columns = ", ".join(
        f'case when stands then s."{column}" else t."{column}" end as "{column}"' for column in own
    )
    rows = (
        "with t as (select *, row_number() over "
        f"(partition by {partition}, reject_reason order by line_no) as nth from ({typed.typed(name)}) t) "
        f'select {columns}, t.reject_reason, -t.line_no as "_order" from t left join silver.{name} s '
        f"on {matches} and t.reject_reason is null and t.nth = 1 "
        f"cross join lateral (select coalesce(s.batch_id in ({later}), false) as stands) l "
        f"where not coalesce({gone}, false)"
    )
    # A line that its rule refused then and passes now (its airline has come) leaves the quarantine.
    connection.execute(
        sa.text(
            f"delete from silver.quarantine q using ({typed.typed(name)}) t where q.model = :model "
            "and q.batch_id = :batch_id and t.reject_reason is null "
            "and -cast(q.source_row ->> '_order' as int) = t.line_no"
        ),
        {"model": f"silver.{name}", "batch_id": batch_id},
    )
    return _run(connection, name, batch_id, rows, "ignore")


def _run(connection: Connection, name: str, batch_id: str, rows: str, delete: Missing) -> MergeResult:
    model: Any = tables.MODEL[name]
    types = [sa.column(column, model.__table__.c[column].type) for column in typed.columns(name)]
    select = (
        sa.text(rows)
        .bindparams(batch_id=batch_id)
        .columns(*types, sa.column("reject_reason", sa.Text), sa.column("_order", sa.Integer))
    )
    source = sa.select(*select.subquery("source_rows").c)
    return merge(
        connection,
        model,
        source,
        batch_id=batch_id,
        delete=delete,
        quarantine=tables.Rejected,
        reject_column="reject_reason",
    )


def _snapshot(connection: Connection, name: str, batch_id: str) -> Missing:
    """How merge treats rows that a snapshot lacks: ``inactivate``, but ``ignore`` when a line of it has
    no readable key (the missing row may be that very line).

    Raises:
        FlightsError: NYC-SLV-001 when less than half of the table is left in it: that is a broken delivery.
    """
    keys = " or ".join(f't."{column}" is null' for column in typed.TYPED[name].key)
    judged = (
        f"select count(*) filter (where t.reject_reason is null), count(*) filter (where {keys}) "
        f"from ({typed.typed(name)}) t"
    )
    good, keyless = connection.execute(sa.text(judged), {"batch_id": batch_id}).one()
    active = connection.execute(
        sa.text(f"select count(*) from silver.{name} where inactivated_date is null")
    ).scalar_one()
    if good * 2 < active:
        raise FlightsError(
            "NYC-SLV-001",
            f"batch {batch_id}: the snapshot of {name} has {good} good rows, silver {active} active ones.",
            "a snapshot that drops more than half of a table is taken for a broken delivery.",
            f"look at it: select * from bronze.{name} where batch_id = '{batch_id}'; then let the source "
            "deliver a whole snapshot under a new batch_id.",
        )
    return "ignore" if keyless else "inactivate"
