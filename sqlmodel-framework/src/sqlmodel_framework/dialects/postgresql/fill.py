"""Brings a source into the stage: by COPY from Python, by INSERT ... SELECT inside the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from ...merging.convert import NULL, Convert, converter, escaped
from ...merging.jsonable import raw_json
from ...merging.plan import ORDER, MergePlan, PlanColumn
from ...merging.source import RowSource, SelectSource
from .copy import copy_in
from .fill_select import fill_from_select
from .lines import compile_format
from .stage import RANK, RAW, REASON, ROW, Stage, make_stage, rank_type

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def fill(connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> Stage:
    """Make the stage and bring every row of the source into it, refused ones with their reason."""
    if isinstance(source, SelectSource):
        return fill_from_select(connection, plan, source)
    return _fill_from_rows(connection, plan, source)


def _fill_from_rows(connection: Connection, plan: MergePlan, source: RowSource) -> Stage:
    rows, rank = source.rows, None
    if plan.has_order:
        first = next(rows)
        rows, rank = chain([first], rows), rank_type(source.values(first)[source.names.index(ORDER)])
    stage = make_stage(connection, plan, rank)
    if not source.names:  # no row at all
        return stage
    columns = [*stage.columns, ROW, *([RANK] if plan.has_order else []), REASON, RAW]
    statement = f"COPY {stage.table} ({', '.join(columns)}) FROM STDIN"
    copy_in(connection, statement, _lines(connection, plan, source, rows))
    return stage


def _lines(connection: Connection, plan: MergePlan, source: RowSource, rows: Iterator[Any]) -> Iterator[str]:
    positions = [source.names.index(c.source) for c in plan.sourced]
    converters = [converter(c.column.type, connection.dialect) for c in plan.sourced]
    fields = list(zip(positions, converters, strict=True))
    required = [(i, c) for i, c in enumerate(plan.sourced) if c.required]
    reject = source.names.index(plan.reject_column) if plan.reject_column in source.names else None
    rank = source.names.index(ORDER) if plan.has_order else None
    triples = [(c, p, convert) for c, (p, convert) in zip(plan.sourced, fields, strict=True)]
    quick = compile_format(triples, reject, rank)
    get = source.values
    for number, row in enumerate(rows, 1):
        values: tuple[Any, ...] = ()
        line = reason = None
        cells: list[str] = []
        try:
            values = get(row)
            line = quick(values, number)
            if line is None:
                cells = [NULL if values[p] is None else convert(values[p]) for p, convert in fields]
                reason = _null_reason(cells, required)
                if reject is not None and values[reject] is not None:
                    reason = str(values[reject])
        except Exception as error:  # the converters of a user's own types may raise anything
            cells, reason = _salvage(plan, values, fields, error)
        if line is not None:
            yield line
            continue
        tail = [str(number)]
        if rank is not None:
            tail.append(_rank(values[rank]) if values else NULL)
        if reason is None:
            tail += (NULL, NULL)
        else:
            tail += (escaped(reason.replace("\0", "\\0")), escaped(raw_json(source.raw(row))))
        yield "\t".join(cells + tail) + "\n"


def _null_reason(cells: list[str], required: list[tuple[int, PlanColumn]]) -> str | None:
    for i, column_ in required:
        if cells[i] == NULL:
            return column_.null_reason
    return None


def _salvage(
    plan: MergePlan, values: tuple[Any, ...], fields: list[tuple[int, Convert]], error: Exception
) -> tuple[list[str], str]:
    """The cells of a refused row: those of the key that convert, so that delete= spares that key."""
    cells, reason = [], str(error)
    for planned, (position, convert) in zip(plan.sourced, fields, strict=True):
        cell = NULL
        if values and values[position] is not None:
            try:
                cell = convert(values[position])
            except Exception as cause:
                reason = f"column {planned.source}: {cause}"
        cells.append(cell if planned.is_key else NULL)
    return cells, reason


def _rank(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return NULL if value is None else escaped(str(value))
