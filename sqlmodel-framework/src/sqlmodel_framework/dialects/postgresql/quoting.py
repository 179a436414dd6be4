"""Names and literals as PostgreSQL's own preparer writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql.elements import BindParameter, TextClause

# Stands for a parameter's colon until every other colon is known to be none.
_MARK = "\ue000"
# A dialect without a driver: psycopg2's would double every % for its own parameter style.
DIALECT: Any = cast(Any, PGDialect)(paramstyle="named")
_PREPARER = DIALECT.identifier_preparer


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


def parameter(key: str) -> str:
    """The place of a parameter in SQL for :func:`with_parameters`."""
    return f"{_MARK}{key}"


def with_parameters(sql: str, binds: Iterable[BindParameter[Any]]) -> TextClause:
    """SQL in which only :func:`parameter` makes parameters, whatever colons its names hold."""
    return text(sql.replace(":", "\\:").replace(_MARK, ":")).bindparams(*binds)


def do_block(body: str) -> str:
    """A block of PL/pgSQL to run at once, whatever names and constants it holds."""
    mark = "$sqlmodel$"
    while mark in body:
        mark = f"{mark[:-1]}_$"
    return f"DO {mark}{body}{mark}"


def type_sql(type_: Any) -> str:
    """A column type as DDL writes it."""
    return str(type_.compile(dialect=DIALECT))
