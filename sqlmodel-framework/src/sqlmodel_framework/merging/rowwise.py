"""Merge row by row through SQLAlchemy alone: for databases that only hold a unit test's few rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, update

from ..errors import RejectedRowsError
from ..history.tracked import BATCH_ID, INACTIVATED_DATE
from .accept import accept
from .convert import converter
from .field import missing
from .jsonable import jsonable
from .order import ORDER, Order
from .plan import MergePlan, empty_source
from .result import MergeResult
from .source import RowSource, SelectSource

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

DUPLICATE = "duplicate key: another row of the batch wins"
Row = dict[str, Any]
Refusal = tuple[int, str, Any]


def run(connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
    """See :func:`sqlmodel_framework.merge`."""
    accepted, refused, total, keys = _sort(connection, plan, source)
    unguarded = plan.delete == "ignore" or plan.allow_empty or any(None not in key for key in keys)
    if not unguarded and connection.execute(select(*plan.tracked.key).limit(1)).first() is not None:
        raise empty_source(plan, total)
    _quarantine(connection, plan, refused)
    inserted = updated = 0
    for row in accepted:
        done = _write(connection, plan, row)
        inserted, updated = inserted + (done == "insert"), updated + (done == "update")
    gone = _gone(connection, plan, keys)
    return MergeResult(
        inserted=inserted,
        updated=updated,
        unchanged=len(accepted) - inserted - updated,
        inactivated=gone if plan.delete == "inactivate" else 0,
        rejected=len(refused),
        deleted=gone if plan.delete == "delete" else 0,
    )


def _rows(
    connection: Connection, source: RowSource | SelectSource
) -> Iterator[tuple[str | None, tuple[Any, ...], Any]]:
    """Why a row is refused, its values in the order of the source's names, and what the quarantine keeps."""
    if isinstance(source, SelectSource):
        for row in connection.execute(source.select).all():
            yield None, tuple(row), dict(zip(source.names, row, strict=True))
        return
    for row in source.rows:
        try:
            yield None, source.values(row), source.raw(row)
        except Exception as error:
            yield str(error) or type(error).__name__, source.partial(row), source.raw(row)


def _sort(
    connection: Connection, plan: MergePlan, source: RowSource | SelectSource
) -> tuple[list[Row], list[Refusal], int, set[Any]]:
    """The rows that are valid, one a key; those that are refused; how many came; all keys seen."""
    text = isinstance(source, RowSource) and source.text
    convert = {c.source: converter(c.column.type, connection.dialect, text) for c in plan.sourced}
    order = Order()
    best: dict[Any, tuple[Any, str, int, Row]] = {}
    refused: list[Refusal] = []
    keys: set[Any] = set()
    total = 0
    for total, (reason, values, raw) in enumerate(_rows(connection, source), 1):
        row: Row = {}
        given = dict(zip(source.names, values, strict=True)) if values else {}
        for column in plan.sourced if given else ():
            try:
                cell = given[column.source]
                value = accept(column.column.type, convert[column.source], cell, text, connection.dialect)
            except Exception as error:
                reason = reason or f"column {column.source}: {error}"
                continue
            row[column.column.name] = value
            if value is None and column.required:
                reason = reason or column.null_reason
        said = given.get(plan.reject_column) if plan.reject_column else None
        if said is not None and not missing(said):
            reason = str(said)
        key = tuple(_comparable(row.get(c.name)) for c in plan.tracked.key)
        keys.add(key)
        place = None
        try:
            place = order.place(given.get(ORDER)) if reason is None else None
        except ValueError as error:
            reason = str(error)
        if reason:
            refused.append((total, reason, raw))
            continue
        unordered = isinstance(source, SelectSource) and not source.ordered
        tie = json.dumps(jsonable(row), sort_keys=True) if unordered else ""
        entry = ((place is not None, place or 0), tie, total, row)
        held = best.get(key)
        if held is not None:
            winner, loser = (entry, held) if entry[:3] > held[:3] else (held, entry)
            mine = {c.source: loser[3][c.column.name] for c in plan.sourced}
            refused.append((loser[2], DUPLICATE, mine))
            entry = winner
        best[key] = entry
    accepted = [kept[3] for kept in sorted(best.values(), key=lambda e: e[2])]
    return accepted, sorted(refused, key=lambda r: r[0]), total, keys


def _quarantine(connection: Connection, plan: MergePlan, refused: list[Refusal]) -> None:
    if not refused:
        return
    if plan.quarantine is None:
        listed = "; ".join(f"row {n}: {why}" for n, why, _ in refused[:5])
        raise RejectedRowsError(
            f"{len(refused)} of the source's rows do not fit {plan.target_name}: {listed}. "
            "Nothing was written. Correct the source, or pass quarantine= a class made from Quarantine.",
            len(refused),
            [(n, why) for n, why, _ in refused[:5]],
        )
    c = plan.quarantine.c
    for _, reason, raw in refused:
        document = jsonable(raw)
        text = f"{reason}\n{json.dumps(document, sort_keys=True)}"
        row = {"model": plan.target_name, "batch_id": plan.batch_id or ""}
        row["content_hash"] = hashlib.sha256(text.encode()).hexdigest()
        same = and_(*[c[name] == value for name, value in row.items()])
        if connection.execute(select(c.id).where(same)).first() is None:
            connection.execute(insert(plan.quarantine).values(**row, reason=reason, source_row=document))


def _write(connection: Connection, plan: MergePlan, row: Row) -> str:
    table = plan.tracked.table
    key = and_(*[c == row[c.name] for c in plan.tracked.key])
    # By name: not every database has all of the table's columns.
    columns = [*plan.tracked.key, *[p.column for p in plan.compared]]
    columns += [table.c[INACTIVATED_DATE]] if plan.tracked.can_inactivate else []
    found = connection.execute(select(*columns).where(key)).first()
    if found is None:
        # The model's own default= and onupdate= are added by SQLAlchemy.
        connection.execute(insert(table).values({**row, BATCH_ID: plan.batch_id}))
        return "insert"
    held = found._mapping
    differs = any(_comparable(held[p.column]) != _comparable(row[p.column.name]) for p in plan.compared)
    comes_back = plan.tracked.can_inactivate and held[table.c[INACTIVATED_DATE]] is not None
    if not differs and not comes_back:
        return "unchanged"
    changes = {p.column.name: row[p.column.name] for p in plan.sourced if not p.is_key}
    if plan.tracked.can_inactivate:
        changes[INACTIVATED_DATE] = None
    connection.execute(update(table).where(key).values({**changes, BATCH_ID: plan.batch_id}))
    return "update"


def _comparable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).replace(tzinfo=None) if value.tzinfo else value
    return value


def _gone(connection: Connection, plan: MergePlan, keys: set[Any]) -> int:
    if plan.delete == "ignore":
        return 0
    table, count = plan.tracked.table, 0
    query = select(*plan.tracked.key)
    if plan.delete == "inactivate":
        query = query.where(table.c[INACTIVATED_DATE].is_(None))
    for found in connection.execute(query).all():
        if tuple(map(_comparable, found)) in keys:
            continue
        count += 1
        key = and_(*[c == v for c, v in zip(plan.tracked.key, found, strict=True)])
        if plan.delete == "delete":
            connection.execute(table.delete().where(key))
        else:
            now = datetime.now(timezone.utc)
            values = {INACTIVATED_DATE: now, BATCH_ID: plan.batch_id}
            connection.execute(update(table).where(key).values(values))
    return count
