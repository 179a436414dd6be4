"""The arguments of a pod, as the provider's own operator takes them. Needs that provider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

from adp_runners import Mount, Runner, pod_arguments
from adp_runners.errors import RunnerError


def pod_of(found: dict[str, Any], tmp_path: Path) -> Any:
    cluster = {"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}
    context = {"name": "c", "context": {"cluster": "c", "user": "u"}}
    users = [{"name": "u", "user": {}}]
    kubeconfig = {"clusters": [cluster], "contexts": [context], "current-context": "c", "users": users}
    (tmp_path / "config").write_text(json.dumps(kubeconfig))
    place = {"config_file": str(tmp_path / "config"), "kubernetes_conn_id": None, "in_cluster": False}
    return KubernetesPodOperator(task_id="dbt", name="dbt", **place, **found).build_pod_request_obj()


def test_the_arguments_of_a_pod(tmp_path: Path) -> None:
    runner = Runner("dbt", ["dbt", "build"], image="r.example/dbt-runner@sha256:1", ticket=True)
    pod = pod_of(pod_arguments(runner, secret="warehouse", ticket_claim="ticket"), tmp_path)
    container = pod.spec.containers[0]
    assert container.args == ["dbt", "build"]
    assert container.env_from[0].secret_ref.name == "warehouse"
    assert container.security_context.read_only_root_filesystem is True
    assert {one.mount_path for one in container.volume_mounts} >= {"/krb5/cache", "/tmp", "/airflow/xcom"}
    assert pod.spec.termination_grace_period_seconds == 30
    assert "pass" not in json.dumps([env.to_dict() for env in container.env])


def test_layer_3_names_the_secrets_the_keytab_and_the_login_of_the_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "WAREHOUSE_SECRET_NAME": "flights-warehouse",
        "REGISTRY_SECRET_NAME": "flights-registry",
        "KERBEROS_PRINCIPAL": "svc@EXAMPLE.COM",
        "KEYTAB_SECRET_NAME": "flights-airflow-kerberos-keytab",
        "KRB5_CONFIG_MAP_NAME": "flights-airflow-config",
    }.items():
        monkeypatch.setenv(f"AIRFLOW__ADP_RUNNERS__{name}", value)
    found = pod_arguments(Runner("dbt", ["dbt", "build"], image="r.example/dbt-runner@sha256:1", ticket=True))
    pod = pod_of(found, tmp_path)
    base, sidecar = pod.spec.containers
    by_name = {one.name: one for one in base.env}
    key = by_name["AIRFLOW_CONN_WAREHOUSE"].value_from.secret_key_ref
    assert (key.name, key.key) == ("flights-warehouse", "connection")
    assert pod.spec.image_pull_secrets[0].name == "flights-registry"
    (login,) = pod.spec.init_containers
    assert login.command == ["kinit", "-k", "-t", "/krb5/keytab/kerberos.keytab", "svc@EXAMPLE.COM"]
    assert login.env[0].value == by_name["KRB5CCNAME"].value
    # The keytab is the login's alone.
    assert {one.mount_path for one in base.volume_mounts} == {"/tmp", "/krb5/cache", "/etc/krb5.conf", "/airflow/xcom"}
    assert {one.name: one.read_only for one in base.volume_mounts}["ticket"] is True
    found["callbacks"].on_pod_manifest_created(pod_request=pod)
    assert sidecar.image == base.image
    assert sidecar.security_context.capabilities.drop == ["ALL"]


def test_a_pod_has_no_folder_of_a_machine() -> None:
    with pytest.raises(RunnerError) as caught:
        pod_arguments(Runner("dbt", ["build"], connection=None, mounts=[Mount("/a", "/b")]))
    assert caught.value.code == "RNR-104"


@pytest.mark.parametrize(
    "runner",
    [
        Runner("dbt", ["build"]),
        Runner("dbt", ["build"], connection="other"),
        Runner("dbt", ["build"], connection=None, ticket=True),
        Runner("dbt", ["build"], connection=None, secrets={"A": "b"}),
    ],
)
def test_what_the_environment_does_not_name_is_missed_when_the_pod_is_made(runner: Runner) -> None:
    found = pod_arguments(runner)
    with pytest.raises(RunnerError) as caught:
        found["callbacks"].on_pod_manifest_created(pod_request=None)
    assert caught.value.code == "RNR-104"
