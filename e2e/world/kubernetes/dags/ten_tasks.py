"""Ten tasks at once, to measure what the pods of tasks cost."""

from datetime import datetime

from airflow.sdk import dag, task


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    tags=["flights"],
    default_args={"retries": 2},
)
def ten_tasks():
    @task
    def one(number: int) -> int:
        return number

    one.expand(number=list(range(10)))


ten_tasks()
