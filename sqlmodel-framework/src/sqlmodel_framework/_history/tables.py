"""Makes a table's history table from the same definition, and ties both to CREATE and DROP."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Enum,
    FetchedValue,
    Index,
    String,
    Table,
)

from .._columns import (
    BatchInForce,
    CurrentTransaction,
    EffectivePeriod,
    Instant,
    PeriodOf,
    StatementTime,
    SurrogateNumber,
    TransactionId,
)
from .._naming import derived
from ..errors import ModelDefinitionError
from . import install
from .tracked import (
    BATCH_ID,
    CREATED_AT,
    EFFECTIVE,
    EFFECTIVE_FROM,
    EFFECTIVE_TO,
    INACTIVATED_DATE,
    SYSTEM_COLUMNS,
    SYSTIME,
    TAKEN_NAMES,
    TXID,
    History,
    Tracked,
    remember,
    tracked_or_none,
)

HISTORY_SUFFIX = "_history"
LOG_SUFFIX = "_history_log"


def track(
    table: Table, *, reference: bool = False, temporal: bool = False, options: History | None = None
) -> Tracked:
    """Give a table system time and history.

    Adds the system columns that it lacks (created_at, systime, batch_id; with ``reference`` also
    inactivated_date) and makes ``<table>_history`` in the same schema and MetaData, so that
    ``metadata.create_all()`` installs everything. A second call changes nothing, unless the table was
    given other columns or options in between. With ``temporal`` the periods from effective_from to
    effective_to may not overlap within the rest of the key.

    Raises:
        ModelDefinitionError: the table has no primary key, an option names no column of it, or a column
            has a name that history needs.
    """
    found = tracked_or_none(table)
    if found is not None and not _outgrown(found, options):
        return found
    options = options or (found.options if found else History())
    _check(table, options)
    _add_system_columns(table, reference)
    if temporal:
        _add_period(table)
    if found is not None:
        for kept in (found.history, found.log):
            table.metadata.remove(kept)
    result = Tracked(table, _history_table(table, options), _log_table(table), options)
    remember(result)
    if found is None:
        install.listen(result)
    return result


def _outgrown(found: Tracked, options: History | None) -> bool:
    """That the table was declared anew (``extend_existing``) with other columns than its history has."""
    kept = {c.name: repr(c.type) for c in found.history.columns}
    if options is not None and options != found.options:
        return True
    return any(kept.get(c.name) != repr(_plain_type(c)) for c in found.recorded)


def _check(table: Table, options: History) -> None:
    if not list(table.primary_key.columns):
        raise ModelDefinitionError(
            f"table {table.name} has no primary key, and history needs one to tell rows apart. "
            "Write primary_key=True on its key."
        )
    names = {c.name for c in table.columns}
    if taken := sorted((names | {c.key for c in table.columns}) & TAKEN_NAMES):
        raise ModelDefinitionError(
            f"table {table.name} has {', '.join(taken)}, which its history needs for itself. Rename it: "
            f"{', '.join(sorted(TAKEN_NAMES))} are the names of what history adds."
        )
    for column in table.columns:
        # PostgreSQL 18 does not compute virtual ones for the triggers: their past would be NULL.
        if (
            column.computed is not None
            and not column.computed.persisted
            and column.name not in options.without
        ):
            raise ModelDefinitionError(
                f"{table.name}.{column.name} is computed when it is read, and so in no history. Write "
                "Computed(..., persisted=True), or name it in History(without=[...])."
            )
    keys = {c.name for c in table.primary_key.columns}
    for label, given in (("without", options.without), ("ignore", options.ignore)):
        if unknown := sorted(given - names):
            raise ModelDefinitionError(
                f"History({label}=...) of {table.name} names {', '.join(unknown)}, which it does not have. "
                f"Its columns: {', '.join(sorted(names))}."
            )
        if wrong := sorted(given & (keys | set(SYSTEM_COLUMNS))):
            raise ModelDefinitionError(
                f"History({label}=...) of {table.name} names {', '.join(wrong)}: key and system columns "
                "are always kept. Leave them out of the option."
            )


def _add_system_columns(table: Table, reference: bool) -> None:
    wanted: list[Column[Any]] = [
        Column(CREATED_AT, Instant(), nullable=False, server_default=StatementTime()),
        Column(
            SYSTIME,
            Instant(),
            nullable=False,
            server_default=StatementTime(),
            server_onupdate=FetchedValue(),
        ),
        Column(BATCH_ID, String, server_default=BatchInForce(), server_onupdate=FetchedValue()),
    ]
    if reference:
        wanted.append(Column(INACTIVATED_DATE, Instant()))
    # In the table but in no model: which transaction wrote this version (for snapshots and watermarks).
    wanted.append(
        Column(
            TXID,
            TransactionId(),
            nullable=False,
            server_default=CurrentTransaction(),
            server_onupdate=FetchedValue(),
        )
    )
    for column in wanted:
        present = table.columns.get(column.name)
        if present is None:
            table.append_column(column)
        elif _made_of(present) != _made_of(column):
            raise ModelDefinitionError(
                f"{table.name} declares {column.name}, which the library adds and keeps by itself; as it is "
                "declared here, nothing would keep it. Remove the declaration: leave it out of the "
                "model, or give it another name if it means something of your own."
            )


def _made_of(column: Column[Any]) -> tuple[Any, ...]:
    return type(column.type), type(getattr(column.server_default, "arg", None)), column.nullable


def _add_period(table: Table) -> None:
    keys = [c.name for c in table.primary_key.columns]
    if EFFECTIVE_FROM not in keys or len(keys) < 2 or EFFECTIVE_TO not in table.columns:
        raise ModelDefinitionError(
            f"table {table.name} cannot be temporal: it needs the columns effective_from and "
            "effective_to, and a key of effective_from and at least one other column."
        )
    if EFFECTIVE not in table.columns:
        period = Computed(PeriodOf(EFFECTIVE_FROM, EFFECTIVE_TO), persisted=True)
        table.append_column(Column(EFFECTIVE, EffectivePeriod(), period))
        table.append_constraint(
            CheckConstraint(
                f"{EFFECTIVE_TO} > {EFFECTIVE_FROM}", name=derived(table.name, "_effective_order")
            )
        )


def _history_table(table: Table, options: History) -> Table:
    columns: list[Column[Any]] = [
        Column(c.name, _plain_type(c), nullable=True, key=c.key)
        for c in table.columns
        if c.name not in options.without
    ]
    name = derived(table.name, HISTORY_SUFFIX)
    history = Table(
        name,
        table.metadata,
        *columns,
        Column("sys_to", Instant(), nullable=False),
        Column("op", CHAR(1), nullable=False),
        Column("actor", String),
        Column("db_user", String),
        Column("txid", TransactionId()),
        schema=table.schema,
        comment=f"Earlier versions of {table.name}; written by its triggers only",
    )
    Index(derived(name, "_key"), *[history.c[c.key] for c in table.primary_key.columns], history.c.sys_to)
    Index(derived(name, "_to"), history.c.sys_to)
    # Only an order for CREATE and DROP; no foreign key ties them.
    history.add_is_dependent_on(table)
    return history


def _log_table(table: Table) -> Table:
    name = derived(table.name, LOG_SUFFIX)
    log = Table(
        name,
        table.metadata,
        Column("txid", TransactionId(), primary_key=True, autoincrement=False),
        Column("at", Instant(), primary_key=True),
        Column("op", CHAR(1), primary_key=True),
        Column("actor", String),
        Column("db_user", String),
        Column("detail", String),
        schema=table.schema,
        comment=f"What befell {table.name}: I an inserting statement, S its columns, P a purge, E an erasure",
    )
    rare = log.c.op != "I"
    Index(derived(name, "_events"), log.c.at, postgresql_where=rare, sqlite_where=rare)
    log.add_is_dependent_on(table)
    return log


def _plain_type(column: Column[Any]) -> Any:
    """The column's type without what would create or constrain anything a second time."""
    if isinstance(column.type, Enum) and not column.type.native_enum:
        return cast(Any, column.type).adapt(Enum, create_constraint=False)
    if isinstance(column.type, SurrogateNumber):
        return BigInteger()
    return column.type
