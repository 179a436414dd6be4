"""Merge on PostgreSQL: stage the batch, settle what is refused, then update and insert in sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ..._connection import takes_statements
from ..._merge.plan import MergePlan, MergeResult, empty_source
from ..._merge.source import RowSource, SelectSource
from ...errors import ConstraintError, MergeError, RejectedRowsError, UnsupportedDialectError
from .fill import fill
from .look import look_at, run_sql, sqlstate_of
from .quoting import literal, name, qualified_name, target_of
from .refusals import refuse_violations
from .stage import RAW, REASON, ROW, Filled, Stage
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
    look = look_at(connection, plan.tracked, plan.batch_id)
    switched = False
    filled: Filled | None = None
    try:
        filled = fill(connection, plan, look, source)
        switched = look.hash_joins(connection, filled.rows)
        written = _settle(connection, filled, isinstance(source, RowSource) or source.ordered)
    except BaseException:
        # After an error of the database the transaction takes no more statements, and all goes with it.
        if takes_statements(connection):
            look.set_back(connection, switched)
            _drop(connection, filled)
        raise
    now = look.set_back(connection, switched)
    _drop(connection, filled, written.guarded)
    return _result(plan, filled.rows, written, now)


@dataclass
class _Written:
    """What was done."""

    #: None where the server has to tell it from ``updated``.
    inserted: int | None
    updated: int
    gone: int
    rejected: int
    #: The server's count of inserts before.
    before: int | None
    #: Whether a savepoint is still open.
    guarded: bool


def _result(plan: MergePlan, total: int, written: _Written, now: int | None) -> MergeResult:
    inserted, updated = written.inserted, written.updated
    if inserted is None:
        assert now is not None and written.before is not None
        inserted = now - written.before
        updated -= inserted
    return MergeResult(
        inserted=inserted,
        updated=updated,
        unchanged=total - written.rejected - inserted - updated,
        inactivated=written.gone if plan.delete == "inactivate" else 0,
        rejected=written.rejected,
        deleted=written.gone if plan.delete == "delete" else 0,
    )


def _check_options(connection: Connection) -> None:
    options = connection.get_execution_options()
    for option in ("yield_per", "stream_results"):
        if options.get(option):
            raise MergeError(
                f"this connection streams every result ({option}), and most statements of merge have none. "
                f"Give {option} to the select that is to be streamed: select(...).execution_options(...)."
            )


def _settle(connection: Connection, filled: Filled, ordered: bool) -> _Written:
    stage, rejected = filled.stage, filled.refused
    if not filled.unique:
        rejected += _refuse_duplicates(connection, stage, filled.rank, ordered)
    if filled.lacking:
        rejected += _refuse_lacking(connection, stage)
    _guard_empty(connection, stage, filled.rows)
    if rejected:
        _check_quarantine(connection, stage, rejected)
        # Without statistics the planner takes "reason IS NULL" for rare, and joins row by row.
        run_sql(connection, f"ANALYZE {stage.table} ({REASON})")
    written = _write(connection, filled, rejected, ordered)
    if written.rejected:
        _quarantine(connection, stage)
    return written


def _write(connection: Connection, filled: Filled, rejected: int, ordered: bool) -> _Written:
    """Write the rows that are left; those that the table refuses are refused, and the others written."""
    stage, total = filled.stage, filled.rows
    before = stage.look.inserted
    guarded = total > rejected and (stage.look.constrained or stage.plan.key != stage.plan.tracked.key)
    while True:
        if guarded:
            run_sql(connection, "SAVEPOINT sqlmodel_write")
        try:
            # What goes leaves its unique values to what comes.
            gone = _gone(connection, stage)
            inserted, updated = (
                write(connection, stage, total, bool(rejected)) if total > rejected else (0, 0)
            )
        except DBAPIError as error:
            if error.connection_invalidated or sqlstate_of(error)[:2] not in ("22", "23"):
                raise
            more = 0
            if guarded:
                run_sql(connection, "ROLLBACK TO SAVEPOINT sqlmodel_write")
                more = refuse_violations(connection, filled, ordered)
            if not more:
                raise _whole(stage, error) from error
            rejected += more
            _check_quarantine(connection, stage, rejected)
            if before is not None:  # what was taken back is counted all the same
                before = stage.look.inserted_by_now(connection)
            continue
        return _Written(inserted, updated, gone, rejected, before, guarded)


def _whole(stage: Stage, error: DBAPIError) -> ConstraintError:
    state, about = sqlstate_of(error), getattr(error.orig, "diag", None)
    constraint = getattr(about, "constraint_name", None)
    detail = getattr(about, "message_detail", None) or str(error.orig).splitlines()[0]
    broken = f" by {constraint}" if constraint else ""
    return ConstraintError(
        f"the database refused the batch for {stage.plan.target_name}{broken}, and no row by itself: "
        f"{detail} Another transaction may have come between (roll back and load again), rows may exchange "
        "values of a unique column, or other tables may refer to rows that delete= takes.",
        constraint,
        state,
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


def _refuse_lacking(connection: Connection, stage: Stage) -> int:
    """Refuse rows that do not mention what a new row must have; gives how many."""
    there = f"EXISTS (SELECT FROM {stage.target} AS o WHERE {stage.match('o', 't')})"
    return sum(
        stage.refuse(
            connection,
            f"t.{name(c.column.name)} IS NULL AND {stage.unset(c, 't')} AND NOT {there}",
            literal(c.null_reason),
        )
        for c in stage.plan.staged
        if c.required and not c.is_key
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


def _check_quarantine(connection: Connection, stage: Stage, rejected: int) -> None:
    if stage.plan.quarantine is not None:
        return
    found = run_sql(
        connection,
        f"SELECT {ROW}, {REASON} FROM {stage.table} WHERE {REASON} IS NOT NULL ORDER BY {ROW} LIMIT {_SHOWN}",
    ).all()
    reasons = [(int(r[0]), str(r[1])) for r in found]
    listed = "; ".join(f"row {n}: {why.rstrip('.')}" for n, why in reasons)
    more = f"; and {rejected - len(reasons)} more" if rejected > len(reasons) else ""
    raise RejectedRowsError(
        f"{rejected} of the source's rows do not fit {stage.plan.target_name}: {listed}{more}. "
        "Nothing was written. Correct the source, or pass quarantine= a class made from Quarantine.",
        rejected,
        reasons,
    )


def _quarantine(connection: Connection, stage: Stage) -> None:
    plan = stage.plan
    kept = qualified_name(*target_of(connection, plan.quarantine))  # type: ignore[arg-type]
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
        f"UPDATE {stage.target} AS t SET {', '.join(['inactivated_date = statement_timestamp()', *sets])} "
        f"WHERE t.inactivated_date IS NULL AND {absent}"
    )
    return int(bound(connection, statement, binds).rowcount)


def _drop(connection: Connection, filled: Filled | None, guarded: bool = False) -> None:
    if filled is not None:
        release = "RELEASE SAVEPOINT sqlmodel_write; " if guarded else ""
        run_sql(connection, f"{release}DROP TABLE {filled.stage.table}")
