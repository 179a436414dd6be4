"""Merge on PostgreSQL: stage the batch, settle what is refused, then update and insert in sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from ...errors import MergeError, RejectedRowsError, UnsupportedDialectError
from ...merging.plan import MergePlan, empty_source
from ...merging.result import MergeResult
from ...merging.source import RowSource, SelectSource
from .fill import fill
from .quoting import literal, qualified_name, target_of
from .session import hashed, roomy, takes_statements
from .stage import RAW, REASON, ROW, Filled, Stage, run_sql
from .write import bound, rowcount, touches, write

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_DUPLICATE = "duplicate key: another row of the batch wins"
_SHOWN = 5


def run(connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
    """See :func:`sqlmodel_framework.merge`."""
    if getattr(connection.dialect, "is_async", False):
        raise UnsupportedDialectError(
            f"merge streams its rows by COPY, which the asynchronous driver of this connection "
            f"({connection.dialect.driver}) does not offer to synchronous code. "
            "Run it in a thread, on an engine of create_engine('postgresql+psycopg://...')."
        )
    _check_options(connection)
    # One merge at a time into a table: no two can wait for each other's rows.
    place = ".".join(filter(None, target_of(connection, plan.tracked.table)))
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 7041))"), {"name": place})
    with roomy(connection):
        filled = fill(connection, plan, source)
        try:
            return _settle(connection, filled, isinstance(source, RowSource) or source.ordered)
        finally:
            _drop(connection, filled.stage)


def _check_options(connection: Connection) -> None:
    options = connection.get_execution_options()
    for option in ("yield_per", "stream_results"):
        if options.get(option):
            raise MergeError(
                f"this connection streams every result ({option}), and most statements of merge have none. "
                f"Give {option} to the select that is to be streamed: select(...).execution_options(...)."
            )


def _settle(connection: Connection, filled: Filled, ordered: bool) -> MergeResult:
    stage, plan, total, rejected = filled.stage, filled.stage.plan, filled.rows, filled.refused
    if not filled.unique:
        rejected += _refuse_duplicates(connection, stage, filled.rank, ordered)
    _guard_empty(connection, stage, total)
    if rejected:
        _quarantine(connection, stage, rejected)
        # Without statistics the planner takes "reason IS NULL" for rare, and joins row by row.
        run_sql(connection, f"ANALYZE {stage.table} ({REASON})")
    with hashed(connection, stage.target, total):
        inserted, updated = write(connection, stage, bool(rejected)) if total > rejected else (0, 0)
        gone = _gone(connection, stage)
    return MergeResult(
        inserted=inserted,
        updated=updated,
        unchanged=total - rejected - inserted - updated,
        inactivated=gone if plan.delete == "inactivate" else 0,
        rejected=rejected,
        deleted=gone if plan.delete == "delete" else 0,
    )


def _refuse_duplicates(connection: Connection, stage: Stage, ranked: str, ordered: bool) -> int:
    """Refuse all but one row of each key; gives how many those are."""
    keys = ", ".join(stage.keys)
    duplicated = (
        f"SELECT {keys} FROM {stage.table} WHERE {REASON} IS NULL GROUP BY {keys} HAVING count(*) > 1"
    )
    if run_sql(connection, f"{duplicated} LIMIT 1").first() is None:
        return 0
    # Without an order of its own a select may come in any: content decides, alike on every load.
    last = f"s.{ROW} DESC" if ordered else f"{stage.document('s')}::text DESC, s.{ROW} DESC"
    rank = f"s.{ranked} DESC NULLS LAST, " if stage.plan.has_order else ""
    qualified_keys = ", ".join(f"s.{k}" for k in stage.keys)
    return rowcount(
        connection,
        f"""UPDATE {stage.table} AS t SET {REASON} = {literal(_DUPLICATE)}, {RAW} = {stage.document("t")}
FROM (SELECT s.{ROW}, row_number() OVER (PARTITION BY {qualified_keys} ORDER BY {rank}{last}) AS place
      FROM {stage.table} AS s JOIN ({duplicated}) AS d ON {stage.match("s", "d")}
      WHERE s.{REASON} IS NULL) AS r
WHERE r.{ROW} = t.{ROW} AND r.place > 1""",
    )


def _guard_empty(connection: Connection, stage: Stage, total: int) -> None:
    plan = stage.plan
    if plan.delete == "ignore" or plan.allow_empty:
        return
    whole = " AND ".join(f"{k} IS NOT NULL" for k in stage.keys)
    keyed = f"SELECT 1 FROM {stage.table} WHERE {whole} LIMIT 1"
    if total and run_sql(connection, keyed).first() is not None:
        return
    if run_sql(connection, f"SELECT 1 FROM {stage.target} LIMIT 1").first() is not None:
        raise empty_source(plan, total)


def _quarantine(connection: Connection, stage: Stage, rejected: int) -> None:
    plan = stage.plan
    if plan.quarantine is None:
        found = run_sql(
            connection,
            f"SELECT {ROW}, {REASON} FROM {stage.table} WHERE {REASON} IS NOT NULL "
            f"ORDER BY {ROW} LIMIT {_SHOWN}",
        ).all()
        reasons = [(int(r[0]), str(r[1])) for r in found]
        listed = "; ".join(f"row {n}: {why}" for n, why in reasons)
        more = f"; and {rejected - len(reasons)} more" if rejected > len(reasons) else ""
        raise RejectedRowsError(
            f"{rejected} of the source's rows do not fit {plan.target_name}: {listed}{more}. "
            "Nothing was written. Correct the source, or pass quarantine= a class made from Quarantine.",
            rejected,
            reasons,
        )
    kept = qualified_name(*target_of(connection, plan.quarantine))
    connection.execute(
        text(
            f"""INSERT INTO {kept} (model, batch_id, reason, source_row, content_hash)
SELECT CAST(:model AS text), CAST(:batch AS text), s.{REASON}, s.{RAW},
       encode(sha256(convert_to(s.{REASON} || chr(10) || s.{RAW}, 'UTF8')), 'hex')
FROM {stage.table} AS s WHERE s.{REASON} IS NOT NULL ORDER BY s.{ROW}
ON CONFLICT (model, batch_id, content_hash) DO NOTHING"""
        ),
        {"model": plan.target_name, "batch": plan.batch_id or ""},
    )


def _gone(connection: Connection, stage: Stage) -> int:
    plan = stage.plan
    if plan.delete == "ignore":
        return 0
    # Refused rows count as present: that the source has the key is all that matters here.
    absent = f"NOT EXISTS (SELECT FROM {stage.table} AS s WHERE {stage.match('s', 't')})"
    if plan.delete == "delete":
        return rowcount(connection, f"DELETE FROM {stage.target} AS t WHERE {absent}")
    sets, binds = touches(plan)
    statement = (
        f"UPDATE {stage.target} AS t SET inactivated_date = statement_timestamp(), {', '.join(sets)} "
        f"WHERE t.inactivated_date IS NULL AND {absent}"
    )
    return int(bound(connection, statement, binds).rowcount)


def _drop(connection: Connection, stage: Stage) -> None:
    # After an error of the database the transaction takes no more statements, and the stage goes with it.
    if takes_statements(connection):
        run_sql(connection, f"DROP TABLE {stage.table}")
