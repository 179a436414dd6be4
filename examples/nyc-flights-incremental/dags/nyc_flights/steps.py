"""A layer's step as a task of Airflow. Light to import: DAG files are read every few seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

try:
    from airflow.sdk import get_current_context
    from airflow.sdk.exceptions import AirflowFailException
except ImportError:  # Airflow 2
    from airflow.exceptions import AirflowFailException
    from airflow.operators.python import get_current_context

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def run(step: Callable[[Engine, str, str | None], Any]) -> Any:
    """Run one layer's step on the warehouse in the name of this run. An error that a retry cannot mend
    (it has a code and a remedy) fails the task at once."""
    from nyc_flights.errors import FlightsError
    from nyc_flights.warehouse import connect_by_airflow

    context = get_current_context()
    actor = "dag:" + context["dag"].dag_id + "/run:" + context["run_id"]
    try:
        engine = connect_by_airflow()
        try:
            return step(engine, actor, context["params"].get("force") or None)
        finally:
            engine.dispose()
    except FlightsError as error:
        if error.transient:
            raise
        raise AirflowFailException(str(error)) from error
