"""JSON as checked text."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from .field import NULL, escaped, missing
from .numbers import check_numeric

# A NUL's escape: a backslash that no other one makes a plain character.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def document(value: Any) -> str:
    """A Python value as a document; a text is a JSON string."""
    if missing(value):
        return NULL
    return escaped(_checked(_dumped(value)))


def document_of_text(value: Any) -> str:
    """A document out of a file, where all is text and a document stands as it is written."""
    if not isinstance(value, str):
        return document(value)
    try:
        _checked(_dumped(json.loads(value, parse_constant=_no_constant, parse_float=_number)))
    except json.JSONDecodeError as error:
        raise ValueError(f"the text is not JSON: {error}") from None
    return escaped(value)


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
    return 0.0  # only looked at; the text itself is kept
