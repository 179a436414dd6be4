"""The Docker operator against a real engine, and dbt against a real PostgreSQL. Needs the provider, the image, and a
registry that wants a login."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docker
import psycopg2
import pytest
from docker.types import Mount as DockerMount
from ticket_cache import cache

from adp_runners import Mount, Runner, RunnerDockerOperator
from adp_runners.airflow import AirflowException, AirflowFailException, AirflowSkipException

IMAGE = os.environ["PYTEST_RUNNER_IMAGE"]
WAREHOUSE = os.environ["PYTEST_RUNNER_WAREHOUSE"]
REGISTRY = os.environ["PYTEST_RUNNER_REGISTRY"]
#: A connection that logs in by a ticket; nobody answers there.
BY_TICKET = "postgres://ada@127.0.0.1:1/w"


class Task:
    """What an operator uses of Airflow's task instance."""

    def __init__(self, name: str) -> None:
        self.dag_id, self.run_id, self.task_id, self.map_index = "dag", "run", name, -1
        self.pushed: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any, **_: Any) -> None:
        self.pushed[key] = value


def containers(name: str) -> list[Any]:
    filters = {"label": f"io.airflow-data-platform.runner.task=dag/run/{name}/-1"}
    return docker.from_env().containers.list(all=True, filters=filters)  # type: ignore[no-any-return]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "dbt_project.yml").write_text('name: shop\nversion: "1.0"\nprofile: warehouse\n')
    (tmp_path / "models" / "good.sql").write_text("select 1 as id")
    bad = "{{ config(materialized='table') }} select 1 / 0 as id"
    (tmp_path / "models" / "bad.sql").write_text(bad)
    slow = "{{ config(materialized='table') }} select 1 as id, pg_sleep(600)::text as t"
    (tmp_path / "models" / "slow.sql").write_text(slow)
    # PostgreSQL does not notice that its client was killed until it writes.
    (tmp_path / "models" / "left.sql").write_text(slow.replace("pg_sleep(600)", "pg_sleep(20)"))
    away = "{{ config(materialized='table') }} select pg_terminate_backend(pg_backend_pid()) as gone"
    (tmp_path / "models" / "away.sql").write_text(away)
    tmp_path.chmod(0o755)
    (tmp_path / "models").chmod(0o755)
    return tmp_path


Operator = Callable[..., RunnerDockerOperator]


@pytest.fixture
def operator(project: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", WAREHOUSE)

    def make(name: str, *arguments: str, **more: Any) -> RunnerDockerOperator:
        environment = {"ADP_RUNNER_NOTHING_SELECTED": "skip"}
        mounts = [Mount(str(project), "/project")]
        if "ticket" in more:
            mounts.append(Mount(str(more.pop("ticket")), "/ticket"))
            environment["KRB5CCNAME"] = "FILE:/ticket"
        runner = Runner(
            "dbt",
            arguments,
            image=more.pop("image", IMAGE),
            environment=environment,
            mounts=mounts,
            artifacts=more.pop("artifacts", None),
        )
        return RunnerDockerOperator(task_id=name, runner=runner, network_mode="host", **more)

    return make


def test_a_good_run_is_read_and_its_container_removed(operator: Operator) -> None:
    task = Task("good")
    found = operator("good", "dbt", "build", "--select", "good").execute({"ti": task})
    assert found["state"] == "ok"
    assert found["details"]["counts"] == {"success": 1}
    assert containers("good") == []


@pytest.mark.parametrize(
    ("name", "arguments", "raised", "code"),
    [
        ("usage", ("nonsense",), AirflowFailException, "RNR-001"),
        ("skip", ("build", "--select", "nosuch"), AirflowSkipException, "RNR-040"),
        ("job", ("run", "--select", "bad"), AirflowException, "RNR-030"),
    ],
)
def test_each_end(
    operator: Operator, name: str, arguments: tuple[str, ...], raised: type[Exception], code: str
) -> None:
    task = Task(name)
    with pytest.raises(raised, match=code):
        operator(name, *arguments).execute({"ti": task})
    assert task.pushed["runner_result"]["reason"]["code"] == code
    assert containers(name) == []


@pytest.mark.parametrize(
    ("connection", "raised", "code"),
    [
        # Nobody has a ticket there, and a connection without a password wants one.
        (BY_TICKET, AirflowFailException, "RNR-011"),
        ("postgres://ada:secret-7@127.0.0.1:1/w", AirflowException, r"RNR-021 .*network_mode='host'"),
        ("postgres://ada:secret-7@no-such-name.invalid/w", AirflowException, "RNR-020"),
        ("mysql://ada:secret-7@127.0.0.1/w", AirflowFailException, "RNR-010"),
        (WAREHOUSE.replace(f":{urlsplit(WAREHOUSE).password}@", ":secret-7@"), AirflowFailException, "RNR-015"),
    ],
)
def test_what_is_missing(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, connection: str, raised: type[Exception], code: str
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", connection)
    task = Task("missing")
    with pytest.raises(raised, match=code) as caught:
        operator("missing", "build", "--select", "good").execute({"ti": task})
    assert type(caught.value) is raised
    assert "secret-7" not in str(caught.value) + str(task.pushed)
    assert containers("missing") == []


def test_a_database_that_goes_away_during_the_work(operator: Operator) -> None:
    task = Task("away")
    with pytest.raises(AirflowException, match="RNR-022"):
        operator("away", "run", "--select", "away").execute({"ti": task})
    assert task.pushed["runner_result"]["exit"] == 2


def test_too_little_memory(operator: Operator) -> None:
    task = Task("memory")
    with pytest.raises(AirflowException, match="RNR-023"):
        operator("memory", "run", "--select", "good", mem_limit="64m").execute({"ti": task})
    assert task.pushed["runner_result"]["state"] == "platform"
    assert containers("memory") == []


def test_a_disk_that_is_full(operator: Operator) -> None:
    one = operator("full", "run", "--select", "good", artifacts="/artifacts")
    one.mounts.append(DockerMount(target="/artifacts", source=None, type="tmpfs", tmpfs_size=4096))
    with pytest.raises(AirflowException, match="RNR-024"):
        one.execute({"ti": Task("full")})


def test_a_container_that_is_killed_says_so(operator: Operator) -> None:
    task = Task("killed")

    def kill() -> None:
        wait_for(lambda: "START sql table model" in _log("killed"))
        containers("killed")[0].kill()

    killing = threading.Thread(target=kill)
    killing.start()
    with pytest.raises(AirflowException, match="killed"):
        operator("killed", "run", "--select", "left").execute({"ti": task})
    killing.join(timeout=300)
    assert task.pushed["runner_result"]["state"] == "started"
    assert containers("killed") == []


@pytest.mark.parametrize(
    ("start", "end", "mode", "code"),
    [
        (-7200, -3600, 0o644, "RNR-013"),
        # Of a machine whose clock is ahead, or this one's is behind.
        (36000, 72000, 0o644, "RNR-014"),
        # Another user's.
        (-60, 36000, 0o600, "RNR-012"),
        (None, None, 0o644, "RNR-012"),
    ],
)
def test_a_ticket_that_no_server_takes(
    operator: Operator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    start: int | None,
    end: int | None,
    mode: int,
    code: str,
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", BY_TICKET)
    ticket, now, task = tmp_path / "krb5cc", int(time.time()), Task("ticket")
    ticket.write_bytes(b"nonsense" if start is None or end is None else cache(now + start, now + end))
    ticket.chmod(mode)
    with pytest.raises(AirflowFailException, match=code):
        operator("ticket", "build", ticket=ticket).execute({"ti": task})
    assert task.pushed["runner_result"]["state"] == "credential"
    assert containers("ticket") == []


def test_a_result_that_is_too_large_for_an_xcom(operator: Operator, project: Path) -> None:
    fails = "{% if execute %}{{ exceptions.raise_compiler_error('x' * 3000) }}{% endif %} select 1 as id"
    for number in range(30):
        (project / "models" / f"large_{number}.sql").write_text(fails)
    task = Task("large")
    with pytest.raises(AirflowException, match="RNR-030"):
        operator("large", "run", "--select", "large_*").execute({"ti": task})
    found = task.pushed["runner_result"]
    assert found["truncated"] is True
    assert found["details"]["counts"] == {"error": 30}
    assert 0 < len(found["details"]["nodes"]) < 30
    assert len(json.dumps(found)) < 49_000


@pytest.mark.parametrize("image", ["no-such-runner:latest", "127.0.0.1:1/no-such-runner:latest"])
def test_an_image_that_is_missing_is_named(operator: Operator, image: str) -> None:
    """Neither here nor in a registry, which does not have it or does not answer."""
    with pytest.raises(Exception, match=r"RNR-106 \S*no-such-runner:latest is not on the engine"):
        operator("missing", "build", image=image).execute({"ti": Task("missing")})
    assert containers("missing") == []


def test_a_registry_that_refuses(operator: Operator) -> None:
    image = f"{REGISTRY}/airflow/dbt-runner:latest"
    with pytest.raises(AirflowFailException, match=f"RNR-106 {image} .* docker login {REGISTRY} "):
        operator("refused", "build", image=image).execute({"ti": Task("refused")})
    assert containers("refused") == []


def test_an_engine_that_does_not_answer_and_one_that_makes_no_container(operator: Operator) -> None:
    with pytest.raises(Exception, match=r"RNR-105 .* at tcp://127\.0\.0\.1:1"):
        operator("away", "build", docker_url="tcp://127.0.0.1:1").execute({"ti": Task("away")})
    one = operator("unmade", "build")
    one.mounts.append(DockerMount(target="/more", source="/nowhere/at/all", type="bind"))
    with pytest.raises(Exception, match=r"RNR-107 .*/nowhere/at/all"):
        one.execute({"ti": Task("unmade")})
    assert containers("unmade") == []


@pytest.mark.parametrize(("how", "state"), [("cancelled", "cancelled"), ("killed", "started")])
def test_an_end_before_the_work(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str, state: str
) -> None:
    """The look before the work waits for a ticket that comes by a pipe, and never comes."""
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", BY_TICKET)
    pipe = tmp_path / "ticket"
    os.mkfifo(pipe)
    pipe.chmod(0o666)
    one = operator(how, "build", ticket=pipe)
    found: list[dict[str, Any]] = []
    reads = one._read

    def read() -> dict[str, Any]:
        found.append(reads())
        return found[-1]

    monkeypatch.setattr(one, "_read", read)

    def end() -> None:
        writer = wait_for(lambda: _opened(pipe))
        if how == "killed":
            containers(how)[0].kill()
        else:
            one.on_kill()
        os.close(writer)

    ending = threading.Thread(target=end)
    ending.start()
    with pytest.raises(AirflowException):
        one.execute({"ti": Task(how)})
    ending.join(timeout=300)
    assert found[0]["state"] == state
    assert containers(how) == []


def test_a_cancel_removes_the_container_and_leaves_no_query(operator: Operator) -> None:
    one = operator("cancel", "run", "--select", "slow")
    task = Task("cancel")
    took: list[float] = []

    def cancel() -> None:
        wait_for(lambda: "START sql table model" in _log("cancel"))
        began = time.monotonic()
        one.on_kill()
        took.append(time.monotonic() - began)

    cancelling = threading.Thread(target=cancel)
    cancelling.start()
    with pytest.raises(AirflowException):
        one.execute({"ti": task})
    cancelling.join(timeout=300)
    assert took
    assert containers("cancel") == []
    wait_for(lambda: queries() == 0)


def queries() -> int:
    asks = "select count(*) from pg_stat_activity where query like '%pg_sleep(6%' and pid <> pg_backend_pid()"
    with psycopg2.connect(WAREHOUSE) as connection, connection.cursor() as cursor:
        cursor.execute(asks)
        return int(cursor.fetchone()[0])


def wait_for(condition: Callable[[], Any]) -> Any:
    until = time.monotonic() + 300
    while not (found := condition()):
        assert time.monotonic() < until, "it did not happen in 300 s"
        time.sleep(0.2)
    return found


def _opened(pipe: Path) -> int | None:
    """The pipe for writing, once somebody waits at its other end."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def _log(name: str) -> str:
    found = containers(name)
    return found[0].logs().decode() if found else ""
