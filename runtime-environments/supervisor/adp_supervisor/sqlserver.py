"""SQL Server: extract, load and scripts. What it is to do, its connection, and what its end means."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from .connection import Connection, check_reachable, is_away, read_connection
from .contract import Exit, Reason, Refused
from .job import Child, Ended, Outcome, outcome_of
from .oom import was_killed_for_memory
from .settings import Settings
from .ticket import check_ticket

#: Of the connection's extra, in the driver's own spelling. The rest is for Airflow's hooks.
_keywords = {
    one.lower(): one
    for one in (
        "ApplicationIntent Encrypt HostNameInCertificate MultiSubnetFailover ServerCertificate ServerSPN "
        "TrustServerCertificate"
    ).split()
}
#: What the driver says where the login is at fault: ticket, principal, user or database.
_login = re.compile(r"SSPI Provider|Cannot generate SSPI|Login failed|\((18456|18452|4060)\)", re.IGNORECASE)
#: States of SQL for a server that went away.
_lost = frozenset("08001 08003 08007 08S01 HYT01".split())
_lost_text = re.compile(r"Communication link failure|connection is broken|TCP Provider", re.IGNORECASE)


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refused("RNR-001", f"sqlserver: {message}.", self.format_usage().strip())


def _parser() -> argparse.ArgumentParser:
    parser = _Arguments(prog="sqlserver", add_help=False, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Arguments)
    extract = commands.add_parser("extract", add_help=False, allow_abbrev=False)
    what = extract.add_mutually_exclusive_group(required=True)
    what.add_argument("--query", help="a query")
    what.add_argument("--query-file", help="a file with one")
    what.add_argument("--table", help="all rows of SCHEMA.TABLE")
    extract.add_argument("--to", required=True, help="FILE.csv or FILE.parquet")
    load = commands.add_parser("load", add_help=False, allow_abbrev=False)
    load.add_argument("files", nargs="+", help="FILE.csv or FILE.parquet")
    load.add_argument("--into", required=True, help="SCHEMA.TABLE")
    load.add_argument("--delete-first", action="store_true", help="delete the table's rows in the same transaction")
    run = commands.add_parser("run", add_help=False, allow_abbrev=False)
    run.add_argument("files", nargs="+", help="scripts, with GO between their batches")
    for one in (extract, load):
        one.add_argument("--chunk", type=int, default=10_000, help="rows that are held at once")
    for one in (extract, load, run):
        one.add_argument("--dry-run", action="store_true", help="say what would be done; needs no server")
    return parser


class SqlServerJob:
    name = "sqlserver"

    def __init__(self, args: Sequence[str], env: Mapping[str, str], settings: Settings) -> None:
        self.args = list(args[1:] if args[:1] == ["sqlserver"] else args)
        self.env = env
        self.settings = settings
        self._work: Path | None = None
        self._server: tuple[str, int] | None = None
        self._parts: list[dict[str, object]] = []
        self._end: dict[str, Any] = {}

    def prepare(self) -> Child:
        """Looks before the work: usage, files, connection, ticket, name, server.

        Raises:
            Refused: RNR-001, -002, -010 to -014, -020, -021.
        """
        task = vars(_parser().parse_args(self.args))
        for name in (*task.get("files", ()), task.get("query_file")):
            if name is not None and not Path(name).is_file():
                raise Refused("RNR-002", f"There is no file {Path(name).resolve()}.", "mount it, or correct its name")
        for name in (*(task["files"] if task["command"] == "load" else ()), task.get("to")):
            if name is not None and Path(name).suffix not in (".csv", ".parquet"):
                raise Refused("RNR-001", f"{name} is neither .csv nor .parquet.", "name the file so")
        for option in ("table", "into"):
            if not re.fullmatch(r"[^.]+\.[^.]+", task.get(option) or "dbo.one"):
                raise Refused("RNR-001", f"--{option} {task[option]} is not SCHEMA.TABLE.", "for example dbo.rental")
        if task.get("chunk", 1) < 1:
            raise Refused("RNR-001", "--chunk is less than 1.")
        self._work = Path(tempfile.mkdtemp(prefix="adp-sqlserver-"))
        home = self.env.get("HOME") or "/nowhere"
        env = {
            **self.env,
            "HOME": home if os.access(home, os.W_OK) else str(self._work),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if not task["dry_run"]:
            connection = read_connection(self.env, {"mssql": 1433, "odbc": 1433})
            if "\\" in connection.host:
                raise Refused(
                    "RNR-010",
                    f"The connection names the instance {connection.host}.",
                    "give the host and the port of the instance; a DBA knows it",
                )
            if connection.password == "":
                check_ticket(self.env)
            self._server = (connection.host, connection.port)
            check_reachable(*self._server)
            env["ADP_RUNNER_SQLSERVER"] = odbc_text(connection)
        here = Path(__file__).resolve().parent.parent.parent
        python = self.env.get("ADP_RUNNER_SQLSERVER_PYTHON") or "/opt/sqlserver/bin/python"
        program = here / "sqlserver-runner" / "run_sqlserver.py"
        # The program turns SIGINT into the driver's own cancel, so that no query runs on.
        return Child([python, str(program), json.dumps(task)], env, Path.cwd(), signal.SIGINT)

    def event(self, event: Mapping[str, Any]) -> None:
        if "part" in event:
            self._parts.append({key: value for key, value in event.items() if value is not None})
        else:
            self._end.update(event)

    def line(self, text: str) -> tuple[str, str]:
        return "info", text.rstrip()

    def outcome(self, ended: Ended) -> Outcome:
        for part in self._parts:
            if ended.cancelled and part.get("state") == "failed":
                part["state"] = "cancelled"
        outcome = self._judged(ended)
        outcome.details = {
            **{key: self._end[key] for key in ("rows", "columns", "statement") if key in self._end},
            "parts": self._parts,
        }
        outcome.artifacts = list(self._end.get("artifacts", ()))
        return outcome

    def _judged(self, ended: Ended) -> Outcome:
        if ended.cancelled:
            return outcome_of(Reason("RNR-041", f"The run was cancelled ({self._done()})."))
        if ended.code == -signal.SIGKILL:
            memory = was_killed_for_memory()
            why = "for memory" if memory else "by SIGKILL, as the kernel does where memory runs out"
            return outcome_of(
                Reason("RNR-023", f"The job was killed {why}.", "give it more memory, or a smaller --chunk")
            )
        if "ok" not in self._end:
            text = " ".join(ended.tail[-3:]) or f"exit {ended.code}"
            return outcome_of(Reason("RNR-025", f"The program ended without a result: {text[:1000]}"))
        if self._end["ok"] is True:
            return self._nothing() if self._end.get("rows") == 0 else Outcome(Exit.OK, self._done())
        return outcome_of(self._reason())

    def _reason(self) -> Reason:
        kind, state = str(self._end.get("kind", "")), str(self._end.get("sqlstate", ""))
        said = " ".join(str(self._end.get("error", "")).split())[:800]
        if kind == "full":
            return Reason("RNR-024", said)
        if kind == "input":
            return Reason("RNR-005", said, "correct the file or the arguments")
        if kind == "driver":
            return Reason("RNR-025", said, "the image has the driver; as a process it needs libodbc2 and libodbcinst2")
        if kind == "connect":
            if _login.search(said) or state.startswith("28"):
                return Reason(
                    "RNR-015", said, "look at the ticket and at the server's principal: adp ticket test --spn NAME"
                )
            return Reason("RNR-021", said, "look at the connection, and whether the server takes logins")
        if (state in _lost and _lost_text.search(said)) or is_away(self._server):
            return Reason("RNR-022", f"The server went away during the work ({self._done()}): {said}")
        failed = [str(part["part"]) for part in self._parts if part.get("state") == "failed"]
        return Reason("RNR-030", ": ".join([*failed, said]))

    def _done(self) -> str:
        if self._end.get("dry_run"):
            return f"dry run: {self._end.get('said', '')}"
        if "rows" in self._end:
            return f"{self._end['rows']} rows"
        return f"{sum(part.get('state') == 'ok' for part in self._parts)} batches"

    def _nothing(self) -> Outcome:
        wanted = self.settings.nothing_selected or "ok"
        if wanted == "skip":
            return outcome_of(Reason("RNR-040", "There is no row: there is nothing to do."))
        if wanted == "usage":
            return outcome_of(
                Reason("RNR-004", "There is no row.", "set ADP_RUNNER_NOTHING_SELECTED=ok where this is right")
            )
        return Outcome(Exit.OK, self._done())

    def close(self) -> None:
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)


def odbc_text(connection: Connection) -> str:
    """The connection as ODBC spells it, without the driver: Windows authentication where there is no password."""
    given = {
        "Server": f"tcp:{connection.host},{connection.port}",
        "Database": connection.database,
        "APP": "adp-runner",
        **{_keywords[key.lower()]: value for key, value in connection.extra.items() if key.lower() in _keywords},
    }
    login = (
        {"Trusted_Connection": "yes"}
        if connection.password == ""
        else {"UID": connection.user, "PWD": connection.password}
    )
    return ";".join(f"{key}={_braced(value)}" for key, value in {**given, **login}.items())


def _braced(value: str) -> str:
    return "{" + value.replace("}", "}}") + "}"
