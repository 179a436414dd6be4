"""SQLite, for the unit tests of a datakit: history by row triggers, merge row by row.

Its clock counts milliseconds, so statements that begin in one of them are of one instant.
What it cannot do, it says: no database user, no transaction identifiers, so no snapshots and watermarks;
INSERT OR REPLACE is not seen (SQLite deletes the old row without telling triggers).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKeyConstraint, Integer, Table, event, text
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import UserDefinedType

from ...errors import UnsupportedDialectError
from ...history.tracked import tracked_or_none
from . import audit, triggers

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.sql import Select
    from sqlalchemy.types import TypeEngine

    from ...deployment.order import Order
    from ...deployment.plan import Step
    from ...history.tracked import Tracked
    from ...merging.plan import MergePlan
    from ...merging.result import MergeResult
    from ...merging.source import RowSource, SelectSource


class _Surrogate(UserDefinedType[int]):
    """Only a key counts up here; any number that is not there yet serves as well."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "BIGINT DEFAULT (abs(random()))"


class SQLite:
    """See :class:`sqlmodel_framework.dialects.base.Dialect`."""

    name = "sqlite"
    statement_time = f"({triggers.NOW})"
    current_transaction = "0"
    txid_type = "BIGINT"
    period_type = "TEXT"

    def bind_txid(self, value: int) -> int:
        return value

    def visible_in(self, txid: str, snapshot: str) -> str:
        raise UnsupportedDialectError("SQLite has no snapshots. Use as_of(Model, timestamp).")

    def watermark(self, connection: Connection) -> int:
        raise UnsupportedDialectError("SQLite has no transaction identifiers, so no watermark.")

    def next_transaction(self, connection: Connection) -> int:
        raise UnsupportedDialectError("SQLite has no transaction identifiers, so no watermark to check.")

    def json_type(self) -> JSON:
        return JSON()

    def row_number_type(self) -> Integer:
        return Integer()

    def surrogate_type(self) -> TypeEngine[Any]:
        return _Surrogate()

    def period_of(self, start: str, end: str) -> str:
        return f"{start} || '/' || coalesce({end}, '')"

    def schema_of(self, connection: Connection, tracked: Tracked) -> str:
        return tracked.table.schema or "main"

    def install(self, tracked: Tracked, schema: str) -> list[str]:
        return triggers.install(tracked, schema)

    def uninstall(self, tracked: Tracked, schema: str) -> list[str]:
        return []  # triggers go with their table

    def check_create(self, table: Table) -> None:
        """Any table can be made."""

    def create_schema(self, schema: str) -> list[str]:
        return []  # it is a file, and whoever connects attaches it

    def in_schema(self, schema: str, statements: list[str]) -> list[str]:
        return statements

    def create_table(self, table: Table, foreign_keys: Sequence[ForeignKeyConstraint] = ()) -> list[str]:
        # With all its foreign keys: SQLite asks for the other table only when a row is written.
        made = [triggers.compiled(CreateTable(table))]
        return made + [
            triggers.compiled(CreateIndex(i)) for i in sorted(table.indexes, key=lambda i: str(i.name))
        ]

    def add_foreign_keys(self, foreign_keys: Iterable[ForeignKeyConstraint]) -> list[str]:
        return []

    def drop_foreign_keys(
        self, connection: Connection, foreign_keys: Iterable[ForeignKeyConstraint]
    ) -> list[str]:
        return []

    def drop_types(self, table: Table) -> list[str]:
        return []

    def grants(self, table: Table, schema: str, writer: str | None, reader: str | None) -> list[str]:
        return []  # SQLite has no rights

    def grants_on_schema(self, schema: str, roles: Sequence[str]) -> list[str]:
        return []

    def grants_to_merge(self, writer: str) -> list[str]:
        return []

    def plan(self, connection: Connection, order: Order) -> list[Step]:
        found = [triggers.plan(connection, t, tracked_or_none(t), self.create_table) for t in order.tables]
        return [step for steps in found for step in steps]

    def plan_triggers(self, connection: Connection, tracked: Tracked) -> list[Step]:
        return triggers.plan_triggers(connection, tracked)

    def plan_dropped(self, connection: Connection, table: str, schema: str | None) -> list[Step]:
        return []  # nothing outlives the table

    def default_schema(self, connection: Connection) -> str | None:
        return None

    def in_any_schema(
        self, connection: Connection, table: str, statements: Sequence[str], mark: str
    ) -> tuple[str, ...]:
        return tuple(statements)

    def own_constraints(self, tracked: Tracked) -> frozenset[str]:
        return frozenset()

    def reflect_types(self) -> None:
        """All types in use are known."""

    def exact_times(self, engine: Engine) -> None:
        """Python holds every date that it has."""

    def lock_deployments(self, connection: Connection) -> None:
        """A writer has the whole file to itself; and the driver begins no transaction for DDL."""
        raw: Any = connection.connection
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def set_actor(self, connection: Connection, actor: str | None) -> None:
        connection.execute(text(triggers.actor_table(None)))
        _clear_actor(connection)
        if actor is not None:
            for table in _actor_tables(connection):
                connection.execute(text(f"INSERT INTO {table} VALUES (:a)"), {"a": actor})
            # It must not outlive its transaction.
            event.listen(connection, "commit", _clear_actor, once=True)

    def audit(self, tracked: Tracked, key: Mapping[str, Any]) -> Select[Any]:
        return audit.audit_select(tracked, key)

    def merge(self, connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
        from ...merging.rowwise import run

        return run(connection, plan, source)


def _clear_actor(connection: Connection) -> None:
    for table in _actor_tables(connection):
        connection.exec_driver_sql(f"DELETE FROM {table}")


def _actor_tables(connection: Connection) -> list[str]:
    """The actor's table of each file that has one."""
    files = [triggers.quote(row[1]) for row in connection.exec_driver_sql("PRAGMA database_list")]
    has = f"SELECT count(*) FROM {{}}.sqlite_master WHERE name = '{triggers.ACTOR}'"
    return [f"{f}.{triggers.ACTOR}" for f in files if connection.exec_driver_sql(has.format(f)).scalar()]


DIALECT = SQLite()
