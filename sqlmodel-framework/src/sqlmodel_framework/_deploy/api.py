"""plan, deploy, ddl and drop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Sequence, Table
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import DropTable

from .._connection import connection_of
from .._dialects import dialect_for
from .._history.install import execute_all
from .._history.tracked import tracked_or_none
from ..errors import DeploymentError
from .order import Order, in_order
from .plan import Plan, Step

if TYPE_CHECKING:
    from sqlmodel import SQLModel

    Models = Iterable[type[SQLModel] | Table]


def plan(conn: Engine | Connection, models: Models) -> Plan:
    """What :func:`deploy` would do, and any drift: what is missing, changed, disabled or edited by hand.

    Args:
        conn: an Engine, or a Connection in a transaction.
        models: model classes (framework tables, quarantines, plain SQLModel tables).
    """
    order = in_order(models)
    with _transaction(conn) as connection:
        return _plan(connection, order)


def deploy(conn: Engine | Connection, models: Models) -> Plan:
    """Make the tables, histories, functions and triggers that are missing or differ, and only those.

    One transaction, under an advisory lock: of several at once one deploys, the others find nothing to
    do. Tables that are there get what they lack: columns, constraints, NOT NULL, defaults, indexes,
    members of enumerations. Nothing that could lose data is done: changed types and keys, and a column
    that the model has not and whose changes history would not keep, are left to a migration and are an
    error here. What only makes a table stricter than its model stays.

    Returns:
        What was done; empty where the database was as the models say. Its ``notes`` name grants by which
        somebody could forge system time.

    Raises:
        DeploymentError: something only a migration can settle, or rows that a new constraint does not
            allow; nothing was done.
    """
    order = in_order(models)
    with _transaction(conn) as connection:
        dialect_for(connection.dialect.name).lock_deployments(connection)
        found = _plan(connection, order)
        if found.unresolved:
            listed = "; ".join(map(str, found.unresolved))
            raise DeploymentError(
                f"deploy cannot settle: {listed}. Nothing was changed. docs/migrations.md shows how to write "
                "the migration."
            )
        if found.steps and _translated(connection):
            raise DeploymentError(
                "deploy makes nothing where schema_translate_map sends it. Give the models a schema, or "
                "set search_path (connect_args={'options': '-csearch_path=silver'}). Nothing was changed."
            )
        for step in found.steps:
            _close(connection, step)
        return replace(found, notes=_notes(connection, order))


def ddl(
    models: Models,
    *,
    dialect: Literal["postgresql", "sqlite", "mssql"] = "postgresql",
    schema: str = "public",
    writer: str | None = None,
    reader: str | None = None,
) -> str:
    """The whole deployment into an empty database as SQL text, for a DBA to read and run.

    Args:
        models: model classes.
        dialect: SQLAlchemy's name of the database.
        schema: where tables without a schema of their own will be; made if it is not there. (SQL Server
            makes them in ``dbo``.)
        writer: a role that loads; gets no right to the system columns nor to history. To tables without
            history (a quarantine, bronze) it may add rows.
        reader: a role that reads tables and history.
    """
    statements: list[str] = []
    made = dialect_for(dialect)
    order = in_order(models)
    for each in dict.fromkeys(table.schema for table in order.tables):
        statements += made.create_schema(each) if each else []
        roles = [role for role in dict.fromkeys((writer, reader)) if role]
        statements += made.grants_on_schema(each or schema, roles)
    if writer and any(tracked_or_none(table) for table in order.tables):
        statements += made.grants_to_merge(writer)
    for table in order.tables:
        own, found = table.schema or schema, tracked_or_none(table)
        statements += made.create_table(table, order.inline(table))
        if found is not None:
            statements += made.create_table(found.history, ()) + made.create_table(found.log, ())
            statements += made.install(found, own)
        statements += made.grants(table, own, writer, reader)
    statements += made.add_foreign_keys(order.late)
    if any(table.schema is None for table in order.tables):
        statements = made.in_schema(schema, statements)
    return "".join(f"{statement};\n" for statement in statements)


def drop(conn: Engine | Connection, models: Models) -> None:
    """Drop the models' tables with their histories, functions, triggers, and the types that only they use."""
    order = in_order(models)
    with _transaction(conn) as connection:
        dialect = dialect_for(connection.dialect.name)
        execute_all(connection, dialect.drop_foreign_keys(connection, order.late))
        for table in reversed(order.tables):
            _drop(connection, table)
        if not _translated(connection):  # which types' names would not follow
            for table in order.tables:
                execute_all(connection, dialect.drop_types(table))


def _drop(connection: Connection, table: Table) -> None:
    # Not table.drop: SQLAlchemy 1.4 would drop the types with it, which history and other tables still use.
    found, dialect = tracked_or_none(table), dialect_for(connection.dialect.name)
    if found:
        execute_all(connection, dialect.before_drop(found))
    for each in (table, found.history, found.log) if found else (table,):
        connection.execute(DropTable(each, if_exists=True))
    for sequence in [c.default for c in table.columns if isinstance(c.default, Sequence)]:
        sequence.drop(connection, checkfirst=True)
    if found:
        execute_all(connection, dialect.uninstall(found, dialect.schema_of(connection, found)))


def _translated(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("schema_translate_map"))


def _close(connection: Connection, step: Step) -> None:
    try:
        execute_all(connection, step.statements)
    except IntegrityError as error:
        told = " ".join(str(error.orig).split()).rstrip(".")
        raise DeploymentError(
            f"{step}, and rows that are there do not allow it: {told}. Correct them first. "
            "Nothing was changed."
        ) from error


def _plan(connection: Connection, order: Order) -> Plan:
    steps = dialect_for(connection.dialect.name).plan(connection, order)
    return Plan(tuple(steps), _notes(connection, order))


def _notes(connection: Connection, order: Order) -> tuple[str, ...]:
    tracked = [found for table in order.tables if (found := tracked_or_none(table)) is not None]
    return tuple(dialect_for(connection.dialect.name).open_rights(connection, tracked))


@contextmanager
def _transaction(conn: Engine | Connection) -> Iterator[Connection]:
    if isinstance(conn, Engine):
        with conn.begin() as connection:
            yield connection_of(connection)  # refuses an engine that commits every statement
    else:
        yield connection_of(conn)
