"""The arguments of a pod, as the provider's own operator takes them. Needs that provider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

from adp_runners import Mount, Runner, pod_arguments
from adp_runners.errors import RunnerError


def test_the_arguments_of_a_pod(tmp_path: Path) -> None:
    runner = Runner("dbt", ["dbt", "build"], image="r.example/dbt-runner@sha256:1", ticket=True)
    found = pod_arguments(runner, secret="warehouse", ticket_claim="ticket")
    cluster = {"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}
    context = {"name": "c", "context": {"cluster": "c", "user": "u"}}
    users = [{"name": "u", "user": {}}]
    kubeconfig = {"clusters": [cluster], "contexts": [context], "current-context": "c", "users": users}
    (tmp_path / "config").write_text(json.dumps(kubeconfig))
    place = {"config_file": str(tmp_path / "config"), "kubernetes_conn_id": None, "in_cluster": False}
    pod = KubernetesPodOperator(task_id="dbt", name="dbt", **place, **found).build_pod_request_obj()
    container = pod.spec.containers[0]
    assert container.args == ["dbt", "build"]
    assert container.env_from[0].secret_ref.name == "warehouse"
    assert container.security_context.read_only_root_filesystem is True
    assert {one.mount_path for one in container.volume_mounts} >= {"/krb5/cache", "/tmp", "/airflow/xcom"}
    assert pod.spec.termination_grace_period_seconds == 30
    assert "pass" not in json.dumps([env.to_dict() for env in container.env])


@pytest.mark.parametrize(
    ("runner", "more"),
    [
        (Runner("dbt", ["build"]), {}),
        (Runner("dbt", ["build"], connection=None, mounts=[Mount("/a", "/b")]), {}),
        (Runner("dbt", ["build"], connection=None, ticket=True), {}),
    ],
)
def test_what_a_pod_cannot_have(runner: Runner, more: dict[str, Any]) -> None:
    with pytest.raises(RunnerError) as caught:
        pod_arguments(runner, **more)
    assert caught.value.code == "RNR-104"
