"""Python values as checked text, in the form of COPY, so that the server takes every one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import Enum
from typing import Any

from sqlalchemy import types as sa
from sqlalchemy.dialects.postgresql import UUID

Convert = Callable[[Any], str]
NULL = r"\N"

# As many digits as PostgreSQL keeps, rounded as it rounds.
_WIDE = Context(prec=150_000, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)
_TRUE = frozenset({"t", "true", "1", "y", "yes", "on"})
_FALSE = frozenset({"f", "false", "0", "n", "no", "off"})


def escaped(value: str) -> str:
    """Text as a COPY field."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    if "\n" in value:
        value = value.replace("\n", "\\n")
    if "\t" in value:
        value = value.replace("\t", "\\t")
    if "\r" in value:
        value = value.replace("\r", "\\r")
    return value


def converter(type_: Any, dialect: Any) -> Convert:
    """The function that turns a value of a column into a COPY field; it raises ValueError if it cannot."""
    if isinstance(type_, sa.Interval):  # a TypeDecorator for databases that have none
        return _interval(type_)
    if isinstance(type_, sa.TypeDecorator):
        inner = converter(type_.load_dialect_impl(dialect), dialect)
        if type(type_).process_bind_param is sa.TypeDecorator.process_bind_param:
            return inner
        return lambda value: _none_aware(inner, type_.process_bind_param(value, dialect))
    if isinstance(type_, sa.Enum):
        return _enum(type_, dialect)
    for kind, make in _BY_TYPE:
        if isinstance(type_, kind):
            return make(type_)
    process = type_.dialect_impl(dialect).bind_processor(dialect)
    return lambda value: _other(process(value) if process else value)


def _none_aware(inner: Convert, value: Any) -> str:
    return NULL if value is None else inner(value)


def _integer(type_: Any) -> Convert:
    bits = 16 if isinstance(type_, sa.SmallInteger) else 64 if isinstance(type_, sa.BigInteger) else 32
    low, high = -(1 << bits - 1), (1 << bits - 1) - 1

    def convert(value: Any) -> str:
        if type(value) is not int:
            value = _as_integer(value)
        if not low <= value <= high:
            raise ValueError(f"{value} does not fit an integer of {bits} bits")
        return str(value)

    return convert


def _as_integer(value: Any) -> int:
    if isinstance(value, str):
        return int(value)
    if hasattr(value, "__index__"):
        return int(value.__index__())
    if isinstance(value, (float, Decimal)) and value == value.__trunc__():
        return int(value)
    raise ValueError(f"{value!r} is not an integer")


def _float(type_: Any) -> Convert:
    return lambda value: repr(value) if type(value) is float else repr(float(value))


def _numeric(type_: Any) -> Convert:
    precision, scale = type_.precision, type_.scale

    def convert(value: Any) -> str:
        try:
            number = value if type(value) is Decimal else Decimal(str(value))
        except InvalidOperation:
            raise ValueError(f"{value!r} is not a number") from None
        if precision is not None and number.is_finite():
            rounded = number.quantize(Decimal(1).scaleb(-(scale or 0)), context=_WIDE)
            if abs(rounded) >= Decimal(10) ** (precision - (scale or 0)):
                raise ValueError(f"{value} does not fit numeric({precision},{scale or 0})")
        return str(number)

    return convert


def _string(type_: Any) -> Convert:
    length = type_.length

    def convert(value: Any) -> str:
        if type(value) is not str:
            value = _as_text(value)
        if "\0" in value:
            raise ValueError("the text holds a NUL character, which PostgreSQL cannot keep")
        if not value.isascii():
            value.encode()  # a lone surrogate is no text
        if length is not None and len(value) > length:
            raise ValueError(f"the text has {len(value)} characters, and the column takes {length}")
        return escaped(value)

    return convert


def _as_text(value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, (bytes, bytearray, memoryview, dict, list, tuple, set)):
        raise ValueError(f"a {type(value).__name__} is not text")
    return str(value)


def _boolean(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        if value is True or value is False:
            return "t" if value else "f"
        word = str(value).strip().lower()
        if word in _TRUE:
            return "t"
        if word in _FALSE:
            return "f"
        raise ValueError(f"{value!r} is neither true nor false")

    return convert


def _datetime(type_: Any) -> Convert:
    aware = bool(type_.timezone)

    def convert(value: Any) -> str:
        if isinstance(value, str):
            value = datetime.fromisoformat(value[:-1] + "+00:00" if value[-1:] in "Zz" else value)
        if not isinstance(value, datetime):
            raise ValueError(f"{value!r} is not a date and time")
        if aware and value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone, and the column is an instant")
        if not aware and value.tzinfo is not None:
            raise ValueError(f"{value.isoformat()} has a time zone, and the column has none")
        return value.isoformat()

    return convert


def _date(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        if isinstance(value, str):
            value = date.fromisoformat(value)
        if isinstance(value, datetime):
            if value.time() != time.min:
                raise ValueError(f"{value.isoformat()} is not a whole day")
            value = value.date()
        if not isinstance(value, date):
            raise ValueError(f"{value!r} is not a date")
        return value.isoformat()

    return convert


def _time(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        if isinstance(value, str):
            value = time.fromisoformat(value)
        if not isinstance(value, time):
            raise ValueError(f"{value!r} is not a time of day")
        return value.isoformat()

    return convert


def _interval(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        if not isinstance(value, timedelta):
            raise ValueError(f"{value!r} is not a timedelta")
        return f"{value.days} days {value.seconds} seconds {value.microseconds} microseconds"

    return convert


def _binary(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        if not isinstance(value, (bytes, bytearray, memoryview)):
            raise ValueError(f"a {type(value).__name__} is not bytes")
        return r"\\x" + bytes(value).hex()

    return convert


def _uuid(type_: Any) -> Convert:
    return lambda value: str(value if isinstance(value, uuid.UUID) else uuid.UUID(str(value)))


def _json(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_refuse_json)
        if "\\u0000" in text:
            raise ValueError("the JSON holds a NUL character, which PostgreSQL cannot keep")
        text.encode()
        return escaped(text)

    return convert


def _refuse_json(value: Any) -> Any:
    raise ValueError(f"a {type(value).__name__} is not JSON")


def _enum(type_: Any, dialect: Any) -> Convert:
    labels = frozenset(type_.enums)
    process = type_.dialect_impl(dialect).bind_processor(dialect)

    def convert(value: Any) -> str:
        try:
            label = process(value) if process else value
        except LookupError:
            label = None
        if label not in labels:
            raise ValueError(f"{value!r} is none of {', '.join(map(str, type_.enums))}")
        return escaped(str(label))

    return convert


def _other(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return escaped(_array(value))
    if isinstance(value, dict):
        return _json(None)(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return r"\\x" + bytes(value).hex()
    return NULL if value is None else _string(sa.String())(value)


def _array(values: Any) -> str:
    items = []
    for item in values:
        if item is None:
            items.append("NULL")
        elif isinstance(item, (list, tuple)):
            items.append(_array(item))
        else:
            text = ("true" if item else "false") if isinstance(item, bool) else str(item)
            if "\0" in text:
                raise ValueError("the text holds a NUL character, which PostgreSQL cannot keep")
            items.append('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
    return "{" + ",".join(items) + "}"


# SQLAlchemy 2 has one UUID type for all databases, 1.4 only PostgreSQL's own.
_UUID_TYPES: tuple[Any, ...] = (UUID, getattr(sa, "Uuid", UUID))
_BY_TYPE: tuple[tuple[Any, Callable[[Any], Convert]], ...] = (
    *((t, _uuid) for t in _UUID_TYPES),
    (sa.Integer, _integer),
    (sa.Float, _float),
    (sa.Numeric, _numeric),
    (sa.String, _string),
    (sa.Boolean, _boolean),
    (sa.DateTime, _datetime),
    (sa.Date, _date),
    (sa.Time, _time),
    (sa.LargeBinary, _binary),
    (sa.JSON, _json),
)
