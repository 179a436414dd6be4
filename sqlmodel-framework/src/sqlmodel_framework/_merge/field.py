"""One field of a row on its way into COPY."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Convert = Callable[[Any], str]
#: NULL; a converter returns this very object, and never one that equals it for a text.
NULL = r"\N"

_FLOATS = frozenset({"float", "float16", "float32", "float64"})
_NEITHER = frozenset({"NaTType", "NAType"})


def missing(value: Any) -> bool:
    """What pandas calls missing in a row of its own: NaN, NaT and NA.

    To a column of floats NaN is a value; to all others no float can be meant by it.
    """
    kind = type(value).__name__
    return kind in _NEITHER or (kind in _FLOATS and bool(value != value))


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


_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}


def unescaped(field: str) -> str:
    """The text that a COPY field says."""
    return _ESCAPED.sub(lambda m: _MEANT.get(m[1], m[1]), field) if "\\" in field else field


def without_nul(value: str) -> str:
    """The text itself.

    Raises:
        ValueError: it is one that PostgreSQL cannot keep.
    """
    if "\0" in value:
        raise ValueError("the text holds a NUL character, which PostgreSQL cannot keep")
    if not value.isascii():
        value.encode()  # a lone surrogate is no text
    return value
