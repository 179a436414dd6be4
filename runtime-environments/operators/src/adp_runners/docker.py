"""A runner as a container: Airflow's DockerOperator, which reads the result on every path."""

from __future__ import annotations

import contextlib
import io
import re
import tarfile
from typing import Any, NoReturn

from adp_runners.airflow import AirflowException, AirflowFailException
from adp_runners.errors import ProviderMissing, RunnerError
from adp_runners.result import KEY, Result, judge, parse
from adp_runners.spec import TICKET_FOLDER, TICKET_VOLUME, Runner

try:
    from airflow.providers.docker.operators.docker import DockerOperator
    from docker import errors as docker_errors
    from docker.types import Mount
except ImportError as error:
    raise ProviderMissing("apache-airflow-providers-docker") from error

_RESULT = "/airflow/xcom/return.json"
_label = "io.airflow-data-platform.runner.task"
#: Stop, read and remove must fit into the 5 s that Airflow 3 gives; the supervisor's grace ends before the engine's.
_STOP = 3.5
#: A registry that wants a login, in the words of the engines.
_refused = re.compile(r"unauthorized|authentication required|basic auth|access denied|access to the resource is denied")


class RunnerDockerOperator(DockerOperator):  # type: ignore[misc]
    """Runs a `Runner` as a container, and takes its result from return.json, however the container ended.

    Fails for good where another try would not help (64, 77), and skips on 99. A container that an earlier try of the
    same task left is removed first.
    """

    def __init__(self, *, runner: Runner, grace: float = 2.5, **kwargs: Any) -> None:
        self.runner = runner
        self.grace = grace
        mounts = [
            Mount(
                target=one.target,
                source=one.source,
                type="bind" if one.source.startswith("/") else "volume",
                read_only=one.read_only,
            )
            for one in runner.mounts
        ]
        if runner.ticket:
            mounts.append(
                Mount(target=TICKET_FOLDER, source=TICKET_VOLUME, type="volume", read_only=True, no_copy=True)
            )
        super().__init__(
            **{
                "image": runner.takes_image,
                "command": list(runner.arguments),
                "environment": {**runner.plain(), "ADP_RUNNER_GRACE": str(grace)},
                "mounts": mounts,
                "mount_tmp_dir": False,
                # Read and removed here: the provider removes before anybody reads.
                "auto_remove": "never",
                "do_xcom_push": True,
                **kwargs,
            }
        )

    def execute(self, context: Any) -> Any:
        self.labels = {**self._labels(), _label: _task(context)}
        try:
            return self._run(context)
        except docker_errors.APIError as error:
            if not _is_of_the_proxy(error):
                raise
            if self.container:
                self._remove()
            again = error.response.status_code == 502
            raise (AirflowException if again else AirflowFailException)(error.explanation) from error

    def _run(self, context: Any) -> Any:
        try:
            self._sweep()
        except AirflowException as error:
            raise RunnerError(
                "RNR-105",
                f"No Docker engine answers at {self.docker_url}.",
                "Where Airflow runs in a container, add the engine proxy to its docker-compose.override.yml "
                "(runtime-environments/operators/README.md); without it, RunnerProcessOperator works.",
            ) from error
        # When the task runs, and not when the file is parsed.
        private: dict[str, str] = getattr(self, "_private_environment", None) or {}
        self._private_environment = {**private, **self.runner.private()}
        failure: Exception | None = None
        try:
            super().execute(context)
        except docker_errors.APIError as error:
            if _is_of_the_proxy(error):
                raise
            if not self.container:
                self._refuse(error)
            failure = error
        except AirflowException as error:
            if not self.container:
                raise
            failure = error
        found = self._read()
        code = self._exit_code()
        self._remove()
        context["ti"].xcom_push(key=KEY, value=found)
        if found["state"] == "unknown" and failure is not None:
            raise failure
        return judge(found, code)

    def on_kill(self) -> None:
        container = getattr(self, "container", None)
        if not container:
            return
        with contextlib.suppress(docker_errors.APIError):
            self.cli.stop(container["Id"], timeout=int(_STOP))
        self.log.info("Result: %s", self._read())
        self._remove()

    def _refuse(self, error: Any) -> NoReturn:
        """No image, or no container of it: a mount of what is not there."""
        said = str(error.explanation or error)
        if self.cli.images(name=self.image):
            what = f"The engine makes no container of {self.image}: {said}."
            raise RunnerError("RNR-107", what, "Correct the run's mounts, or the operator's arguments.") from error
        what = f"{self.image} is not on the engine, and its registry does not give it: {said}."
        if _refused.search(said):
            host = self.image.split("/")[0]
            login = f"docker login {host} as the user that runs Airflow, or name a connection in docker_conn_id."
            raise AirflowFailException(str(RunnerError("RNR-106", what, login))) from error
        raise RunnerError("RNR-106", what, f"adp runners build {self.runner.name}, or correct its name.") from error

    def _labels(self) -> dict[str, str]:
        labels = getattr(self, "labels", None) or {}
        return dict(labels) if isinstance(labels, dict) else dict.fromkeys(labels, "")

    def _sweep(self) -> None:
        filters = {"label": f"{_label}={self.labels[_label]}"}
        for left in self.cli.containers(all=True, filters=filters):
            self.log.info("An earlier try left the container %s: it is removed.", left["Id"][:12])
            with contextlib.suppress(docker_errors.APIError):
                self.cli.remove_container(left["Id"], force=True)

    def _read(self) -> Result:
        try:
            chunks, _ = self.cli.get_archive(self.container["Id"], _RESULT)
            with tarfile.open(fileobj=io.BytesIO(b"".join(chunks))) as archive:
                member = archive.next()
                file = None if member is None else archive.extractfile(member)
                return parse(None if file is None else file.read(1_000_000))
        except (docker_errors.APIError, tarfile.TarError, OSError):
            return parse(None)

    def _exit_code(self) -> int | None:
        with contextlib.suppress(docker_errors.APIError, KeyError):
            return int(self.cli.inspect_container(self.container["Id"])["State"]["ExitCode"])
        return None

    def _remove(self) -> None:
        with contextlib.suppress(docker_errors.APIError):
            self.cli.remove_container(self.container["Id"], force=True)


def _is_of_the_proxy(error: Any) -> bool:
    """Whether the engine proxy refused it, or cannot reach its engine; it says what to do."""
    return str(error.explanation).startswith("RNR-20")


def _task(context: Any) -> str:
    """One instance of a task, whichever try."""
    task = context["ti"]
    return "/".join(str(one) for one in (task.dag_id, task.run_id, task.task_id, task.map_index))
