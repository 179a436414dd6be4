"""Names and literals as PostgreSQL's own preparer writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import Connection
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
    return qualified_name(table.schema, other if other is not None else table.name)


def qualified_name(schema: str | None, plain: str) -> str:
    """A name in a schema, where there is one."""
    return f"{name(schema)}.{name(plain)}" if schema else name(plain)


def target_of(connection: Connection, table: Table) -> tuple[str | None, str]:
    """The schema (None for the search path's first) and name that a table has on this connection."""
    translated = connection.get_execution_options().get("schema_translate_map") or {}
    return translated.get(table.schema, table.schema), str(table.name)


def literal(value: str) -> str:
    """A string constant that reads the same whatever standard_conforming_strings is."""
    quoted = value.replace("'", "''")
    return f"E'{quoted}'".replace("\\", "\\\\") if "\\" in value else f"'{quoted}'"


def preparer_for(translated: Mapping[Any, Any] | None) -> Any:
    """The preparer of names, that leaves a place for each schema that a connection translates."""
    return _PREPARER._with_schema_translate(translated) if translated else _PREPARER


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
