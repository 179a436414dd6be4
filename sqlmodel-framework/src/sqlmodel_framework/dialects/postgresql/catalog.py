"""What the server's catalog says about a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, text

from .enums import enum_of
from .quoting import name, type_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def has_schema(connection: Connection, schema: str) -> bool:
    found = connection.execute(text("SELECT 1 FROM pg_namespace WHERE nspname = :n"), {"n": schema})
    return found.first() is not None


def columns(connection: Connection, schema: str, table: str) -> dict[str, Any] | None:
    """Columns by name, with what makes them what they are; None where there is no such table."""
    oid = connection.execute(
        text(
            "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = :s AND c.relname = :t AND c.relkind IN ('r', 'p', 'f')"
        ),
        {"s": schema, "t": table},
    ).scalar()
    if oid is None:
        return None
    rows = connection.execute(
        text(
            "SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS not_null, "
            "atthasdef OR attidentity <> '' AS has_default, attgenerated::text AS generated, "
            "(SELECT relkind = 'f' FROM pg_class WHERE oid = attrelid) AS is_foreign "
            "FROM pg_attribute WHERE attrelid = :o AND attnum > 0 AND NOT attisdropped"
        ),
        {"o": oid},
    )
    return {row.name: row for row in rows}


def other_kind(connection: Connection, schema: str, table: str) -> str | None:
    """What has a table's name and is none, in words; None where nothing has it, or a table."""
    found = connection.execute(
        text("SELECT relkind::text FROM pg_class WHERE oid = to_regclass(:t)"),
        {"t": f"{name(schema)}.{name(table)}"},
    ).scalar()
    kinds = {"v": "a view", "m": "a materialized view", "S": "a sequence", "c": "a type"}
    return None if found in (None, "r", "p", "f") else kinds.get(found, "an index")


def indexes(connection: Connection, schema: str, table: str) -> set[str]:
    found = connection.execute(
        text("SELECT indexname FROM pg_indexes WHERE schemaname = :s AND tablename = :t"),
        {"s": schema, "t": table},
    )
    return {row[0] for row in found}


def function(connection: Connection, qualified: str) -> Any:
    """Body, kind and settings of a function without arguments; None where there is none."""
    return connection.execute(
        text(
            "SELECT prosrc AS body, prosecdef AS definer, pg_get_functiondef(oid) AS definition, "
            "coalesce(proconfig, '{}') AS settings "
            "FROM pg_proc WHERE oid = to_regprocedure(:f)"
        ),
        {"f": f"{qualified}()"},
    ).first()


def partitions(connection: Connection, schema: str, table: str) -> list[str]:
    """The partitions of a table at every level, as quoted names; empty where it has none."""
    found = connection.execute(
        text(
            "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) "
            "FROM pg_partition_tree(to_regclass(:t)) AS p JOIN pg_class c ON c.oid = p.relid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.level > 0 ORDER BY 1"
        ),
        {"t": f"{name(schema)}.{name(table)}"},
    )
    return [row[0] for row in found]


def differs_in_type(connection: Connection, column: Column[Any], found: str) -> bool:
    """That a column's type is another than the server's.

    Of a type that the server does not know nothing can be said, but of an enumeration: it is still to be
    made, unless it is one of a schema that names are not looked for in.
    """
    written = re.sub(r' COLLATE (\w+|"([^"]|"")*"|\.)+', "", type_sql(column.type))
    same_kind = connection.execute(
        text("SELECT to_regtype(:w) = to_regtype(:f)"), {"w": written, "f": found}
    ).scalar()
    if same_kind is None:
        return enum_of(column.type) is not None and not found.endswith(f".{written}")
    return not same_kind or _modifiers(written, found) != _modifiers(found, found)


def _modifiers(type_text: str, kind: str) -> str:
    """Length, precision and scale: ``10,2`` of ``NUMERIC(10, 2)``, with what the server adds by itself."""
    if kind.startswith(("real", "double precision")):
        return ""  # FLOAT(24) only chooses between the two
    found = re.search(r"\(([-\d, ]+)\)", type_text)
    given = found.group(1).replace(" ", "") if found else ""
    if kind.startswith("numeric") and given.isdecimal():
        return f"{given},0"
    if not given and re.match(r"(character|bit)(?! varying)", kind):
        return "1"
    return given
