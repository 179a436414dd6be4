"""Alembic: autogenerate sees the functions and triggers as it sees tables.

Alembic makes history tables, as ordinary tables of the MetaData. What changes in them later is planned here,
as it is for ``deploy``, since Alembic would drop what a model has no more: no migration drops a column of
history, nor the history of a model that is gone. Tables without a schema go where the migration runs; so do
their functions, see :class:`HistoryDDL`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alembic.autogenerate import comparators, renderers
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import CreateTableOp, DropConstraintOp, DropTableOp, ModifyTableOps
from sqlalchemy import Table

from ._deploy.plan import Step
from ._dialects import dialect_for, known_dialects
from ._dialects.base import Dialect
from ._history.tables import HISTORY_SUFFIX, LOG_SUFFIX
from ._history.tracked import HISTORY_COLUMNS, LOG_COLUMNS, Tracked, tracked_or_none

#: By the package of a column's type, which Alembic writes with its module and does not import.
_IMPORTS = {"sqlmodel": "import sqlmodel", "sqlmodel_framework": "import sqlmodel_framework._columns"}
#: In statements of a migration, in place of the schema that it runs in.
_SCHEMA = "{schema}"


@Operations.register_operation("history_ddl")
class HistoryDDL(MigrateOperation):
    """Replaces functions and triggers of history; ``undo`` brings back those that were there.

    ``{schema}`` in a statement is the schema that tables without one are created in when it runs;
    ``schema`` is the one it was when the migration was made, for ``alembic upgrade --sql``.
    """

    def __init__(
        self, statements: Sequence[str], undo: Sequence[str] = (), schema: str | None = None
    ) -> None:
        self.statements = tuple(statements)
        self.undo = tuple(undo)
        self.schema = schema

    @classmethod
    def history_ddl(cls, operations: Operations, statements: Sequence[str], schema: str | None = None) -> Any:
        """Run DDL as it stands, but for ``{schema}``."""
        return operations.invoke(cls(statements, schema=schema))

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """As ``alembic check`` lists it."""
        return ("history_ddl", *self.statements)

    def reverse(self) -> MigrateOperation:
        return HistoryDDL(self.undo, self.statements, self.schema)


@Operations.implementation_for(HistoryDDL)
def _run(operations: Operations, operation: HistoryDDL) -> None:
    context = operations.migration_context
    schema = operation.schema
    if schema is not None and context.connection is not None and not context.as_sql:
        schema = dialect_for(context.dialect.name).default_schema(context.connection)
    for statement in operation.statements:
        if schema is not None:
            statement = statement.replace(_SCHEMA, schema)
        if context.as_sql:
            context.impl.static_output(f"{statement};")
        else:
            assert context.connection is not None
            context.connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@renderers.dispatch_for(HistoryDDL)
def _render(context: Any, operation: HistoryDDL) -> str:
    listed = "".join(f"    {statement!r},\n" for statement in operation.statements)
    schema = "" if operation.schema is None else f", schema={operation.schema!r}"
    return f"op.history_ddl([\n{listed}]{schema})"


def register_alembic() -> None:
    """Make ``alembic revision --autogenerate`` see functions, triggers and history tables.

    Call it in ``env.py``, before ``context.configure``, with ``target_metadata`` the models' MetaData.
    Migrations made this way need the same call to run. A second call changes nothing.
    """
    if not getattr(register_alembic, "done", False):
        for dialect in known_dialects():
            dialect.reflect_types()
        comparators.dispatch_for("schema", **_after_the_tables())(_compare)
        register_alembic.done = True  # type: ignore[attr-defined]


def _after_the_tables() -> dict[str, Any]:
    """Triggers need their tables: Alembic before 1.18 asks in the order of registration, later by rank."""
    try:
        from alembic.util.langhelpers import DispatchPriority
    except ImportError:
        return {}
    return {"priority": DispatchPriority.LAST}


def _compare(context: Any, upgrade_ops: Any, schemas: Any) -> None:
    metadatas = context.metadata if isinstance(context.metadata, (list, tuple)) else [context.metadata]
    dialect = dialect_for(context.dialect.name)
    connection = context.connection
    made, gone = _Changes(dialect, connection), _Changes(dialect, connection)
    tables = [table for metadata in metadatas for table in metadata.sorted_tables]
    known = [found for table in tables if (found := tracked_or_none(table)) and _is_included(context, table)]
    _keep_history(upgrade_ops, known)
    for found, steps in zip(known, dialect.plan_triggers(connection, known), strict=True):
        _keep(upgrade_ops, found.table.name, dialect.own_constraints(found))
        made.add(found.table.name, found.table.schema, steps)
    for op in upgrade_ops.ops:
        if isinstance(op, DropTableOp):
            steps = dialect.plan_dropped(connection, op.table_name, op.schema)
            gone.add(op.table_name, op.schema, steps)
    # Made once the tables are there, taken away while they are; a downgrade runs all in reverse.
    upgrade_ops.ops[:] = [*gone.operations(), *upgrade_ops.ops, *made.operations()]
    _import_types(context)


def _keep_history(upgrade_ops: Any, known: Sequence[Tracked]) -> None:
    """Take out what Alembic would do to history that is there."""
    made = {(op.schema, op.table_name) for op in upgrade_ops.ops if isinstance(op, CreateTableOp)}
    kept = {(each.schema, each.name) for found in known for each in (found.history, found.log)} - made
    for op in upgrade_ops.ops:
        if isinstance(op, DropTableOp) and _is_history(op.to_table()):
            kept.add((op.schema, op.table_name))
    upgrade_ops.ops[:] = [
        op
        for op in upgrade_ops.ops
        if not (isinstance(op, (ModifyTableOps, DropTableOp)) and (op.schema, op.table_name) in kept)
    ]


def _is_history(table: Table) -> bool:
    """That a table of the database, which no model has, keeps the past of one that had it."""
    names = {column.name for column in table.columns}
    return (table.name.endswith(HISTORY_SUFFIX) and names >= HISTORY_COLUMNS) or (
        table.name.endswith(LOG_SUFFIX) and names >= LOG_COLUMNS
    )


def _is_included(context: Any, table: Table) -> bool:
    """What ``include_object`` says of the table, asked as Alembic asks."""
    there = table if context.inspector.has_table(table.name, schema=table.schema) else None
    return bool(context.run_object_filters(table, table.name, "table", False, there))


class _Changes:
    """The functions and triggers of several tables, as one operation."""

    def __init__(self, dialect: Dialect, connection: Any) -> None:
        self._dialect = dialect
        self._connection = connection
        self._statements: list[str] = []
        self._undo: list[str] = []
        self._schema: str | None = None

    def add(self, table: str, schema: str | None, steps: Sequence[Step]) -> None:
        for step in steps:
            statements, undo = step.statements, step.undo
            if schema is None:
                self._schema = self._dialect.default_schema(self._connection)
                statements, undo = (
                    self._dialect.in_any_schema(self._connection, table, text, _SCHEMA)
                    for text in (statements, undo)
                )
            self._statements += statements
            self._undo = [*undo, *self._undo]

    def operations(self) -> list[HistoryDDL]:
        return [HistoryDDL(self._statements, self._undo, self._schema)] if self._statements else []


def _import_types(context: Any) -> None:
    """Let a migration import the modules of the types in it, by Alembic's hook for rendering."""
    users = context.opts.get("render_item")

    def render_item(kind: str, item: Any, rendering: Any) -> Any:
        found = _IMPORTS.get(type(item).__module__.partition(".")[0]) if kind == "type" else None
        if found is not None:
            rendering.imports.add(found)
        return users(kind, item, rendering) if users else False

    context.opts["render_item"] = render_item


def _keep(upgrade_ops: Any, table: str, names: frozenset[str]) -> None:
    """Alembic would drop a constraint that it finds in the database and not in the MetaData."""
    for modify in [op for op in upgrade_ops.ops if isinstance(op, ModifyTableOps) and op.table_name == table]:
        dropped = [op for op in modify.ops if isinstance(op, DropConstraintOp)]
        for op in dropped:
            if op.constraint_name in names:
                modify.ops.remove(op)
        if not modify.ops:
            upgrade_ops.ops.remove(modify)
