"""The differences between one table of the models and the database's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKeyConstraint, Table
from sqlalchemy.schema import CreateColumn, CreateIndex

from ..._deploy.plan import Step
from ..._history.tracked import SYSTEM_COLUMNS
from . import constraints, counted
from .creation import compiled, create_table, default_sql, index_name, indexes_of
from .quoting import name, type_sql

if TYPE_CHECKING:
    from .catalog import Catalog

#: What a table is: one of the user's, one of those that history is kept of, or history itself.
PLAIN, TRACKED, HISTORY = "plain", "tracked", "history"


def taken(catalog: Catalog, table: Table, schema: str) -> Step | None:
    """The step for a table whose name something else has."""
    kind = catalog.other_kind(f"{name(schema)}.{name(table.name)}")
    remedy = "rename or drop it, or give the model another __tablename__"
    return Step(f"{schema}.{table.name}", f"is {kind}, not a table", remedy=remedy) if kind else None


def plan(
    catalog: Catalog, table: Table, schema: str, role: str, foreign_keys: Sequence[ForeignKeyConstraint]
) -> list[Step]:
    """Steps for a table, its columns, indexes and constraints.

    Foreign keys are planned apart, but for those that a missing table is made with.
    """
    label = f"{schema}.{table.name}"
    quoted = f"{name(schema)}.{name(table.name)}"
    present = catalog.columns(quoted)
    if present is None:
        return [Step(label, "table missing", tuple(create_table(table, foreign_keys)))]
    wanted = {c.name: c for c in table.columns}
    lacking = [c for c in wanted.values() if c.name not in present]
    steps = _missing(label, quoted, lacking, role == HISTORY)
    for column in wanted.values():
        if column.name in present:
            found = present[column.name]
            steps += _retyped(catalog, label, quoted, column, found, role == HISTORY)
            steps += _altered(label, quoted, column, found, role == TRACKED and column.name in SYSTEM_COLUMNS)
    steps += counted.plan(table, label, quoted, present)
    for surplus in sorted(set(present) - set(wanted)):
        steps += _surplus(f"{label}.{surplus}", present[surplus], role)
    existing = {name(each) for each in catalog.indexes(quoted)}
    for index in indexes_of(table):
        if (quoted_index := index_name(index)) not in existing:
            steps.append(Step(f"{label}.{quoted_index}", "index missing", (compiled(CreateIndex(index)),)))
    if catalog.is_foreign(quoted):
        return steps  # another server's table has no keys here
    added = {c.name for c in lacking if _fills_itself(c)}
    return steps + constraints.plan(catalog, table, label, quoted, {*present, *added}, added)


def _fills_itself(column: Column[Any]) -> bool:
    return bool(column.nullable or column.server_default is not None or column.computed is not None)


def _missing(label: str, quoted: str, columns: list[Column[Any]], is_history: bool) -> list[Step]:
    added = [column for column in columns if _fills_itself(column)]
    remedy = "add it by a migration that fills it, or give the field a server default"
    steps = [
        Step(f"{label}.{column.name}", "required column missing", remedy=remedy)
        for column in columns
        if column not in added
    ]
    if added:
        # In one statement, so that created_at and systime of the rows already there are one instant.
        # A downgrade leaves what history has, and an upgrade finds it.
        add = "ADD COLUMN IF NOT EXISTS" if is_history else "ADD COLUMN"
        clauses = ", ".join(f"{add} {compiled(CreateColumn(c))}" for c in added)
        listed = ", ".join(c.name for c in added)
        steps.append(Step(f"{label} ({listed})", "column missing", (f"ALTER TABLE {quoted} {clauses}",)))
    return steps


def _retyped(
    catalog: Catalog, label: str, quoted: str, column: Column[Any], found: Any, is_history: bool
) -> list[Step]:
    if not catalog.differs_in_type(column, found.type):
        return []
    wanted = type_sql(column.type)
    finding = f"type is {found.type}, the model says {wanted}"
    if not is_history:
        return [Step(f"{label}.{column.name}", finding, remedy="change it by a migration")]
    quoted_column = name(column.name)
    change, back = (
        f"ALTER TABLE {quoted} ALTER COLUMN {quoted_column} TYPE {to} USING {quoted_column}::text::{to}"
        for to in (wanted, found.type)
    )
    return [Step(f"{label}.{column.name}", finding, (change,), undo=(back,))]


def _altered(label: str, quoted: str, column: Column[Any], found: Any, is_system: bool) -> list[Step]:
    """NOT NULL, and a default that is not there; keys and identities are never NULL anyway.

    What the defaults of system columns say belongs to the plan of history.
    """
    steps, where = _computed(f"{label}.{column.name}", column, found), f"{label}.{column.name}"
    alter = f"ALTER TABLE {quoted} ALTER COLUMN {name(column.name)}"
    default = default_sql(column)
    if default is not None and not found.has_default and not is_system:
        steps.append(Step(where, "default missing", (f"{alter} SET DEFAULT {default}",)))
    if column.primary_key or column.identity is not None or found.not_null != bool(column.nullable):
        return steps
    if column.nullable:
        steps.append(Step(where, "is NOT NULL, the model says it may be NULL", (f"{alter} DROP NOT NULL",)))
    else:
        steps.append(Step(where, "may be NULL, the model says NOT NULL", (f"{alter} SET NOT NULL",)))
    return steps


def _computed(where: str, column: Column[Any], found: Any) -> list[Step]:
    """A computed column that is no more, or is computed only when it is read: then history has NULL."""
    if (
        column.computed is None
        or found.generated == "s"
        or (found.generated and not column.computed.persisted)
    ):
        return []
    finding = "is virtual, the model says persisted" if found.generated else "is not computed any more"
    return [Step(where, finding, remedy="drop it by a migration; deploy then makes it anew")]


def _surplus(where: str, found: Any, role: str) -> list[Step]:
    """History keeps columns that the model once had; a computed one is kept by what it is computed from."""
    if role == HISTORY or found.generated:
        return []
    if found.not_null and not found.has_default:
        remedy = "drop it by a migration, or add it to the model"
        return [Step(where, "required column that the model has not", remedy=remedy)]
    if role == PLAIN:
        return []
    remedy = "add it to the model (and to History(without=[...]) if they need not be kept), or drop it"
    return [Step(where, "column that the model has not: its changes would not be in history", remedy=remedy)]
