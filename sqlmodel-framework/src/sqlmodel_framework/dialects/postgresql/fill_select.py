"""Brings a select into the stage inside the database, where SQL works out what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, literal_column, select
from sqlalchemy.sql import column, table

from ...errors import SourceColumnsError
from ...merging.order import ORDER
from ...merging.plan import MergePlan
from ...merging.source import SelectSource
from .casts import TEXTS, Casts
from .cells import cell
from .quoting import literal, name
from .stage import RANK, RAW, REASON, ROW, Filled, column_oids, make_stage, run_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def fill_from_select(connection: Connection, plan: MergePlan, source: SelectSource) -> Filled:
    """Make the stage and insert the select's rows into it."""
    inner: Any = source.select.subquery("src")
    probe = connection.execute(select(inner).limit(0))
    oids = dict(zip(source.names, column_oids(probe), strict=True))
    rank = None
    if plan.has_order:
        rank = run_sql(connection, f"SELECT format_type({oids[ORDER]}, NULL)").scalar()
        if oids[ORDER] in TEXTS:
            raise SourceColumnsError(
                f"{ORDER} is {rank} in the select, and as text '9' comes after '10'. "
                "Cast it to what it says: sqlalchemy.cast(column, Numeric) or DateTime(timezone=True)."
            )
    stage = make_stage(connection, plan, rank)
    casts = Casts(connection)
    checks: list[str] = []
    cells: list[str] = []
    if plan.reject_column is not None:
        checks.append(f"src.{name(plan.reject_column)}::text")
    for planned, target_oid in zip(plan.sourced, stage.oids, strict=True):
        value, reasons = cell(casts, planned, oids[planned.source], target_oid)
        cells.append(value)
        checks += reasons
    reason = f"COALESCE({', '.join(checks)})" if checks else "NULL::text"
    raw = "to_jsonb(src.*)" + (f" - {literal(plan.reject_column)}" if plan.reject_column else "")
    names = [c.column.name for c in plan.sourced] + [ROW]
    picked = [*cells, "row_number() OVER ()"]
    if plan.has_order:
        names.append(RANK)
        picked.append(f"src.{name(ORDER)}")
    names += [REASON, RAW]
    picked += [reason, f"CASE WHEN {reason} IS NOT NULL THEN {raw} END"]
    target = table(stage.table.partition(".")[2], *[column(n) for n in names])
    if casts.checked:
        # OFFSET 0 keeps the planner from working out a constant's cast before its check.
        inner = select(source.select.subquery("given")).offset(0).subquery("src")
    query: Any = select(*[literal_column(p) for p in picked]).select_from(inner)
    connection.execute(insert(target).from_select(names, query))
    # Counted, since not every driver tells how many rows such an INSERT made.
    total, refused = run_sql(connection, f"SELECT count(*), count({REASON}) FROM {stage.table}").one()
    return Filled(stage, int(total), int(refused))
