"""One DAG with four tools: the flights come in and are merged by SQL, dbt and Spark make the delays of each
carrier and month again from the merged rows, and the last task fails when the three do not agree to the row
and the minute.

It is there where its tools are: ADP_RUNNER_DBT_PYTHON and ADP_RUNNER_SPARK_PYTHON name the Pythons that have
them.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

try:
    from airflow.sdk import dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task

from nyc_flights.steps import run

DATAKIT = Path(__file__).resolve().parents[1]


@dag(
    dag_id="nyc_flights_tools",
    schedule=None,
    start_date=datetime(2013, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["nyc-flights", "example"],
    default_args={"retries": 2, "retry_delay": timedelta(seconds=10)},
    doc_md=__doc__,
)
def nyc_flights_tools():
    from adp_runners import Runner, RunnerProcessOperator

    @task
    def extract() -> list:
        """Every new delivery's lines, as they are."""
        from nyc_flights import bronze, compare, deploy, source_folder

        def step(engine, actor, force):
            deploy.deploy(engine)
            compare.deploy(engine, actor)
            return bronze.load(engine, source_folder(), actor)

        return run(step)

    @task
    def merge() -> list:
        """Typed, checked, merged; refused rows to the quarantine."""
        from nyc_flights import silver

        return run(silver.load)

    @task
    def gold() -> dict:
        """The star and the summary, by SQL."""
        from nyc_flights import gold

        return run(gold.load)

    @task
    def agree() -> dict:
        """Fails when SQL, dbt and Spark do not say the same."""
        from nyc_flights import compare

        return run(lambda engine, actor, force: compare.require(engine, actor))

    dbt = RunnerProcessOperator(
        task_id="dbt_build",
        runner=Runner("dbt", ["dbt", "build"], environment={"ADP_RUNNER_DBT_SCHEMA": "dbt"}),
        folder=str(DATAKIT / "dbt"),
    )
    spark = RunnerProcessOperator(
        task_id="spark_delays",
        runner=Runner(
            "spark", ["spark-submit", "--master", "local[2]", "--driver-memory", "1g", "delays.py"]
        ),
        folder=str(DATAKIT / "spark"),
    )
    extract() >> merge() >> gold() >> dbt >> spark >> agree()


if os.environ.get("ADP_RUNNER_DBT_PYTHON") and os.environ.get("ADP_RUNNER_SPARK_PYTHON"):
    nyc_flights_tools()
