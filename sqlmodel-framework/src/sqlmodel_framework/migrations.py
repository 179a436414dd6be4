"""Alembic: autogenerate sees the functions and triggers as it sees tables.

History tables are ordinary tables of the MetaData, so Alembic handles them and their columns itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alembic.autogenerate import comparators, renderers
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import DropConstraintOp, ModifyTableOps

from .dialects import dialect_for, known_dialects
from .history.tracked import tracked_or_none

_IMPORTS = ("import sqlmodel", "import sqlmodel_framework.columns")


@Operations.register_operation("history_ddl")
class HistoryDDL(MigrateOperation):
    """Replaces functions and triggers of history; ``undo`` brings back those that were there."""

    def __init__(self, statements: Sequence[str], undo: Sequence[str] = ()) -> None:
        self.statements = tuple(statements)
        self.undo = tuple(undo)

    @classmethod
    def history_ddl(cls, operations: Operations, statements: Sequence[str]) -> Any:
        """Run DDL as it stands."""
        return operations.invoke(cls(statements))

    def reverse(self) -> MigrateOperation:
        return HistoryDDL(self.undo, self.statements)


@Operations.implementation_for(HistoryDDL)
def _run(operations: Operations, operation: HistoryDDL) -> None:
    context = operations.migration_context
    for statement in operation.statements:
        if context.as_sql:
            context.impl.static_output(f"{statement};")
        else:
            assert context.connection is not None
            context.connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@renderers.dispatch_for(HistoryDDL)
def _render(context: Any, operation: HistoryDDL) -> str:
    context.imports.update(_IMPORTS)  # for the types of the columns beside it
    listed = "".join(f"    {statement!r},\n" for statement in operation.statements)
    return f"op.history_ddl([\n{listed}])"


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
    statements: list[str] = []
    undo: list[str] = []
    metadatas = context.metadata if isinstance(context.metadata, (list, tuple)) else [context.metadata]
    dialect = dialect_for(context.dialect.name)
    for metadata in metadatas:
        for table in metadata.sorted_tables:
            found = tracked_or_none(table)
            if found is not None:
                _keep(upgrade_ops, table.name, dialect.own_constraints(found))
                for step in dialect.plan_triggers(context.connection, found):
                    statements += step.statements
                    undo = [*step.undo, *undo]
    if statements:
        upgrade_ops.ops.append(HistoryDDL(statements, undo))


def _keep(upgrade_ops: Any, table: str, names: frozenset[str]) -> None:
    """Alembic would drop a constraint that it finds in the database and not in the MetaData."""
    for modify in [op for op in upgrade_ops.ops if isinstance(op, ModifyTableOps) and op.table_name == table]:
        dropped = [op for op in modify.ops if isinstance(op, DropConstraintOp)]
        for op in dropped:
            if op.constraint_name in names:
                modify.ops.remove(op)
        if not modify.ops:
            upgrade_ops.ops.remove(modify)
