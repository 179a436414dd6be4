"""Merge on PostgreSQL: stage the batch, settle what is refused, then update and insert in sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from ...errors import MergeError, RejectedRowsError
from ...merging.plan import MergePlan
from ...merging.result import MergeResult
from ...merging.source import RowSource, SelectSource
from .fill import fill
from .quoting import literal, name, qualified
from .stage import RANK, RAW, REASON, ROW, Stage, run_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_DUPLICATE = "duplicate key: another row of the batch wins"
_SHOWN = 5
# libpq's PQTRANS_INERROR, which both drivers report.
_IN_ERROR = 3


def run(connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
    """See :func:`sqlmodel_framework.merge`."""
    # One merge at a time into a table: no two can wait for each other's rows.
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 7041))"), {"name": plan.target_name}
    )
    stage = fill(connection, plan, source)
    try:
        ordered = isinstance(source, RowSource) or source.ordered
        _refuse_duplicates(connection, stage, ordered)
        total, rejected = run_sql(connection, f"SELECT count(*), count({REASON}) FROM {stage.table}").one()
        _guard_empty(connection, plan, total)
        if rejected:
            _quarantine(connection, stage, rejected)
        updated = _update(connection, stage)
        inserted = _insert(connection, stage) if total > rejected else 0
        gone = _gone(connection, stage)
    finally:
        _drop(connection, stage)
    return MergeResult(
        inserted=inserted,
        updated=updated,
        unchanged=total - rejected - inserted - updated,
        inactivated=gone if plan.delete == "inactivate" else 0,
        rejected=rejected,
        deleted=gone if plan.delete == "delete" else 0,
    )


def _refuse_duplicates(connection: Connection, stage: Stage, ordered: bool) -> None:
    keys = ", ".join(stage.keys)
    duplicated = (
        f"SELECT {keys} FROM {stage.table} WHERE {REASON} IS NULL GROUP BY {keys} HAVING count(*) > 1"
    )
    if run_sql(connection, f"{duplicated} LIMIT 1").first() is None:
        return
    # Without an order of its own a select may come in any: content decides, alike on every load.
    last = f"s.{ROW} DESC" if ordered else f"{stage.document('s')}::text DESC, s.{ROW} DESC"
    rank = f"s.{RANK} DESC NULLS LAST, " if stage.plan.has_order else ""
    qualified_keys = ", ".join(f"s.{k}" for k in stage.keys)
    run_sql(
        connection,
        f"""UPDATE {stage.table} AS t SET {REASON} = {literal(_DUPLICATE)}, {RAW} = {stage.document("t")}
FROM (SELECT s.{ROW}, row_number() OVER (PARTITION BY {qualified_keys} ORDER BY {rank}{last}) AS place
      FROM {stage.table} AS s JOIN ({duplicated}) AS d ON {stage.match("s", "d")}
      WHERE s.{REASON} IS NULL) AS r
WHERE r.{ROW} = t.{ROW} AND r.place > 1""",
    )


def _guard_empty(connection: Connection, plan: MergePlan, total: int) -> None:
    if total or plan.delete == "ignore" or plan.allow_empty:
        return
    if run_sql(connection, f"SELECT 1 FROM {qualified(plan.tracked.table)} LIMIT 1").first() is None:
        return
    raise MergeError(
        f"the source is empty, and delete={plan.delete!r} would take every row of {plan.target_name}. "
        "Check the source; where empty is right, pass allow_empty=True."
    )


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
    connection.execute(
        text(
            f"""INSERT INTO {qualified(plan.quarantine)} (model, batch_id, reason, source_row, content_hash)
SELECT CAST(:model AS text), CAST(:batch AS text), s.{REASON}, s.{RAW},
       encode(sha256(convert_to(s.{REASON} || chr(10) || s.{RAW}, 'UTF8')), 'hex')
FROM {stage.table} AS s WHERE s.{REASON} IS NOT NULL ORDER BY s.{ROW}
ON CONFLICT (model, batch_id, content_hash) DO NOTHING"""
        ),
        {"model": plan.target_name, "batch": plan.batch_id or ""},
    )


def _update(connection: Connection, stage: Stage) -> int:
    plan = stage.plan
    target = qualified(plan.tracked.table)
    if run_sql(connection, f"SELECT 1 FROM {target} LIMIT 1").first() is None:
        return 0
    differs = stage.differs("t", "s")
    sets = [f"{c} = s.{c}" for c in (name(p.column.name) for p in plan.sourced if not p.is_key)]
    sets.append("batch_id = " + _batch(plan))
    if plan.tracked.can_inactivate:
        sets.append("inactivated_date = NULL")
        differs += " OR t.inactivated_date IS NOT NULL"
    return _rowcount(
        connection,
        f"UPDATE {target} AS t SET {', '.join(sets)} FROM {stage.table} AS s "
        f"WHERE s.{REASON} IS NULL AND {stage.match('t', 's')} AND ({differs})",
    )


def _insert(connection: Connection, stage: Stage) -> int:
    plan = stage.plan
    target = qualified(plan.tracked.table)
    columns = [*stage.columns, "batch_id"]
    values = [*[f"s.{c}" for c in stage.columns], _batch(plan)]
    bound: dict[str, Any] = {}
    for i, p in enumerate(p for p in plan.columns if p.insert_only):
        columns.append(name(p.column.name))
        values.append(f":default_{i}")
        bound[f"default_{i}"] = p
    picked = ", ".join(values)
    statement = (
        f"INSERT INTO {target} ({', '.join(columns)}) SELECT {picked} FROM {stage.table} AS s "
        f"WHERE s.{REASON} IS NULL AND NOT EXISTS (SELECT FROM {target} AS t WHERE {stage.match('t', 's')}) "
        f"ORDER BY s.{ROW} "
    )
    return _rowcount(connection, statement, bound)


def _gone(connection: Connection, stage: Stage) -> int:
    plan = stage.plan
    if plan.delete == "ignore":
        return 0
    target = qualified(plan.tracked.table)
    # Refused rows count as present: that the source has the key is all that matters here.
    absent = f"NOT EXISTS (SELECT FROM {stage.table} AS s WHERE {stage.match('s', 't')})"
    if plan.delete == "delete":
        return _rowcount(connection, f"DELETE FROM {target} AS t WHERE {absent}")
    return _rowcount(
        connection,
        f"UPDATE {target} AS t SET inactivated_date = statement_timestamp(), batch_id = {_batch(plan)} "
        f"WHERE t.inactivated_date IS NULL AND {absent}",
    )


def _batch(plan: MergePlan) -> str:
    return "NULL" if plan.batch_id is None else literal(plan.batch_id)


def _rowcount(connection: Connection, statement: str, bound: dict[str, Any] | None = None) -> int:
    if not bound:
        return int(run_sql(connection, statement).rowcount)
    from sqlalchemy import bindparam

    binds = [bindparam(key, p.default, type_=p.column.type) for key, p in bound.items()]
    return int(connection.execute(text(_colons(statement, bound)).bindparams(*binds)).rowcount)


def _colons(statement: str, bound: dict[str, Any]) -> str:
    escaped = statement.replace(":", "\\:")
    for key in bound:
        escaped = escaped.replace(f"\\:{key}", f":{key}")
    return escaped


def _drop(connection: Connection, stage: Stage) -> None:
    raw: Any = connection.connection
    status = raw.dbapi_connection.info.transaction_status
    # After an error of the database the transaction takes no more statements, and the stage goes with it.
    if status != _IN_ERROR:
        run_sql(connection, f"DROP TABLE {stage.table}")
