"""What an audit's ``changes`` are in Python: no amount goes through a binary float."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Optional

from sqlalchemy import ARRAY, JSON, Column, Float, Numeric, Text, cast, type_coerce
from sqlalchemy.types import TypeDecorator, TypeEngine

from .._dialects import dialect_for
from .tracked import BATCH_ID, CREATED_AT, EFFECTIVE, SYSTIME, TXID, Tracked

_NOT_COMPARED = frozenset({CREATED_AT, SYSTIME, BATCH_ID, TXID, EFFECTIVE})

#: A column's name, how its values are read, and the digits behind its point.
Kind = tuple[str, str, Optional[int]]


def audited(tracked: Tracked) -> list[Column[Any]]:
    """The columns whose changes an audit tells."""
    return [c for c in tracked.recorded if c.name not in _NOT_COMPARED]


class Changes(TypeDecorator[Any]):
    """``{column: [before, after]}``, read from the database's own text of it.

    A driver that decodes JSON makes floats of amounts; so it is asked for text.

    Args:
        kinds: the columns whose values are not simply what JSON has, see :func:`kinds_of`.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        super().__init__()
        self.kinds = kinds

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        return dialect.type_descriptor(dialect_for(dialect.name).json_type())  # type: ignore[no-any-return]

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return JSON().coerce_compared_value(op, value)

    def column_expression(self, column: Any) -> Any:
        return type_coerce(cast(column, Text), self)

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        # Where amounts are binary floats, all of their digits come as text.
        binary = {"decimal": "rounded"} if dialect_for(dialect.name).binary_amounts else {}
        read = {name: partial(_READ[binary.get(kind, kind)], scale) for name, kind, scale in self.kinds}

        def process(value: Any) -> Any:
            if value is None:
                return None
            found = json.loads(value, parse_float=Decimal)
            if not isinstance(found, dict):  # a part of it, such as changes["amount"]
                return found
            return {name: [read.get(name, _same)(each) for each in pair] for name, pair in found.items()}

        return process


def kinds_of(tracked: Tracked) -> tuple[Kind, ...]:
    """How the values of columns are read, where whole numbers as int and others as Decimal is not right."""
    found = [(c.name, *_kind(c.type)) for c in audited(tracked)]
    return tuple((name, kind, scale) for name, kind, scale in found if kind)


def plain_type(type_: Any) -> Any:
    """The type that a decorated one is kept as."""
    while isinstance(type_, TypeDecorator):
        type_ = type_.impl_instance if hasattr(type_, "impl_instance") else type_.impl
    return type_


def _kind(type_: Any) -> tuple[str, int | None]:
    plain = plain_type(type_)
    if isinstance(plain, ARRAY):
        return _kind(plain.item_type)
    if isinstance(plain, JSON):
        return "document", None
    if isinstance(plain, (Numeric, Float)):
        return "decimal" if plain.asdecimal else "float", plain.scale
    return "", None


def _same(value: Any) -> Any:
    return value


def _decimal(scale: int | None, value: Any) -> Any:
    if isinstance(value, list):  # an array
        return [_decimal(scale, each) for each in value]
    return None if value is None else Decimal(value)  # text where it is NaN or infinite


def _rounded(scale: int | None, value: Any) -> Any:
    """The float as SQLAlchemy reads such a column."""
    if value is None or scale is None:
        return None if value is None else Decimal(value if isinstance(value, int) else repr(float(value)))
    return Decimal(f"{Decimal(value) if isinstance(value, int) else float(value):.{scale}f}")


def _float(scale: int | None, value: Any) -> Any:
    if isinstance(value, list):
        return [_float(scale, each) for each in value]
    return None if value is None else float(value)


def _document(scale: int | None, value: Any) -> Any:
    """As the column itself is read: JSON's numbers are floats in Python."""
    if isinstance(value, list):
        return [_document(scale, each) for each in value]
    if isinstance(value, dict):
        return {key: _document(scale, each) for key, each in value.items()}
    return float(value) if isinstance(value, Decimal) else value


_READ: Mapping[str, Callable[[int | None, Any], Any]] = {
    "decimal": _decimal, "rounded": _rounded, "float": _float, "document": _document,
}  # fmt: skip
