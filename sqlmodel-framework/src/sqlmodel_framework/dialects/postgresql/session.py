"""What the library asks of, and sets in, a server session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .quoting import literal
from .stage import run_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# libpq's PQTRANS_INERROR and PQTRANS_UNKNOWN (the connection is gone), which both drivers report.
_TAKES_NONE = frozenset({3, 4})
_WORK_MEM = 64 * 1024


def server_version(connection: Connection) -> int:
    """As ``server_version_num``: 150018 for 15.18."""
    raw: Any = connection.connection
    return int(raw.dbapi_connection.info.server_version)


def has_cursors(connection: Connection) -> bool:
    """That the session has a cursor open, from which somebody may still read."""
    return bool(run_sql(connection, "SELECT EXISTS (SELECT FROM pg_cursors WHERE name <> '')").scalar())


def takes_statements(connection: Connection) -> bool:
    """That no error of the database has ended the transaction, nor the connection."""
    if connection.invalidated:
        return False
    raw: Any = connection.connection
    return int(raw.dbapi_connection.info.transaction_status) not in _TAKES_NONE


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """At least 64 MB to hash in: a batch is joined whole, and the default of 4 MB spills it to disk."""
    before = str(run_sql(connection, "SELECT current_setting('work_mem')").scalar())
    size = "SELECT setting::bigint FROM pg_settings WHERE name = 'work_mem'"
    raised = int(run_sql(connection, size).scalar()) < _WORK_MEM
    if raised:
        run_sql(connection, f"SET LOCAL work_mem = '{_WORK_MEM}kB'")
    try:
        yield
    finally:
        if raised and takes_statements(connection):
            run_sql(connection, f"SET LOCAL work_mem = '{before}'")


@contextmanager
def hashed(connection: Connection, table: str, rows: int) -> Iterator[None]:
    """No nested loop where the batch is not small beside its table, whatever the statistics say.

    After VACUUM of an empty table the planner looks for each row of the batch through all of it; the table
    grows as the same statement inserts, so that a first load would take a time that is quadratic in its rows.
    """
    guessed = f"SELECT reltuples FROM pg_class WHERE oid = {literal(table)}::regclass"
    switched = 0 <= int(run_sql(connection, guessed).scalar()) < rows  # -1: never looked at
    before = str(run_sql(connection, "SELECT current_setting('enable_nestloop')").scalar())
    if switched:
        run_sql(connection, "SET LOCAL enable_nestloop = off")
    try:
        yield
    finally:
        if switched and takes_statements(connection):
            run_sql(connection, f"SET LOCAL enable_nestloop = {before}")
