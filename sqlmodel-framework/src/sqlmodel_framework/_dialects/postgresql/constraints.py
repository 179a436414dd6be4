"""Keys and checks that the model has and the database has not.

What the database has and the model has not stays: it only makes the table stricter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Constraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from ..._deploy.plan import Step
from .creation import add_constraint, constraint_name, constraint_sql
from .quoting import name

if TYPE_CHECKING:
    from .catalog import Catalog

_KINDS = {
    PrimaryKeyConstraint: "primary key",
    UniqueConstraint: "unique constraint",
    CheckConstraint: "check",
    ForeignKeyConstraint: "foreign key",
}
_REMEDY = "change it by a migration"


def plan(
    catalog: Catalog, table: Table, label: str, quoted: str, known: Collection[str], added: set[str]
) -> list[Step]:
    """Steps for all constraints but foreign keys.

    Args:
        known: the columns that are there, or will be.
        added: those of them that are added.
    """
    found = catalog.constraints(quoted)
    unique = catalog.unique(quoted)
    steps = []
    for constraint in sorted(table.constraints, key=constraint_sql):
        columns = [c.name for c in getattr(constraint, "columns", ())]
        if isinstance(constraint, ForeignKeyConstraint) or not constraint_sql(constraint):
            continue
        if not set(columns) <= set(known):
            continue
        step = None
        if isinstance(constraint, PrimaryKeyConstraint):
            step = _primary_key(constraint, columns, found, label, quoted) if columns else None
        elif isinstance(constraint, UniqueConstraint) and frozenset(columns) in unique:
            continue
        else:
            step = _named(constraint, found, label, quoted, bool(added & set(columns)))
        steps += [step] if step else []
    return steps


def plan_foreign_keys(
    catalog: Catalog, wanted: Iterable[ForeignKeyConstraint], label: str, quoted: str
) -> list[Step]:
    """Steps for foreign keys; the tables they refer to are there by then."""
    found = [row for row in catalog.constraints(quoted) if row.kind == "f"]
    steps = []
    for constraint in sorted(wanted, key=constraint_sql):
        columns = ", ".join(constraint.column_keys)
        same = [row for row in found if _refers(catalog, row, constraint)]
        if not same:
            step = _missing(constraint, f"{label} ({columns})", quoted)
            taken = constraint_name(constraint)
            if taken in [name(row.name) for row in found]:
                step = Step(f"{label}.{taken}", "foreign key is of other columns", remedy=_REMEDY)
            steps.append(step)
        elif not any(row.enforced and _acts(row) == _action(constraint) for row in same):
            finding = f"foreign key is {_acts(same[0])}, the model says {_action(constraint)}"
            if not same[0].enforced:
                finding = "foreign key is not enforced"
            steps.append(_replaced(constraint, same[0].name, f"{label} ({columns})", quoted, finding))
    return steps


def drop_foreign_keys(catalog: Catalog, wanted: Iterable[ForeignKeyConstraint], quoted: str) -> list[str]:
    """Statements that take foreign keys away, by the names that they have."""
    rows = [row for row in catalog.constraints(quoted) if row.kind == "f"]
    found = {row.name for constraint in wanted for row in rows if _refers(catalog, row, constraint)}
    return [f"ALTER TABLE {quoted} DROP CONSTRAINT {name(each)}" for each in sorted(found)]


def _primary_key(
    constraint: Constraint, columns: list[str], found: list[Any], label: str, quoted: str
) -> Step | None:
    present = [row for row in found if row.kind == "p"]
    if not present:
        return _missing(constraint, label, quoted)
    if set(present[0].columns) == set(columns):
        return None
    finding = f"primary key is ({', '.join(present[0].columns)}), the model says ({', '.join(columns)})"
    return Step(label, finding, remedy=_REMEDY)


def _named(constraint: Constraint, found: list[Any], label: str, quoted: str, is_new: bool) -> Step | None:
    """One that is told from others by its name; without a name, only by belonging to a new column."""
    wanted = constraint_name(constraint)
    same = [row for row in found if name(row.name) == wanted]
    if isinstance(constraint, UniqueConstraint) and same:
        finding = f"unique constraint is of other columns: {', '.join(same[0].columns)}"
        return Step(f"{label}.{wanted}", finding, remedy=_REMEDY)
    if isinstance(constraint, CheckConstraint) and same and not same[0].enforced:
        return _replaced(constraint, same[0].name, f"{label}.{wanted}", quoted, "check is not enforced")
    if same or (wanted is None and not is_new and not isinstance(constraint, UniqueConstraint)):
        return None
    columns = ", ".join(c.name for c in getattr(constraint, "columns", ()))
    return _missing(constraint, f"{label}.{wanted}" if wanted else f"{label} ({columns})", quoted)


def _missing(constraint: Constraint, label: str, quoted: str) -> Step:
    kind = _KINDS.get(type(constraint), "constraint")
    return Step(label, f"{kind} missing", (add_constraint(constraint, quoted),))


def _replaced(constraint: Constraint, present: str, label: str, quoted: str, finding: str) -> Step:
    change = f"ALTER TABLE {quoted} DROP CONSTRAINT {name(present)}, ADD {constraint_sql(constraint)}"
    return Step(label, finding, (change,))


def _refers(catalog: Catalog, row: Any, constraint: ForeignKeyConstraint) -> bool:
    remote = constraint.referred_table
    translated = catalog.connection.get_execution_options().get("schema_translate_map") or {}
    pairs = {(e.parent.name, e.column.name) for e in constraint.elements}
    return (
        set(zip(row.columns, row.remote_columns, strict=True)) == pairs
        and row.remote_table == remote.name
        and translated.get(remote.schema, remote.schema) in (None, row.remote_schema)
    )


_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def _acts(row: Any) -> str:
    return f"ON UPDATE {_ACTIONS[row.on_update]} ON DELETE {_ACTIONS[row.on_delete]}"


def _action(constraint: ForeignKeyConstraint) -> str:
    # Without the list of columns that SET NULL may have.
    update, delete = [
        (each or "NO ACTION").upper().split(" (")[0].split("(")[0]
        for each in (constraint.onupdate, constraint.ondelete)
    ]
    return f"ON UPDATE {update} ON DELETE {delete}"
