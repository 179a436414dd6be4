"""Calls the platform's runners from a DAG. What needs a provider is imported where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adp_runners.spec import Mount, Runner

if TYPE_CHECKING:
    from adp_runners.choose import runner_operator
    from adp_runners.docker import RunnerDockerOperator
    from adp_runners.kubernetes import pod_arguments
    from adp_runners.process import RunnerProcessOperator

__all__ = ["Mount", "Runner", "RunnerDockerOperator", "RunnerProcessOperator", "pod_arguments", "runner_operator"]

_homes = {
    "RunnerDockerOperator": "adp_runners.docker",
    "RunnerProcessOperator": "adp_runners.process",
    "pod_arguments": "adp_runners.kubernetes",
    "runner_operator": "adp_runners.choose",
}


def __getattr__(name: str) -> Any:
    if name not in _homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_homes[name]), name)
