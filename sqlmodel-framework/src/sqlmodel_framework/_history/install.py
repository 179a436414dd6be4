"""Lets CREATE TABLE bring the history table, the functions and the triggers along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, Table, event, inspect

from .._dialects import dialect_for
from ..errors import DeploymentError
from .tracked import Tracked, tracked, tracked_or_none

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def listen(tracked: Tracked) -> None:
    """Install whenever the table is created, by ``create_all`` or alone; clean up when it is dropped."""
    table, metadata = tracked.table, tracked.table.metadata
    event.listen(table, "before_create", _table_wanted)
    event.listen(table, "after_create", _table_created)
    event.listen(table, "after_drop", _table_dropped)
    if not event.contains(metadata, "after_create", _metadata_created):
        event.listen(metadata, "before_create", _metadata_wanted)
        event.listen(metadata, "after_create", _metadata_created)


def execute_all(connection: Connection, statements: Sequence[str]) -> None:
    """Run DDL as it stands: no driver may read a ``%`` or a ``:name`` in it as a parameter."""
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _table_wanted(table: Table, connection: Connection, **kw: Any) -> None:
    dialect_for(connection.dialect.name).check_create(table)


def _table_created(table: Table, connection: Connection, **kw: Any) -> None:
    # Inside create_all the history table follows a moment later: see _metadata_created.
    if not kw.get("_is_metadata_operation"):
        _complete(connection, tracked(table))


def _metadata_wanted(metadata: MetaData, connection: Connection, **kw: Any) -> None:
    """Refuse what create_all would pass over: a table that is there, and is another than its model's."""
    from .._deploy.order import in_order

    dialect = dialect_for(connection.dialect.name)
    if not dialect.can_plan:
        return
    created, look = set(kw.get("tables") or ()), inspect(connection)
    schemas = connection.get_execution_options().get("schema_translate_map") or {}
    there = [
        table
        for table in metadata.tables.values()
        if tracked_or_none(table) is not None
        and table not in created
        and look.has_table(table.name, schema=schemas.get(table.schema, table.schema))
    ]
    steps = dialect.plan(connection, in_order(there)) if there else []
    if steps:
        listed = "; ".join(map(str, steps[:3])) + ("" if len(steps) <= 3 else f"; and {len(steps) - 3} more")
        names = ", ".join(table.name for table in there)
        raise DeploymentError(
            f"create_all makes tables that are missing, and changes none that is there: {listed}. "
            f"Call deploy(engine, models) in its place: it makes and changes what {names} needs."
        )


def _metadata_created(metadata: MetaData, connection: Connection, **kw: Any) -> None:
    created = set(kw.get("tables") or ())
    for table in list(metadata.tables.values()):
        found = tracked_or_none(table)
        if found and created & {found.table, found.history, found.log}:
            _complete(connection, found)


def _complete(connection: Connection, tracked: Tracked) -> None:
    tracked.history.create(connection, checkfirst=True)
    tracked.log.create(connection, checkfirst=True)
    dialect = dialect_for(connection.dialect.name)
    execute_all(connection, dialect.install(tracked, dialect.schema_of(connection, tracked)))


def _table_dropped(table: Table, connection: Connection, **kw: Any) -> None:
    found: Tracked = tracked(table)
    if not kw.get("_is_metadata_operation"):
        found.history.drop(connection, checkfirst=True)
        found.log.drop(connection, checkfirst=True)
    dialect = dialect_for(connection.dialect.name)
    execute_all(connection, dialect.uninstall(found, dialect.schema_of(connection, found)))
