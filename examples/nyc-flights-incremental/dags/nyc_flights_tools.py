"""One DAG with four tools: the flights come in and are merged by SQL, dbt and Spark make the delays of each
carrier and month again from the merged rows, and the last task fails when the three do not agree to the row
and the minute.

It is there where its tools are: ADP_RUNNER_DBT_PYTHON and ADP_RUNNER_SPARK_PYTHON name the Pythons that have
them, or NYC_FLIGHTS_RUNNERS=docker takes the images dbt-runner and spark-runner. Where no engine can be
reached both run as processes all the same, and each task's log says so.
"""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

try:
    from airflow.sdk import dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task

from nyc_flights.steps import run

DATAKIT = Path(__file__).resolve().parents[1]
TOOLS = ("ADP_RUNNER_DBT_PYTHON", "ADP_RUNNER_SPARK_PYTHON")
IN_DOCKER = os.environ.get("NYC_FLIGHTS_RUNNERS") == "docker"
# Airflow in a container has the warehouse's login in a volume, and the engine proxy chooses the network.
LOGIN = Path("/run/platform/warehouse")


def operator(task_id, runner, folder):
    """The run as a process beside the task, or as a container that sees its folder alone."""
    from adp_runners import Mount, RunnerProcessOperator, runner_operator

    if not IN_DOCKER:
        return RunnerProcessOperator(task_id=task_id, runner=runner, folder=str(folder))
    inside = LOGIN.is_dir()
    seen = replace(runner, mounts=[Mount(str(LOGIN), str(LOGIN))] if inside else [])
    # The embedded engine's warehouse listens on this machine's 127.0.0.1 alone.
    docker = {} if inside else {"network_mode": "host"}
    return runner_operator(task_id=task_id, runner=seen, folder=str(folder), docker=docker)


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
    from adp_runners import Runner

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

    build = Runner("dbt", ["dbt", "build"], environment={"ADP_RUNNER_DBT_SCHEMA": "dbt"})
    dbt = operator("dbt_build", build, DATAKIT / "dbt")
    words = ["spark-submit", "--master", "local[2]", "--driver-memory", "1g", "delays.py"]
    spark = operator("spark_delays", Runner("spark", words), DATAKIT / "spark")
    extract() >> merge() >> gold() >> dbt >> spark >> agree()


if IN_DOCKER or all(os.environ.get(name) for name in TOOLS):
    nyc_flights_tools()
