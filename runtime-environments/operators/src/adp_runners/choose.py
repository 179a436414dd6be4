"""By Docker where an engine can be reached, else as a process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from adp_runners.airflow import BaseOperator
from adp_runners.spec import Mount, Runner

_SOCKET = "/var/run/docker.sock"


def runner_operator(
    *, task_id: str, runner: Runner, folder: str, docker: Mapping[str, Any] | None = None
) -> BaseOperator:
    """`RunnerDockerOperator`, or where no engine can be reached `RunnerProcessOperator`, whose log says so.

    Looked at when the file is parsed: DOCKER_HOST, which the engine proxy's block sets, or the engine's own socket.

    Args:
        folder: the project's folder; a container sees it at /project, read-only.
        docker: arguments for `RunnerDockerOperator` alone.
    """
    if not os.environ.get("DOCKER_HOST") and not Path(_SOCKET).exists():
        from adp_runners.process import RunnerProcessOperator

        return RunnerProcessOperator(task_id=task_id, runner=runner, folder=folder, in_place_of_docker=True)
    from adp_runners.docker import RunnerDockerOperator

    seen = replace(runner, mounts=[*runner.mounts, Mount(folder, "/project")])
    return RunnerDockerOperator(task_id=task_id, runner=seen, **(docker or {}))
