"""Arrays as checked text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .field import NULL, Convert, escaped, missing, unescaped, without_nul

# What can be gone through, and is one value all the same.
_WHOLE = (str, bytes, bytearray, memoryview, dict, set, frozenset)


def array(dimensions: int | None, item: Convert) -> Convert:
    """What converts an array, of what converts one item of it; without dimensions each list is one."""

    def convert(value: Any) -> str:
        if missing(value):
            return NULL
        if isinstance(value, str):  # as the server writes it, and no list of characters
            return escaped(without_nul(value))
        if hasattr(value, "tolist"):  # NumPy's
            value = value.tolist()
        if isinstance(value, _WHOLE) or not isinstance(value, Iterable):
            raise ValueError(f"a {type(value).__name__} is not an array")
        return escaped(items_of(value, 1))

    def items_of(values: Iterable[Any], depth: int) -> str:
        return "{" + ",".join([written(value, depth) for value in values]) + "}"

    def written(value: Any, depth: int) -> str:
        nested = depth < dimensions if dimensions is not None else isinstance(value, (list, tuple))
        if nested and value is not None:
            return items_of(value, depth + 1)
        field = NULL if value is None else item(value)
        if field is NULL:
            return "NULL"
        return '"' + unescaped(field).replace("\\", "\\\\").replace('"', '\\"') + '"'

    return convert
