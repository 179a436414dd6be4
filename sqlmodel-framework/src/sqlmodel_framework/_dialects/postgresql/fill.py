"""Brings a source into the stage: by COPY from Python, by INSERT ... SELECT inside the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from ..._merge.documents import raw_json
from ..._merge.field import NULL, Convert, escaped, missing
from ..._merge.order import ORDER, Order
from ..._merge.plan import MergePlan, PlanColumn
from ..._merge.source import RowSource, SelectSource
from ..._merge.values import converter, kind_of
from ...errors import MergeError
from .casts import give_types
from .copy import copy_in
from .fill_select import fill_from_select
from .lines import KeyOrder, compile_format
from .look import Look
from .stage import GIVEN, RANK, RAW, REASON, ROW, Filled, make_stage, rank_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# Rows and characters that are formatted at once; wide rows go one at a time.
_BLOCK_ROWS = 500
_BLOCK_SIZE = 1 << 16


def fill(connection: Connection, plan: MergePlan, look: Look, source: RowSource | SelectSource) -> Filled:
    """Make the stage and bring every row of the source into it, refused ones with their reason."""
    if isinstance(source, SelectSource):
        return fill_from_select(connection, plan, look, source)
    return _fill_from_rows(connection, plan, look, source)


def _fill_from_rows(connection: Connection, plan: MergePlan, look: Look, source: RowSource) -> Filled:
    kinds = [kind_of(c.column.type, connection.dialect, source.text) for c in plan.staged]
    unproved = tuple(
        c
        for c, kind in zip(plan.staged, kinds, strict=True)
        if not kind.proved or (c.column.name in look.columns and look.columns[c.column.name].domain)
    )
    stage = make_stage(connection, plan, look, "text", unproved)
    if not source.names:  # no row at all
        return Filled(stage, 0, 0, unique=True)
    columns = [*stage.columns, ROW, *([RANK] if plan.has_order else []), *([GIVEN] if plan.sparse else [])]
    # The lines are UTF-8, whatever the session's client_encoding is.
    statement = f"COPY {stage.table} ({', '.join([*columns, REASON, RAW])}) FROM STDIN WITH (ENCODING 'UTF8')"
    fields = [
        Field(c, source.names.index(c.source) if c.source in source.names else None, converter(kind))
        for c, kind in zip(plan.staged, kinds, strict=True)
    ]
    lines = _Lines(plan, source, fields)
    copy_in(connection, statement, lines, in_turns=source.attached or look.cursors)
    refused = lines.refused + give_types(connection, stage)
    unique = lines.rows == 1 or lines.keys.ascending
    return Filled(stage, lines.rows, refused, unique, rank_sql(lines.order.kind), lines.lacking)


@dataclass(frozen=True)
class Field:
    """A column, where its value stands in a row (None: the model makes it), and what writes it."""

    column: PlanColumn
    position: int | None
    convert: Convert

    def cell(self, values: tuple[Any, ...], unset: Collection[str]) -> str:
        """The field of a row."""
        value = values[self.position] if self.position is not None else None
        if value is None and (self.position is None or self.column.source in unset):
            make: Callable[[], Any] | None = self.column.make
            value = make() if make is not None else self._constant()
        return NULL if value is None else self.convert(value)

    def _constant(self) -> Any:
        default = self.column.default
        return None if hasattr(default, "__clause_element__") or hasattr(default, "compile") else default


class _Lines:
    """COPY's text in blocks of lines, and what was counted on the way."""

    def __init__(self, plan: MergePlan, source: RowSource, fields: list[Field]) -> None:
        self.rows = 0
        self.refused = 0
        self.lacking = False
        self._source = source
        self._plan = plan
        self._iterator = source.rows
        self._fields = fields
        self._required = [(i, f.column) for i, f in enumerate(fields) if f.column.required]
        self._reject = source.names.index(plan.reject_column) if plan.reject_column in source.names else None
        self.order = Order()
        self._rank = source.names.index(ORDER) if plan.has_order else None
        self._format = compile_format(
            [(f.column, f.position, f.convert) for f in fields], self._reject, self._rank, plan.sparse
        )
        self.keys = KeyOrder(
            [(f.column, f.position) for f in fields if f.column.is_key and f.position is not None]
        )

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
        unset: Collection[str] = ()
        rank = NULL
        reason = None
        try:
            values = self._source.values(row)
            unset = self._source.unset(row) if self._source.unset is not None else ()
            cells = [f.cell(values, unset) for f in self._fields]
            reason = self._refusal(cells, unset)
            if self._reject is not None and not _is_null(values[self._reject]):
                reason = str(values[self._reject])
            if self._rank is not None and reason is None:
                rank = _place(self.order, values[self._rank])
        except MergeError:  # of the merge, and not of this row
            raise
        except Exception as error:  # the converters of a user's own types may raise anything
            cells, reason = self._salvage(values or self._source.partial(row), unset, error)
            reason = reason if values else str(error)
        tail = [str(number), rank] if self._rank is not None else [str(number)]
        if self._plan.sparse:
            tail.append("".join("0" if f.column.source in unset else "1" for f in self._fields))
        if reason is None:
            tail += (NULL, NULL)
        else:
            self.refused += 1
            tail += (escaped(reason.replace("\0", "\\0")), escaped(raw_json(self._source.raw(row))))
        return "\t".join(cells + tail) + "\n"

    def _refusal(self, cells: list[str], unset: Collection[str]) -> str | None:
        for i, column in self._required:
            if cells[i] == NULL:
                if column.source in unset and not column.is_key:
                    self.lacking = True  # which is well where the row is there already
                    continue
                return column.null_reason
        for fixed in self._plan.fixed:
            if self._plan.sparse and fixed not in unset:
                keys = ", ".join(c.key for c in self._plan.key)
                return f"column {fixed} is the primary key, and rows are matched by {keys}: leave it out"
        return None

    def _salvage(
        self, values: tuple[Any, ...], unset: Collection[str], error: Exception
    ) -> tuple[list[str], str]:
        """The cells of a refused row: those of the key that convert, so that delete= spares that key."""
        cells, reason = [], str(error)
        for field in self._fields:
            cell = NULL
            if values:
                try:
                    cell = field.cell(values, unset)
                except Exception as cause:
                    reason = f"column {field.column.source}: {cause}"
            cells.append(cell if field.column.is_key else NULL)
        return cells, reason


def _is_null(value: Any) -> bool:
    return value is None or missing(value)


def _place(order: Order, value: Any) -> str:
    place = order.place(value)
    if place is None:
        return NULL
    return str(place) if isinstance(place, Decimal) else place.isoformat()
