"""Loads 500 purchases in one transaction. Its first try waits before the end of it, for somebody to kill the pod."""

import time
from datetime import datetime, timedelta

from airflow.sdk import dag, get_current_context, task

RETRY = {"retries": 2, "retry_delay": timedelta(seconds=5)}


@dag(schedule=None, start_date=datetime(2026, 1, 1), catchup=False, tags=["flights"], default_args=RETRY)
def slow_load():
    @task
    def load() -> str:
        from flights import models, warehouse
        from sqlmodel_framework import actor, merge

        context = get_current_context()
        purchases = [
            {"purchase_id": 1000 + number, "customer_id": 1, "purchased_on": "2025-02-01", "amount": "1.00"}
            for number in range(500)
        ]
        with warehouse.connect().begin() as connection:
            actor(connection, "dag:slow_load/run:" + context["run_id"])
            done = merge(connection, models.Purchase, purchases, batch_id=context["run_id"])
            if context["ti"].try_number == 1:
                time.sleep(600)
        return str(done)

    load()


slow_load()
