"""dbt as a pod of its own, over the flights. What it builds comes with the run."""

from datetime import datetime, timedelta

from adp_runners import Runner, pod_arguments
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import dag

RETRY = {"retries": 2, "retry_delay": timedelta(seconds=1)}


@dag(schedule=None, start_date=datetime(2026, 1, 1), catchup=False, tags=["flights"], default_args=RETRY)
def dbt_runner():
    runner = Runner(
        "dbt",
        ["dbt", "build", "--select", "{{ dag_run.conf['select'] }}"],
        image="DBT_RUNNER",
        environment={"ADP_RUNNER_DBT_SCHEMA": "dbt"},
        ticket=True,
    )
    KubernetesPodOperator(task_id="dbt", name="dbt", startup_timeout_seconds=600, **pod_arguments(runner))


dbt_runner()
