"""PostgreSQL 13 to 18."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Table, event, text
from sqlalchemy.dialects.postgresql import JSONB

from ...errors import DeploymentError
from ...history.tracked import tracked_or_none
from . import (
    audit,
    constraints,
    creation,
    enums,
    exact,
    functions,
    grants,
    history_plan,
    migrating,
    periods,
    planning,
    sequences,
    trigger_set,
)  # fmt: skip
from .quoting import name

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.sql import Select

    from ...deployment.order import Order
    from ...deployment.plan import Step
    from ...history.tracked import Tracked
    from ...merging.plan import MergePlan
    from ...merging.result import MergeResult
    from ...merging.source import RowSource, SelectSource


class PostgreSQL:
    """See :class:`sqlmodel_framework.dialects.base.Dialect`."""

    name = "postgresql"
    statement_time = "statement_timestamp()"
    current_transaction = "pg_current_xact_id()"
    txid_type = "xid8"
    period_type = "tstzrange"

    def bind_txid(self, value: int) -> str:
        # The drivers know no xid8; text of unknown type is cast by the server.
        return str(value)

    def visible_in(self, txid: str, snapshot: str) -> str:
        return f"pg_visible_in_snapshot({txid}, CAST({snapshot} AS pg_snapshot))"

    def watermark(self, connection: Connection) -> int:
        found = connection.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))
        return int(found.scalar_one())

    def next_transaction(self, connection: Connection) -> int:
        found = connection.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
        return int(found.scalar_one())

    def json_type(self) -> JSONB:
        return JSONB()

    def row_number_type(self) -> BigInteger:
        return BigInteger()

    def surrogate_type(self) -> BigInteger:
        return BigInteger()

    def period_of(self, start: str, end: str) -> str:
        return f"tstzrange({start}, {end})"

    def schema_of(self, connection: Connection, tracked: Tracked) -> str:
        return self._schema(connection, tracked.table)

    def _schema(self, connection: Connection, table: Table) -> str:
        translated = connection.get_execution_options().get("schema_translate_map") or {}
        schema = translated.get(table.schema, table.schema)
        return str(schema or self._default_schema(connection))

    def install(self, tracked: Tracked, schema: str) -> list[str]:
        return trigger_set.install(functions.Names(tracked, schema))

    def uninstall(self, tracked: Tracked, schema: str) -> list[str]:
        return functions.uninstall(functions.Names(tracked, schema))

    def check_create(self, table: Table) -> None:
        """Any table can be made."""

    def create_schema(self, schema: str) -> list[str]:
        return creation.create_schema(schema)

    def in_schema(self, schema: str, statements: list[str]) -> list[str]:
        return [*creation.create_schema(schema), creation.enter(schema), *statements, "RESET search_path"]

    def create_table(self, table: Table, foreign_keys: Sequence[ForeignKeyConstraint]) -> list[str]:
        types = enums.create(table) + sequences.create(table)
        return types + creation.create_table(table, foreign_keys)

    def add_foreign_keys(self, foreign_keys: Iterable[ForeignKeyConstraint]) -> list[str]:
        return sorted(map(creation.add_constraint, foreign_keys))

    def drop_foreign_keys(
        self, connection: Connection, foreign_keys: Iterable[ForeignKeyConstraint]
    ) -> list[str]:
        made: list[str] = []
        for key in foreign_keys:
            quoted = f"{name(self._schema(connection, key.table))}.{name(key.table.name)}"
            made += constraints.drop_foreign_keys(connection, [key], quoted)
        return made

    def drop_types(self, table: Table) -> list[str]:
        return enums.drop(table)

    def grants(self, table: Table, schema: str, writer: str | None, reader: str | None) -> list[str]:
        found = tracked_or_none(table)
        if found is None:
            return grants.on_plain(table, schema, writer, reader)
        return grants.on_tracked(functions.Names(found, schema), writer, reader)

    def grants_on_schema(self, schema: str, roles: Sequence[str]) -> list[str]:
        return grants.on_schema(schema, roles)

    def grants_to_merge(self, writer: str) -> list[str]:
        return [grants.to_stage(writer)]

    def plan(self, connection: Connection, order: Order) -> list[Step]:
        schemas = {table: self._schema(connection, table) for table in order.tables}
        return planning.plan_tables(connection, order, schemas)

    def plan_triggers(self, connection: Connection, tracked: Tracked) -> list[Step]:
        names = functions.Names(tracked, self.schema_of(connection, tracked))
        return history_plan.plan_triggers(connection, names)

    def plan_dropped(self, connection: Connection, table: str, schema: str | None) -> list[Step]:
        return migrating.plan_dropped(connection, table, schema or self._default_schema(connection))

    def _default_schema(self, connection: Connection) -> str:
        translated = connection.get_execution_options().get("schema_translate_map") or {}
        found = translated.get(None) or connection.execute(text("SELECT current_schema()")).scalar()
        if found is None:
            raise DeploymentError(
                "there is no schema to make tables in: search_path names none that exists. "
                "Set it to one, or give the models a schema."
            )
        return str(found)

    def default_schema(self, connection: Connection) -> str:
        return name(self._default_schema(connection))

    def in_any_schema(
        self, connection: Connection, table: str, statements: Sequence[str], mark: str
    ) -> tuple[str, ...]:
        return migrating.in_any_schema(statements, table, self._default_schema(connection), mark)

    def own_constraints(self, tracked: Tracked) -> frozenset[str]:
        return frozenset({periods.constraint_name(tracked)} if tracked.is_temporal else ())

    def reflect_types(self) -> None:
        from sqlalchemy.dialects.postgresql.base import ischema_names

        from ...columns import TransactionId

        known: Any = ischema_names
        known.setdefault(self.txid_type, TransactionId)

    def exact_times(self, engine: Engine) -> None:
        event.listen(engine, "connect", exact.register)

    def lock_deployments(self, connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(7041, 1)"))

    def set_actor(self, connection: Connection, actor: str | None) -> None:
        connection.execute(
            text("SELECT set_config('sqlmodel_framework.actor', :actor, true)"), {"actor": actor or ""}
        )

    def audit(self, tracked: Tracked, key: Mapping[str, Any]) -> Select[Any]:
        return audit.audit_select(tracked, key)

    def merge(self, connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
        from .merge import run

        return run(connection, plan, source)


DIALECT = PostgreSQL()
