"""SQLite, for the unit tests of a datakit: history by row triggers, merge row by row.

Its clock counts milliseconds, so statements that begin in one of them are of one instant.
What it cannot do, it says: no database user, no transaction identifiers, so no snapshots and watermarks;
INSERT OR REPLACE is not seen (SQLite deletes the old row without telling triggers).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    ForeignKeyConstraint,
    Integer,
    Table,
    delete,
    event,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import UserDefinedType

from ..._history.tracked import tracked_or_none
from ...errors import UnsupportedDialectError
from ..base import Dialect
from . import audit, triggers

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.sql.elements import TextClause
    from sqlalchemy.types import TypeEngine

    from ..._deploy.order import Order
    from ..._deploy.plan import Step
    from ..._history.tracked import Tracked
    from ..._merge.plan import MergePlan, MergeResult
    from ..._merge.source import RowSource, SelectSource


class _Surrogate(UserDefinedType[int]):
    """Only a key counts up here; any number that is not there yet serves as well."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "BIGINT DEFAULT (abs(random()))"


class SQLite(Dialect):
    """See :class:`sqlmodel_framework._dialects.base.Dialect`."""

    name = "sqlite"
    statement_time = f"({triggers.NOW})"
    batch_in_force = "NULL"
    current_transaction = "0"
    txid_type = "BIGINT"
    period_type = "TEXT"
    binary_amounts = True
    keeps_op = True
    can_plan = True

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

    def create_table(self, table: Table, foreign_keys: Sequence[ForeignKeyConstraint] = ()) -> list[str]:
        # With all its foreign keys: SQLite asks for the other table only when a row is written.
        made = [triggers.compiled(CreateTable(table))]
        return made + [
            triggers.compiled(CreateIndex(i)) for i in sorted(table.indexes, key=lambda i: str(i.name))
        ]

    def plan(self, connection: Connection, order: Order) -> list[Step]:
        found = [triggers.plan(connection, t, tracked_or_none(t), self.create_table) for t in order.tables]
        return [step for steps in found for step in steps]

    def plan_triggers(self, connection: Connection, tracked: Sequence[Tracked]) -> list[list[Step]]:
        return [triggers.plan_triggers(connection, each) for each in tracked]

    def lock_deployments(self, connection: Connection) -> None:
        """A writer has the whole file to itself; and the driver begins no transaction for DDL."""
        raw: Any = connection.connection
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def set_in_force(self, connection: Connection, setting: str, value: str | None) -> str | None:
        connection.execute(text(triggers.in_force_table(None)))
        before = None
        for table in _in_force_tables(connection):
            found = text(f"SELECT value FROM {table} WHERE setting = :s")
            before = connection.execute(found, {"s": setting}).scalar() or before
            connection.execute(text(f"DELETE FROM {table} WHERE setting = :s"), {"s": setting})
            if value is not None:
                made = text(f"INSERT INTO {table} VALUES (:s, :v)")
                connection.execute(made, {"s": setting, "v": value})
        if value is not None and not event.contains(connection, "commit", _clear):
            event.listen(connection, "commit", _clear)  # it must not outlive its transaction
        return before

    def may_forget(self, connection: Connection, tracked: Tracked) -> bool:
        return True  # who has the file has all of it

    def forget_before(self, connection: Connection, tracked: Tracked, horizon: datetime, limit: int) -> int:
        past: Any = tracked.history
        place: Any = literal_column("rowid")
        ended = select(place).select_from(past).where(past.c.sys_to < horizon)
        oldest = ended.order_by(past.c.sys_to).limit(limit)
        return int(connection.execute(delete(past).where(place.in_(oldest))).rowcount)

    def record(self, connection: Connection, tracked: Tracked, op: str, detail: str) -> None:
        made = {"txid": 0, "at": datetime.now(timezone.utc), "op": op, "detail": detail}
        connection.execute(text(triggers.in_force_table(tracked.table.schema)))
        actor = text(
            f"SELECT max(value) FROM {triggers.of(tracked.table, triggers.IN_FORCE)} WHERE setting = 'actor'"
        )
        connection.execute(insert(tracked.log).values(actor=connection.execute(actor).scalar(), **made))

    def audit(self, tracked: Tracked) -> TextClause:
        return audit.sql(tracked)

    def merge(self, connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
        from ..._merge.rowwise import run

        return run(connection, plan, source)


def _clear(connection: Connection) -> None:
    for table in _in_force_tables(connection):
        connection.exec_driver_sql(f"DELETE FROM {table}")


def _in_force_tables(connection: Connection) -> list[str]:
    """The table of what is in force of each file that has one."""
    files = [triggers.quote(row[1]) for row in connection.exec_driver_sql("PRAGMA database_list")]
    has = f"SELECT count(*) FROM {{}}.sqlite_master WHERE name = '{triggers.IN_FORCE}'"
    return [f"{f}.{triggers.IN_FORCE}" for f in files if connection.exec_driver_sql(has.format(f)).scalar()]


DIALECT = SQLite()
