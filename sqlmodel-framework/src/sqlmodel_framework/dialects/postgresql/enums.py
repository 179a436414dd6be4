"""The types of enumerations: made before the tables that use them, and given the members they lack."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Enum, Table, TypeDecorator, text

from ...deployment.plan import Step
from .quoting import DIALECT, do_block, literal, type_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def enum_of(type_: Any) -> Enum | None:
    """The enumeration behind a column's type that is a type of the server's own; None where there is none."""
    if isinstance(type_, TypeDecorator):
        return enum_of(type_.load_dialect_impl(DIALECT))
    if isinstance(type_, ARRAY):
        return enum_of(type_.item_type)
    if isinstance(type_, Enum) and type_.native_enum and getattr(type_, "create_type", True):
        return type_
    return None


def create(table: Table) -> list[str]:
    """The statements that make the types of a table's columns where they are not there."""
    return [
        do_block(f" BEGIN {_create(type_, labels)}; EXCEPTION WHEN duplicate_object THEN NULL; END ")
        for type_, labels in _members([table]).items()
    ]


def plan(connection: Connection, tables: Iterable[Table]) -> list[Step]:
    """Steps for types that are missing, and for members that they lack.

    Members that the model has not stay: history may hold them, and the server cannot take them away.
    """
    steps = []
    for type_, labels in _members(tables).items():
        known = connection.execute(text("SELECT to_regtype(:t)::oid"), {"t": type_}).scalar()
        if known is None:
            steps.append(Step(type_, "type missing", (_create(type_, labels),)))
            continue
        rows = connection.execute(
            text("SELECT enumlabel::text FROM pg_enum WHERE enumtypid = :o ORDER BY enumsortorder"),
            {"o": known},
        )
        added = _added(type_, labels, [row[0] for row in rows])
        if added:
            steps.append(Step(type_, "members missing", tuple(added)))
    return steps


def _members(tables: Iterable[Table]) -> dict[str, list[str]]:
    """The labels of each type, in the models' order."""
    found: dict[str, list[str]] = {}
    for table in tables:
        for column in table.columns:
            enum = enum_of(column.type)
            if enum is not None:
                labels = found.setdefault(type_sql(enum), [])
                labels += [str(label) for label in enum.enums if str(label) not in labels]
    return found


def _create(type_: str, labels: list[str]) -> str:
    return f"CREATE TYPE {type_} AS ENUM ({', '.join(map(literal, labels))})"


def _added(type_: str, labels: list[str], present: list[str]) -> list[str]:
    """Each new member after the one that the model has before it."""
    statements = []
    for i, label in enumerate(labels):
        if label in present:
            continue
        place = f" AFTER {literal(labels[i - 1])}" if i else ""
        if not i and present:
            place = f" BEFORE {literal(present[0])}"
        statements.append(f"ALTER TYPE {type_} ADD VALUE {literal(label)}{place}")
    return statements
