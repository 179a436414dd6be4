"""JSON and arrays as checked text, and refused rows as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from .field import NULL, Convert, missing, unescaped, without_nul
from .numbers import check_numeric

# A NUL's escape: a backslash that no other one makes a plain character.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
# What can be gone through, and is one value all the same.
_WHOLE = (str, bytes, bytearray, memoryview, dict, set, frozenset)


def document(value: Any) -> str | None:
    """A Python value as a document; a text is a JSON string."""
    return None if missing(value) else _checked(_dumped(value))


def document_of_text(value: Any) -> str | None:
    """A document out of a file, where all is text and a document stands as it is written."""
    if not isinstance(value, str):
        return document(value)
    _checked(_dumped(loaded(value)))
    return value


def loaded(text: str) -> Any:
    """What a document says."""
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_number)
    except json.JSONDecodeError as error:
        raise ValueError(f"the text is not JSON: {error}") from None


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_refuse)


def _checked(text: str) -> str:
    if "\\u0000" in text and _NUL.search(text):
        raise ValueError("the JSON holds a NUL character, which PostgreSQL cannot keep")
    text.encode()  # a lone surrogate is no text
    return text


def _refuse(value: Any) -> Any:
    raise ValueError(f"a {type(value).__name__} is not JSON")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _number(text: str) -> float:
    check_numeric(Decimal(text))
    number = float(text)
    return number if number - number == 0 else 0.0  # JSON has larger numbers than floats; the text is kept


def array(dimensions: int | None, item: Convert) -> Callable[[Any], str | None]:
    """What reads an array as the server writes it, of what converts one item; without dimensions each list
    is one."""

    def read(value: Any) -> str | None:
        if missing(value):
            return None
        if isinstance(value, str):  # as the server writes it, and no list of characters
            return without_nul(value)
        if hasattr(value, "tolist"):  # NumPy's
            value = value.tolist()
        if isinstance(value, _WHOLE) or not isinstance(value, Iterable):
            raise ValueError(f"a {type(value).__name__} is not an array")
        return items_of(value, 1)

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

    return read


def raw_json(value: Any) -> str:
    """A refused row as JSON, whatever it holds."""
    return json.dumps(jsonable(value), ensure_ascii=False)


def jsonable(value: Any) -> Any:
    """The nearest that JSON can hold."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    if isinstance(value, dict):
        return {str(jsonable(str(k))): jsonable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(v) for v in value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "\\x" + bytes(value).hex()
    # jsonb keeps no NUL, UTF-8 no lone surrogate: both are written out.
    return str(value).encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")
