"""The types of enumerations: made before the tables that use them, and given the members they lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Enum, Table, TypeDecorator

from ..._deploy.plan import Step
from .quoting import DIALECT, do_block, literal, name, type_sql

if TYPE_CHECKING:
    from .catalog import Catalog


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
        do_block(f" BEGIN {_create(wanted)}; EXCEPTION WHEN duplicate_object THEN NULL; END ")
        for wanted in _wanted([table])
    ]


def drop(table: Table) -> list[str]:
    """The statements that drop the types of a table that is gone, where nothing else uses them."""
    unused = "EXCEPTION WHEN dependent_objects_still_exist THEN NULL"
    return [
        do_block(f" BEGIN DROP TYPE IF EXISTS {wanted.type}; {unused}; END ") for wanted in _wanted([table])
    ]


def plan(catalog: Catalog, schemas: Mapping[Table, str]) -> list[Step]:
    """Steps for types that are missing, and for members that they lack.

    Members that the model has not stay: history may hold them, and the server cannot take them away.
    """
    steps = []
    every = list(_wanted(schemas))
    there = catalog.enum_types([wanted.type for wanted in every]) if every else {}
    for wanted in every:
        known = there.get(wanted.type) or _in_use(catalog, wanted, schemas)
        if known is None:
            steps.append(Step(wanted.type, "type missing", (_create(wanted),)))
            continue
        added = _added(known.type, wanted.labels, known.labels)
        if added:
            steps.append(Step(known.type, "members missing", tuple(added)))
    return steps


@dataclass(frozen=True)
class _Wanted:
    """A type with its labels in the models' order, and the tables that have it."""

    type: str
    enum: Any
    labels: list[str]
    tables: list[Table]


def _wanted(tables: Iterable[Table]) -> Iterable[_Wanted]:
    found: dict[str, _Wanted] = {}
    for table in tables:
        for enum in filter(None, [enum_of(column.type) for column in table.columns]):
            written = type_sql(enum)
            wanted = found.setdefault(written, _Wanted(written, enum, [], []))
            wanted.labels.extend(str(e) for e in enum.enums if str(e) not in wanted.labels)
            wanted.tables.append(table)
    return found.values()


def _in_use(catalog: Catalog, wanted: _Wanted, schemas: Mapping[Table, str]) -> Any:
    """The type of this name that the tables have, made by one who looked elsewhere for names."""
    if wanted.enum.schema:
        return None
    used = catalog.enums_in_use([f"{name(schemas[table])}.{name(table.name)}" for table in wanted.tables])
    return next((row for row in used if row.called == wanted.enum.name), None)


def _create(wanted: _Wanted) -> str:
    return f"CREATE TYPE {wanted.type} AS ENUM ({', '.join(map(literal, wanted.labels))})"


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
