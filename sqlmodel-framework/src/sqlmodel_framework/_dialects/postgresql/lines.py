"""COPY lines of the rows that need no second look, by a function made for the plan's columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain, islice
from operator import itemgetter, lt
from typing import Any

from sqlalchemy import types as sa

from ..._merge.field import NULL, Convert
from ..._merge.numbers import integer_bits, is_single
from ..._merge.plan import PlanColumn
from ..._merge.values import binds_itself

TAB = "\t"
#: Rows (as tuples) and the number of the first one, to their lines; None for each that may be refused.
Format = Callable[[Iterable[tuple[Any, ...]], int], "list[str | None]"]


def compile_format(
    fields: list[tuple[PlanColumn, int | None, Convert]], reject: int | None, rank: int | None, sparse: bool
) -> Format:
    """A function from a block of rows to their lines.

    It is Python text made from positions and type limits alone (no name of a table or column is in it):
    one expression a block, with the checks of plain integers and text in place, is three times as fast as
    calling a function for each row and a converter for each value.
    """
    if rank is not None:
        return lambda rows, first: [None for _ in rows]
    names: dict[str, Any] = {"NULL": NULL, "null": _refuse, "datetime": datetime}
    parts, refused = [], []
    for i, (column, position, convert) in enumerate(fields):
        names[f"c{i}"] = convert
        if position is None:
            names[f"m{i}"] = column.make
            parts.append(f"(NULL if (x := m{i}()) is None else c{i}(x))")
            continue
        value = f"v[{position}]"
        # What is missing in another way than None is told by the converter alone.
        converted = f"c{i}({value})"
        if column.required:
            converted = f"(x if (x := {converted}) is not NULL else null())"
        text = _inline(column.column.type, value, converted)
        if column.required:
            refused.append(f"{value} is None")
        parts.append(text if column.required else f"(NULL if {value} is None else {text})")
    if reject is not None:
        refused.append(f"v[{reject}] is not None")
    tail = f"{NULL}\t{NULL}\n"
    if sparse:  # such a row gives all columns
        tail = f"{NULL}\t{tail}"
    # Joined and not added up: each sum would copy a wide row once more.
    line = f"{TAB!r}.join(({', '.join([*parts, 'str(n)', repr(tail)])}))"
    body = f"None if {' or '.join(refused)} else {line}" if refused else line
    made: Format = eval(f"lambda rows, first: [{body} for n, v in enumerate(rows, first)]", names)
    return made


def _refuse() -> str:
    raise ValueError("a required column is null")


def _inline(type_: Any, value: str, converted: str) -> str:
    if isinstance(type_, sa.TypeDecorator) and not binds_itself(type_):
        type_ = type_.impl
    if isinstance(type_, sa.Integer):
        high = (1 << integer_bits(type_) - 1) - 1
        fits = f"type({value}) is int and {-high - 1} <= {value} <= {high}"
        return f"(str({value}) if {fits} else {converted})"
    if isinstance(type_, sa.String) and not isinstance(type_, sa.Enum):
        # Printable: no control character, so nothing to escape but the backslash, and no surrogate.
        length = f" and len({value}) <= {int(type_.length)}" if type_.length is not None else ""
        plain = f"type({value}) is str and {value}.isprintable() and '\\\\' not in {value}{length}"
        return f"({value} if {plain} else {converted})"
    if isinstance(type_, sa.Float) and not is_single(type_):
        return f"(repr({value}) if type({value}) is float and {value} - {value} == 0 else {converted})"
    if isinstance(type_, sa.DateTime) and getattr(type_, "precision", None) is None:
        zone = "is not" if type_.timezone else "is"
        plain = f"type({value}) is datetime and {value}.tzinfo {zone} None"
        return f"({value}.isoformat() if {plain} else {converted})"
    return converted


class KeyOrder:
    """Looks whether whole-number keys only ever rise: then none comes twice, and nobody need search.

    Nothing is told of values that may differ in Python and be equal in the database (text, "01" and "1").
    """

    def __init__(self, key: Sequence[tuple[PlanColumn, int]]) -> None:
        self.ascending = bool(key) and all(isinstance(c.column.type, sa.Integer) for c, _ in key)
        self._positions = [position for _, position in key]
        self._get: Any = itemgetter(*self._positions) if self.ascending else None
        self._last: Any = None

    def lose(self) -> None:
        """Rows came whose keys are not known."""
        self.ascending = False

    def look(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Look at a block of rows."""
        if not self.ascending:
            return
        keys = list(map(self._get, rows))
        numbers = keys if len(self._positions) == 1 else chain.from_iterable(keys)
        self.ascending = (
            set(map(type, numbers)) == {int}
            and (self._last is None or self._last < keys[0])
            and all(map(lt, keys, islice(keys, 1, None)))
        )
        self._last = keys[-1]
