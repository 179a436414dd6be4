"""Databases by Airflow connections: `warehouse`, never Airflow's own metadata database, and the source `pagila`."""

from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Engine

CONNECTION = "warehouse"


def connect() -> Engine:
    """An engine on the warehouse, wherever Airflow keeps the connection (a secrets backend too).

    Every field of the connection counts: its extra goes to the driver, as in Airflow's own PostgresHook.

    Raises:
        AirflowFailException: there is no such connection, or it is not one that this datakit can use as it
            stands; the task fails at once, without a retry.
    """
    found = _named(CONNECTION)
    if found is None:
        raise _fail(
            "Airflow has no connection `warehouse`: the README of this datakit, chapter The warehouse, says "
            "how to name it. For a first look: adp dev start makes one."
        )
    return _engine(CONNECTION, found)


def connect_if_named(name: str) -> Engine | None:
    """An engine on another connection, or None where Airflow has no such one.

    Raises:
        AirflowFailException: as `connect`.
    """
    found = _named(name)
    return None if found is None else _engine(name, found)


def _named(name: str) -> Any:
    """Airflow's connection, or None."""
    try:
        from airflow.sdk import BaseHook
    except ImportError:  # Airflow 2
        from airflow.hooks.base import BaseHook
    from airflow.exceptions import AirflowNotFoundException

    try:
        return BaseHook.get_connection(name)
    except AirflowNotFoundException:
        return None


def _fail(message: str) -> Any:
    """What a task raises to fail without a retry."""
    try:
        from airflow.sdk.exceptions import AirflowFailException
    except ImportError:  # Airflow 2
        from airflow.exceptions import AirflowFailException
    return AirflowFailException(message)


def _engine(name: str, found: Any) -> Engine:
    if found.conn_type not in ("postgres", "postgresql"):
        raise _fail(
            "The connection `" + name + "` has the type " + repr(found.conn_type) + ". This datakit needs "
            "`postgres`: give the connection that type, or write here how to reach another database."
        )
    extra = found.extra_dejson
    if found.extra and not extra and found.extra.strip() != "{}":
        raise _fail("The extra of the connection `" + name + "` is not a JSON object.")
    odd = sorted(name for name, value in extra.items() if isinstance(value, bool) or not isinstance(value, (str, int)))
    if odd:
        raise _fail(
            "The extra of the connection `"
            + name
            + "` holds what the driver cannot take: "
            + ", ".join(odd)
            + ". It takes libpq's options with text or numbers, such as sslmode."
        )
    url = URL.create(
        "postgresql+psycopg2",
        username=found.login,
        password=found.password,
        host=found.host,
        port=found.port,
        database=found.schema,
        query={name: str(value) for name, value in extra.items()},
    )
    return create_engine(url, future=True)
