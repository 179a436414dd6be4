"""Python values as checked text, in the form of COPY, so that the server takes every one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from enum import Enum
from operator import attrgetter
from typing import Any

from sqlalchemy import types as sa
from sqlalchemy.dialects.postgresql import UUID

from . import numbers, times
from .arrays import array
from .documents import document, document_of_text
from .field import NULL, Convert, escaped, missing, without_nul

_TRUE = frozenset({"t", "true", "1", "y", "yes", "on"})
_FALSE = frozenset({"f", "false", "0", "n", "no", "off"})


def converter(type_: Any, dialect: Any, text: bool = False) -> Convert:
    """The function that turns a value of a column into a COPY field; it raises ValueError if it cannot.

    Args:
        type_: the column's type.
        dialect: SQLAlchemy's dialect.
        text: that the source has nothing but text, as a file has.
    """
    if isinstance(type_, sa.Interval):  # a TypeDecorator for databases that have none
        return times.interval(type_)
    if isinstance(type_, sa.TypeDecorator):
        inner = converter(type_.load_dialect_impl(dialect), dialect, text)
        if not binds_itself(type_):
            return inner
        floats = isinstance(type_.impl, sa.Float)
        return lambda value: (
            NULL
            if missing(value) and not floats
            else _none_aware(inner, type_.process_bind_param(value, dialect))
        )
    if isinstance(type_, sa.Enum):
        return _enum(type_, dialect)
    if text and isinstance(type_, sa.JSON):
        return document_of_text
    for kind, make in _BY_TYPE:
        if isinstance(type_, kind):
            return make(type_)
    if isinstance(type_, sa.ARRAY):
        return array(type_.dimensions, converter(type_.item_type, dialect))
    process = type_.dialect_impl(dialect).bind_processor(dialect)
    return lambda value: _other(process(value) if process and not missing(value) else value)


def binds_itself(type_: Any) -> bool:
    """Whether a decorator makes a value of its own of what is bound."""
    return type(type_).process_bind_param is not sa.TypeDecorator.process_bind_param


def proves(type_: Any, dialect: Any) -> bool:
    """Whether what the converter lets pass is a value of the type; of others only the server can tell."""
    if isinstance(type_, sa.TypeDecorator) and not isinstance(type_, sa.Interval):
        return proves(type_.load_dialect_impl(dialect), dialect)
    return isinstance(type_, (sa.Interval, sa.Enum, *(kind for kind, _ in _BY_TYPE)))


def _none_aware(inner: Convert, value: Any) -> str:
    return NULL if value is None else inner(value)


def _string(type_: Any) -> Convert:
    length = type_.length

    def convert(value: Any) -> str:
        if type(value) is not str:
            if missing(value):
                return NULL
            value = _as_text(value)
        without_nul(value)
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
        if missing(value):
            return NULL
        raise ValueError(f"{value!r} is neither true nor false")

    return convert


def _binary(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        if isinstance(value, (bytes, bytearray, memoryview)):
            return r"\\x" + bytes(value).hex()
        if missing(value):
            return NULL
        if isinstance(value, str) and value.startswith("\\x"):  # as PostgreSQL itself writes them
            return r"\\x" + bytes.fromhex(value[2:]).hex()
        raise ValueError(f"a {type(value).__name__} is not bytes")

    return convert


def _uuid(type_: Any) -> Convert:
    native = getattr(type_, "native_uuid", True)
    written: Callable[[uuid.UUID], str] = str if native else attrgetter("hex")  # CHAR(32)

    def convert(value: Any) -> str:
        if isinstance(value, uuid.UUID):
            return written(value)
        return NULL if missing(value) else written(uuid.UUID(str(value)))

    return convert


def _enum(type_: Any, dialect: Any) -> Convert:
    labels = frozenset(type_.enums)
    process = type_.dialect_impl(dialect).bind_processor(dialect)

    def convert(value: Any) -> str:
        if missing(value):
            return NULL
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
        return array(None, _other)(value)
    if isinstance(value, dict):
        return document(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return r"\\x" + bytes(value).hex()
    return NULL if value is None else _string(sa.String())(value)


# SQLAlchemy 2 has one UUID type for all databases, 1.4 only PostgreSQL's own.
UUID_TYPES: tuple[Any, ...] = (UUID, getattr(sa, "Uuid", UUID))
_BY_TYPE: tuple[tuple[Any, Callable[[Any], Convert]], ...] = (
    *((t, _uuid) for t in UUID_TYPES),
    (sa.Integer, numbers.integer),
    (sa.Float, numbers.floating),
    (sa.Numeric, numbers.numeric),
    (sa.String, _string),
    (sa.Boolean, _boolean),
    (sa.DateTime, times.instant),
    (sa.Date, times.day),
    (sa.Time, times.clock),
    (sa.LargeBinary, _binary),
    (sa.JSON, lambda type_: document),
)
