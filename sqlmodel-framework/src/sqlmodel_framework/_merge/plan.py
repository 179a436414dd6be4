"""What is to be merged into what: worked out from the model and the source's columns, once a merge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Index, Table, UniqueConstraint

from .._history.tracked import SYSTEM_COLUMNS, Tracked, attribute_columns
from ..errors import GeneratedKeyError, MergeError, SourceColumnsError
from .order import ORDER


@dataclass(frozen=True)
class MergeResult:
    """Counts of one merge; ``inserted + updated + unchanged + rejected`` is the number of source rows.

    ``inactivated`` and ``deleted`` count rows of the table that the source no longer has.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    inactivated: int = 0
    rejected: int = 0
    deleted: int = 0

    @property
    def rows(self) -> int:
        """The number of source rows."""
        return self.inserted + self.updated + self.unchanged + self.rejected


@dataclass(frozen=True)
class PlanColumn:
    """One column of the table that a merge fills."""

    source: str
    column: Column[Any]
    #: Whether rows are matched by it.
    is_key: bool = False
    required: bool = False
    #: Only new rows are given it; it is never compared.
    insert_only: bool = False
    #: What new rows have where the source gives nothing: a value, or an SQL expression.
    default: Any = None
    #: The same from a function of the model's own, which is called for each row.
    make: Callable[[], Any] | None = None

    @property
    def null_reason(self) -> str:
        """Why a row without a value here is refused."""
        return f"{'key' if self.is_key else 'required'} column {self.source} is null"


@dataclass(frozen=True)
class MergePlan:
    """Everything a dialect needs to know."""

    tracked: Tracked
    #: What rows are matched by: the primary key, or another unique one.
    key: tuple[Column[Any], ...]
    #: The source's names.
    names: tuple[str, ...]
    columns: tuple[PlanColumn, ...]
    #: Names of primary key columns that rows are not matched by: no row may bring one.
    fixed: tuple[str, ...]
    #: Whether a row need not have every column.
    sparse: bool
    batch_id: str | None
    delete: str
    quarantine: Table | None
    reject_column: str | None
    has_order: bool
    allow_empty: bool
    #: Columns that the model gives a value (or an SQL expression) on each update: ``onupdate=``.
    on_update: tuple[tuple[Column[Any], Any], ...] = ()

    @property
    def staged(self) -> tuple[PlanColumn, ...]:
        """The columns whose values come with the rows."""
        return tuple(c for c in self.columns if c.source in self.names or c.make is not None)

    @property
    def filled(self) -> tuple[PlanColumn, ...]:
        """The columns that come with no row, and that new rows are given a value in."""
        staged = self.staged
        return tuple(c for c in self.columns if c not in staged)

    @property
    def updated(self) -> tuple[PlanColumn, ...]:
        """The columns that an existing row is given."""
        return tuple(c for c in self.staged if not c.is_key and not c.insert_only)

    @property
    def compared(self) -> tuple[PlanColumn, ...]:
        """The columns whose difference makes a new version."""
        ignored = self.tracked.options.ignore
        return tuple(c for c in self.updated if c.column.name not in ignored)

    @property
    def target_name(self) -> str:
        """The table's name as the quarantine keeps it."""
        return str(self.tracked.table.fullname)


def made_by_database(column: Column[Any]) -> bool:
    """Whether nobody else can set the column."""
    return column.computed is not None or (column.identity is not None and column.identity.always is True)


def counts_itself(column: Column[Any]) -> bool:
    """Whether the database gives the column a value of its own where none is given."""
    return column.identity is not None or column is column.table._autoincrement_column


def empty_source(plan: MergePlan, total: int) -> MergeError:
    """That ``delete=`` would take every row of the table, since the source names none of them."""
    what = f"none of the source's {total} rows has a key" if total else "the source is empty"
    return MergeError(
        f"{what}, and delete={plan.delete!r} would take every row of {plan.target_name}. "
        "Check the source; where that is right, pass allow_empty=True."
    )


def unique_keys(table: Table) -> list[tuple[Column[Any], ...]]:
    """What a row can be found by: the primary key, then the other unique ones."""
    keys = [tuple(table.primary_key.columns)]
    keys += [tuple(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys += [tuple(i.columns) for i in table.indexes if i.unique and _is_whole(i)]
    return keys


def _is_whole(index: Index) -> bool:
    partial = any(options.get("where") is not None for options in index.dialect_options.values())
    return not partial and len(index.columns) == len(index.expressions)


def match_key(model: Any, tracked: Tracked, on: str | Sequence[str] | None) -> tuple[Column[Any], ...]:
    """The columns that rows are matched by.

    Raises:
        MergeError: they are no unique key of the model.
    """
    if on is None:
        return tracked.key
    names = [on] if isinstance(on, str) else list(on)
    known = {c.name: c for c in tracked.table.columns} | dict(attribute_columns(model))
    columns = tuple(known[n] for n in names if n in known)
    keys = unique_keys(tracked.table)
    if len(columns) != len(names) or not columns or set(columns) not in [set(k) for k in keys]:
        raise MergeError(
            f"on={on!r} is no unique key of {tracked.table.name}. It has: {_listed(keys)}. "
            "Name one of these, or make another: Field(unique=True), or UniqueConstraint in __table_args__."
        )
    return columns


def _listed(keys: Iterable[tuple[Column[Any], ...]]) -> str:
    return "; ".join(", ".join(c.key for c in key) for key in keys)


def plan_columns(
    model: Any,
    tracked: Tracked,
    key: tuple[Column[Any], ...],
    source: Sequence[str],
    reject_column: str | None,
    sparse: bool,
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
        if not (sparse and _is_fixed(column, key) and counts_itself(column)):
            found.append(_present(name, column, key, sparse))
    have = {p.column.name for p in found}
    if len(have) != len(found):
        raise SourceColumnsError(f"the source names a column of {table.name} twice: {', '.join(source)}.")
    for column in tracked.business:
        if column.name not in have and not made_by_database(column):
            found += _absent(tracked, column, key)
    return tuple(found)


def _is_fixed(column: Column[Any], key: tuple[Column[Any], ...]) -> bool:
    return column.primary_key and column not in key


def fixed_names(model: Any, key: tuple[Column[Any], ...], names: Sequence[str]) -> tuple[str, ...]:
    """The names that stand for primary key columns which rows are not matched by."""
    known = dict(attribute_columns(model))
    return tuple(n for n in names if n in known and _is_fixed(known[n], key))


def _present(name: str, column: Column[Any], key: tuple[Column[Any], ...], sparse: bool) -> PlanColumn:
    if column in key:
        return PlanColumn(name, column, is_key=True, required=True)
    if not sparse:
        if column.primary_key:
            raise SourceColumnsError(
                f"the source has {name!r}, the primary key of {column.table.name}, and rows are matched by "
                f"{', '.join(c.key for c in key)}: a row could get another key. Leave the column out."
            )
        return PlanColumn(name, column, required=not column.nullable)
    default, make = _model_default(column)
    required = not column.nullable and not counts_itself(column) and column.server_default is None
    return PlanColumn(name, column, False, required, column.primary_key, default, make)


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


def generated_key(tracked: Tracked, column: Column[Any]) -> GeneratedKeyError:
    """That rows cannot be matched by a key which the database gives them, and no row brings."""
    others = [k for k in unique_keys(tracked.table) if column not in k]
    remedy = (
        f'Match by another unique key: on="{others[0][0].key}" (it has: {_listed(others)}).'
        if others
        else "Declare another unique key, Field(unique=True), and name it: on=...; or use session.add()."
    )
    return GeneratedKeyError(
        f"{tracked.table.name}.{column.key} is given by the database, and the source has none: "
        f"a row cannot be found by it, and every load would insert all rows anew. {remedy}"
    )


def _absent(tracked: Tracked, column: Column[Any], key: tuple[Column[Any], ...]) -> list[PlanColumn]:
    table = tracked.table
    if column in key:
        if counts_itself(column) and column.default is None:
            raise generated_key(tracked, column)
        raise SourceColumnsError(
            f"the source lacks the key column {column.key!r} of {table.name}, by which rows are matched. "
            "Add it to the source."
        )
    default, make = _model_default(column)
    if default is not None or make is not None:
        return [PlanColumn(column.key, column, False, False, True, default, make)]
    if not column.nullable and column.server_default is None and not counts_itself(column):
        raise SourceColumnsError(
            f"the source lacks {column.key!r}, which {table.name} requires (NOT NULL, no default). "
            "Add it to the source, or give the field a default."
        )
    return []


def _model_default(column: Column[Any]) -> tuple[Any, Callable[[], Any] | None]:
    """What the model's ``default=`` gives: a value or SQL expression, or a function for each row."""
    default: Any = column.default
    if default is None:
        return None, None
    if default.is_callable:
        return None, lambda: default.arg(None)
    return (default.next_value() if default.is_sequence else default.arg), None


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
