"""Rows to test with, for any model: valid, all different in every unique key, and the same for one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, UniqueConstraint

from .columns import RowNumber, StatementTime
from .history.tracked import EFFECTIVE_FROM, EFFECTIVE_TO, SYSTEM_COLUMNS, attribute_columns, tracked_or_none
from .made_values import Maker, maker_of


def make_rows(model: Any, count: int, *, seed: int = 0, **fixed: Any) -> Iterator[dict[str, Any]]:
    """Mappings that :func:`merge` and the model take.

    Columns that the database fills are left out. ``effective_to`` lies after ``effective_from``, and
    periods of one thing do not overlap.

    Args:
        model: a model class or table.
        count: how many.
        seed: another seed gives other values outside the unique keys.
        fixed: by column: a value for all, a list or tuple to take from in turn (keys of a parent, for a
            foreign key), or a function of the row's number.

    Raises:
        ModelDefinitionError: a column of a type that needs ``fixed``, or one whose type has fewer values
            than rows are to differ in it.
    """
    chance = random.Random(seed)
    table = getattr(model, "__table__", model)
    columns = {
        name: column
        for name, column in attribute_columns(model)
        if name in fixed or not _fills_itself(table, column)
    }
    makers = _makers(table, columns, fixed)
    period = _Period(columns, fixed)
    for number in range(count):
        row = {name: make(number, chance) for name, make in makers.items()}
        period.settle(row, number, chance)
        yield row


def _fills_itself(table: Table, column: Any) -> bool:
    if column.computed is not None or column.identity is not None or isinstance(column.type, RowNumber):
        return True
    if tracked_or_none(table) is not None:
        return column.name in SYSTEM_COLUMNS
    return isinstance(getattr(column.server_default, "arg", None), StatementTime)


def _makers(table: Table, columns: Mapping[str, Any], fixed: dict[str, Any]) -> dict[str, Maker]:
    alone, together = _unique(table)
    makers = {}
    for name, column in columns.items():
        if name in fixed:
            makers[name] = _fixed(fixed[name])
            continue
        make = maker_of(name, column.type, distinct=column in alone | together, alone=column in alone)
        makers[name] = _sometimes_none(make) if column.nullable and not column.primary_key else make
    return makers


class _Period:
    """Application time: from a start to a later end."""

    def __init__(self, columns: Mapping[str, Any], fixed: dict[str, Any]) -> None:
        names = {column.name: name for name, column in columns.items()}
        self._start, self._end = names.get(EFFECTIVE_FROM, ""), names.get(EFFECTIVE_TO, "")
        self._is_there = bool(self._start and self._end) and not {self._start, self._end} <= set(fixed)
        self._end_is_fixed = self._end in fixed
        # Rows that share the rest of a temporal key follow each other: each needs its end.
        is_key = self._is_there and columns[self._start].primary_key
        self._may_last = not (is_key and fixed)

    def settle(self, row: dict[str, Any], number: int, chance: random.Random) -> None:
        if not self._is_there:
            return
        start, end = row[self._start], row[self._end]
        if start is None or (end is None and (self._may_last or self._end_is_fixed)):
            return
        if not self._end_is_fixed:
            # Starts that must differ are a minute apart.
            row[self._end] = start + timedelta(seconds=chance.randrange(1, 60))
        elif end is not None and end <= start:
            row[self._start] = end - timedelta(minutes=number + 1)


def _unique(table: Table) -> tuple[set[Any], set[Any]]:
    """The columns that are unique by themselves, and those that are together with others."""
    keys = [list(table.primary_key.columns), *([c] for c in table.columns if c.unique)]
    keys += [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys += [list(i.columns) for i in table.indexes if i.unique]
    return {k[0] for k in keys if len(k) == 1}, {c for k in keys if len(k) > 1 for c in k}


def _sometimes_none(make: Maker) -> Maker:
    return lambda number, chance: None if chance.random() < 0.1 else make(number, chance)


def _fixed(value: Any) -> Maker:
    if callable(value):
        return lambda number, chance: value(number)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return lambda number, chance: value[number % len(value)]
    return lambda number, chance: value
