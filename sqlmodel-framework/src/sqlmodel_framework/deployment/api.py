"""plan, deploy, ddl and drop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection, Engine

from ..connection import connection_of
from ..dialects import dialect_for
from ..errors import DeploymentError
from ..history.install import execute_all
from ..history.tracked import tracked_or_none
from .order import Order, in_order
from .plan import Plan


def plan(conn: Engine | Connection, models: Iterable[Any]) -> Plan:
    """What :func:`deploy` would do, and any drift: what is missing, changed, disabled or edited by hand.

    Args:
        conn: an Engine, or a Connection in a transaction.
        models: model classes (framework tables, quarantines, plain SQLModel tables).
    """
    order = in_order(models)
    with _transaction(conn) as connection:
        return _plan(connection, order)


def deploy(conn: Engine | Connection, models: Iterable[Any]) -> Plan:
    """Make the tables, histories, functions and triggers that are missing or differ, and only those.

    One transaction, under an advisory lock: of several at once one deploys, the others find nothing to
    do. Existing tables with data get the columns they lack. Changed or surplus columns of the tables
    are left to a migration, and are an error here.

    Returns:
        What was done; empty where the database was as the models say.

    Raises:
        DeploymentError: something only a migration can settle; nothing was done.
    """
    order = in_order(models)
    with _transaction(conn) as connection:
        dialect_for(connection.dialect.name).lock_deployments(connection)
        found = _plan(connection, order)
        if found.unresolved:
            listed = "; ".join(map(str, found.unresolved))
            raise DeploymentError(f"deploy cannot settle: {listed}. Nothing was changed.")
        execute_all(connection, found.statements)
        return found


def ddl(
    models: Iterable[Any],
    *,
    dialect: str = "postgresql",
    schema: str = "public",
    writer: str | None = None,
    reader: str | None = None,
) -> str:
    """The whole deployment as SQL text, for a DBA to read and run.

    Args:
        models: model classes.
        dialect: SQLAlchemy's name of the database.
        schema: where tables without a schema of their own will be.
        writer: a role that loads; gets no right to the system columns nor to history.
        reader: a role that reads tables and history.
    """
    statements: list[str] = []
    made = dialect_for(dialect)
    for table in in_order(models).tables:
        statements += made.create_table(table)
        found = tracked_or_none(table)
        if found is not None:
            own = found.table.schema or schema
            statements += made.create_table(found.history) + made.create_table(found.inserts)
            statements += made.install(found, own)
            statements += made.grants(found, own, writer, reader)
    return "".join(f"{statement};\n" for statement in statements)


def drop(conn: Engine | Connection, models: Iterable[Any]) -> None:
    """Drop the models' tables with their histories, functions and triggers."""
    order = in_order(models)
    with _transaction(conn) as connection:
        for table in reversed(order.tables):
            table.drop(connection, checkfirst=True)


def _plan(connection: Connection, order: Order) -> Plan:
    return Plan(tuple(dialect_for(connection.dialect.name).plan(connection, order)))


@contextmanager
def _transaction(conn: Engine | Connection) -> Iterator[Connection]:
    if isinstance(conn, Engine):
        with conn.begin() as connection:
            yield connection_of(connection)  # refuses an engine that commits every statement
    else:
        yield connection_of(conn)
