"""Brings a source into the stage: by COPY from Python, by INSERT ... SELECT inside the database."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from ...errors import MergeError
from ...merging.convert import converter, proves
from ...merging.field import NULL, Convert, escaped, missing
from ...merging.jsonable import raw_json
from ...merging.order import ORDER, Order
from ...merging.plan import MergePlan, PlanColumn
from ...merging.source import RowSource, SelectSource
from .copy import copy_in
from .fill_select import fill_from_select
from .keys import KeyOrder
from .lines import compile_format
from .session import has_cursors
from .stage import RANK, RAW, REASON, ROW, Filled, make_stage, rank_sql
from .typed import give_types

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# Rows and characters that are formatted at once; wide rows go one at a time.
_BLOCK_ROWS = 500
_BLOCK_SIZE = 1 << 16


def fill(connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> Filled:
    """Make the stage and bring every row of the source into it, refused ones with their reason."""
    if isinstance(source, SelectSource):
        return fill_from_select(connection, plan, source)
    return _fill_from_rows(connection, plan, source)


def _fill_from_rows(connection: Connection, plan: MergePlan, source: RowSource) -> Filled:
    unproved = tuple(c for c in plan.sourced if not proves(c.column.type, connection.dialect))
    stage = make_stage(connection, plan, "text", unproved)
    if not source.names:  # no row at all
        return Filled(stage, 0, 0, unique=True)
    columns = [*stage.columns, ROW, *([RANK] if plan.has_order else []), REASON, RAW]
    # The lines are UTF-8, whatever the session's client_encoding is.
    statement = f"COPY {stage.table} ({', '.join(columns)}) FROM STDIN WITH (ENCODING 'UTF8')"
    lines = _Lines(connection, plan, source)
    copy_in(connection, statement, lines, in_turns=source.attached or has_cursors(connection))
    refused = lines.refused + give_types(connection, stage)
    return Filled(stage, lines.rows, refused, lines.keys.ascending, rank_sql(lines.order.kind))


class _Lines:
    """COPY's text in blocks of lines, and what was counted on the way."""

    def __init__(self, connection: Connection, plan: MergePlan, source: RowSource) -> None:
        self.rows = 0
        self.refused = 0
        self._source = source
        self._plan = plan
        self._iterator = source.rows
        converters = [converter(c.column.type, connection.dialect, source.text) for c in plan.sourced]
        positions = [source.names.index(c.source) for c in plan.sourced]
        self._fields = list(zip(positions, converters, strict=True))
        self._required = [(i, c) for i, c in enumerate(plan.sourced) if c.required]
        self._reject = source.names.index(plan.reject_column) if plan.reject_column in source.names else None
        self.order = Order()
        self._rank = source.names.index(ORDER) if plan.has_order else None
        triples = [(c, p, convert) for c, (p, convert) in zip(plan.sourced, self._fields, strict=True)]
        self._format = compile_format(triples, self._reject, self._rank)
        self.keys = KeyOrder([(c, p) for c, p, _ in triples if c.is_key])

    def __iter__(self) -> Iterator[str]:
        size = 16
        while block := list(islice(self._iterator, size)):
            text = self._block(block)
            self.rows += len(block)
            yield text
            size = max(1, min(_BLOCK_ROWS, len(block) * _BLOCK_SIZE // len(text)))

    def _block(self, block: list[Any]) -> str:
        try:
            values = self._source.block(block)
            lines = self._format(values, self.rows + 1)
        except Exception:  # one of them is refused, or of a kind that is converted one by one
            self.keys.lose()
            return "".join([self._line(row, n) for n, row in enumerate(block, self.rows + 1)])
        self.keys.look(values)
        if None not in lines:
            return "".join(cast("list[str]", lines))
        return "".join(
            line if line is not None else self._line(row, n)
            for n, (row, line) in enumerate(zip(block, lines, strict=True), self.rows + 1)
        )

    def _line(self, row: Any, number: int) -> str:
        values: tuple[Any, ...] = ()
        rank = NULL
        reason = None
        try:
            values = self._source.values(row)
            cells = [NULL if values[p] is None else convert(values[p]) for p, convert in self._fields]
            reason = _null_reason(cells, self._required)
            if self._reject is not None and not _is_null(values[self._reject]):
                reason = str(values[self._reject])
            if self._rank is not None and reason is None:
                rank = _place(self.order, values[self._rank])
        except MergeError:  # of the merge, and not of this row
            raise
        except Exception as error:  # the converters of a user's own types may raise anything
            cells, reason = _salvage(self._plan, values or self._source.partial(row), self._fields, error)
            reason = reason if values else str(error)
        tail = [str(number), rank] if self._rank is not None else [str(number)]
        if reason is None:
            tail += (NULL, NULL)
        else:
            self.refused += 1
            tail += (escaped(reason.replace("\0", "\\0")), escaped(raw_json(self._source.raw(row))))
        return "\t".join(cells + tail) + "\n"


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


def _is_null(value: Any) -> bool:
    return value is None or missing(value)


def _place(order: Order, value: Any) -> str:
    place = order.place(value)
    if place is None:
        return NULL
    return str(place) if isinstance(place, Decimal) else place.isoformat()
