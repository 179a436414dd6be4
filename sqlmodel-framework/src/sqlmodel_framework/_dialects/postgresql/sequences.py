"""Sequences that columns name as their default; those of serial columns and identities come with these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Sequence, Table
from sqlalchemy.schema import CreateSequence
from sqlalchemy.sql.visitors import iterate

from ..._deploy.plan import Step
from .creation import compiled
from .quoting import DIALECT, qualified_name

if TYPE_CHECKING:
    from .catalog import Catalog


def create(table: Table) -> list[str]:
    """The statements that make the sequences of a table's columns where they are not there."""
    # SQLAlchemy 1.4 has no way to say the middle of it.
    return [
        compiled(CreateSequence(sequence)).replace("SEQUENCE", "SEQUENCE IF NOT EXISTS", 1)
        for sequence in _of(table)
    ]


def plan(catalog: Catalog, tables: Iterable[Table]) -> list[Step]:
    """Steps for sequences that are missing."""
    steps = {}
    for table in tables:
        for sequence, statement in zip(_of(table), create(table), strict=True):
            quoted = str(DIALECT.identifier_preparer.format_sequence(sequence))
            steps[quoted] = Step(quoted, "sequence missing", (statement,))
    return [steps[quoted] for quoted in catalog.missing(list(steps))]


def grants(table: Table, schema: str, writer: str) -> list[str]:
    """Statements that let a role count."""
    return [
        f"GRANT USAGE ON SEQUENCE {qualified_name(sequence.schema or schema, sequence.name)} TO {writer}"
        for sequence in _of(table)
    ]


def _of(table: Table) -> list[Any]:
    """Each once, whether the program asks for the next number or the server does."""
    found: dict[Any, None] = {}
    for column in table.columns:
        default, expression = column.default, getattr(column.server_default, "arg", None)
        if isinstance(default, Sequence):
            found[default] = None
        parts = iterate(expression) if hasattr(expression, "get_children") else ()
        for part in parts:
            if isinstance(each := getattr(part, "sequence", None), Sequence):
                found[each] = None
    return list(found)
