"""That two keys are one, for functions that look for operators in pg_catalog alone."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ARRAY, Column

from .enums import enum_of
from .quoting import name, type_sql

#: Types whose ``=`` is in pg_catalog, as SQLAlchemy writes them.
_BUILT_IN = re.compile(
    r"((small|big)?int(eger)?|numeric|decimal|real|float|double precision|text|(var)?char|character|bpchar"
    r"|uuid|date|time|timestamp|interval|bool(ean)?|bytea|bit|inet|cidr|macaddr8?|money|oid|xid8"
    r"|(int|num|ts|tstz|date)\d?(multi)?range)\b",
    re.IGNORECASE,
)


def equal(column: Column[Any], left: str, right: str) -> str:
    """That a column of two rows is the same.

    Of a type that an extension made, or a user, ``=`` is not found; or a wrong one is, as text's for citext.
    As records the two are compared by what their type says of itself, as the primary key compares them.
    """
    pair = [f"{row}.{name(column.name)}" for row in (left, right)]
    kind = column.type
    if isinstance(kind, ARRAY) or enum_of(kind) is not None or _BUILT_IN.match(type_sql(kind)):
        return " = ".join(pair)
    return " = ".join(f"ROW({each})::record" for each in pair)
