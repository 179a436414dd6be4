"""A runner as a process beside the task: for the embedded engine, and wherever there is no Docker."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adp_runners.airflow import BaseOperator
from adp_runners.errors import RunnerError
from adp_runners.result import KEY, judge, parse
from adp_runners.spec import Runner

#: Where the supervisor is. Beside this package in a clone of the platform.
HOME = "ADP_RUNNERS_HOME"
#: What a process gets of the task's environment: no connection and no secret of Airflow's.
_inherited = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "HOME",
    "KRB5_CONFIG",
    "KRB5CCNAME",
    "SSL_CERT_FILE",
    "JAVA_HOME",
)


class RunnerProcessOperator(BaseOperator):  # type: ignore[misc]
    """Runs a `Runner` as a process. Cancelled, it stops the tool; a task that is killed takes the tool with it.

    Args:
        runner: what runs.
        folder: where it runs; the project's folder.
        grace: seconds that the tool has to stop.
        in_place_of_docker: no engine can be reached, and the log says so.
    """

    template_fields: Sequence[str] = ("arguments", "folder")

    def __init__(
        self,
        *,
        runner: Runner,
        folder: str = ".",
        grace: float = 2.5,
        in_place_of_docker: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.runner = runner
        self.arguments = list(runner.arguments)
        self.folder = folder
        self.grace = grace
        self.in_place_of_docker = in_place_of_docker
        self._process: subprocess.Popen[str] | None = None

    def execute(self, context: Any) -> Any:
        if self.in_place_of_docker:
            self.log.warning("No Docker engine can be reached from here: %s runs as a process.", self.runner.name)
        supervisor = _home() / "supervisor"
        if not Path(self.folder).is_dir():
            raise RunnerError("RNR-102", f"There is no folder {self.folder} here.", "Name the project's folder.")
        with tempfile.TemporaryDirectory(prefix="adp-runner-") as work:
            result = Path(work) / "return.json"
            self._process = subprocess.Popen(
                [sys.executable, "-S", "-E", str(supervisor), self.runner.name, *self.arguments],
                cwd=self.folder,
                env={
                    **self._environment(),
                    "ADP_RUNNER_RESULT": str(result),
                    "ADP_RUNNER_GRACE": str(self.grace),
                    "ADP_RUNNER_PARENT": str(os.getpid()),
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                # A signal to the task's group is the task's to handle: on_kill stops this one.
                start_new_session=True,
            )
            try:
                for line in self._process.stdout or ():
                    self.log.info(line.rstrip("\n"))
                code = self._process.wait()
            finally:
                self._stop()
            found = parse(result.read_bytes() if result.exists() else None)
        context["ti"].xcom_push(key=KEY, value=found)
        return judge(found, code)

    def on_kill(self) -> None:
        self._stop()

    def _stop(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        # Airflow 3 kills the task 5 s after its cancel. The supervisor kills the tool after the grace.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self.grace + 1)

    def _environment(self) -> dict[str, str]:
        tools = {name: value for name, value in os.environ.items() if name.startswith("ADP_RUNNER_")}
        given = {name: os.environ[name] for name in _inherited if name in os.environ}
        plain = self.runner.plain()
        if self.runner.ticket and "KRB5CCNAME" in os.environ:
            # A process sees the user's own ticket.
            plain["KRB5CCNAME"] = os.environ["KRB5CCNAME"]
        return {**tools, **given, **plain, **self.runner.private()}


def _home() -> Path:
    named = os.environ.get(HOME)
    home = Path(named) if named else Path(__file__).resolve().parents[3]
    if not (home / "supervisor" / "__main__.py").is_file():
        raise RunnerError(
            "RNR-103",
            f"{home} holds no supervisor.",
            f"Set {HOME} to runtime-environments/ of the platform's clone. In a container, copy a runner's /opt/runner "
            "and tool into the datakit's image, or let the engine proxy start the runner's own: "
            "runtime-environments/operators/README.md.",
        )
    return home
