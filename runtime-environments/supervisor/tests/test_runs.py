"""Each end of a run: the exit code, the result, the log."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PATIENCE, SUPERVISOR, World, wait_for
from ticket_cache import cache

from adp_supervisor.contract import CODES

GOOD = 'send(node="model.a", state="started")\nsend(node="model.a", state="success", seconds=1)\nsend(success=True)'
WAITS = """
send(node="model.a", state="success")
send(node="model.b", state="started")
ready()
try:
    time.sleep(600)
except KeyboardInterrupt:
    send(success=False, exception="KeyboardInterrupt")
"""
STUBBORN = "signal.signal(signal.SIGINT, signal.SIG_IGN)\nready()\nwhile True: time.sleep(600)"


def failing(error: str, exception: str = "") -> str:
    return f"send(success=False, error={error!r}, exception={exception!r})\nsys.exit(1)"


def node(message: str) -> str:
    return f'send(node="model.a", state="error", message={message!r})\nsend(success=False)\nsys.exit(1)'


def test_good(world: World) -> None:
    run, code = world.ended(GOOD)
    assert code == 0
    assert run.document["state"] == "ok"
    assert run.document["details"] == {
        "counts": {"success": 1},
        "nodes": [{"node": "model.a", "state": "success", "seconds": 1}],
    }
    assert run.last == "dbt ok: 1 success"
    assert [path.name for path in run.result.parent.iterdir()] == ["return.json"]


@pytest.mark.parametrize(
    ("body", "args", "exit_code", "code"),
    [
        (GOOD, ("nonsense",), 64, "RNR-001"),
        (GOOD, ("build", "--project-dir", "/nowhere"), 64, "RNR-002"),
        (failing("No such option '--x'.", "DbtUsageException"), ("dbt", "build"), 64, "RNR-005"),
        ("send(nothing=True)\nsend(success=True)", ("build", "--select", "a"), 64, "RNR-004"),
        ("send(nothing=True)\nsend(success=True)", ("build", "--select", "state:modified"), 99, "RNR-040"),
        (
            "send(nothing=True)\nsend(success=True)",
            ("build", "--select=source_status:fresher+"),
            99,
            "RNR-040",
        ),
        (
            failing('FATAL: password authentication failed for user "a"', "FailedToConnectError"),
            (),
            77,
            "RNR-015",
        ),
        (failing("Connection refused", "FailedToConnectError"), (), 2, "RNR-021"),
        (node("server closed the connection unexpectedly"), (), 2, "RNR-022"),
        (node("could not extend file: No space left on device"), (), 2, "RNR-024"),
        ("os.kill(os.getpid(), signal.SIGKILL)", (), 2, "RNR-023"),
        ("sys.exit('no module named dbt')", (), 2, "RNR-025"),
        ("sys.exit('OSError: [Errno 28] No space left on device')", (), 2, "RNR-024"),
        (node("division by zero"), (), 1, "RNR-030"),
    ],
)
def test_each_exit(world: World, body: str, args: tuple[str, ...], exit_code: int, code: str) -> None:
    run, ended = world.ended(body, *args)
    assert (ended, run.code) == (exit_code, code), run.output
    assert run.document["exit"] == exit_code
    assert code in run.last


@pytest.mark.parametrize(
    ("env", "exit_code", "code"),
    [
        ({"ADP_RUNNER_GRACE": "soon"}, 64, "RNR-003"),
        ({"ADP_RUNNER_NOTHING_SELECTED": "maybe"}, 64, "RNR-003"),
        ({"ADP_RUNNER_PARENT": "me"}, 64, "RNR-003"),
        ({"AIRFLOW_CONN_WAREHOUSE": None}, 77, "RNR-010"),
        ({"AIRFLOW_CONN_WAREHOUSE": "mysql://a:secretive@b/c"}, 77, "RNR-010"),
        ({"ADP_RUNNER_CONNECTION": "/nowhere/connection"}, 77, "RNR-010"),
        ({"AIRFLOW_CONN_WAREHOUSE": "postgres://a:b@host:70000/c"}, 77, "RNR-010"),
        ({"AIRFLOW_CONN_WAREHOUSE": '{"conn_type": "postgres", "host": "h", "port": 70000}'}, 77, "RNR-010"),
        ({"AIRFLOW_CONN_WAREHOUSE": "postgres://a:b@no-such-name.invalid/c"}, 2, "RNR-020"),
        ({"AIRFLOW_CONN_WAREHOUSE": "postgres://a:b@127.0.0.1:1/c"}, 2, "RNR-021"),
        ({"ADP_RUNNER_DBT_PYTHON": "/nowhere/python"}, 2, "RNR-025"),
    ],
)
def test_before_the_work(world: World, env: dict[str, str | None], exit_code: int, code: str) -> None:
    run, ended = world.ended("ready()", **env)
    assert (ended, run.code) == (exit_code, code), run.output
    assert not run.ready.exists()
    assert "secretive" not in run.output + run.result.read_text()


def test_what_asks_no_database_needs_no_connection(world: World) -> None:
    profile = 'open(os.environ["DBT_PROFILES_DIR"] + "/profiles.yml").read()'
    body = f'open(os.environ["READY"], "w").write({profile})\nsend(success=True)'
    run, ended = world.ended(body, "dbt", "parse", AIRFLOW_CONN_WAREHOUSE=None)
    assert ended == 0, run.output
    assert json.loads(run.ready.read_text())["warehouse"]["outputs"]["warehouse"]["type"] == "postgres"


@pytest.mark.parametrize(
    ("body", "env"),
    [
        ("raise ModuleNotFoundError(\"No module named 'dbt'\")", {}),
        ("ready()", {"ADP_RUNNER_DBT_PYTHON": "/nowhere/python"}),
    ],
)
def test_a_python_without_dbt_says_which_setting_names_another(world: World, body: str, env: dict[str, str]) -> None:
    run, ended = world.ended(body, **env)
    assert (ended, run.code) == (2, "RNR-025")
    assert "Next: let ADP_RUNNER_DBT_PYTHON name the Python" in run.last


def test_a_setting_says_what_nothing_selected_is(world: World) -> None:
    body = "send(nothing=True)\nsend(success=True)"
    found = [world.ended(body, ADP_RUNNER_NOTHING_SELECTED=one)[1] for one in ("ok", "skip", "usage")]
    assert found == [0, 99, 64]


def test_another_runner(world: World) -> None:
    run = world.start(GOOD)
    run.end()
    body = Path(run.process.args[3])  # type: ignore[index, arg-type]
    assert os.spawnve(os.P_WAIT, "/usr/bin/env", ["env", "python3", str(body), "nosuch"], {
        **os.environ, "ADP_RUNNER_RESULT": str(run.result)
    }) == 64  # fmt: skip
    assert run.code == "RNR-001"


@pytest.mark.parametrize(
    ("content", "exit_code", "code"),
    [
        (cache(int(time.time()) - 60, int(time.time()) + 36000), 0, None),
        (cache(int(time.time()) - 600, int(time.time()) - 60), 77, "RNR-013"),
        (cache(int(time.time()) + 7200, int(time.time()) + 36000), 77, "RNR-014"),
        (b"nonsense", 77, "RNR-012"),
        (cache(0, 2**32 - 1)[:60], 77, "RNR-012"),
        (None, 77, "RNR-011"),
    ],
)
def test_tickets(world: World, content: bytes | None, exit_code: int, code: str | None) -> None:
    path = world.folder / "krb5cc"
    if content is not None:
        path.write_bytes(content)
    run, ended = world.ended(
        GOOD,
        AIRFLOW_CONN_WAREHOUSE=f"postgres://ada@127.0.0.1:{world.port}/warehouse",
        KRB5CCNAME=f"FILE:{path}",
    )
    assert ended == exit_code, run.output
    assert code is None or run.code == code


def test_a_ticket_in_a_folder_of_caches(world: World) -> None:
    (world.folder / "caches").mkdir()
    (world.folder / "caches" / "primary").write_text("tktAda\n")
    (world.folder / "caches" / "tktAda").write_bytes(cache(0, 2**32 - 1))
    connection = f"postgres://ada@127.0.0.1:{world.port}/warehouse"
    run, ended = world.ended(GOOD, AIRFLOW_CONN_WAREHOUSE=connection, KRB5CCNAME=f"DIR:{world.folder / 'caches'}")
    assert ended == 0, run.output


def test_cancel_stops_the_job_by_its_own_signal(world: World) -> None:
    run = world.start(WAITS)
    run.wait_ready()
    run.process.send_signal(signal.SIGTERM)
    assert run.end() == 143
    assert run.document["state"] == "cancelled"
    assert run.document["details"]["counts"] == {"cancelled": 1, "success": 1}  # type: ignore[index]


def test_a_job_that_does_not_stop_is_killed_after_the_grace(world: World) -> None:
    run = world.start(STUBBORN, ADP_RUNNER_GRACE="0.2")
    run.wait_ready()
    run.process.send_signal(signal.SIGTERM)
    assert run.end() == 143
    assert any("is killed" in record["message"] for record in run.records)
    assert run.code == "RNR-041"


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a database that takes no connection, since its queue is full: the look before the work waits."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        yield f"postgres://a:b@127.0.0.1:{full.getsockname()[1]}/c"
        for one in waiting:
            one.close()


@pytest.mark.parametrize(("sent", "exit_code", "state"), [("SIGTERM", 143, "cancelled"), ("SIGKILL", -9, "started")])
def test_an_end_before_the_work(world: World, silent: str, sent: str, exit_code: int, state: str) -> None:
    run = world.start("ready()", AIRFLOW_CONN_WAREHOUSE=silent)
    wait_for(run.result.exists)
    run.process.send_signal(signal.Signals[sent])
    assert run.end() == exit_code
    assert not run.ready.exists()
    assert run.document["state"] == state


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel of Linux")
def test_killed_supervisor(world: World) -> None:
    """After SIGKILL the file says that the run was started, and the job has stopped."""
    run = world.start(
        'send(node="model.a", state="started")\nopen(os.environ["READY"] + "p", "w").write(str(os.getpid()))\n' + WAITS
    )
    run.wait_ready()
    job = int(run.ready.with_name(run.ready.name + "p").read_text())
    run.process.kill()
    run.process.communicate()
    assert run.document["state"] == "started"
    wait_for(lambda: not is_running(job))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel of Linux")
def test_the_end_of_the_caller_cancels(world: World) -> None:
    caller = os.fork()
    if caller == 0:
        run = world.start(WAITS, ADP_RUNNER_PARENT=str(os.getpid()))
        run.wait_ready()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(caller, 0)
    result = world.folder / "result0" / "return.json"
    wait_for(lambda: json.loads(result.read_text())["state"] == "cancelled")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_nothing_of_the_job_outlives_it(world: World) -> None:
    body = 'import subprocess\nchild = subprocess.Popen(["sleep", "600"])'
    body += '\nopen(os.environ["READY"], "w").write(str(child.pid))\nsend(success=True)'
    run, ended = world.ended(body)
    assert ended == 0
    wait_for(lambda: not is_running(int(run.ready.read_text())))


def test_secrets_are_masked(world: World) -> None:
    body = """
print("the password is pass-word-9, again pass%2Dword%2D9, and", os.environ["API_TOKEN"])
print('{"info": {"level": "error", "msg": "a \\\\"quoted\\\\" pass-word-9"}}', file=sys.stderr)
send(node="model.a", state="error", message="pass-word-9")
send(success=False)
"""
    run, _ = world.ended(body, API_TOKEN='tok"en-\\5', OWN="own-value-1", ADP_RUNNER_SECRETS="OWN")
    text = run.output + run.result.read_text()
    assert "pass-word-9" not in text
    assert "en-" not in text.replace("seconds", "")
    assert "***" in run.output
    assert {record["level"] for record in run.records if record["source"] == "dbt"} == {"info", "error"}


def test_a_long_line_is_cut_and_the_next_one_stands(world: World) -> None:
    run, _ = world.ended('print("x" * 600_000)\nprint("after")\nsend(success=True)')
    messages = [record["message"] for record in run.records]
    assert messages[0].endswith("[cut]")
    assert len(messages[0]) <= 256 * 1024 + 10
    assert messages[1] == "after"


def test_a_result_that_is_too_large_for_an_xcom(world: World) -> None:
    body = """
for one in range(5000):
    send(node=f"model.shop.a_long_name_for_a_model_{one}", state="success", seconds=1)
send(node="model.bad", state="error", message="no")
send(success=False)
"""
    run, ended = world.ended(body)
    assert ended == 1
    assert run.result.stat().st_size < 64_000
    assert run.document["truncated"] is True
    details = run.document["details"]
    assert details["counts"] == {"success": 5000, "error": 1}  # type: ignore[index]
    assert details["nodes"][0]["node"] == "model.bad"  # type: ignore[index]


def test_a_result_that_cannot_be_written(world: World) -> None:
    (world.folder / "file").write_text("")
    run, ended = world.ended(GOOD, ADP_RUNNER_RESULT=str(world.folder / "file" / "return.json"))
    assert ended == 2
    assert "RNR-026" in run.last


def test_a_reader_that_has_gone(world: World) -> None:
    run = world.start('ready()\nfor _ in range(10_000): print("x" * 100)\nsend(success=True)')
    run.wait_ready()
    assert run.process.stdout is not None
    run.process.stdout.close()
    assert run.process.wait(timeout=PATIENCE) == 0
    assert run.document["state"] == "ok"


def test_no_file_of_the_run_is_left(world: World) -> None:
    world.ended(GOOD)
    assert not list(world.folder.glob("adp-dbt-*"))


def test_the_profile_holds_no_password(world: World) -> None:
    body = (
        'text = open(os.environ["DBT_PROFILES_DIR"] + "/profiles.yml").read()\n'
        'open(os.environ["READY"], "w").write(text)\nsend(success=True)'
    )
    run, _ = world.ended(body, ADP_RUNNER_DBT_SCHEMA="gold")
    profile = json.loads(run.ready.read_text())["warehouse"]["outputs"]["warehouse"]
    assert profile["password"] == "{{ env_var('DBT_ENV_SECRET_WAREHOUSE') }}"
    assert (profile["user"], profile["schema"], profile["port"]) == ("loader", "gold", world.port)


def test_artifacts_are_kept_where_the_setting_says(world: World) -> None:
    body = (
        'target = os.environ["DBT_TARGET_PATH"]\nos.makedirs(target)\n'
        'open(target + "/run_results.json", "w").close()\nsend(success=True)'
    )
    run, _ = world.ended(body, ADP_RUNNER_ARTIFACTS=str(world.folder / "kept"))
    assert run.document["artifacts"] == [str(world.folder / "kept" / "target" / "run_results.json")]


def test_the_page_lists_the_codes() -> None:
    page = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (RNR-\d+) \| (\d+) \| (.*) \|$", page, re.MULTILINE)
    assert listed == [(code, str(int(ends)), title) for code, (ends, title) in CODES.items()]


def test_what_nobody_foresaw_is_told(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import adp_supervisor.main as one;"
        "one.RUNNERS = {'dbt': None}; sys.exit(one.main(['dbt']))"
    )
    result = tmp_path / "return.json"
    env = {**os.environ, "ADP_RUNNER_RESULT": str(result)}
    assert subprocess.run([sys.executable, "-c", program, str(SUPERVISOR)], env=env).returncode == 2
    assert json.loads(result.read_text())["reason"]["code"] == "RNR-027"


def test_a_disk_that_is_full_keeps_the_last_state(world: World) -> None:
    """On a small file system of its own, which the job fills."""
    small = world.folder / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "adp-runner-test", str(small)]).returncode != 0:
        pytest.skip("only root may mount a file system")
    try:
        body = f"""
try:
    with open({str(small / "filler")!r}, "wb", buffering=0) as file:
        while True: file.write(b"x" * 4096)
except OSError as error:
    sys.exit(f"OSError: {{error}}")
"""
        run, ended = world.ended(body, ADP_RUNNER_RESULT=str(small / "result" / "return.json"))
        assert (ended, run.code) == (2, "RNR-024"), run.output
    finally:
        subprocess.run(["umount", str(small)], check=True)
