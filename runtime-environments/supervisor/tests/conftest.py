"""The supervisor with a stand-in for dbt: a program that does what a test says, in dbt's place."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SUPERVISOR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SUPERVISOR))

#: No claim about time: what takes longer hangs, on the slowest of machines.
PATIENCE = 300

STAND_IN = """#!{python}
import json, os, signal, sys, time
events = int(os.environ["ADP_RUNNER_EVENTS"])
def send(**event): os.write(events, json.dumps(event).encode() + b"\\n")
def ready(): open(os.environ["READY"], "w").close()
signal.signal(signal.SIGINT, signal.default_int_handler)
{body}
"""


@dataclass
class Run:
    """One started supervisor."""

    process: subprocess.Popen[str]
    result: Path
    ready: Path
    output: str = ""

    def wait_ready(self) -> None:
        wait_for(self.ready.exists)

    def end(self) -> int:
        self.output = self.process.communicate(timeout=PATIENCE)[0]
        return self.process.returncode

    @property
    def document(self) -> dict[str, object]:
        return json.loads(self.result.read_text())

    @property
    def code(self) -> str:
        return self.document["reason"]["code"]  # type: ignore[index, no-any-return]

    @property
    def records(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.output.splitlines()[:-1]]

    @property
    def last(self) -> str:
        return self.output.splitlines()[-1]


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"it did not happen in {PATIENCE} s"
        time.sleep(0.02)


@dataclass
class World:
    folder: Path
    port: int
    started: list[Run] = field(default_factory=list)

    def start(self, body: str, *args: str, **env: str | None) -> Run:
        """Starts `dbt ARGS` whose dbt runs `body`."""
        number = len(self.started)
        program = self.folder / f"dbt{number}"
        program.write_text(STAND_IN.format(python=sys.executable, body=body))
        program.chmod(0o755)
        project = self.folder / "project"
        project.mkdir(exist_ok=True)
        (project / "dbt_project.yml").write_text("name: shop\nprofile: warehouse\n")
        result, ready = self.folder / f"result{number}" / "return.json", self.folder / f"ready{number}"
        given = {
            "PATH": os.environ["PATH"],
            "READY": str(ready),
            "TMPDIR": str(self.folder),
            "ADP_RUNNER_DBT_PYTHON": str(program),
            "ADP_RUNNER_RESULT": str(result),
            "AIRFLOW_CONN_WAREHOUSE": f"postgres://loader:pass-word-9@127.0.0.1:{self.port}/warehouse",
            **env,
        }
        process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(SUPERVISOR), "dbt", *(args or ("build",))],
            cwd=project,
            env={name: value for name, value in given.items() if value is not None},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        run = Run(process, Path(given["ADP_RUNNER_RESULT"] or ""), ready)
        self.started.append(run)
        return run

    def ended(self, body: str, *args: str, **env: str | None) -> tuple[Run, int]:
        run = self.start(body, *args, **env)
        return run, run.end()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = World(tmp_path, server.getsockname()[1])
        yield made
        for run in made.started:
            if run.process.poll() is None:
                run.process.send_signal(signal.SIGKILL)
                run.process.communicate()
