"""Spark as a pod of its own. What it does comes with the run."""

from datetime import datetime, timedelta

from adp_runners import Runner, pod_arguments
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import dag

RETRY = {"retries": 2, "retry_delay": timedelta(seconds=1)}


@dag(schedule=None, start_date=datetime(2026, 1, 1), catchup=False, tags=["flights"], default_args=RETRY)
def spark_runner():
    what = "{{ dag_run.conf['select'] }}"
    runner = Runner(
        "spark",
        ["spark-submit", "--master", "local[1]", "--driver-memory", "600m", "count.py", what],
        image="SPARK_RUNNER",
        ticket=True,
    )
    KubernetesPodOperator(task_id="spark", name="spark", startup_timeout_seconds=900, **pod_arguments(runner))


spark_runner()
