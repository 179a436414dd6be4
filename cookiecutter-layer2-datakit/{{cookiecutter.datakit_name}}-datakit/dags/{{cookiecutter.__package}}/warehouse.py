"""The warehouse, by the Airflow connection `warehouse`; never Airflow's own metadata database."""

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Engine

CONNECTION = "warehouse"


def connect() -> Engine:
    """An engine on the warehouse, wherever Airflow keeps the connection (a secrets backend too).

    Raises:
        AirflowFailException: there is no such connection; the task fails at once, without a retry.
    """
    try:
        from airflow.sdk import BaseHook
        from airflow.sdk.exceptions import AirflowFailException
    except ImportError:  # Airflow 2
        from airflow.exceptions import AirflowFailException
        from airflow.hooks.base import BaseHook
    from airflow.exceptions import AirflowNotFoundException

    try:
        found = BaseHook.get_connection(CONNECTION)
    except AirflowNotFoundException as error:
        raise AirflowFailException(
            "Airflow has no connection `warehouse`: the README of this datakit, chapter The warehouse, says "
            "how to name it. For a first look: adp dev start --engine embedded makes one."
        ) from error
    url = URL.create(
        "postgresql+psycopg2",
        username=found.login,
        password=found.password,
        host=found.host,
        port=found.port,
        database=found.schema,
    )
    return create_engine(url, future=True)
