"""The warehouse, by the Airflow connection `warehouse`; never Airflow's own metadata database."""

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
            "how to name it. For a first look: adp dev start makes one."
        ) from error
    if found.conn_type not in ("postgres", "postgresql"):
        raise AirflowFailException(
            "The connection `warehouse` has the type " + repr(found.conn_type) + ". This datakit needs "
            "`postgres`: give the connection that type, or write here how to reach another database."
        )
    extra = found.extra_dejson
    if found.extra and not extra and found.extra.strip() != "{}":
        raise AirflowFailException("The extra of the connection `warehouse` is not a JSON object.")
    odd = sorted(name for name, value in extra.items() if isinstance(value, bool) or not isinstance(value, (str, int)))
    if odd:
        raise AirflowFailException(
            "The extra of the connection `warehouse` holds what the driver cannot take: "
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
