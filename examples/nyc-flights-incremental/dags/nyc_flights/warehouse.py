"""The warehouse: one Airflow connection, one engine, transactions that name who acts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from nyc_flights.errors import FlightsError

CONNECTION = "warehouse"
VARIABLE = "AIRFLOW_CONN_WAREHOUSE"

#: Serialises everything this datakit writes: two runs at once wait for each other. Any constant will do.
LOCK = 0x6E7963_666C74


def connect_by_airflow() -> Engine:
    """An engine on Airflow's connection `warehouse`, wherever Airflow keeps it (a secrets backend too)."""
    try:
        from airflow.sdk import BaseHook  # Airflow 3
    except ImportError:
        from airflow.hooks.base import BaseHook  # Airflow 2
    from airflow.exceptions import AirflowNotFoundException

    try:
        found = BaseHook.get_connection(CONNECTION)
    except AirflowNotFoundException as error:
        raise FlightsError(
            "NYC-WH-004",
            f"Airflow has no connection {CONNECTION!r}.",
            str(error),
            f"export {VARIABLE}=postgres://USER:PASSWORD@HOST:5432/DATABASE where Airflow starts, or copy "
            "airflow_settings.example.yaml to airflow_settings.yaml and fill it in.",
        ) from error
    return engine(
        found.conn_type,
        username=found.login,
        password=found.password,
        host=found.host,
        port=found.port,
        database=found.schema,
        extra=found.extra_dejson,
    )


def connect_by_environment() -> Engine:
    """An engine on AIRFLOW_CONN_WAREHOUSE, without Airflow: a URI or Airflow's JSON form.

    Raises:
        FlightsError: NYC-WH-001 when the variable is not set or not readable, NYC-WH-002 when it does not
            name a PostgreSQL.
    """
    text = os.environ.get(VARIABLE, "")
    try:
        if text.startswith("{"):
            found: dict[str, Any] = json.loads(text)
            return engine(
                str(found["conn_type"]),
                username=found.get("login"),
                password=found.get("password"),
                host=found.get("host"),
                port=found.get("port"),
                database=found.get("schema"),
                extra=options(found.get("extra")),
            )
        uri = urlsplit(text)
        if not uri.scheme:
            raise ValueError("it is no URI" if text else "it is not set")
        return engine(
            uri.scheme,
            username=unquote(uri.username or "") or None,
            password=unquote(uri.password or "") or None,
            host=unquote(uri.hostname or "") or None,
            port=uri.port,
            database=unquote(uri.path.strip("/")),
            extra=dict(parse_qsl(uri.query)),
        )
    except (ValueError, KeyError) as error:
        raise FlightsError(
            "NYC-WH-001",
            f"{VARIABLE} does not name the warehouse.",
            f"{type(error).__name__}: {error}",
            f"export {VARIABLE}=postgres://USER:PASSWORD@HOST:5432/DATABASE",
        ) from error


def options(extra: Any) -> dict[str, Any]:
    """The extra of a connection in Airflow's JSON form: an object, or one written as a string."""
    found = json.loads(extra) if isinstance(extra, str) and extra else extra or {}
    if not isinstance(found, dict):
        raise ValueError("its extra is not a JSON object")
    return found


def engine(
    kind: str,
    *,
    username: str | None,
    password: str | None,
    host: str | None,
    port: int | None,
    database: str | None,
    extra: Mapping[str, Any] | None = None,
) -> Engine:
    """An engine by psycopg2, whatever the driver that the connection's type would choose.

    ``extra`` goes to the driver, as in Airflow's own PostgresHook: libpq's options, such as sslmode.

    Raises:
        FlightsError: NYC-WH-002 when the connection is of another kind than PostgreSQL or names no database.
    """
    if kind.split("+")[0] not in ("postgres", "postgresql"):
        raise FlightsError(
            "NYC-WH-002",
            f"the connection {CONNECTION} is of the kind {kind!r}.",
            "this example loads a PostgreSQL warehouse.",
            f"export {VARIABLE}=postgres://USER:PASSWORD@HOST:5432/DATABASE",
        )
    if not host or not database:
        raise FlightsError(
            "NYC-WH-002",
            f"the connection {CONNECTION} names no {'database' if host else 'host'}.",
            "without it the driver would choose one by itself.",
            f"export {VARIABLE}=postgres://USER:PASSWORD@HOST:5432/DATABASE",
        )
    query = {name: str(value) for name, value in (extra or {}).items()}
    url = URL.create("postgresql+psycopg2", username, password, host, port, database, query)
    return sa.create_engine(url, future=True)


@contextmanager
def transaction(engine: Engine, actor: str) -> Iterator[Connection]:
    """One transaction in the name of ``actor``, alone among this datakit's writers.

    Raises:
        FlightsError: NYC-WH-003 when the warehouse does not answer.
    """
    from sqlmodel_framework import actor as set_actor

    with connected(engine) as connection, connection.begin():
        connection.execute(sa.text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        find_checks(connection)
        set_actor(connection, actor)
        yield connection


def find_checks(connection: Connection) -> None:
    """Let the checks find, until the transaction ends, what a server older than 16 lacks; see deploy.py."""
    if version(connection) < 16:
        connection.execute(sa.text("set local search_path = public, bronze"))


def version(connection: Connection) -> int:
    """The server's major version."""
    return int(connection.execute(sa.text("show server_version_num")).scalar_one()) // 10_000


def connected(engine: Engine) -> Connection:
    """A connection.

    Raises:
        FlightsError: NYC-WH-003 when the warehouse does not answer.
    """
    try:
        return engine.connect()
    except sa.exc.OperationalError as error:
        raise FlightsError(
            "NYC-WH-003",
            "the warehouse does not answer.",
            str(error.orig).strip(),
            "start it (adp dev status tells), or correct the Airflow connection `warehouse`.",
            transient=True,
        ) from error
