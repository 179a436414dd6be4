"""Accounts from a SQL Server into the warehouse, with Windows authentication by the shared Kerberos ticket.

The runner extracts outside of Airflow: neither pyodbc nor Microsoft's driver is installed here.
"""

from datetime import datetime, timedelta
from pathlib import Path

from adp_runners import Runner, RunnerProcessOperator

try:
    from airflow.sdk import dag, get_current_context, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.operators.python import get_current_context

DATAKIT = Path(__file__).resolve().parent.parent


@dag(
    dag_id="sqlserver_windows_auth",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["sqlserver", "example"],
    default_args={"retries": 2, "retry_delay": timedelta(seconds=10)},
    doc_md=__doc__,
)
def sqlserver_windows_auth():
    query, to = "include/accounts.sql", "include/extract/accounts.csv"
    extract = RunnerProcessOperator(
        task_id="extract",
        runner=Runner("sqlserver", ["extract", "--query-file", query, "--to", to], connection="sqlserver", ticket=True),
        folder=str(DATAKIT),
    )

    @task
    def accounts(result: dict) -> str:
        """The rows of the extract become the table `accounts.account`, with history."""
        # Imported here, not above: the DAG file is read every few seconds.
        from accounts import load, warehouse

        context = get_current_context()
        engine = warehouse.connect()
        try:
            who = "dag:" + context["dag"].dag_id + "/run:" + context["run_id"]
            return str(load.accounts(engine, Path(result["artifacts"][0]), who, context["run_id"]))
        finally:
            engine.dispose()

    accounts(extract.output)


sqlserver_windows_auth()
