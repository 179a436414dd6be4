"""The warehouse, by the Airflow connection `warehouse`; never Airflow's own metadata database."""

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Engine

CONNECTION = "warehouse"


def connect() -> Engine:
    """An engine on the warehouse, wherever Airflow keeps the connection (a secrets backend too)."""
    try:
        from airflow.sdk import BaseHook
    except ImportError:  # Airflow 2
        from airflow.hooks.base import BaseHook
    found = BaseHook.get_connection(CONNECTION)
    url = URL.create(
        "postgresql+psycopg2",
        username=found.login,
        password=found.password,
        host=found.host,
        port=found.port,
        database=found.schema,
    )
    return create_engine(url, future=True)
