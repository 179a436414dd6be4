"""The job for SQL Server: what it looks at before the work, what its program gets, what each end means."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import STAND_IN, SUPERVISOR, Run, World

from adp_supervisor.connection import Connection
from adp_supervisor.sqlserver import odbc_text

GOOD = 'send(part="a.sql:1", state="ok")\nsend(rows=3, columns=["id"])\nsend(ok=True, dry_run=False)'
QUERY = ("extract", "--query", "SELECT 1", "--to", "one.csv")


def start(world: World, body: str, *args: str, **env: str | None) -> Run:
    """Starts `sqlserver ARGS` whose program runs `body`."""
    number = len(world.started)
    program = world.folder / f"python{number}"
    program.write_text(STAND_IN.format(python=sys.executable, body=body))
    program.chmod(0o755)
    (world.folder / "a.sql").write_text("SELECT 1\n")
    (world.folder / "a.csv").write_text("id\n1\n")
    result = world.folder / f"result{number}" / "return.json"
    given = {
        "PATH": os.environ["PATH"],
        "READY": str(world.folder / f"ready{number}"),
        "TMPDIR": str(world.folder),
        "ADP_RUNNER_SQLSERVER_PYTHON": str(program),
        "ADP_RUNNER_RESULT": str(result),
        "AIRFLOW_CONN_WAREHOUSE": f"mssql://loader:pass-word-9@127.0.0.1:{world.port}/sales",
        **env,
    }
    process = subprocess.Popen(
        [sys.executable, "-S", "-E", str(SUPERVISOR), "sqlserver", *(args or QUERY)],
        cwd=world.folder,
        env={name: value for name, value in given.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    run = Run(process, result, Path(given["READY"] or ""))
    world.started.append(run)
    return run


def ended(world: World, body: str, *args: str, **env: str | None) -> tuple[Run, int]:
    run = start(world, body, *args, **env)
    return run, run.end()


def failing(**event: str) -> str:
    return f"send(ok=False, **{event!r})\nsys.exit(1)"


def test_good(world: World) -> None:
    run, code = ended(world, GOOD)
    assert code == 0
    assert run.document["details"] == {
        "rows": 3,
        "columns": ["id"],
        "parts": [{"part": "a.sql:1", "state": "ok"}],
    }
    assert run.last == "sqlserver ok: 3 rows"
    assert not list(world.folder.glob("adp-sqlserver-*"))


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("backup",), "RNR-001"),
        (("extract", "--to", "a.csv"), "RNR-001"),
        (("extract", "--query", "SELECT 1", "--table", "dbo.a", "--to", "a.csv"), "RNR-001"),
        (("extract", "--query", "SELECT 1", "--to", "a.xlsx"), "RNR-001"),
        (("extract", "--table", "rental", "--to", "a.csv"), "RNR-001"),
        (("extract", "--query", "SELECT 1", "--to", "a.csv", "--chunk", "0"), "RNR-001"),
        (("extract", "--query-file", "no.sql", "--to", "a.csv"), "RNR-002"),
        (("load", "no.csv", "--into", "dbo.a"), "RNR-002"),
        (("load", "a.sql", "--into", "dbo.a"), "RNR-001"),
        (("load", "a.csv", "--into", "a.dbo.b"), "RNR-001"),
        (("run", "no.sql"), "RNR-002"),
        (("run", "a.sql", "--dry"), "RNR-001"),
    ],
)
def test_usage(world: World, args: tuple[str, ...], code: str) -> None:
    run, exit_code = ended(world, "ready()", *args)
    assert (exit_code, run.code) == (64, code), run.output
    assert not run.ready.exists()


@pytest.mark.parametrize(
    ("connection", "exit_code", "code"),
    [
        (None, 77, "RNR-010"),
        ("postgres://a:secretive@127.0.0.1/c", 77, "RNR-010"),
        ("mssql://a:b@127.0.0.1", 77, "RNR-010"),
        ('{"conn_type": "mssql", "host": "sql\\\\SALES", "schema": "c", "password": "secretive"}', 77, "RNR-010"),
        ("mssql://no-such-name.invalid/c?x=1", 77, "RNR-011"),
        ("mssql://a:b@no-such-name.invalid/c", 2, "RNR-020"),
        ("mssql://a:b@127.0.0.1:1/c", 2, "RNR-021"),
    ],
)
def test_before_the_work(world: World, connection: str | None, exit_code: int, code: str) -> None:
    given = {"AIRFLOW_CONN_WAREHOUSE": connection, "KRB5CCNAME": str(world.folder / "no-cache")}
    run, found = ended(world, "ready()", **given)
    assert (found, run.code) == (exit_code, code), run.output
    assert not run.ready.exists()
    assert "secretive" not in run.output + run.result.read_text()


@pytest.mark.parametrize(
    ("body", "exit_code", "code"),
    [
        (failing(kind="connect", sqlstate="HY000", error="SSPI Provider: No credentials cache found"), 77, "RNR-015"),
        (failing(kind="connect", sqlstate="28000", error="Login failed for user 'a'. (18456)"), 77, "RNR-015"),
        (failing(kind="connect", sqlstate="HYT00", error="Login timeout expired"), 2, "RNR-021"),
        (failing(kind="driver", error="libodbc.so.2: cannot open shared object file"), 2, "RNR-025"),
        (failing(kind="server", sqlstate="08S01", error="TCP Provider: Error code 0x2746"), 2, "RNR-022"),
        (failing(kind="full", error="No space left on device"), 2, "RNR-024"),
        (failing(kind="input", error="a.sql, line 2: no end"), 64, "RNR-005"),
        (failing(kind="server", sqlstate="42S02", error="Invalid object name 'x'."), 1, "RNR-030"),
        ("os.kill(os.getpid(), signal.SIGKILL)", 2, "RNR-023"),
        ("sys.exit('no module named pyodbc')", 2, "RNR-025"),
    ],
)
def test_each_exit(world: World, body: str, exit_code: int, code: str) -> None:
    run, found = ended(world, body)
    assert (found, run.code) == (exit_code, code), run.output


def test_a_setting_says_what_no_row_is(world: World) -> None:
    body = "send(rows=0)\nsend(ok=True, dry_run=False)"
    found = [ended(world, body, *QUERY, ADP_RUNNER_NOTHING_SELECTED=one)[1] for one in (None, "ok", "skip", "usage")]
    assert found == [0, 0, 99, 64]


def test_a_failed_batch_is_named(world: World) -> None:
    body = 'send(part="a.sql:7", state="failed")\n' + failing(kind="server", sqlstate="42000", error="Incorrect syntax")
    run, _ = ended(world, body, "run", "a.sql")
    assert "a.sql:7: Incorrect syntax" in run.last


def test_cancel(world: World) -> None:
    body = "ready()\ntry:\n    time.sleep(600)\nexcept KeyboardInterrupt:\n    send(ok=False, kind='server')"
    run = start(world, body)
    run.wait_ready()
    run.process.send_signal(signal.SIGTERM)
    assert run.end() == 143
    assert run.document["state"] == "cancelled"


def test_a_dry_run_asks_for_no_connection(world: World) -> None:
    body = "send(said='1 batches of 1 files')\nsend(ok=True, dry_run=True)"
    run, found = ended(world, body, "run", "a.sql", "--dry-run", AIRFLOW_CONN_WAREHOUSE=None)
    assert found == 0, run.output
    assert run.last == "sqlserver ok: dry run: 1 batches of 1 files"


def test_the_program_gets_the_connection_and_no_argument_does(world: World) -> None:
    body = (
        'open(os.environ["READY"], "w").write(json.dumps([sys.argv, os.environ["ADP_RUNNER_SQLSERVER"]]))\n'
        'print(os.environ["ADP_RUNNER_SQLSERVER"])\nsend(ok=True, dry_run=False)'
    )
    run, _ = ended(world, body)
    argv, text = json.loads(run.ready.read_text())
    assert "pass-word-9" not in " ".join(argv)
    assert "PWD={pass-word-9}" in text
    assert "pass-word-9" not in run.output + run.result.read_text()


def test_a_password_in_a_file_is_masked(world: World) -> None:
    path = world.folder / "connection"
    path.write_text(f"mssql://loader:in-a-file-9@127.0.0.1:{world.port}/sales\n")
    run, found = ended(
        world,
        'print(os.environ["ADP_RUNNER_SQLSERVER"])\nsend(ok=True, dry_run=False)',
        ADP_RUNNER_CONNECTION=str(path),
        AIRFLOW_CONN_WAREHOUSE=None,
    )
    assert found == 0, run.output
    assert "PWD={***}" in run.output


def test_odbc_spelling() -> None:
    extra = {"encrypt": "no", "serverspn": "MSSQLSvc/db:1433", "driver": "FreeTDS", "connect_kwargs": "{}"}
    by_ticket = Connection("db", 1433, "", "", "sales", "", extra)
    assert odbc_text(by_ticket) == (
        "Server={tcp:db,1433};Database={sales};APP={adp-runner};Encrypt={no};ServerSPN={MSSQLSvc/db:1433};"
        "Trusted_Connection={yes}"
    )
    by_password = Connection("db", 1433, "loader", "a};Server=evil;{b", "sales", "", {})
    assert odbc_text(by_password).endswith("UID={loader};PWD={a}};Server=evil;{b}")
