"""Tasks that do nothing, four at a time: what a task costs."""

from datetime import datetime, timedelta

from airflow.sdk import dag, task

RETRY = {"retries": 2, "retry_delay": timedelta(seconds=1)}


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    tags=["flights"],
    default_args=RETRY,
    max_active_tasks=4,
)
def many_tasks():
    @task
    def nothing(number: int) -> int:
        return number

    nothing.expand(number=list(range(20)))


many_tasks()
