"""PostgreSQL 13 to 18."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Table, event, text
from sqlalchemy.dialects.postgresql import JSONB

from ..._history.tracked import tracked_or_none
from ...errors import DeploymentError
from ..base import Dialect
from . import (
    audit,
    constraints,
    creation,
    enums,
    exact,
    forgetting,
    functions,
    grants,
    history_plan,
    migrating,
    periods,
    planning,
    rights,
    sequences,
    trigger_set,
)  # fmt: skip
from .catalog import Catalog
from .quoting import literal, name, qualified_name, target_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.sql.elements import TextClause

    from ..._deploy.order import Order
    from ..._deploy.plan import Step
    from ..._history.tracked import Tracked
    from ..._merge.delivered import Delivered
    from ..._merge.plan import MergePlan, MergeResult
    from ..._merge.source import RowSource, SelectSource


class PostgreSQL(Dialect):
    """See :class:`sqlmodel_framework._dialects.base.Dialect`."""

    name = "postgresql"
    statement_time = "statement_timestamp()"
    batch_in_force = functions.BATCH
    current_transaction = "pg_current_xact_id()"
    txid_type = "xid8"
    period_type = "tstzrange"
    binary_amounts = False
    keeps_op = True
    can_plan = True

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
        schemas = self._schemas(connection, [key.table for key in foreign_keys])
        tables = {key: qualified_name(schemas[key.table], key.table.name) for key in foreign_keys}
        catalog = Catalog(connection, list(tables.values()), ())
        made = [constraints.drop_foreign_keys(catalog, [key], quoted) for key, quoted in tables.items()]
        return [statement for statements in made for statement in statements]

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
        schemas = self._schemas(connection, order.tables)
        return planning.plan_tables(Catalog.of(connection, schemas), order, schemas)

    def open_rights(self, connection: Connection, tracked: Sequence[Tracked]) -> list[str]:
        schemas = self._schemas(connection, [each.table for each in tracked])
        return rights.open_tables(connection, [functions.Names(t, schemas[t.table]) for t in tracked])

    def plan_triggers(self, connection: Connection, tracked: Sequence[Tracked]) -> list[list[Step]]:
        schemas = self._schemas(connection, [each.table for each in tracked])
        catalog = Catalog.of(connection, schemas)
        names = [functions.Names(each, schemas[each.table]) for each in tracked]
        return [
            planning.plan_history(catalog, each, migrated=True) + history_plan.plan_triggers(catalog, each)
            for each in names
        ]

    def _schemas(self, connection: Connection, tables: Iterable[Table]) -> dict[Table, str]:
        """Where each table is; what names none is where the connection makes such tables, asked once."""
        translated = connection.get_execution_options().get("schema_translate_map") or {}
        found = {table: translated.get(table.schema, table.schema) for table in tables}
        default = self._default_schema(connection) if not all(found.values()) else ""
        return {table: str(schema or default) for table, schema in found.items()}

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

        from ..._columns import TransactionId

        known: Any = ischema_names
        known.setdefault(self.txid_type, TransactionId)

    def exact_times(self, engine: Engine) -> None:
        event.listen(engine, "connect", exact.register)

    def lock_deployments(self, connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(7041, 1)"))

    def set_in_force(self, connection: Connection, setting: str, value: str | None) -> str | None:
        # A SELECT works its columns out from left to right.
        swap = text("SELECT current_setting(:setting, true) AS before, set_config(:setting, :value, true)")
        asked = {"setting": f"sqlmodel_framework.{setting}", "value": value or ""}
        return connection.execute(swap, asked).scalar() or None

    def may_forget(self, connection: Connection, tracked: Tracked) -> bool:
        return forgetting.may_forget(connection, tracked)

    def forget_before(self, connection: Connection, tracked: Tracked, horizon: datetime, limit: int) -> int:
        return forgetting.forget_before(connection, tracked, horizon, limit)

    def record(self, connection: Connection, tracked: Tracked, op: str, detail: str) -> None:
        forgetting.record(connection, tracked, op, detail)

    def audit(self, tracked: Tracked) -> TextClause:
        return audit.sql(tracked)

    def merge(self, connection: Connection, plan: MergePlan, source: RowSource | SelectSource) -> MergeResult:
        from .merge import run

        return run(connection, plan, source)

    def append(
        self, connection: Connection, table: Table, delivered: Delivered, batch_id: str, source: str | None
    ) -> None:
        from ..._merge.delivered import quote
        from .copy import copy_in

        names = [table.c[key].name for key in ("batch_id", "source", "line_no", "raw_line", *delivered.names)]
        copied = f"COPY {qualified_name(*target_of(connection, table))} ({', '.join(map(name, names))})"
        options = f"FORMAT csv, DELIMITER {literal(delivered.delimiter)}, ENCODING 'UTF8'"
        before = delivered.delimiter.join((quote(batch_id), quote(source) if source else ""))
        copy_in(connection, f"{copied} FROM STDIN WITH ({options})", delivered.as_csv(before))


DIALECT = PostgreSQL()
