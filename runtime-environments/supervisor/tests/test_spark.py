"""Each end of a run of Spark, with a stand-in for spark-submit."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import SUPERVISOR, Run, wait_for
from test_runs import is_running
from ticket_cache import cache

from adp_supervisor.connection import read_connection
from adp_supervisor.contract import Refused
from adp_supervisor.jdbc import jdbc_of
from adp_supervisor.submit import read_submit

#: Writes what it was given, as spark-submit's two shell scripts become Java and Java is its Python's parent.
STAND_IN = """#!{python}
import json, os, signal, subprocess, sys, time
def ready(): open(os.environ["READY"] + ".new", "w").write(json.dumps([sys.argv[1:], dict(os.environ)])); \
os.rename(os.environ["READY"] + ".new", os.environ["READY"])
{body}
"""
KUBERNETES = ("--conf", "spark.kubernetes.container.image=spark:4")
LOGGED = "26/11/29 06:00:00 WARN TaskSetManager: Lost task 0.0 in stage 1.0: org.postgresql.util.PSQLException: "


@dataclass
class Spark:
    folder: Path
    port: int
    started: list[Run] = field(default_factory=list)

    def start(self, body: str, *args: str, **env: str | None) -> Run:
        number = len(self.started)
        tool = self.folder / f"tool{number}"
        (tool / "jdk" / "bin").mkdir(parents=True)
        (tool / "jdk" / "bin" / "java").write_text("")
        (tool / "spark-submit").write_text(STAND_IN.format(python=sys.executable, body=body))
        (tool / "spark-submit").chmod(0o755)
        (self.folder / "job.py").write_text("")
        result, ready = self.folder / f"result{number}" / "return.json", self.folder / f"ready{number}"
        given = {
            "PATH": os.environ["PATH"],
            "READY": str(ready),
            "TMPDIR": str(self.folder),
            "JAVA_HOME": str(tool / "jdk"),
            "ADP_RUNNER_SPARK_PYTHON": str(tool / "python"),
            "ADP_RUNNER_RESULT": str(result),
            **env,
        }
        process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(SUPERVISOR), "spark", *(args or ("spark-submit", "job.py"))],
            cwd=self.folder,
            env={name: value for name, value in given.items() if value is not None},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        run = Run(process, result, ready)
        self.started.append(run)
        return run

    def ended(self, body: str, *args: str, **env: str | None) -> tuple[Run, int]:
        run = self.start(body, *args, **env)
        return run, run.end()

    def given(self, *args: str, **env: str | None) -> tuple[list[str], dict[str, str]]:
        """Arguments and environment that spark-submit gets."""
        run, code = self.ended("ready()", *args, **env)
        assert code == 0, run.output
        words, found = json.loads(run.ready.read_text())
        return words, found

    @property
    def warehouse(self) -> str:
        return f"postgres://loader:pass-word-9@127.0.0.1:{self.port}/warehouse"


@pytest.fixture
def spark(tmp_path: Path) -> Iterator[Spark]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Spark(tmp_path, server.getsockname()[1])
        yield made
        for run in made.started:
            if run.process.poll() is None:
                run.process.send_signal(signal.SIGKILL)
                run.process.communicate()


def test_good(spark: Spark) -> None:
    run, code = spark.ended("print('hello from', os.getcwd())", PWD=str(spark.folder))
    assert run.records[0]["message"] == f"hello from {spark.folder}"
    assert (code, run.document["state"], run.last) == (0, "ok", "spark ok: job.py ended")
    assert not list(spark.folder.glob("adp-spark-*"))


@pytest.mark.parametrize(
    ("body", "exit_code", "code"),
    [
        ("sys.exit('ZeroDivisionError: division by zero')", 1, "RNR-030"),
        ("sys.exit(3)", 1, "RNR-030"),
        (f"print({LOGGED!r} + 'FATAL: password authentication failed for user'); sys.exit(1)", 77, "RNR-015"),
        (
            f"print({LOGGED!r} + 'FATAL: terminating connection due to administrator command'); sys.exit(1)",
            2,
            "RNR-022",
        ),
        ("print('26/11/29 06:00:00 ERROR X: All masters are unresponsive! Giving up.'); sys.exit(1)", 2, "RNR-022"),
        ("sys.exit('java.io.IOException: No space left on device')", 2, "RNR-024"),
        ("sys.exit('java.lang.OutOfMemoryError: Java heap space')", 2, "RNR-023"),
        ("os.kill(os.getpid(), signal.SIGKILL)", 2, "RNR-023"),
        ("sys.exit(137)", 2, "RNR-023"),
        ("sys.exit('Error: Failed to load class org.example.Main.')", 64, "RNR-005"),
    ],
)
def test_each_exit(spark: Spark, body: str, exit_code: int, code: str) -> None:
    run, ended = spark.ended(body)
    assert (ended, run.code) == (exit_code, code), run.output
    assert code in run.last


@pytest.mark.parametrize(
    ("args", "exit_code", "code"),
    [
        (("spark-submit",), 64, "RNR-001"),
        (("spark-shell",), 64, "RNR-001"),
        (("--mater", "local", "job.py"), 64, "RNR-001"),
        (("job.py", "--master"), 0, None),
        (("--master",), 64, "RNR-001"),
        (("--kill", "driver-1", "job.py"), 64, "RNR-001"),
        (("--master", "mesos://host:5050", "job.py"), 64, "RNR-001"),
        (("--master", "spark://host", "job.py"), 64, "RNR-001"),
        (("--conf", "spark.master=spark://host:70000", "job.py"), 64, "RNR-001"),
        (("--master", "spark://127.0.0.1:1", "--deploy-mode", "cluster", "job.py"), 64, "RNR-001"),
        (("nosuch.py",), 64, "RNR-002"),
        (("--master=spark://no-such-name.invalid:7077", "job.py"), 2, "RNR-020"),
        (("--master", "spark://127.0.0.1:1", "job.py"), 2, "RNR-021"),
        (("--master", "k8s://https://127.0.0.1:1", "job.py"), 64, "RNR-001"),
        (
            ("--master", "k8s://https://127.0.0.1:1", "--conf", "spark.kubernetes.container.image=a", "job.py"),
            2,
            "RNR-021",
        ),
        ((*KUBERNETES, "--master", "k8s://127.0.0.1:1", "nosuch.py"), 64, "RNR-002"),
        ((*KUBERNETES, "--master", "k8s://no-such-name.invalid:6443", "job.py"), 2, "RNR-020"),
        ((*KUBERNETES, "--master", "k8s://https://", "job.py"), 64, "RNR-001"),
        ((*KUBERNETES, "--master", "k8s://127.0.0.1:1", "--deploy-mode", "cluster", "job.py"), 64, "RNR-001"),
    ],
)
def test_before_the_work(spark: Spark, args: tuple[str, ...], exit_code: int, code: str | None) -> None:
    run, ended = spark.ended("ready()", *args)
    assert ended == exit_code, run.output
    assert run.ready.exists() == (code is None)
    assert code is None or run.code == code


@pytest.mark.parametrize(
    ("env", "exit_code", "code"),
    [
        ({"ADP_RUNNER_SPARK_PYTHON": "/nowhere/python"}, 2, "RNR-025"),
        ({"JAVA_HOME": "/nowhere"}, 2, "RNR-025"),
        ({"JAVA_HOME": None, "PATH": "/nowhere"}, 2, "RNR-025"),
        ({"AIRFLOW_CONN_WAREHOUSE": "mysql://a:secretive@b/c"}, 77, "RNR-010"),
        ({"AIRFLOW_CONN_WAREHOUSE": "postgres://a:secretive@127.0.0.1:1/c"}, 2, "RNR-021"),
        ({"AIRFLOW_CONN_WAREHOUSE": "postgres://a@127.0.0.1:1/c", "KRB5CCNAME": "FILE:/nowhere/krb5cc"}, 77, "RNR-011"),
    ],
)
def test_what_is_missing(spark: Spark, env: dict[str, str | None], exit_code: int, code: str) -> None:
    run, ended = spark.ended("ready()", **env)
    assert (ended, run.code) == (exit_code, code), run.output
    assert not run.ready.exists()
    assert "secretive" not in run.output + run.result.read_text()


def test_one_master_of_two_is_enough(spark: Spark) -> None:
    words, _ = spark.given("--master", f"spark://127.0.0.1:1,127.0.0.1:{spark.port}", "job.py", "a")
    assert words[-4:] == ["--master", f"spark://127.0.0.1:1,127.0.0.1:{spark.port}", "job.py", "a"]


OWN = ["--conf", "spark.ui.enabled=false", "--conf", "spark.sql.pyspark.jvmStacktrace.enabled=true"]


def test_the_arguments_for_kubernetes_reach_spark_as_they_are(spark: Spark) -> None:
    given = [
        *("--master", f"k8s://http://127.0.0.1:{spark.port}", "--deploy-mode", "cluster"),
        *(*KUBERNETES, "local:///opt/job.py", "2026-11-29"),
    ]
    words, env = spark.given("spark-submit", *given)
    assert words == [*OWN, *given]
    assert "SPARK_LOCAL_IP" not in env


def test_a_driver_here_has_its_executors_on_kubernetes(spark: Spark) -> None:
    given = [
        *("--master", f"k8s://http://127.0.0.1:{spark.port}"),
        *("--conf", "spark.kubernetes.executor.container.image=spark:4"),
        *("--conf", "spark.kubernetes.authenticate.driver.serviceAccountName=spark"),
        *("--conf", "spark.driver.host=driver.jobs.svc", "job.py", "--master", "2026-11-29"),
    ]
    words, env = spark.given(*given, AIRFLOW_CONN_WAREHOUSE=spark.warehouse)
    assert words == [*OWN, *given]
    # The executors' pods reach the driver by its address.
    assert "SPARK_LOCAL_IP" not in env
    assert env["ADP_RUNNER_JDBC_PASSWORD"] == "pass-word-9"


def test_the_connection_becomes_a_jdbc_address(spark: Spark) -> None:
    words, env = spark.given(AIRFLOW_CONN_WAREHOUSE=spark.warehouse + "?sslmode=require")
    assert env["ADP_RUNNER_JDBC_URL"] == f"jdbc:postgresql://127.0.0.1:{spark.port}/warehouse?sslmode=require"
    assert (env["ADP_RUNNER_JDBC_USER"], env["ADP_RUNNER_JDBC_PASSWORD"]) == ("loader", "pass-word-9")
    assert "pass-word-9" not in " ".join(words)
    assert env["SPARK_LOCAL_IP"] == "127.0.0.1"


def test_an_address_holds_what_it_was_given_and_no_password() -> None:
    text = "postgres://ada:a%40b@[::1]:5433/one%2Ftwo?passfile=/run/pass&gssencmode=require"
    found = jdbc_of(read_connection({"AIRFLOW_CONN_WAREHOUSE": text}), {})
    assert found.env["ADP_RUNNER_JDBC_URL"] == "jdbc:postgresql://[::1]:5433/one%2Ftwo?gssEncMode=require"
    assert found.env["PGPASSFILE"] == "/run/pass"
    assert found.java == ()


@pytest.mark.parametrize("master", ["spark://", "k8s://http://"])
def test_the_ticket_of_a_folder_is_handed_to_java_as_a_file(spark: Spark, master: str) -> None:
    (spark.folder / "caches").mkdir()
    (spark.folder / "caches" / "primary").write_text("tktAda\n")
    (spark.folder / "caches" / "tktAda").write_bytes(cache(0, 2**32 - 1))
    before = (spark.folder / "caches" / "tktAda").stat().st_mtime_ns
    asked = {
        "AIRFLOW_CONN_WAREHOUSE": f"postgres://ada@127.0.0.1:{spark.port}/warehouse",
        "KRB5CCNAME": f"DIR:{spark.folder / 'caches'}",
        "KRB5_CONFIG": "/etc/corp/krb5.conf",
    }
    words, env = spark.given(*KUBERNETES, "--master", f"{master}127.0.0.1:{spark.port}", "job.py", **asked)
    java = "-Djavax.security.auth.useSubjectCredsOnly=false -Djava.security.krb5.conf=/etc/corp/krb5.conf"
    assert env["KRB5CCNAME"] == str(spark.folder / "caches" / "tktAda")
    assert env["SPARK_SUBMIT_OPTS"] == java
    assert f"spark.executor.extraJavaOptions={java}" in words
    assert env["ADP_RUNNER_JDBC_URL"].endswith("/warehouse?jaasLogin=false")
    assert "ADP_RUNNER_JDBC_PASSWORD" not in env
    assert (spark.folder / "caches" / "tktAda").stat().st_mtime_ns == before


def test_an_expired_ticket(spark: Spark) -> None:
    (spark.folder / "krb5cc").write_bytes(cache(0, int(time.time()) - 60))
    run, ended = spark.ended(
        "ready()",
        AIRFLOW_CONN_WAREHOUSE=f"postgres://ada@127.0.0.1:{spark.port}/warehouse",
        KRB5CCNAME=str(spark.folder / "krb5cc"),
    )
    assert (ended, run.code) == (77, "RNR-013")


def test_cancel_stops_java_and_what_it_started(spark: Spark) -> None:
    body = 'child = subprocess.Popen(["sleep", "600"]); os.environ["CHILD"] = str(child.pid); ready(); time.sleep(600)'
    run = spark.start(body)
    run.wait_ready()
    run.process.send_signal(signal.SIGTERM)
    assert run.end() == 143
    assert (run.code, run.document["state"]) == ("RNR-041", "cancelled")
    assert any("SIGTERM to the job" in record["message"] for record in run.records)
    child = int(json.loads(run.ready.read_text())[1]["CHILD"])
    wait_for(lambda: not is_running(child))


def test_a_java_that_does_not_stop_is_killed_after_the_grace(spark: Spark) -> None:
    body = "signal.signal(signal.SIGTERM, signal.SIG_IGN); ready(); time.sleep(600)"
    run = spark.start(body, ADP_RUNNER_GRACE="0.2")
    run.wait_ready()
    run.process.send_signal(signal.SIGTERM)
    assert run.end() == 143
    assert any("is killed" in record["message"] for record in run.records)


def test_sparks_levels_are_the_logs_and_secrets_are_masked(spark: Spark) -> None:
    file = spark.folder / "connection"
    file.write_text(spark.warehouse.replace("pass-word-9", "in-a-file-7"))
    body = (
        "print('26/11/29 06:00:00 WARN Utils: the password is', os.environ['ADP_RUNNER_JDBC_PASSWORD'])\n"
        "print('26/11/29 06:00:00 ERROR Utils: bad', file=sys.stderr); print('plain')"
    )
    run, _ = spark.ended(body, ADP_RUNNER_CONNECTION=str(file))
    found = sorted((record["level"], record["message"]) for record in run.records if record["source"] == "spark")
    assert found == [("error", "Utils: bad"), ("info", "plain"), ("warning", "Utils: the password is ***")]
    assert "in-a-file-7" not in run.output + run.result.read_text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"rows": 42}', {"report": {"rows": 42}}),
        ("[1]", {"report": {"refused": "the report is not a JSON object"}}),
        ("{half", {"report": {"refused": "the report is not a JSON object"}}),
        ('"' + "x" * 33_000 + '"', {"report": {"refused": "the report has more than 32000 bytes"}}),
        (None, {}),
    ],
)
def test_a_report_of_the_program_is_part_of_the_result(
    spark: Spark, text: str | None, expected: dict[str, object]
) -> None:
    body = "pass" if text is None else f'open(os.environ["ADP_RUNNER_REPORT"], "w").write({text!r})'
    run, ended = spark.ended(body)
    assert (ended, run.document["details"]) == (0, expected)


def test_the_events_are_kept_where_the_setting_says(spark: Spark) -> None:
    body = (
        'at = [word for word in sys.argv if word.startswith("spark.eventLog.dir=file://")][0].split("//")[1]\n'
        'open(at + "/events_1", "w").close()'
    )
    run, _ = spark.ended(body, ADP_RUNNER_ARTIFACTS=str(spark.folder / "kept"))
    assert run.document["artifacts"] == [str(spark.folder / "kept" / "events" / "events_1")]


def test_a_local_master_may_say_how_much() -> None:
    for master in ("local", "local[2]", "local[*]", "local[2,3]"):
        assert read_submit(["--master", master, __file__]).is_local
    with pytest.raises(Refused):
        read_submit(["--master", "local[a]", __file__])
