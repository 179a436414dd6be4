"""A runner as a pod: the arguments of Airflow's own KubernetesPodOperator."""

from __future__ import annotations

from typing import Any

from adp_runners.errors import ProviderMissing, RunnerError
from adp_runners.spec import TICKET_FOLDER, Runner

_CACHE = f"FILE:{TICKET_FOLDER}/krb5cc"
_KEYTAB = "/krb5/keytab"
_CONF = "/etc/krb5.conf"


def pod_arguments(
    runner: Runner,
    *,
    secret: str | None = None,
    ticket_claim: str | None = None,
    grace: float = 25,
) -> dict[str, Any]:
    """What KubernetesPodOperator takes for a runner, with `do_xcom_push`: its sidecar reads return.json.

    On Layer 3 the section `[adp_runners]` of Airflow's settings names the Secrets of the environment: the connection
    `warehouse` comes from its own, the ticket by its keytab, and the image by its registry's login.

    Args:
        secret: another Secret of the cluster, whose keys become variables: AIRFLOW_CONN_WAREHOUSE and those of
            `Runner.secrets`. A pod's own specification can be read by many, so no secret stands in it.
        ticket_claim: the volume claim that holds the ticket, where there is no keytab.
        grace: seconds that the tool has to stop; the pod gets five more.

    Where neither names what the run needs, the task fails when it makes its pod, with RNR-104: a laptop, and the tests
    of a datakit, read the file without it.

    Raises:
        ProviderMissing: RNR-101.
        RunnerError: RNR-104 for a mount, which only a machine has.
    """
    try:
        from kubernetes.client import models as k8s
    except ImportError as error:
        raise ProviderMissing("apache-airflow-providers-cncf-kubernetes") from error
    names = _environment()
    warehouse = names["warehouse_secret_name"] if runner.connection == "warehouse" and secret is None else ""
    if runner.mounts:
        raise RunnerError("RNR-104", "A pod has no folder of this machine.", "Bring the project in the image.")
    lacks = None
    if secret is None and (runner.secrets or (runner.connection and not warehouse)):
        lacks = RunnerError(
            "RNR-104", "The run needs secrets, and `secret` names none.", "Name a Secret of the cluster."
        )
    elif runner.ticket and ticket_claim is None and not names["kerberos_principal"]:
        lacks = RunnerError(
            "RNR-104", "The run needs a ticket, and `ticket_claim` names none.", "Name the volume claim."
        )
    container = k8s.V1SecurityContext(
        allow_privilege_escalation=False,
        read_only_root_filesystem=True,
        capabilities=k8s.V1Capabilities(drop=["ALL"]),
    )
    env = [k8s.V1EnvVar(name=name, value=value) for name, value in runner.plain().items()]
    env.append(k8s.V1EnvVar(name="ADP_RUNNER_GRACE", value=str(grace)))
    if warehouse:
        key = k8s.V1SecretKeySelector(name=warehouse, key="connection")
        env.append(k8s.V1EnvVar(name="AIRFLOW_CONN_WAREHOUSE", value_from=k8s.V1EnvVarSource(secret_key_ref=key)))
    source = None if secret is None else k8s.V1SecretEnvSource(name=secret)
    registry = names["registry_secret_name"]
    found = {
        "image": runner.takes_image,
        "image_pull_secrets": [k8s.V1LocalObjectReference(name=registry)] if registry else [],
        "arguments": list(runner.arguments),
        "env_vars": env,
        "env_from": [] if source is None else [k8s.V1EnvFromSource(secret_ref=source)],
        "volumes": [k8s.V1Volume(name="tmp", empty_dir=k8s.V1EmptyDirVolumeSource())],
        "volume_mounts": [k8s.V1VolumeMount(name="tmp", mount_path="/tmp")],
        "init_containers": [],
        "security_context": k8s.V1PodSecurityContext(
            run_as_non_root=True, fs_group=0, seccomp_profile=k8s.V1SeccompProfile(type="RuntimeDefault")
        ),
        "container_security_context": container,
        "callbacks": _before_the_pod(runner.takes_image, container, lacks),
        "do_xcom_push": True,
        "skip_on_exit_code": 99,
        "termination_grace_period": int(grace) + 5,
    }
    if runner.ticket and lacks is None:
        _add_ticket(found, names, ticket_claim)
    return found


def _environment() -> dict[str, str]:
    """What Layer 3 says of the environment; empty texts elsewhere."""
    from airflow.configuration import conf

    names = (
        "warehouse_secret_name",
        "registry_secret_name",
        "kerberos_principal",
        "keytab_secret_name",
        "krb5_config_map_name",
    )
    return {name: conf.get("adp_runners", name, fallback="") or "" for name in names}


def _add_ticket(found: dict[str, Any], names: dict[str, str], claim: str | None) -> None:
    """The ticket of a claim, or one of this pod alone, by the environment's keytab."""
    from kubernetes.client import models as k8s

    def mount(name: str, path: str, **more: Any) -> Any:
        return k8s.V1VolumeMount(name=name, mount_path=path, **{"read_only": True, **more})

    found["volume_mounts"].append(mount("ticket", TICKET_FOLDER))
    if claim is not None:
        of_claim = k8s.V1PersistentVolumeClaimVolumeSource(claim_name=claim, read_only=True)
        found["volumes"].append(k8s.V1Volume(name="ticket", persistent_volume_claim=of_claim))
        return
    keytab = k8s.V1SecretVolumeSource(secret_name=names["keytab_secret_name"], default_mode=0o440)
    conf = k8s.V1ConfigMapVolumeSource(name=names["krb5_config_map_name"])
    found["volumes"] += [
        k8s.V1Volume(name="ticket", empty_dir=k8s.V1EmptyDirVolumeSource(medium="Memory")),
        k8s.V1Volume(name="keytab", secret=keytab),
        k8s.V1Volume(name="krb5", config_map=conf),
    ]
    krb5 = mount("krb5", _CONF, sub_path="krb5.conf")
    found["volume_mounts"].append(krb5)
    login = k8s.V1Container(
        name="kerberos",
        image=found["image"],
        command=["kinit", "-k", "-t", f"{_KEYTAB}/kerberos.keytab", names["kerberos_principal"]],
        env=[k8s.V1EnvVar(name="KRB5CCNAME", value=_CACHE)],
        volume_mounts=[mount("keytab", _KEYTAB), krb5, mount("ticket", TICKET_FOLDER, read_only=False)],
        security_context=found["container_security_context"],
    )
    found["init_containers"].append(login)


def _before_the_pod(image: str, security_context: Any, lacks: RunnerError | None) -> Any:
    """Lets the sidecar that keeps the result be the runner's image, too: by default it is a public one, by tag."""
    from airflow.providers.cncf.kubernetes.callbacks import KubernetesPodOperatorCallback

    class BeforeThePod(KubernetesPodOperatorCallback):  # type: ignore[misc]
        @staticmethod
        def on_pod_manifest_created(*, pod_request: Any, **_: Any) -> None:
            if lacks is not None:
                raise lacks
            for one in pod_request.spec.containers[1:]:
                if one.name == "airflow-xcom-sidecar":
                    one.image, one.security_context = image, security_context

    return BeforeThePod
