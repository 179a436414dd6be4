"""A DVD rental business, day by day: films, copies and customers, each new day's rentals and payments, and the proof.

The run loads what the warehouse lacks. The parameter `until` (2005-05-31) stops after that day; the next run goes on.
"""

from datetime import datetime, timedelta

try:
    from airflow.sdk import Param, dag, get_current_context, task
    from airflow.sdk.exceptions import AirflowFailException
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.exceptions import AirflowFailException
    from airflow.models.param import Param
    from airflow.operators.python import get_current_context


def run(step):
    """Run a step on the warehouse. An error that a retry does not mend fails the task at once."""
    # Imported here, not above: the DAG file is read every few seconds.
    from pagila import warehouse
    from pagila.errors import PagilaError

    engine = warehouse.connect()
    try:
        return step(engine)
    except PagilaError as error:
        raise AirflowFailException(str(error)) from error
    finally:
        engine.dispose()


def who(context) -> str:
    """Whom the history names."""
    return "dag:" + context["dag"].dag_id + "/run:" + context["run_id"]


@dag(
    dag_id="pagila_sqlmodel_basic",
    schedule=None,
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["pagila", "example"],
    default_args={"retries": 2, "retry_delay": timedelta(seconds=10)},
    params={"until": Param(None, type=["null", "string"], format="date", description="the last day to load")},
    doc_md=__doc__,
)
def pagila_sqlmodel_basic():
    @task
    def references() -> dict:
        """Make the tables that are missing; then films, copies and customers as the source has them now."""
        from sqlmodel_framework import deploy

        from pagila import load, models, source

        context = get_current_context()

        def step(engine):
            deploy(engine, models.TABLES)
            found = load.references(engine, source.find(), who(context), context["run_id"])
            return {name: str(result) for name, result in found.items()}

        return run(step)

    @task
    def days() -> dict:
        """Each new day's rentals and payments, in order, one transaction a day."""
        from pagila import load, source

        context = get_current_context()
        until = context["params"]["until"]
        return run(lambda engine: load.days(engine, source.find(), who(context), until))

    @task
    def proof() -> dict:
        """The revenue of each month, to the cent; fails when a payment is lost or is not what its rental cost."""
        from pagila import proof

        return run(proof.require)

    references() >> days() >> proof()


pagila_sqlmodel_basic()
