"""SQL Server 2016 and later, by its own SYSTEM_VERSIONING; DDL and reading the past.

The server keeps systime and history itself, so there are no triggers (which would make OUTPUT fail with
error 334). What it has no counterpart for, it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, cast

from sqlalchemy import Column, ForeignKeyConstraint, String, Table, UnicodeText
from sqlalchemy.dialects.mssql.base import MSDialect, MSTypeCompiler
from sqlalchemy.schema import CreateIndex

from .._history.changes import plain_type
from .._history.tracked import BATCH_ID, EFFECTIVE, SYSTIME, TXID, Tracked, tracked_or_none
from ..errors import UnsupportedDialectError
from .base import Dialect

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.types import TypeEngine

    from .._deploy.order import Order
    from .._deploy.plan import Step
    from .._merge.plan import MergePlan, MergeResult
    from .._merge.source import RowSource, SelectSource


class _Types(cast(Any, MSTypeCompiler)):  # type: ignore[misc]
    """Types that keep what Python gives: DATETIME rounds to 3 ms, and NUMERIC alone has no decimals."""

    def visit_DATETIME(self, type_: Any, **kw: Any) -> str:
        return "DATETIME2(7)"

    def visit_NUMERIC(self, type_: Any, **kw: Any) -> str:
        return self._exact("NUMERIC", type_)

    def visit_DECIMAL(self, type_: Any, **kw: Any) -> str:
        return self._exact("DECIMAL", type_)

    def _exact(self, name: str, type_: Any) -> str:
        precision, scale = (38, 18) if type_.precision is None else (type_.precision, type_.scale or 0)
        return f"{name}({precision}, {scale})"


_DIALECT: Any = cast(Any, MSDialect)(paramstyle="named", deprecate_large_types=True)
# SQL Server 2016, the first with SYSTEM_VERSIONING. Without it SQLAlchemy writes the types of 2005.
_DIALECT.server_version_info = (13, 0)
_DIALECT.type_compiler = _DIALECT.type_compiler_instance = _Types(_DIALECT)
_PREPARER = _DIALECT.identifier_preparer
_DDL = _DIALECT.ddl_compiler(_DIALECT, None)
# Three such columns fit into one index of the server's 1,700 bytes.
_INDEXED_LENGTH = 200


def _quote(identifier: str) -> str:
    # Always in brackets: the preparer's list of reserved words is older than the server's.
    return str(_PREPARER.quote_identifier(identifier))


def _literal(value: str) -> str:
    doubled = value.replace("'", "''")
    return f"N'{doubled}'"


def _name(table: Table, other: str | None = None) -> str:
    return f"{_quote(table.schema or 'dbo')}.{_quote(other or table.name)}"


def _column(column: Column[Any]) -> str:
    if column.name == SYSTIME:
        return f"{_quote(SYSTIME)} DATETIME2(7) GENERATED ALWAYS AS ROW START NOT NULL"
    if column.name == TXID:
        return f"{_quote(TXID)} ROWVERSION NOT NULL"
    text = _text_type(column)
    if text is None:
        return str(_DDL.get_column_specification(column))
    nullable = " NULL" if column.nullable else " NOT NULL"
    default = _DDL.get_column_default_string(column)
    if default is not None:
        # A constant, too, must be Unicode, or it loses what the server's code page lacks.
        nullable += f" DEFAULT {default}" if default[0] != "'" else f" DEFAULT N{default}"
    return f"{_quote(column.name)} {text}{nullable}"


def _text_type(column: Column[Any]) -> str | None:
    """Text as Unicode; of a length that an index takes, where the model names none."""
    inner = plain_type(column.type)
    if not isinstance(inner, String) or column.computed is not None:
        return None
    table = column.table
    covering = [*table.indexes, *table.constraints]
    indexed = any(column.name in getattr(c, "columns", ()) for c in covering)
    collation = f" COLLATE {inner.collation}" if inner.collation else ""
    return f"NVARCHAR({inner.length or (_INDEXED_LENGTH if indexed else 'MAX')}){collation}"


class SQLServer(Dialect):
    """See :class:`sqlmodel_framework._dialects.base.Dialect`."""

    name = "mssql"
    statement_time = "SYSDATETIMEOFFSET()"
    batch_in_force = "CAST(SESSION_CONTEXT(N'sqlmodel_framework.batch') AS NVARCHAR(4000))"
    current_transaction = "NULL"
    txid_type = "BINARY(8)"
    period_type = "VARCHAR(64)"
    binary_amounts = False
    keeps_op = False
    can_plan = False

    def bind_txid(self, value: int) -> bytes:
        return value.to_bytes(8, "big")

    def visible_in(self, txid: str, snapshot: str) -> str:
        self._lacks("snapshots that can be asked for later. Use as_of(Model, timestamp)")

    def watermark(self, connection: Connection) -> int:
        found = connection.exec_driver_sql("SELECT MIN_ACTIVE_ROWVERSION()").scalar()
        return int.from_bytes(cast(bytes, found), "big")

    def next_transaction(self, connection: Connection) -> int:
        found = connection.exec_driver_sql("SELECT @@DBTS").scalar()
        return int.from_bytes(cast(bytes, found), "big") + 1

    def json_type(self) -> TypeEngine[Any]:
        return UnicodeText()

    def period_of(self, start: str, end: str) -> str:
        return f"CONCAT({start}, '/', {end})"

    def schema_of(self, connection: Connection, tracked: Tracked) -> str:
        return tracked.table.schema or "dbo"

    def check_create(self, table: Table) -> None:
        self._lacks("history for a table that create_all makes. Run the text of ddl(models, dialect='mssql')")

    def create_schema(self, schema: str) -> list[str]:
        # Each string is a batch of its own, of which CREATE SCHEMA must be the first statement.
        create = _literal(f"CREATE SCHEMA {_quote(schema)}")
        batch = _literal(f"IF SCHEMA_ID({_literal(schema)}) IS NULL EXEC ({create})")
        return [f"EXEC sp_executesql {batch}"]

    def create_table(self, table: Table, foreign_keys: Sequence[ForeignKeyConstraint]) -> list[str]:
        """A versioned table with its history table; nothing for the tables that other databases need."""
        if table.name.endswith(("_history", "_history_log")) and tracked_or_none(table) is None:
            return []
        found = tracked_or_none(table)
        parts = [_column(c) for c in table.columns if c.name != EFFECTIVE]
        if found is not None:
            parts.append("[sys_to] DATETIME2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL")
            parts.append("PERIOD FOR SYSTEM_TIME ([systime], [sys_to])")
        keys = {"_include_foreign_key_constraints": foreign_keys}
        constraints = str(_DDL.create_table_constraints(table, **keys)).strip()
        parts += [constraints] if constraints else []
        create = f"CREATE TABLE {_name(table)} (\n  " + ",\n  ".join(parts) + "\n)"
        if found is not None:
            history = _name(table, found.history.name)
            versioning = f"HISTORY_TABLE = {history}, DATA_CONSISTENCY_CHECK = ON"
            create += f" WITH (SYSTEM_VERSIONING = ON ({versioning}))"
        indexes = sorted(table.indexes, key=lambda i: str(i.name))
        return [create, *[str(CreateIndex(i).compile(dialect=_DIALECT)) for i in indexes]]

    def add_foreign_keys(self, foreign_keys: Iterable[ForeignKeyConstraint]) -> list[str]:
        return sorted(f"ALTER TABLE {_name(key.table)} ADD {_DDL.process(key)}" for key in foreign_keys)

    def drop_foreign_keys(
        self, connection: Connection, foreign_keys: Iterable[ForeignKeyConstraint]
    ) -> list[str]:
        return [
            "DECLARE @drop NVARCHAR(MAX) = N''; "
            "SELECT @drop = @drop + N'ALTER TABLE ' + QUOTENAME(OBJECT_SCHEMA_NAME(parent_object_id)) + N'.' "
            "+ QUOTENAME(OBJECT_NAME(parent_object_id)) + N' DROP CONSTRAINT ' + QUOTENAME(name) + N'; ' "
            f"FROM sys.foreign_keys WHERE parent_object_id = OBJECT_ID({_literal(_name(key.table))}) "
            f"AND referenced_object_id = OBJECT_ID({_literal(_name(key.referred_table))}); "
            "EXEC sp_executesql @drop"
            for key in sorted(foreign_keys, key=lambda key: (key.table.name, key.referred_table.name))
        ]

    def before_drop(self, tracked: Tracked) -> list[str]:
        table = _name(tracked.table)
        is_versioned = f"OBJECTPROPERTY(OBJECT_ID({_literal(table)}), N'TableTemporalType') = 2"
        return [f"IF {is_versioned} ALTER TABLE {table} SET (SYSTEM_VERSIONING = OFF)"]

    def grants(self, table: Table, schema: str, writer: str | None, reader: str | None) -> list[str]:
        found, quoted = tracked_or_none(table), _name(table)
        kept = [quoted] if found is None else [quoted, _name(table, found.history.name)]
        roles = [r for r in (reader, writer) if r]
        made = [f"GRANT SELECT ON {t} TO {_quote(r)}" for r in roles for t in kept]
        if writer and found is None:
            made.append(f"GRANT INSERT ON {quoted} TO {_quote(writer)}")
        elif writer and found is not None:
            # Nobody can update an identity here.
            named = [c.name for c in found.writable if c.identity is None]
            columns = ", ".join(map(_quote, [*named, BATCH_ID]))  # no trigger sets it
            made.append(f"GRANT INSERT, DELETE ON {quoted} TO {_quote(writer)}")
            made.append(f"GRANT UPDATE ({columns}) ON {quoted} TO {_quote(writer)}")
        return made

    def plan(self, connection: Connection, order: Order) -> list[Step]:
        self._lacks("plan and deploy here. Run the text of ddl(models, dialect='mssql')")

    def lock_deployments(self, connection: Connection) -> None:
        self._lacks("plan and deploy here. Run the text of ddl(models, dialect='mssql')")

    def set_in_force(self, connection: Connection, setting: str, value: str | None) -> str | None:
        key = f"N'sqlmodel_framework.{setting}'"
        before = connection.exec_driver_sql(f"SELECT CAST(SESSION_CONTEXT({key}) AS NVARCHAR(4000))").scalar()
        connection.exec_driver_sql(f"EXEC sp_set_session_context {key}, ?", (value,))
        return before

    def may_forget(self, connection: Connection, tracked: Tracked) -> NoReturn:
        self._lacks("way to take from a history that the server keeps. See HISTORY_RETENTION_PERIOD")

    def forget_before(
        self, connection: Connection, tracked: Tracked, horizon: datetime, limit: int
    ) -> NoReturn:
        self.may_forget(connection, tracked)

    def record(self, connection: Connection, tracked: Tracked, op: str, detail: str) -> NoReturn:
        self.may_forget(connection, tracked)

    def audit(self, tracked: Tracked) -> NoReturn:
        self._lacks("audit: SYSTEM_VERSIONING keeps no user. Use between(Model, t1, t2) for the versions")

    def merge(self, connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
        from .._merge.rowwise import run

        return run(connection, plan, source)

    def _lacks(self, what: str) -> NoReturn:
        raise UnsupportedDialectError(f"on SQL Server there is no {what}.")


DIALECT = SQLServer()
