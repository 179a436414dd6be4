"""The process operator, on the Airflow that runs these tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adp_runners import Mount, Runner, RunnerProcessOperator, choose, runner_operator
from adp_runners.airflow import AirflowException, AirflowFailException, AirflowSkipException
from adp_runners.errors import RunnerError
from adp_runners.result import judge, parse

STAND_IN = """#!{python}
import json, os, signal, sys, time
events = int(os.environ["ADP_RUNNER_EVENTS"])
def send(**event): os.write(events, json.dumps(event).encode() + b"\\n")
signal.signal(signal.SIGINT, signal.default_int_handler)
{body}
"""


class Task:
    """What an operator uses of Airflow's task instance."""

    def __init__(self) -> None:
        self.dag_id, self.run_id, self.task_id, self.map_index = "dag", "run", "dbt", -1
        self.pushed: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any, **_: Any) -> None:
        self.pushed[key] = value


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", f"postgres://a:pass-word-9@127.0.0.1:{port}/w")
        yield port


Operator = Callable[..., RunnerProcessOperator]


@pytest.fixture
def operator(server: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    (tmp_path / "dbt_project.yml").write_text("name: shop\n")
    monkeypatch.setenv("READY", str(tmp_path / "ready"))

    def make(body: str, *arguments: str, **more: Any) -> RunnerProcessOperator:
        program = tmp_path / "dbt"
        program.write_text(STAND_IN.format(python=sys.executable, body=body))
        program.chmod(0o755)
        monkeypatch.setenv("ADP_RUNNER_DBT_PYTHON", str(program))
        runner = Runner("dbt", arguments or ("build",), environment={"READY": str(tmp_path / "ready")}, **more)
        return RunnerProcessOperator(task_id="dbt", runner=runner, folder=str(tmp_path))

    return make


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < until, "it did not happen in 300 s"
        time.sleep(0.02)


def test_a_good_run_gives_its_result(operator: Operator) -> None:
    task = Task()
    found = operator('send(node="model.a", state="success")\nsend(success=True)').execute({"ti": task})
    assert found["state"] == "ok"
    assert found["details"]["counts"] == {"success": 1}
    assert task.pushed["runner_result"] == found


@pytest.mark.parametrize(
    ("body", "arguments", "raised", "code"),
    [
        ("send(nothing=True)\nsend(success=True)", ("build", "-s", "state:new"), AirflowSkipException, "RNR-040"),
        ("send(success=True)", ("nonsense",), AirflowFailException, "RNR-001"),
        (
            'send(success=False, exception="FailedToConnectError", error="authentication failed")',
            (),
            AirflowFailException,
            "RNR-015",
        ),
        ("os.kill(os.getpid(), signal.SIGKILL)", (), AirflowException, "RNR-023"),
        ('send(success=False, error="bad")', (), AirflowException, "RNR-030"),
    ],
)
def test_each_end(
    operator: Operator, body: str, arguments: tuple[str, ...], raised: type[Exception], code: str
) -> None:
    task = Task()
    with pytest.raises(raised, match=code) as caught:
        operator(body, *arguments).execute({"ti": task})
    assert type(caught.value) is raised
    assert task.pushed["runner_result"]["reason"]["code"] == code


class Log:
    """Takes the place of a task's log, whose library differs between Airflow 2 and 3."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warning(self, text: str, *values: object) -> None:
        self.warnings.append(text % values)

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_, **__: None


def test_without_an_engine_it_runs_as_a_process_and_says_so(
    operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = operator('send(node="model.a", state="success")\nsend(success=True)')
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(choose, "_SOCKET", str(tmp_path / "no.sock"))
    log = Log()
    monkeypatch.setattr(RunnerProcessOperator, "log", log, raising=False)
    one = runner_operator(task_id="dbt", runner=given.runner, folder=str(tmp_path), docker={"network_mode": "host"})
    assert isinstance(one, RunnerProcessOperator)
    assert one.execute({"ti": Task()})["state"] == "ok"
    assert log.warnings[-1] == "No Docker engine can be reached from here: dbt runs as a process."


def test_with_an_engine_it_asks_for_docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    stand_in = types.ModuleType("adp_runners.docker")
    monkeypatch.setattr(stand_in, "RunnerDockerOperator", lambda **given: asked.update(given), raising=False)
    monkeypatch.setitem(sys.modules, "adp_runners.docker", stand_in)
    monkeypatch.setenv("DOCKER_HOST", "unix:///run/engine-proxy/docker.sock")
    runner = Runner("dbt", ["build"], mounts=[Mount("login", "/login")])
    runner_operator(task_id="dbt", runner=runner, folder=str(tmp_path), docker={"network_mode": "host"})
    assert asked["runner"].mounts == [Mount("login", "/login"), Mount(str(tmp_path), "/project")]
    assert asked["network_mode"] == "host"


def test_on_kill_stops_the_job(operator: Operator, tmp_path: Path) -> None:
    body = (
        'open(os.environ["READY"], "w").write(str(os.getpid()))\ntry: time.sleep(600)\nexcept KeyboardInterrupt: pass'
    )
    one = operator(body)
    task = Task()
    ready = tmp_path / "ready"

    def cancel() -> None:
        wait_for(lambda: ready.exists() and ready.read_text())
        one.on_kill()

    cancelling = threading.Thread(target=cancel)
    cancelling.start()
    with pytest.raises(AirflowException, match="RNR-041"):
        one.execute({"ti": task})
    cancelling.join(timeout=300)
    assert task.pushed["runner_result"]["state"] == "cancelled"
    assert not is_running(int(ready.read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux")
def test_a_task_that_is_killed_takes_the_job_with_it(server: int, tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\n")
    program = tmp_path / "dbt"
    body = 'open(os.environ["READY"], "w").write(str(os.getpid()))\ntime.sleep(600)'
    program.write_text(STAND_IN.format(python=sys.executable, body=body))
    program.chmod(0o755)
    ready = tmp_path / "ready"
    task = (
        "import sys; from types import SimpleNamespace; from adp_runners import Runner, RunnerProcessOperator;"
        "RunnerProcessOperator(task_id='dbt', folder=sys.argv[1],"
        " runner=Runner('dbt', ['build'], environment={'READY': sys.argv[2]})).execute({'ti': SimpleNamespace()})"
    )
    env = {
        **os.environ,
        "ADP_RUNNER_DBT_PYTHON": str(program),
        "PYTHONPATH": os.pathsep.join(sys.path),
        # What is killed removes nothing.
        "TMPDIR": str(tmp_path),
    }
    process = subprocess.Popen([sys.executable, "-c", task, str(tmp_path), str(ready)], env=env)
    wait_for(lambda: ready.exists() and ready.read_text())
    job = int(ready.read_text())
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: not is_running(job))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_the_job_gets_its_own_secrets_and_nothing_of_airflow(
    operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_API", "http://user:api-pass-7@host")
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", "fernet")
    body = (
        'print("the token is", os.environ["API"])\n'
        'open(os.environ["READY"], "w").write(json.dumps(dict(os.environ)))\nsend(success=True)'
    )
    operator(body, secrets={"API": "api"}).execute({"ti": Task()})
    env = json.loads((tmp_path / "ready").read_text())
    assert env["API"] == "api-pass-7"
    assert env["ADP_RUNNER_SECRETS"] == "API"
    assert not [name for name in env if name.startswith("AIRFLOW") and name != "AIRFLOW_CONN_WAREHOUSE"]


def test_no_secret_is_read_when_the_file_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = Runner("dbt", ["build"], secrets={"API": "no_such_connection"}, connection="neither_this_one")
    RunnerProcessOperator(task_id="dbt", runner=runner)
    assert "API" not in runner.plain()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Runner("dbt", "build"),
        lambda: Runner("Dbt!", ["build"]),
        lambda: Runner("dbt", ["build"], environment={"a b": "c"}),
        lambda: Runner("dbt", ["build"], environment={"A": "c"}, secrets={"A": "c"}),
    ],
)
def test_a_mistake_in_the_description(make: Callable[[], Runner]) -> None:
    with pytest.raises(RunnerError) as caught:
        make()
    assert caught.value.code == "RNR-102"


def test_a_folder_that_is_not_there(operator: Operator) -> None:
    one = operator("send(success=True)")
    one.folder = "/nowhere/at/all"
    with pytest.raises(RunnerError, match="RNR-102 There is no folder /nowhere/at/all here"):
        one.execute({"ti": Task()})


def test_no_supervisor(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADP_RUNNERS_HOME", "/nowhere")
    with pytest.raises(RunnerError) as caught:
        operator("send(success=True)").execute({"ti": Task()})
    assert caught.value.code == "RNR-103"


@pytest.mark.parametrize(
    ("text", "exit_code", "words"),
    [
        (b'{"state": "started"}', 137, "killed"),
        (b"", 125, "no result"),
        (b"{half", 137, "no result"),
        (b'{"state": "started"}', 0, "killed"),
    ],
)
def test_a_result_that_has_no_end(text: bytes, exit_code: int, words: str) -> None:
    with pytest.raises(AirflowException, match=words):
        judge(parse(text), exit_code)


def test_a_missing_provider_is_named() -> None:
    """Where a provider is installed, its absence is played by Python's own means."""
    program = (
        "import sys; sys.modules['docker'] = sys.modules['kubernetes'] = None;"
        "sys.modules['airflow.providers.docker.operators.docker'] = None\n"
        "from adp_runners.errors import ProviderMissing\n"
        "import adp_runners\n"
        "for use in (lambda: adp_runners.RunnerDockerOperator,"
        " lambda: adp_runners.pod_arguments(adp_runners.Runner('dbt', ['build']))):\n"
        "    try: use()\n"
        "    except ProviderMissing as error: print(error.code, error)\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RNR-101")]
    assert "apache-airflow-providers-docker is not installed" in lines[0], done.stderr
    assert "apache-airflow-providers-cncf-kubernetes is not installed" in lines[1]
