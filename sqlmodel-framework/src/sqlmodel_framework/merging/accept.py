"""Values as Python keeps them, checked as every database's merge checks them."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime, time, timezone
from typing import Any

from sqlalchemy import types as sa

from .convert import UUID_TYPES, binds_itself
from .field import NULL, Convert, unescaped
from .numbers import rounded
from .times import timedelta_of


def accept(type_: Any, convert: Convert, value: Any, text: bool, dialect: Any) -> Any:
    """The value for a column of that type, as it comes back from the table.

    Raises:
        ValueError: its converter does not let it pass.
    """
    if value is None:
        return None
    field = convert(value)
    if field is NULL:
        return None
    if isinstance(type_, sa.Interval):  # a decorator of DateTime where the database has no interval
        return timedelta_of(value)
    if not isinstance(type_, sa.TypeDecorator):
        return _read(type_, field, value, text, dialect)
    if not binds_itself(type_):
        return _read(type_.impl, field, value, text, dialect)
    bound = _read(type_.impl, field, type_.process_bind_param(value, dialect), False, dialect)
    if type(type_).process_result_value is not sa.TypeDecorator.process_result_value:
        return type_.process_result_value(bound, dialect)
    # It is bound once more when it is written, which must not change it again.
    return bound if type_.process_bind_param(bound, dialect) == bound else value


def _read(type_: Any, field: str, value: Any, text: bool, dialect: Any) -> Any:
    """What a field says, read by a type's kind; the value itself where it is of none of these."""
    for kind, parse in _PARSED:
        if isinstance(type_, kind):
            return parse(type_, field, dialect)
    if text and isinstance(type_, sa.JSON):
        return json.loads(value)
    return value


def _resulting(type_: Any, value: Any, dialect: Any) -> Any:
    """A value of the driver's as SQLAlchemy gives it."""
    process = type_.dialect_impl(dialect).result_processor(dialect, None)
    return process(value) if process else value


def _number(type_: Any, field: str, dialect: Any) -> Any:
    number = rounded(type_, field)
    return number if type_.asdecimal else float(number)


def _instant(type_: Any, field: str, dialect: Any) -> datetime:
    found = datetime.fromisoformat(field)
    # Where the database keeps no zone, one and the same instant must be one value.
    return found if found.tzinfo is None else found.astimezone(timezone.utc)


_PARSED: tuple[tuple[Any, Any], ...] = (
    *((t, lambda t, field, d: uuid.UUID(field) if t.as_uuid else field) for t in UUID_TYPES),
    (sa.Integer, lambda t, field, d: int(field)),
    (sa.Float, lambda t, field, d: _resulting(t, float(field), d)),
    (sa.Numeric, _number),
    (sa.Enum, lambda t, field, d: _resulting(t, unescaped(field), d)),
    (sa.String, lambda t, field, d: unescaped(field)),
    (sa.Boolean, lambda t, field, d: field == "t"),
    (sa.DateTime, _instant),
    (sa.Date, lambda t, field, d: date.fromisoformat(field)),
    (sa.Time, lambda t, field, d: time.fromisoformat(field)),
    (sa.LargeBinary, lambda t, field, d: bytes.fromhex(field[3:])),
)
