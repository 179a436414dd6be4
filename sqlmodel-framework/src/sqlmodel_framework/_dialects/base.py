"""What the library asks of a database. One implementation a dialect; nothing else asks which it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger

if TYPE_CHECKING:
    from sqlalchemy import ForeignKeyConstraint, Table
    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.sql.elements import TextClause
    from sqlalchemy.types import TypeEngine

    from .._deploy.order import Order
    from .._deploy.plan import Step
    from .._history.tracked import Tracked
    from .._merge.delivered import Delivered
    from .._merge.plan import MergePlan, MergeResult
    from .._merge.source import RowSource, SelectSource


class Dialect:
    """The operations that differ between databases; what only some of them need does nothing here."""

    name: str
    #: SQL for the instant at which the running statement began.
    statement_time: str
    #: SQL for the name of the load in force; a constant where triggers set it.
    batch_in_force: str
    #: SQL for the running transaction's identifier, ``NULL`` where there is none.
    current_transaction: str
    #: Column type of a transaction identifier.
    txid_type: str
    #: Column type of a period of application time.
    period_type: str
    #: Whether history says what ended a version.
    keeps_op: bool
    #: Whether :meth:`plan` is there.
    can_plan: bool
    #: Whether exact amounts are kept as binary floats.
    binary_amounts: bool

    def bind_txid(self, value: int) -> Any:
        """A transaction identifier as the driver takes it."""
        raise NotImplementedError

    def visible_in(self, txid: str, snapshot: str) -> str:
        """SQL that tells whether a transaction had committed for a reader with a snapshot."""
        raise NotImplementedError

    def watermark(self, connection: Connection) -> int:
        """The least transaction that has not ended yet: all below it are seen already."""
        raise NotImplementedError

    def next_transaction(self, connection: Connection) -> int:
        """A transaction that no snapshot taken so far holds as begun."""
        raise NotImplementedError

    def json_type(self) -> TypeEngine[Any]:
        """The type that stores JSON best."""
        raise NotImplementedError

    def row_number_type(self) -> TypeEngine[Any]:
        """The type of a key that the database counts up."""
        return BigInteger()

    def surrogate_type(self) -> TypeEngine[Any]:
        """The type of a surrogate key."""
        return BigInteger()

    def period_of(self, start: str, end: str) -> str:
        """SQL for the period between two columns."""
        raise NotImplementedError

    def schema_of(self, connection: Connection, tracked: Tracked) -> str:
        """The schema that the table is created in."""
        raise NotImplementedError

    def install(self, tracked: Tracked, schema: str) -> list[str]:
        """Statements that make (or make again) the functions and triggers of a table."""
        return []

    def uninstall(self, tracked: Tracked, schema: str) -> list[str]:
        """Statements that remove what is left of :meth:`install` once the table is gone."""
        return []

    def check_create(self, table: Table) -> None:
        """Refuse CREATE TABLE by SQLAlchemy where it could not make what is needed."""

    def create_schema(self, schema: str) -> list[str]:
        """Statements that make a schema where it is not there."""
        return []

    def in_schema(self, schema: str, statements: list[str]) -> list[str]:
        """Statements, run so that tables without a schema of their own are made in this one."""
        return statements

    def create_table(self, table: Table, foreign_keys: Sequence[ForeignKeyConstraint]) -> list[str]:
        """Statements that make a table with these foreign keys, its indexes and what its types need."""
        raise NotImplementedError

    def add_foreign_keys(self, foreign_keys: Iterable[ForeignKeyConstraint]) -> list[str]:
        """Statements that make the foreign keys of tables that refer to each other, once both are there."""
        return []

    def drop_foreign_keys(
        self, connection: Connection, foreign_keys: Iterable[ForeignKeyConstraint]
    ) -> list[str]:
        """Statements without which tables that refer to each other could not be dropped."""
        return []

    def before_drop(self, tracked: Tracked) -> list[str]:
        """Statements without which the table could not be dropped."""
        return []

    def drop_types(self, table: Table) -> list[str]:
        """Statements that drop the types that a table was made with, where no other uses them."""
        return []

    def grants(self, table: Table, schema: str, writer: str | None, reader: str | None) -> list[str]:
        """Statements that give a loading and a reading role what they need of a table, and no more."""
        return []

    def grants_on_schema(self, schema: str, roles: Sequence[str]) -> list[str]:
        """Statements that let roles name what is in a schema."""
        return []

    def grants_to_merge(self, writer: str) -> list[str]:
        """Statements that give a loading role what a merge needs beside its table."""
        return []

    def plan(self, connection: Connection, order: Order) -> list[Step]:
        """What differs between tables and the database, in the order in which it is closed."""
        raise NotImplementedError

    def open_rights(self, connection: Connection, tracked: Sequence[Tracked]) -> list[str]:
        """Grants that the library did not make and by which somebody could forge system time, in words."""
        return []

    def plan_triggers(self, connection: Connection, tracked: Sequence[Tracked]) -> list[list[Step]]:
        """What differs in each table's history, functions and triggers alone, with how to bring it back."""
        return [[] for _ in tracked]

    def plan_dropped(self, connection: Connection, table: str, schema: str | None) -> list[Step]:
        """What goes with a table that is about to be dropped, with how to bring it back; empty for others."""
        return []

    def default_schema(self, connection: Connection) -> str | None:
        """The schema of tables that name none, as SQL writes it; None where DDL need not name it."""
        return None

    def in_any_schema(
        self, connection: Connection, table: str, statements: Sequence[str], mark: str
    ) -> tuple[str, ...]:
        """Statements about a table without a schema, with a mark in place of the one it is in now."""
        return tuple(statements)

    def own_constraints(self, tracked: Tracked) -> frozenset[str]:
        """Names of constraints of the table that are no part of its MetaData."""
        return frozenset()

    def reflect_types(self) -> None:
        """Let SQLAlchemy read back the types that it does not know and the library uses."""

    def exact_times(self, engine: Engine) -> None:
        """Let reading a date or time that Python cannot hold be an error, where the database has such."""

    def lock_deployments(self, connection: Connection) -> None:
        """Wait until no other deployment is under way."""
        raise NotImplementedError

    def set_in_force(self, connection: Connection, setting: str, value: str | None) -> str | None:
        """Set or clear ``actor`` or ``batch`` for the running transaction; gives what it was before."""
        raise NotImplementedError

    def may_forget(self, connection: Connection, tracked: Tracked) -> bool:
        """Whether this login may take versions out of history."""
        raise NotImplementedError

    def forget_before(self, connection: Connection, tracked: Tracked, horizon: datetime, limit: int) -> int:
        """Delete the oldest versions that ended before an instant, so many at most; gives how many."""
        raise NotImplementedError

    def record(self, connection: Connection, tracked: Tracked, op: str, detail: str) -> None:
        """Write a purge or an erasure into the table's log."""
        raise NotImplementedError

    def audit(self, tracked: Tracked) -> TextClause:
        """The changes of the key whose columns' values are the parameters ``key_0``, ``key_1``..."""
        raise NotImplementedError

    def merge(self, connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
        """Carry out a merge."""
        raise NotImplementedError

    def append(
        self, connection: Connection, table: Table, delivered: Delivered, batch_id: str, source: str | None
    ) -> None:
        """Write a file's lines to a bronze table."""
        rows = (
            {
                "batch_id": batch_id,
                "line_no": number,
                "raw_line": raw,
                "source": source,
                **dict(zip(delivered.names, fields, strict=True)),
            }
            for number, raw, fields in delivered.records()
        )
        while block := list(islice(rows, 500)):
            connection.execute(table.insert(), block)
