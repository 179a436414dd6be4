"""Spark: one spark-submit, its connection as a JDBC address, and what its end means."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import signal
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .connection import FILE, VARIABLE, Connection, check_reachable, read_connection
from .contract import Exit, Reason, Refused
from .jdbc import jdbc_of, resolved_cache
from .job import Child, Ended, Outcome, outcome_of
from .oom import was_killed_for_memory
from .settings import Settings
from .submit import Submit, read_submit
from .ticket import check_ticket

#: The library that gives a uid without an entry in /etc/passwd a name: Hadoop's login wants one.
NAMES = "libnss_wrapper.so"
#: What the program may write for the result: a JSON object.
REPORT = "ADP_RUNNER_REPORT"
_largest_report = 32_000
_log4j = re.compile(r"^\d\d/\d\d/\d\d \d\d:\d\d:\d\d (TRACE|DEBUG|INFO|WARN|ERROR|FATAL) (.*)$")
_levels = {"TRACE": "debug", "DEBUG": "debug", "WARN": "warning", "ERROR": "error", "FATAL": "error"}
#: What a line says of the run's end, by the code; the last one that was printed goes first.
_signs = {
    "RNR-024": re.compile(r"No space left on device|could not extend file"),
    "RNR-023": re.compile(r"java\.lang\.OutOfMemoryError|insufficient memory for the Java Runtime"),
    "RNR-015": re.compile(
        r"PSQLException.*(authentication failed|GSS|no password was provided|no pg_hba\.conf entry)"
        r"|FATAL: (password authentication failed|role .* does not exist|no pg_hba\.conf entry)",
        re.IGNORECASE,
    ),
    "RNR-022": re.compile(
        r"terminating connection|An I/O error occurred while sending to the backend|All masters are unresponsive"
        r"|Connection to \S+ refused|the database system is (shutting|starting)|connection attempt failed",
        re.IGNORECASE,
    ),
    "RNR-005": re.compile(r"^(Error: )?(Unrecognized option|Failed to load class|Could not parse Master URL)"),
}
_error = re.compile(
    r"^(: |Caused by: |Exception in thread \"\w+\" )?([\w$]+\.)*\w*(Error|Exception|Interrupt|Exit)(: .*)?$"
)


class SparkJob:
    name = "spark"

    def __init__(self, args: Sequence[str], env: Mapping[str, str], settings: Settings) -> None:
        self.args = list(args)
        self.env = env
        self.settings = settings
        self._work: Path | None = None
        self._servers: list[tuple[str, int, str]] = []
        self._sign: tuple[str, str] | None = None
        self._error = ""
        self._program = ""

    def prepare(self) -> Child:
        """Looks before the work: usage, program, connection, ticket, names, master and database.

        Raises:
            Refused: RNR-001, -002, -010 to -014, -020, -021, -025.
        """
        submit = read_submit(self.args)
        self._program = Path(submit.program).name
        python = Path(self.env.get("ADP_RUNNER_SPARK_PYTHON") or "/opt/spark/bin/python")
        program = python.parent / "spark-submit"
        if not program.is_file():
            raise Refused(
                "RNR-025", f"There is no {program}.", "let ADP_RUNNER_SPARK_PYTHON name the Python that has pyspark"
            )
        self._find_java()
        self._work = Path(tempfile.mkdtemp(prefix="adp-spark-"))
        home = self.env.get("HOME") or "/nowhere"
        env = {
            **self.env,
            "PYSPARK_PYTHON": self.env.get("PYSPARK_PYTHON") or str(python),
            "PYSPARK_DRIVER_PYTHON": str(python),
            "SPARK_LOCAL_DIRS": self.env.get("SPARK_LOCAL_DIRS") or str(self._work),
            REPORT: str(self._work / "report.json"),
            # Where no uid has a home.
            "HOME": home if os.access(home, os.W_OK) else str(self._work),
            **self._name_of_the_user(self._work),
        }
        # Without its stack PySpark hides what a driver said: a refused login is then "couldn't connect".
        conf = {"spark.ui.enabled": "false", "spark.sql.pyspark.jvmStacktrace.enabled": "true"}
        if submit.is_local:
            # The driver listens; on one machine nobody else has to reach it.
            env.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        if self.settings.artifacts is not None:
            events = self.settings.artifacts / "events"
            events.mkdir(parents=True, exist_ok=True)
            conf.update({"spark.eventLog.enabled": "true", "spark.eventLog.dir": events.absolute().as_uri()})
        if self.env.get(FILE) or self.env.get(VARIABLE):
            env.update(self._warehouse(read_connection(self.env), submit, conf))
        for host, port in submit.masters:
            self._servers.append((host, port, "master"))
        self._look_around(len(submit.masters))
        words = [word for key, value in conf.items() for word in ("--conf", f"{key}={value}")]
        return Child([str(program), *words, *submit.words], env, Path.cwd(), signal.SIGTERM)

    def _find_java(self) -> None:
        home = self.env.get("JAVA_HOME")
        found = Path(home, "bin", "java").is_file() if home else shutil.which("java", path=self.env.get("PATH"))
        if not found:
            where = f"JAVA_HOME ({home})" if home else "PATH"
            raise Refused("RNR-025", f"There is no java in {where}.", "install a Java 17 or 21 without a display")

    def _name_of_the_user(self, work: Path) -> dict[str, str]:
        try:
            pwd.getpwuid(os.getuid())
        except KeyError:
            line = f"runner:x:{os.getuid()}:{os.getgid()}:runner:{work}:/bin/false\n"
            (work / "passwd").write_text(line, encoding="utf-8")
            (work / "group").write_text(f"runner:x:{os.getgid()}:\n", encoding="utf-8")
            return {
                "LD_PRELOAD": " ".join(filter(None, (self.env.get("LD_PRELOAD"), NAMES))),
                "NSS_WRAPPER_PASSWD": str(work / "passwd"),
                "NSS_WRAPPER_GROUP": str(work / "group"),
            }
        return {}

    def _warehouse(self, connection: Connection, submit: Submit, conf: dict[str, str]) -> dict[str, str]:
        jdbc = jdbc_of(connection, self.env)
        if connection.by_ticket:
            check_ticket(self.env)
            jdbc.env.update(resolved_cache(self.env))
            options = " ".join(jdbc.java)
            jdbc.env["SPARK_SUBMIT_OPTS"] = " ".join(filter(None, (self.env.get("SPARK_SUBMIT_OPTS"), options)))
            if not submit.is_local:
                conf["spark.executor.extraJavaOptions"] = options
        self._servers.append((connection.host, connection.port, "database"))
        return jdbc.env

    def _look_around(self, masters: int) -> None:
        """The database, and one of the masters: the others may be waiting to take its place."""
        missing: list[Refused] = []
        for host, port, what in self._servers:
            try:
                check_reachable(host, port, what=what)
            except Refused as refused:
                if what == "database":
                    raise
                missing.append(refused)
        if masters and len(missing) == masters:
            raise missing[0]

    def event(self, event: Mapping[str, Any]) -> None:
        """spark-submit reports nothing on the pipe: Java closes it."""

    def line(self, text: str) -> tuple[str, str]:
        found = _log4j.match(text)
        level, message = ("info", text.rstrip()) if found is None else (_levels.get(found[1], "info"), found[2])
        for code, sign in _signs.items():
            if sign.search(message):
                self._sign = (code, message.strip())
        if found is None and _error.match(message):
            self._error = message
        return level, message

    def outcome(self, ended: Ended) -> Outcome:
        outcome = self._judged(ended)
        report = self._report()
        outcome.details = {} if report is None else {"report": report}
        if self.settings.artifacts is not None:
            events = self.settings.artifacts / "events"
            outcome.artifacts = [str(path) for path in sorted(events.rglob("*")) if path.is_file()]
        return outcome

    def _judged(self, ended: Ended) -> Outcome:
        if ended.cancelled:
            return outcome_of(Reason("RNR-041", "The run was cancelled."))
        if ended.code == 0:
            return Outcome(Exit.OK, f"{self._program} ended")
        # 137: the program in Python was killed, and Java was not.
        if ended.code in (-signal.SIGKILL, 137):
            why = "for memory" if was_killed_for_memory() else "by SIGKILL, as the kernel does where memory runs out"
            return outcome_of(Reason("RNR-023", f"{self._program} was killed {why}.", "give it more memory"))
        said = (self._error or " ".join(ended.tail[-2:]) or f"exit {ended.code}")[:500]
        if self._sign is not None:
            code, sign = self._sign
            return outcome_of(Reason(code, f"{self._program}: {sign[:500]}", _remedies.get(code, "")))
        for host, port, what in self._servers:
            try:
                check_reachable(host, port, what=what)
            except Refused as refused:
                return outcome_of(
                    Reason("RNR-022", f"{refused.reason.what} {self._program}: {said}", refused.reason.next)
                )
        return outcome_of(Reason("RNR-030", f"{self._program}: {said} (exit {ended.code})"))

    def _report(self) -> dict[str, object] | None:
        path = (self._work or Path("/nowhere")) / "report.json"
        try:
            if path.stat().st_size > _largest_report:
                return {"refused": f"the report has more than {_largest_report} bytes"}
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            found = None
        return found if isinstance(found, dict) else {"refused": "the report is not a JSON object"}

    def close(self) -> None:
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)


_remedies = {
    "RNR-005": "correct the arguments of spark-submit",
    "RNR-015": "look at the connection `warehouse`",
    "RNR-023": "give it more memory: --driver-memory, --executor-memory",
}
