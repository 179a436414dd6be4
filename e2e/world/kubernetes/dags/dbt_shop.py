"""Runs dbt in a pod of its own: the model that the run's configuration names."""

import os
from datetime import datetime, timedelta

from adp_runners import Runner, pod_arguments
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import dag
from kubernetes.client import models as k8s

RETRY = {"retries": 2, "retry_delay": timedelta(seconds=1)}


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    tags=["flights"],
    params={"model": "good"},
    default_args=RETRY,
)
def dbt_shop():
    build = Runner(
        "dbt",
        ["dbt", "build", "--select", "{{ params.model }}"],
        image=os.environ.get("DBT_SHOP_IMAGE", ""),
        environment={"ADP_RUNNER_DBT_SCHEMA": "dbt"},
    )
    KubernetesPodOperator(
        task_id="build",
        name="dbt-shop",
        image_pull_secrets=[k8s.V1LocalObjectReference("flights-registry")],
        **pod_arguments(build, secret="flights-dbt"),
    )


dbt_shop()
