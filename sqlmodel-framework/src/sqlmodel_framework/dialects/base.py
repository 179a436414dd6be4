"""What the library asks of a database. One implementation a dialect; nothing else asks which it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sqlalchemy import ForeignKeyConstraint, Table
    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.sql import Select
    from sqlalchemy.types import TypeEngine

    from ..deployment.order import Order
    from ..deployment.plan import Step
    from ..history.tracked import Tracked
    from ..merging.plan import MergePlan
    from ..merging.result import MergeResult
    from ..merging.source import RowSource, SelectSource


class Dialect(Protocol):
    """The operations that differ between databases."""

    name: str
    #: SQL for the instant at which the running statement began.
    statement_time: str
    #: SQL for the running transaction's identifier, ``NULL`` where there is none.
    current_transaction: str
    #: Column type of a transaction identifier.
    txid_type: str
    #: Column type of a period of application time.
    period_type: str

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
        raise NotImplementedError

    def surrogate_type(self) -> TypeEngine[Any]:
        """The type of a surrogate key."""
        raise NotImplementedError

    def period_of(self, start: str, end: str) -> str:
        """SQL for the period between two columns."""
        raise NotImplementedError

    def schema_of(self, connection: Connection, tracked: Tracked) -> str:
        """The schema that the table is created in."""
        raise NotImplementedError

    def install(self, tracked: Tracked, schema: str) -> list[str]:
        """Statements that make (or make again) the functions and triggers of a table."""
        raise NotImplementedError

    def uninstall(self, tracked: Tracked, schema: str) -> list[str]:
        """Statements that remove what is left of :meth:`install` once the table is gone."""
        raise NotImplementedError

    def check_create(self, table: Table) -> None:
        """Refuse CREATE TABLE by SQLAlchemy where it could not make what is needed."""
        raise NotImplementedError

    def create_schema(self, schema: str) -> list[str]:
        """Statements that make a schema where it is not there."""
        raise NotImplementedError

    def in_schema(self, schema: str, statements: list[str]) -> list[str]:
        """Statements, run so that tables without a schema of their own are made in this one."""
        raise NotImplementedError

    def create_table(self, table: Table, foreign_keys: Sequence[ForeignKeyConstraint]) -> list[str]:
        """Statements that make a table with these foreign keys, its indexes and what its types need."""
        raise NotImplementedError

    def add_foreign_keys(self, foreign_keys: Iterable[ForeignKeyConstraint]) -> list[str]:
        """Statements that make the foreign keys of tables that refer to each other, once both are there."""
        raise NotImplementedError

    def drop_foreign_keys(
        self, connection: Connection, foreign_keys: Iterable[ForeignKeyConstraint]
    ) -> list[str]:
        """Statements without which tables that refer to each other could not be dropped."""
        raise NotImplementedError

    def drop_types(self, table: Table) -> list[str]:
        """Statements that drop the types that a table was made with, where no other uses them."""
        raise NotImplementedError

    def grants(self, table: Table, schema: str, writer: str | None, reader: str | None) -> list[str]:
        """Statements that give a loading and a reading role what they need of a table, and no more."""
        raise NotImplementedError

    def grants_on_schema(self, schema: str, roles: Sequence[str]) -> list[str]:
        """Statements that let roles name what is in a schema."""
        raise NotImplementedError

    def grants_to_merge(self, writer: str) -> list[str]:
        """Statements that give a loading role what a merge needs beside its table."""
        raise NotImplementedError

    def plan(self, connection: Connection, order: Order) -> list[Step]:
        """What differs between tables and the database, in the order in which it is closed."""
        raise NotImplementedError

    def plan_triggers(self, connection: Connection, tracked: Tracked) -> list[Step]:
        """What differs in the functions and triggers alone, with how to bring back what is there."""
        raise NotImplementedError

    def plan_dropped(self, connection: Connection, table: str, schema: str | None) -> list[Step]:
        """What goes with a table that is about to be dropped, with how to bring it back; empty for others."""
        raise NotImplementedError

    def default_schema(self, connection: Connection) -> str | None:
        """The schema of tables that name none, as SQL writes it; None where DDL need not name it."""
        raise NotImplementedError

    def in_any_schema(
        self, connection: Connection, table: str, statements: Sequence[str], mark: str
    ) -> tuple[str, ...]:
        """Statements about a table without a schema, with a mark in place of the one it is in now."""
        raise NotImplementedError

    def own_constraints(self, tracked: Tracked) -> frozenset[str]:
        """Names of constraints of the table that are no part of its MetaData."""
        raise NotImplementedError

    def reflect_types(self) -> None:
        """Let SQLAlchemy read back the types that it does not know and the library uses."""

    def exact_times(self, engine: Engine) -> None:
        """Let reading a date or time that Python cannot hold be an error, where the database has such."""

    def lock_deployments(self, connection: Connection) -> None:
        """Wait until no other deployment is under way."""
        raise NotImplementedError

    def set_actor(self, connection: Connection, actor: str | None) -> None:
        """Set or clear the application's actor for the running transaction."""
        raise NotImplementedError

    def audit(self, tracked: Tracked, key: Mapping[str, Any]) -> Select[Any]:
        """The changes of one key, oldest first."""
        raise NotImplementedError

    def merge(self, connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
        """Carry out a merge."""
        raise NotImplementedError
