"""Values as Python keeps them, checked as every database's merge checks them."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import types as sa

from .convert import UUID_TYPES, binds_itself
from .field import NULL, Convert
from .times import timedelta_of

_PARSED: tuple[tuple[type, Any], ...] = (
    (sa.Integer, int),
    (sa.Float, float),
    (sa.Numeric, Decimal),
    (sa.Boolean, lambda text: text == "t"),
    (sa.DateTime, datetime.fromisoformat),
    (sa.Date, date.fromisoformat),
    (sa.Time, time.fromisoformat),
    (sa.LargeBinary, lambda text: bytes.fromhex(text[3:])),
)


def accept(type_: Any, convert: Convert, value: Any, text: bool, dialect: Any) -> Any:
    """The value for a column of that type, which its converter lets pass.

    Raises:
        ValueError: it does not.
    """
    if value is None:
        return None
    field = convert(value)
    if field is NULL:
        return None
    if isinstance(type_, sa.Interval):  # a decorator of DateTime where the database has no interval
        return timedelta_of(value)
    inner = type_.impl if isinstance(type_, sa.TypeDecorator) else type_
    for kind, parse in _PARSED:
        if isinstance(inner, kind):
            return parse(field)
    if isinstance(inner, UUID_TYPES) and getattr(inner, "as_uuid", False):
        return uuid.UUID(field)
    if text and isinstance(inner, sa.JSON):
        return json.loads(value)
    if isinstance(type_, sa.TypeDecorator) and binds_itself(type_) and isinstance(value, str):
        # As it comes back from the table, to be compared with what is there.
        bound = type_.process_bind_param(value, dialect)
        return type_.process_result_value(bound, dialect)
    return value
