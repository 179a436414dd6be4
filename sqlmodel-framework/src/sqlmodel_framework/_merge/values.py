"""What a value of a column's type is: read from whatever a source holds, and written for COPY.

One rule for every source and database: a value is taken as it is or refused. Nothing is rounded, cut or made
another kind of value.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any

from sqlalchemy import types as sa
from sqlalchemy.dialects.postgresql import UUID

from . import documents, numbers, times
from .field import NULL, Convert, escaped, missing, without_nul

_TRUE = frozenset({"t", "true", "1", "y", "yes", "on"})
_FALSE = frozenset({"f", "false", "0", "n", "no", "off"})
# Kinds of value that a column of text does not take: 8001.0 is no postcode, and 8001 may be 08001.
_NO_TEXT = (
    bool, int, float, Decimal, date, time, timedelta, bytes, bytearray, memoryview, dict, list, tuple, set,
    frozenset,
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """How values of one type are read and written."""

    #: A source's value as Python holds one of that type, None where it is missing; ValueError if it is none.
    read: Callable[[Any], Any]
    #: Such a value as a field of COPY.
    write: Callable[[Any], str]
    #: Whether all that can be read is a value to the database; of others only the server can tell.
    proved: bool = True


def converter(kind: Kind) -> Convert:
    """The function that makes of a source's value a field of COPY."""
    read, write = kind.read, kind.write

    def convert(value: Any) -> str:
        native = read(value)
        return NULL if native is None else write(native)

    return convert


def kind_of(type_: Any, dialect: Any, text: bool = False) -> Kind:
    """The kind of a column's type.

    Args:
        type_: the column's type.
        dialect: SQLAlchemy's dialect.
        text: that the source has nothing but text, as a file has.
    """
    if isinstance(type_, sa.Interval):  # a TypeDecorator for databases that have none
        return Kind(times.timedelta_of, times.span_field)
    if isinstance(type_, sa.TypeDecorator):
        inner = kind_of(type_.load_dialect_impl(dialect), dialect, text)
        return _decorated(type_, inner, dialect, text) if binds_itself(type_) else inner
    if isinstance(type_, sa.Enum):
        return Kind(_enum(type_, dialect), escaped)
    if isinstance(type_, sa.JSON):
        return Kind(documents.document_of_text if text else documents.document, escaped)
    for kind, make in _BY_TYPE:
        if isinstance(type_, kind):
            return make(type_)
    if isinstance(type_, sa.ARRAY):
        return Kind(
            documents.array(type_.dimensions, converter(kind_of(type_.item_type, dialect))), escaped, False
        )
    process = type_.dialect_impl(dialect).bind_processor(dialect)
    return Kind(
        lambda value: _other(process(value) if process and not missing(value) else value), escaped, False
    )


def binds_itself(type_: Any) -> bool:
    """Whether a decorator makes a value of its own of what is bound."""
    return type(type_).process_bind_param is not sa.TypeDecorator.process_bind_param


def _decorated(type_: Any, inner: Kind, dialect: Any, text: bool) -> Kind:
    floats = isinstance(type_.impl, sa.Float)
    parse = _parser(type_.impl, dialect, text)

    def read(value: Any) -> Any:
        if missing(value) and not floats:
            return None
        if parse is not None and isinstance(value, str):
            with suppress(ValueError):  # the type may read text of its own
                value = parse(value)
        bound = type_.process_bind_param(value, dialect)
        return None if bound is None else inner.read(bound)

    return Kind(read, inner.write, inner.proved)


def _parser(impl: Any, dialect: Any, text: bool) -> Callable[[str], Any] | None:
    """What makes of text a value such as a decorator expects; None where it expects text."""
    if isinstance(impl, (sa.String, sa.Enum, sa.LargeBinary)):
        return None
    if isinstance(impl, sa.JSON):
        return documents.loaded if text else None
    for kind, parse in ((sa.DateTime, times.datetime_of), (sa.Time, times.time_of)):
        if isinstance(impl, kind):
            return parse
    return kind_of(impl, dialect, text).read


def _string(type_: Any) -> Kind:
    length = type_.length

    def read(value: Any) -> Any:
        if type(value) is not str:
            if missing(value):
                return None
            value = _as_text(value)
        without_nul(value)
        if length is not None and len(value) > length:
            raise ValueError(f"the text has {len(value)} characters, and the column takes {length}")
        return value

    return Kind(read, escaped)


def _as_text(value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, _NO_TEXT) or numbers.is_number(value):
        raise ValueError(
            f"{value!r} is of type {type(value).__name__}, and the column is text: give it as text"
        )
    return str(value)


def _boolean(type_: Any) -> Kind:
    def read(value: Any) -> Any:
        if value is True or value is False:
            return value
        word = str(value).strip().lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        if missing(value):
            return None
        raise ValueError(f"{value!r} is neither true nor false")

    return Kind(read, lambda value: "t" if value else "f")


def _binary(type_: Any) -> Kind:
    def read(value: Any) -> Any:
        if isinstance(value, (bytes, bytearray, memoryview)):
            return bytes(value)
        if missing(value):
            return None
        if isinstance(value, str) and value.startswith("\\x"):  # as PostgreSQL itself writes them
            return bytes.fromhex(value[2:])
        raise ValueError(f"a {type(value).__name__} is not bytes")

    return Kind(read, lambda value: r"\\x" + value.hex())


def _uuid(type_: Any) -> Kind:
    native = getattr(type_, "native_uuid", True)

    def read(value: Any) -> Any:
        if isinstance(value, uuid.UUID):
            return value
        return None if missing(value) else uuid.UUID(str(value))

    return Kind(read, str if native else attrgetter("hex"))  # CHAR(32)


def _enum(type_: Any, dialect: Any) -> Callable[[Any], Any]:
    labels = frozenset(type_.enums)
    process = type_.dialect_impl(dialect).bind_processor(dialect)

    def read(value: Any) -> Any:
        if missing(value):
            return None
        try:
            label = process(value) if process else value
        except LookupError:
            label = None
        if label not in labels:
            raise ValueError(f"{value!r} is none of {', '.join(map(str, type_.enums))}")
        return str(label)

    return read


def _other(value: Any) -> str | None:
    if isinstance(value, (list, tuple)):
        return documents.array(None, _other_item)(value)
    if isinstance(value, dict):
        return documents.document(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "\\x" + bytes(value).hex()
    return None if missing(value) or value is None else without_nul(str(value))


def _other_item(value: Any) -> str:
    written = _other(value)
    return NULL if written is None else escaped(written)


# SQLAlchemy 2 has one UUID type for all databases, 1.4 only PostgreSQL's own.
UUID_TYPES: tuple[Any, ...] = (UUID, getattr(sa, "Uuid", UUID))
_BY_TYPE: tuple[tuple[Any, Callable[[Any], Kind]], ...] = (
    *((t, _uuid) for t in UUID_TYPES),
    (sa.Integer, lambda t: Kind(numbers.integer(t), str)),
    (sa.Float, lambda t: Kind(numbers.floating(t), repr)),
    (sa.Numeric, lambda t: Kind(numbers.numeric(t), str)),
    (sa.String, _string),
    (sa.Boolean, _boolean),
    (sa.DateTime, lambda t: Kind(times.instant(t), times.iso)),
    (sa.Date, lambda t: Kind(times.day, times.iso)),
    (sa.Time, lambda t: Kind(times.clock(t), times.iso)),
    (sa.LargeBinary, _binary),
)


def held(type_: Any, kind: Kind, value: Any, dialect: Any) -> Any:
    """The value as it comes back from a table of a database that keeps whatever it is given."""
    if value is None:
        return None
    native = kind.read(value)
    if native is None:
        return None
    if isinstance(type_, sa.Interval):  # a decorator of DateTime where the database has no interval
        return native
    if not isinstance(type_, sa.TypeDecorator):
        return _held(type_, native, value, dialect)
    if not binds_itself(type_):
        return _held(type_.impl, native, value, dialect)
    kept = _held(type_.impl, native, native, dialect)
    if type(type_).process_result_value is not sa.TypeDecorator.process_result_value:
        return type_.process_result_value(kept, dialect)
    # It is bound once more when it is written, which must not change it again.
    return kept if type_.process_bind_param(kept, dialect) == kept else value


def _held(type_: Any, native: Any, value: Any, dialect: Any) -> Any:
    if isinstance(type_, UUID_TYPES):
        return native if type_.as_uuid else str(native)
    if isinstance(type_, (sa.Float, sa.Enum)):
        return _resulting(type_, native, dialect)
    if isinstance(type_, sa.Numeric):
        return native if type_.asdecimal else float(native)
    if isinstance(type_, sa.JSON):
        return documents.loaded(native)
    if isinstance(type_, sa.DateTime):
        return times.comparable(native)
    return native if isinstance(type_, tuple(t for t, _ in _BY_TYPE)) else value


def _resulting(type_: Any, value: Any, dialect: Any) -> Any:
    """A value of the driver's as SQLAlchemy gives it."""
    process = type_.dialect_impl(dialect).result_processor(dialect, None)
    return process(value) if process else value
