"""SQL text whose tables go to the schemas that the connection it runs on translates theirs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import TextClause

from .quoting import preparer_for, qualified, with_parameters

# Around a table's name in the text, which is all that tells two such texts apart for SQLAlchemy's cache.
_MARK = "\ue001"


def table_place(table: Table) -> str:
    """The place of a table's name in SQL for :func:`with_tables`."""
    return f"{_MARK}{qualified(table)}{_MARK}"


def with_tables(sql: str, tables: Sequence[Table]) -> TextClause:
    """SQL with parameters, whose tables are named when it is compiled for a connection."""
    made = with_parameters(sql, ())
    made.__class__ = _Translated
    made.tables = {_escaped(table_place(t)): t for t in tables}  # type: ignore[attr-defined]
    return made


class _Translated(TextClause):
    inherit_cache = True
    tables: dict[str, Table]


@compiles(_Translated)
def _named(element: _Translated, compiler: Any, **kw: Any) -> str:
    preparer = preparer_for(getattr(compiler, "schema_translate_map", None))
    text = element.text
    for place, table in element.tables.items():
        text = text.replace(place, _escaped(preparer.format_table(table)))
    plain = element._clone()
    plain.text = text
    return str(compiler.visit_textclause(plain, **kw))


def _escaped(sql: str) -> str:
    return sql.replace(":", "\\:")
