"""Numbers that the database gives to new rows, where it gives them no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table

from ..._deploy.plan import Step
from .creation import identity_sql
from .quoting import literal, name


def plan(table: Table, label: str, quoted: str, present: Mapping[str, Any]) -> list[Step]:
    """Steps for identities, and for a key that was counted by a sequence, which is still there.

    A key that never had one may well be counted elsewhere, whatever SQLAlchemy would do for a new table.
    """
    steps = []
    for column in table.columns:
        found = present.get(column.name)
        if found is None or found.has_default:
            continue
        where, alter = f"{label}.{column.name}", f"ALTER TABLE {quoted} ALTER COLUMN {name(column.name)}"
        if column.identity is not None:
            add = f"{alter} SET NOT NULL, ALTER COLUMN {name(column.name)} ADD {identity_sql(column)}"
            steps.append(Step(where, "identity missing", (add, _go_on(quoted, column, "0"))))
        elif column is table._autoincrement_column and column.server_default is None:
            sequence = found.sequence
            if sequence is None:
                continue
            default = f"{alter} SET DEFAULT nextval({literal(sequence)})"
            last = f"(SELECT s.last_value FROM {sequence} AS s)"
            steps.append(Step(where, "default missing", (default, _go_on(quoted, column, last))))
    return steps


def _go_on(quoted: str, column: Column[Any], last: str) -> str:
    """Begins behind what was given meanwhile."""
    sequence = f"pg_get_serial_sequence({literal(quoted)}, {literal(column.name)})"
    key = f"t.{name(column.name)}"
    return f"SELECT setval({sequence}, max({key})) FROM {quoted} AS t HAVING max({key}) > {last}"
