"""Merge row by row through SQLAlchemy alone: for databases that only hold a unit test's few rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Table, and_, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ClauseElement

from .._columns import BatchInForce
from .._history.provenance import in_batch
from .._history.tracked import BATCH_ID, EFFECTIVE_FROM, EFFECTIVE_TO, INACTIVATED_DATE
from ..errors import ConstraintError, RejectedRowsError
from .documents import jsonable
from .field import missing
from .order import ORDER, Order
from .plan import MergePlan, MergeResult, PlanColumn, empty_source, unique_keys
from .source import RowSource, SelectSource
from .values import Kind, held, kind_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

DUPLICATE = "duplicate key: another row of the batch wins"
Row = dict[str, Any]
Refusal = tuple[int, str, Any]


@dataclass(frozen=True)
class _Given:
    """A row of the source."""

    number: int
    reason: str | None
    values: tuple[Any, ...]
    unset: Collection[str]
    raw: Any


def run(connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
    """See :func:`sqlmodel_framework.merge`."""
    with in_batch(connection, plan.batch_id):
        return _run(connection, plan, source)


def _run(connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
    accepted, refused, total, keys = _sort(connection, plan, source)
    unguarded = plan.delete == "ignore" or plan.allow_empty or any(None not in key for key in keys)
    if not unguarded and connection.execute(select(*plan.key).limit(1)).first() is not None:
        raise empty_source(plan, total)
    _check_quarantine(plan, refused)
    done: list[str] = []
    # A savepoint outside of a transaction would end in a commit.
    _begin(connection)
    outer = connection.begin_nested()
    gone = _gone(connection, plan, keys)
    for number, row, spare, raw in accepted:
        try:
            with connection.begin_nested():
                done.append(_write(connection, plan, row, spare))
        except _Refused as error:
            refused.append((number, str(error), raw))
        except IntegrityError as error:
            refused.append((number, _broken(connection, plan, row, error), raw))
    refused.sort(key=lambda r: r[0])
    if refused and plan.quarantine is None:
        outer.rollback()
    else:
        outer.commit()
    _check_quarantine(plan, refused)
    _quarantine(connection, plan, refused)
    return MergeResult(
        inserted=done.count("insert"),
        updated=done.count("update"),
        unchanged=done.count("unchanged"),
        inactivated=gone if plan.delete == "inactivate" else 0,
        rejected=len(refused),
        deleted=gone if plan.delete == "delete" else 0,
    )


class _Refused(Exception):
    """A row that cannot be written, and why."""


def _begin(connection: Connection) -> None:
    raw: Any = connection.connection
    if getattr(raw.dbapi_connection, "in_transaction", True) is False:
        connection.exec_driver_sql("BEGIN")


def _rows(connection: Connection, source: RowSource | SelectSource) -> Iterator[_Given]:
    if isinstance(source, SelectSource):
        for number, row in enumerate(connection.execute(source.select).all(), 1):
            yield _Given(number, None, tuple(row), (), dict(zip(source.names, row, strict=True)))
        return
    for number, row in enumerate(source.rows, 1):
        try:
            values = source.values(row)
            unset = source.unset(row) if source.unset is not None else ()
            yield _Given(number, None, values, unset, source.raw(row))
        except Exception as error:
            yield _Given(number, str(error) or type(error).__name__, source.partial(row), (), source.raw(row))


def _sort(
    connection: Connection, plan: MergePlan, source: RowSource | SelectSource
) -> tuple[list[tuple[int, Row, Row, Any]], list[Refusal], int, set[Any]]:
    """The rows to write, the refused, how many there were, and the keys that the source has."""
    text = isinstance(source, RowSource) and source.text
    kinds = {c.source: kind_of(c.column.type, connection.dialect, text) for c in plan.staged}
    order = Order()
    best: dict[Any, tuple[Any, str, int, Row]] = {}
    raws: dict[int, Any] = {}
    spares: dict[int, Row] = {}
    refused: list[Refusal] = []
    keys: set[Any] = set()
    total = 0
    for given in _rows(connection, source):
        total = given.number
        row, spares[total], reason = _read(connection, plan, kinds, given)
        values = dict(zip(source.names, given.values, strict=True)) if given.values else {}
        told = values.get(plan.reject_column) if plan.reject_column else None
        if told is not None and not missing(told):
            reason = str(told)
        key = tuple(_comparable(row.get(c.name)) for c in plan.key)
        keys.add(key)
        place = None
        try:
            place = order.place(values.get(ORDER)) if reason is None else None
        except ValueError as error:
            reason = str(error)
        if reason:
            refused.append((total, reason, given.raw))
            continue
        unordered = isinstance(source, SelectSource) and not source.ordered
        tie = json.dumps(jsonable(row), sort_keys=True) if unordered else ""
        entry = ((place is not None, place or 0), tie, total, row)
        kept = best.get(key)
        raws[total] = {c.source: row[c.column.name] for c in plan.staged if c.column.name in row}
        if kept is not None:
            winner, loser = (entry, kept) if entry[:3] > kept[:3] else (kept, entry)
            refused.append((loser[2], DUPLICATE, raws[loser[2]]))
            entry = winner
        best[key] = entry
    accepted = [(e[2], e[3], spares[e[2]], raws[e[2]]) for e in sorted(best.values(), key=lambda e: e[2])]
    return accepted, refused, total, keys


def _read(
    connection: Connection, plan: MergePlan, kinds: dict[str, Kind], given: _Given
) -> tuple[Row, Row, str | None]:
    """The row as the table keeps it, what only a new one has, and why it is refused."""
    row: Row = {}
    spare: Row = {}
    reason = given.reason
    values = dict(zip(plan.names, given.values, strict=True)) if given.values else {}
    for column in plan.staged if values else ():
        if column.source not in values:
            continue  # settled when it is known whether the row is new
        try:
            value = held(column.column.type, kinds[column.source], values[column.source], connection.dialect)
        except Exception as error:  # the converters of a user's own types may raise anything
            reason = reason or f"column {column.source}: {error}"
            continue
        if column.source in given.unset and not column.is_key:
            spare[column.column.name] = value
            continue
        row[column.column.name] = value
        if value is None and column.required:
            reason = reason or column.null_reason
    for fixed in plan.fixed if plan.sparse and values else ():
        if fixed not in given.unset:
            named = ", ".join(c.key for c in plan.key)
            reason = (
                reason or f"column {fixed} is the primary key, and rows are matched by {named}: leave it out"
            )
    start, end = row.get(EFFECTIVE_FROM), row.get(EFFECTIVE_TO)
    if (
        plan.tracked.is_temporal
        and start is not None
        and end is not None
        and _comparable(end) < _comparable(start)
    ):
        reason = reason or f"{EFFECTIVE_TO} is before {EFFECTIVE_FROM}"
    return row, spare, reason


def _check_quarantine(plan: MergePlan, refused: list[Refusal]) -> None:
    if not refused or plan.quarantine is not None:
        return
    listed = "; ".join(f"row {n}: {why.rstrip('.')}" for n, why, _ in refused[:5])
    raise RejectedRowsError(
        f"{len(refused)} of the source's rows do not fit {plan.target_name}: {listed}. "
        "Nothing was written. Correct the source, or pass quarantine= a class made from Quarantine.",
        len(refused),
        [(n, why) for n, why, _ in refused[:5]],
    )


def _quarantine(connection: Connection, plan: MergePlan, refused: list[Refusal]) -> None:
    if plan.quarantine is None:
        return
    c = plan.quarantine.c
    for _, reason, raw in refused:
        document = jsonable(raw)
        text = f"{reason}\n{json.dumps(document, sort_keys=True)}"
        row = {"model": plan.target_name, "batch_id": plan.batch_id or ""}
        row["content_hash"] = hashlib.sha256(text.encode()).hexdigest()
        same = and_(*[c[name] == value for name, value in row.items()])
        if connection.execute(select(c.id).where(same)).first() is None:
            connection.execute(insert(plan.quarantine).values(**row, reason=reason, source_row=document))


def _write(connection: Connection, plan: MergePlan, row: Row, spare: Row) -> str:
    table = plan.tracked.table
    key = and_(*[c == row[c.name] for c in plan.key])
    compared = [p for p in plan.compared if p.column.name in row]
    # By name: not every database has all of the table's columns.
    columns = [*plan.key, *[p.column for p in compared]]
    columns += [table.c[INACTIVATED_DATE]] if plan.tracked.can_inactivate else []
    found = connection.execute(select(*columns).where(key)).first()
    if found is None:
        # The model's own default= and onupdate= are added by SQLAlchemy.
        connection.execute(insert(table).values(_new(connection, plan, row, spare)))
        return "insert"
    there = found._mapping
    differs = any(_comparable(there[p.column]) != _comparable(row[p.column.name]) for p in compared)
    comes_back = plan.tracked.can_inactivate and there[table.c[INACTIVATED_DATE]] is not None
    if not differs and not comes_back:
        return "unchanged"
    changes = {p.column.name: row[p.column.name] for p in plan.updated if p.column.name in row}
    if plan.tracked.can_inactivate:
        changes[INACTIVATED_DATE] = None
    connection.execute(update(table).where(key).values({**changes, BATCH_ID: BatchInForce()}))
    return "update"


def _new(connection: Connection, plan: MergePlan, row: Row, spare: Row) -> Row:
    made = {name: value for name, value in spare.items() if value is not None}
    for column in plan.staged:
        if column.column.name in row or column.column.name in made:
            continue
        value = column.make() if column.make is not None else column.default
        if value is None:
            if column.required:
                raise _Refused(column.null_reason)
            continue
        made[column.column.name] = (
            value if isinstance(value, ClauseElement) else _kept(connection, column, value)
        )
    return {**row, **made}


def _kept(connection: Connection, column: PlanColumn, value: Any) -> Any:
    return held(
        column.column.type, kind_of(column.column.type, connection.dialect), value, connection.dialect
    )


def _broken(connection: Connection, plan: MergePlan, row: Row, error: IntegrityError) -> str:
    """Why the table refused a row.

    Raises:
        ConstraintError: for nothing that can be told of the row.
    """
    table = plan.tracked.table
    for key in unique_keys(table):
        values = [row.get(c.name) for c in key]
        if key == plan.key or None in values:
            continue
        same = and_(*[c == v for c, v in zip(key, values, strict=True)])
        mine = and_(*[c == row[c.name] for c in plan.key])
        if connection.execute(select(*plan.key).where(same).where(~mine)).first() is not None:
            return f"{_columns([c.name for c in key])}: {_shown(values)} is already in another row"
    for reference in table.foreign_key_constraints:
        mine_to = [(e.parent.name, e.column) for e in reference.elements]
        values = [row.get(name) for name, _ in mine_to]
        if None in values:
            continue
        other: Table = mine_to[0][1].table
        there = and_(*[c == v for (_, c), v in zip(mine_to, values, strict=True)])
        if connection.execute(select(*[c for _, c in mine_to]).where(there)).first() is None:
            named = ", ".join(c.name for _, c in mine_to)
            return f"{_columns([n for n, _ in mine_to])}: no row of {other.name} has {named} {_shown(values)}"
    said = str(error.orig)
    for check in table.constraints:
        if isinstance(check, CheckConstraint) and check.name and said.endswith(str(check.name)):
            return f"the check {check.name} does not hold: {check.sqltext}"
    if said.startswith("CHECK"):
        return f"a check does not hold: {said.partition(': ')[2]}"
    raise _whole(plan, error) from error


def _whole(plan: MergePlan, error: IntegrityError) -> ConstraintError:
    said = str(error.orig)
    return ConstraintError(f"the database refused the batch for {plan.target_name}: {said}.", None, None)


def _columns(names: list[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _shown(values: list[Any]) -> str:
    return ", ".join(f"'{str(v)[:100]}'" for v in values)


def _comparable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).replace(tzinfo=None) if value.tzinfo else value
    return value


def _gone(connection: Connection, plan: MergePlan, keys: set[Any]) -> int:
    if plan.delete == "ignore":
        return 0
    table, count = plan.tracked.table, 0
    query = select(*plan.key)
    if plan.delete == "inactivate":
        query = query.where(table.c[INACTIVATED_DATE].is_(None))
    for found in connection.execute(query).all():
        if tuple(map(_comparable, found)) in keys:
            continue
        count += 1
        key = and_(*[c == v for c, v in zip(plan.key, found, strict=True)])
        if plan.delete == "delete":
            try:
                connection.execute(table.delete().where(key))
            except IntegrityError as error:
                raise _whole(plan, error) from error
        else:
            now = datetime.now(timezone.utc)
            values = {INACTIVATED_DATE: now, BATCH_ID: BatchInForce()}
            connection.execute(update(table).where(key).values(values))
    return count
