"""What is to be merged into what: worked out from the model and the source's columns, once a merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from ..errors import MergeError, SourceColumnsError
from ..history.tracked import SYSTEM_COLUMNS, Tracked, attribute_columns
from .order import ORDER


@dataclass(frozen=True)
class PlanColumn:
    """One column of the table that the source fills."""

    source: str
    column: Column[Any]
    is_key: bool
    required: bool
    #: Only filled on insert (a default of the model's), never compared.
    insert_only: bool = False
    #: On insert, where the source has no such column: a value, or an SQL expression.
    default: Any = None

    @property
    def null_reason(self) -> str:
        """Why a row without a value here is refused."""
        return f"{'key' if self.is_key else 'required'} column {self.source} is null"


@dataclass(frozen=True)
class MergePlan:
    """Everything a dialect needs to know."""

    tracked: Tracked
    columns: tuple[PlanColumn, ...]
    batch_id: str | None
    delete: str
    quarantine: Table | None
    reject_column: str | None
    has_order: bool
    allow_empty: bool
    #: Columns that the model gives a value (or an SQL expression) on each update: ``onupdate=``.
    on_update: tuple[tuple[Column[Any], Any], ...] = ()

    @property
    def sourced(self) -> tuple[PlanColumn, ...]:
        """The columns that the source itself has."""
        return tuple(c for c in self.columns if not c.insert_only)

    @property
    def compared(self) -> tuple[PlanColumn, ...]:
        """The columns whose difference makes a new version."""
        ignored = self.tracked.options.ignore
        return tuple(c for c in self.sourced if not c.is_key and c.column.name not in ignored)

    @property
    def target_name(self) -> str:
        """The table's name as the quarantine keeps it."""
        return str(self.tracked.table.fullname)


def made_by_database(column: Column[Any]) -> bool:
    """Whether nobody else can set the column."""
    return column.computed is not None or (column.identity is not None and column.identity.always is True)


def empty_source(plan: MergePlan, total: int) -> MergeError:
    """That ``delete=`` would take every row of the table, since the source names none of them."""
    what = f"none of the source's {total} rows has a key" if total else "the source is empty"
    return MergeError(
        f"{what}, and delete={plan.delete!r} would take every row of {plan.target_name}. "
        "Check the source; where that is right, pass allow_empty=True."
    )


def plan_columns(
    model: Any, tracked: Tracked, source: Sequence[str], reject_column: str | None
) -> tuple[PlanColumn, ...]:
    """Match the source's column names with the model's.

    Raises:
        SourceColumnsError: an unknown, reserved or generated column in the source, a key column or a
            required column missing from it.
    """
    table = tracked.table
    by_name = {c.name: c for c in table.columns} | dict(attribute_columns(model))
    found: list[PlanColumn] = []
    for name in source:
        if name in (ORDER, reject_column):
            continue
        column = by_name.get(name)
        _refuse(table, name, column, by_name)
        assert column is not None
        found.append(PlanColumn(name, column, column.primary_key, column.primary_key or not column.nullable))
    have = {p.column.name for p in found}
    if len(have) != len(found):
        raise SourceColumnsError(f"the source names a column of {table.name} twice: {', '.join(source)}.")
    for column in tracked.business:
        if column.name not in have and not made_by_database(column):
            found += _absent(table, column)
    return tuple(found)


def _refuse(table: Table, name: str, column: Column[Any] | None, known: dict[str, Column[Any]]) -> None:
    if column is None:
        own = sorted(n for n, c in known.items() if c.name not in SYSTEM_COLUMNS)
        raise SourceColumnsError(
            f"the source has a column {name!r} that {table.name} has not. Its columns: {', '.join(own)}. "
            "Leave it out of the source, rename it, or name it as reject_column."
        )
    if column.name in SYSTEM_COLUMNS:
        raise SourceColumnsError(
            f"the source has a column {name!r}, which the database keeps itself in {table.name}. "
            "Leave it out; the batch is named by batch_id=."
        )
    if made_by_database(column):
        raise SourceColumnsError(f"{table.name}.{name} is a generated column: leave it out of the source.")


def _absent(table: Table, column: Column[Any]) -> list[PlanColumn]:
    if column.primary_key:
        raise SourceColumnsError(
            f"the source lacks the key column {column.key!r} of {table.name}, by which rows are matched. "
            "Add it to the source."
        )
    default: Any = column.default
    if default is not None and not default.is_callable:
        value = default.next_value() if default.is_sequence else default.arg
        return [PlanColumn(column.key, column, False, False, True, value)]
    fills_itself = (
        default is not None
        or column.server_default is not None
        or column.identity is not None
        or column is table._autoincrement_column
    )
    if default is not None:
        raise SourceColumnsError(
            f"{table.name}.{column.key} is filled by a Python function, which a set-based merge cannot call "
            "row by row. Give the column in the source, or use a server default."
        )
    if not column.nullable and not fills_itself:
        raise SourceColumnsError(
            f"the source lacks {column.key!r}, which {table.name} requires (NOT NULL, no default). "
            "Add it to the source, or give the field a default."
        )
    return []


def plan_updates(tracked: Tracked, columns: Sequence[PlanColumn]) -> tuple[tuple[Column[Any], Any], ...]:
    """What the model's ``onupdate=`` gives to columns that the source has not.

    A Python function is called once for the merge, as SQLAlchemy does for an UPDATE of many rows.

    Raises:
        SourceColumnsError: such a function asks for one row.
    """
    have = {p.column.name for p in columns if not p.insert_only}
    found: list[tuple[Column[Any], Any]] = []
    for column in tracked.business:
        made: Any = column.onupdate
        if made is None or column.primary_key or column.name in have:
            continue
        if not made.is_callable:
            found.append((column, made.next_value() if made.is_sequence else made.arg))
            continue
        try:
            found.append((column, made.arg(None)))
        except Exception as error:
            raise SourceColumnsError(
                f"{tracked.table.name}.{column.key} is filled by its onupdate function, which merge calls "
                f"once for all rows, without a context: {error}. "
                "Give the column in the source, or write onupdate= as SQL, such as func.now()."
            ) from error
    return tuple(found)
