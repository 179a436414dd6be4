"""Names and literals as PostgreSQL's own preparer writes them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql.base import PGDialect

# A dialect without a driver: psycopg2's would double every % for its own parameter style.
_DIALECT: Any = cast(Any, PGDialect)()
_PREPARER = _DIALECT.identifier_preparer


def name(identifier: str) -> str:
    """One identifier, quoted where it must be."""
    return str(_PREPARER.quote(identifier))


def qualified(table: Table, other: str | None = None) -> str:
    """The table's name with its schema; with ``other``, that name in the table's schema."""
    plain = name(other if other is not None else table.name)
    return f"{name(table.schema)}.{plain}" if table.schema else plain


def literal(value: str) -> str:
    """A string constant that reads the same whatever standard_conforming_strings is."""
    quoted = value.replace("'", "''")
    return f"E'{quoted}'".replace("\\", "\\\\") if "\\" in value else f"'{quoted}'"


def type_sql(type_: Any) -> str:
    """A column type as DDL writes it."""
    return str(type_.compile(dialect=_DIALECT))
