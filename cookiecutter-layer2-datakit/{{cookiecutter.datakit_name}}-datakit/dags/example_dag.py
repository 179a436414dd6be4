"""The starter DAG: makes two tables and loads a few rows into the warehouse. Edit it, or copy it.

Run it twice: the second run finds nothing to change. Change a row below and run it again: the earlier version
is in the history. Add an optional field to a model and run it again: the table gets the column, its history too.
"""

from datetime import datetime, timedelta

try:
    from airflow.sdk import dag, get_current_context, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.operators.python import get_current_context

CUSTOMERS = [
    {"customer_id": 1, "name": "Ada Lovelace", "segment": "research"},
    {"customer_id": 2, "name": "Grace Hopper", "segment": "public"},
    {"customer_id": 3, "name": "Edsger Dijkstra", "segment": "research"},
]
PURCHASES = [
    {"purchase_id": 1, "customer_id": 1, "purchased_on": "2025-01-15", "amount": "120.50"},
    {"purchase_id": 2, "customer_id": 2, "purchased_on": "2025-01-16", "amount": "80.00"},
    {"purchase_id": 3, "customer_id": 1, "purchased_on": "2025-01-20", "amount": "15.25"},
]


@dag(
    dag_id="{{ cookiecutter.__package }}_example",
    schedule=None,
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["{{ cookiecutter.datakit_name }}", "example"],
    default_args={"retries": 2, "retry_delay": timedelta(seconds=10)},
    doc_md=__doc__,
)
def example():
    @task
    def load() -> dict:
        """Make what the models have and the database lacks, then load both tables in one transaction: all of it or nothing."""
        # Imported here, not above: the DAG file is read every few seconds.
        from {{ cookiecutter.__package }} import models, warehouse
        from sqlmodel_framework import actor, deploy, merge

        context = get_current_context()
        run_id = context["run_id"]
        engine = warehouse.connect()
        with engine.begin() as connection:
            deploy(connection, models.TABLES)
            actor(connection, "dag:" + context["dag"].dag_id + "/run:" + run_id)
            customers = merge(
                connection, models.Customer, CUSTOMERS, batch_id=run_id, delete="inactivate"
            )
            purchases = merge(connection, models.Purchase, PURCHASES, batch_id=run_id)
        return {"customer": str(customers), "purchase": str(purchases)}

    load()


example()
