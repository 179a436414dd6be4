"""A runner as a pod: the arguments of Airflow's own KubernetesPodOperator."""

from __future__ import annotations

from typing import Any

from adp_runners.errors import ProviderMissing, RunnerError
from adp_runners.spec import TICKET_FOLDER, Runner


def pod_arguments(
    runner: Runner,
    *,
    secret: str | None = None,
    ticket_claim: str | None = None,
    grace: float = 25,
) -> dict[str, Any]:
    """What KubernetesPodOperator takes for a runner, with `do_xcom_push`: its sidecar reads return.json.

    Args:
        secret: the Secret of the cluster whose keys become variables, with AIRFLOW_CONN_WAREHOUSE. A pod's own
            specification can be read by many, so no secret stands in it.
        ticket_claim: the volume claim that holds the ticket.
        grace: seconds that the tool has to stop; the pod gets five more.

    Raises:
        ProviderMissing: RNR-101.
        RunnerError: RNR-104 for a mount or a secret that only a machine has.
    """
    try:
        from kubernetes.client import models as k8s
    except ImportError as error:
        raise ProviderMissing("apache-airflow-providers-cncf-kubernetes") from error
    if (runner.secrets or runner.connection) and secret is None:
        raise RunnerError("RNR-104", "The run needs secrets, and `secret` names none.", "Name a Secret of the cluster.")
    if runner.mounts:
        raise RunnerError("RNR-104", "A pod has no folder of this machine.", "Bring the project in the image.")
    if runner.ticket and ticket_claim is None:
        raise RunnerError("RNR-104", "The run needs a ticket, and `ticket_claim` names none.", "Name the volume claim.")
    volumes, mounts = [], []
    if runner.ticket:
        claim = k8s.V1PersistentVolumeClaimVolumeSource(claim_name=ticket_claim, read_only=True)
        volumes.append(k8s.V1Volume(name="ticket", persistent_volume_claim=claim))
        mounts.append(k8s.V1VolumeMount(name="ticket", mount_path=TICKET_FOLDER, read_only=True))
    volumes.append(k8s.V1Volume(name="tmp", empty_dir=k8s.V1EmptyDirVolumeSource()))
    mounts.append(k8s.V1VolumeMount(name="tmp", mount_path="/tmp"))
    source = None if secret is None else k8s.V1SecretEnvSource(name=secret)
    return {
        "image": runner.takes_image,
        "arguments": list(runner.arguments),
        "env_vars": {**runner.plain(), "ADP_RUNNER_GRACE": str(grace)},
        "env_from": [] if source is None else [k8s.V1EnvFromSource(secret_ref=source)],
        "volumes": volumes,
        "volume_mounts": mounts,
        "security_context": k8s.V1PodSecurityContext(run_as_non_root=True, fs_group=0),
        "container_security_context": k8s.V1SecurityContext(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=k8s.V1Capabilities(drop=["ALL"]),
        ),
        "do_xcom_push": True,
        "skip_on_exit_code": 99,
        "termination_grace_period": int(grace) + 5,
    }
