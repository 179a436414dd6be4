"""Refused rows as JSON, whatever they hold."""

from __future__ import annotations

import json
from typing import Any


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
