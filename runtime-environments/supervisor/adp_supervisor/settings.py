"""The settings of a run, all from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .contract import Refused

#: Where Kubernetes' sidecar and the Docker operator look.
RESULT = "/airflow/xcom/return.json"
#: Stop, read and remove must fit into the 5 s that Airflow 3 gives before it kills a task.
GRACE = 2.5


@dataclass(frozen=True)
class Settings:
    result: Path
    #: Seconds between the stop signal and SIGKILL.
    grace: float
    #: What a run that selected nothing is: skip, usage or ok; None decides by the selector.
    nothing_selected: str | None
    artifacts: Path | None
    #: Names of variables whose values are masked, beside those whose name says so.
    secrets: tuple[str, ...]
    #: Whose end ends this run: a process that started the supervisor.
    parent: int | None


def read_settings(env: Mapping[str, str]) -> Settings:
    """Reads ADP_RUNNER_*.

    Raises:
        Refused: RNR-003.
    """
    nothing = env.get("ADP_RUNNER_NOTHING_SELECTED") or None
    if nothing not in (None, "skip", "usage", "ok"):
        raise Refused("RNR-003", "ADP_RUNNER_NOTHING_SELECTED takes skip, usage or ok.")
    artifacts = env.get("ADP_RUNNER_ARTIFACTS")
    parent = env.get("ADP_RUNNER_PARENT") or None
    if parent is not None and not parent.isdecimal():
        raise Refused("RNR-003", "ADP_RUNNER_PARENT is not the id of a process.")
    return Settings(
        result=result_path(env),
        grace=_seconds(env),
        nothing_selected=nothing,
        artifacts=Path(artifacts) if artifacts else None,
        secrets=tuple(env.get("ADP_RUNNER_SECRETS", "").replace(",", " ").split()),
        parent=None if parent is None else int(parent),
    )


def result_path(env: Mapping[str, str]) -> Path:
    return Path(env.get("ADP_RUNNER_RESULT") or RESULT)


def _seconds(env: Mapping[str, str]) -> float:
    text = env.get("ADP_RUNNER_GRACE") or str(GRACE)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 < seconds <= 3600:
        raise Refused("RNR-003", "ADP_RUNNER_GRACE is not a number of seconds above 0.", "for example 2.5, the default")
    return seconds
