"""dbt: its profile from the connection `warehouse`, its states by model, and what its end means."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .connection import FILE, VARIABLE, Connection, check_reachable, is_away, read_connection
from .contract import Exit, Reason, Refused
from .job import Child, Ended, Outcome, outcome_of
from .oom import was_killed_for_memory
from .settings import Settings
from .ticket import check_ticket

#: What dbt 1.11 takes as its first word. `init` asks questions, and nobody is there to answer.
COMMANDS = frozenset(
    (
        "build clean clone compile debug deps docs list ls parse retry run run-operation seed show snapshot source test"
    ).split()
)
#: These work without a database.
_OFFLINE = frozenset("clean deps list ls parse".split())
_nowhere = Connection("nowhere.invalid", 5432, "nobody", "", "nowhere", "public", {})
_by_state = re.compile(r"\b(state|source_status|result):")
_lost = re.compile(
    r"server closed the connection|terminating connection|connection already closed|could not (connect|send|receive)"
    r"|connection (refused|reset|timed out)|SSL connection has been closed|the database system is (shutting|starting)"
    r"|No route to host|Network is unreachable",
    re.IGNORECASE,
)
_login = re.compile(
    r"authentication failed|no password supplied|role .* does not exist|no pg_hba\.conf entry|GSSAPI|Kerberos"
    r"|password authentication",
    re.IGNORECASE,
)
_full = re.compile(r"No space left on device|could not extend file|disk full", re.IGNORECASE)
#: In a profile by their own names; libpq reads the others from the environment.
_in_profile = {"sslmode", "sslcert", "sslkey", "sslrootcert"}
_by_variable = {
    "passfile": "PGPASSFILE", "gssencmode": "PGGSSENCMODE", "krbsrvname": "PGKRBSRVNAME",
    "require_auth": "PGREQUIREAUTH", "options": "PGOPTIONS", "connect_timeout": "PGCONNECT_TIMEOUT",
}  # fmt: skip
_kept = ("run_results.json", "manifest.json", "sources.json", "catalog.json")


class DbtJob:
    name = "dbt"

    def __init__(self, args: Sequence[str], env: Mapping[str, str], settings: Settings) -> None:
        # `dbt build` and `build` are the same, so that a caller may send a whole command line.
        self.args = list(args[1:] if args[:1] == ["dbt"] else args)
        self.env = env
        self.settings = settings
        self._work: Path | None = None
        self._target = Path()
        self._server: tuple[str, int] | None = None
        self._nodes: dict[str, dict[str, object]] = {}
        self._end: Mapping[str, Any] = {}

    def prepare(self) -> Child:
        """Looks before the work: usage, project, connection, ticket, name, server.

        Raises:
            Refused: RNR-001, -002, -010 to -014, -020, -021.
        """
        command = next((word for word in self.args if word in COMMANDS), None)
        if command is None:
            command = next((word for word in self.args if not word.startswith("-")), "")
            shown = f"`dbt {command}`" if command else "dbt without a command"
            raise Refused("RNR-001", f"This runner does not do {shown}.", f"it does: {', '.join(sorted(COMMANDS))}")
        folder = Path(self._option("--project-dir", "DBT_PROJECT_DIR") or ".").resolve()
        project = folder / "dbt_project.yml"
        if not project.is_file():
            raise Refused(
                "RNR-002",
                f"{folder} has no dbt_project.yml.",
                "mount the project there, or name it by --project-dir",
            )
        self._work = Path(tempfile.mkdtemp(prefix="adp-dbt-"))
        self._target = Path(self._option("--target-path", "DBT_TARGET_PATH") or self._kept_or_work() / "target")
        home = self.env.get("HOME") or "/nowhere"
        env = {
            **self.env,
            "DBT_TARGET_PATH": str(self._target),
            "DBT_LOG_PATH": self.env.get("DBT_LOG_PATH") or str(self._work / "logs"),
            "DBT_LOG_FORMAT": self.env.get("DBT_LOG_FORMAT") or "json",
            "DBT_USE_COLORS": "false",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            # Where no uid has a home.
            "HOME": home if os.access(home, os.W_OK) else str(self._work),
        }
        if not self._has_profile(folder):
            is_given = bool(self.env.get(FILE) or self.env.get(VARIABLE))
            offline = command in _OFFLINE
            connection = read_connection(self.env) if is_given or not offline else _nowhere
            env.update(self._profile(connection, project))
            if not offline:
                self._server = (connection.host, connection.port)
                if connection.by_ticket:
                    check_ticket(self.env)
                check_reachable(*self._server)
        here = Path(__file__).resolve().parent.parent.parent
        python = self.env.get("ADP_RUNNER_DBT_PYTHON") or "/opt/dbt/bin/python"
        program = here / "dbt-runner" / "run_dbt.py"
        return Child([python, str(program), *self.args], env, Path.cwd(), signal.SIGINT)

    def _option(self, option: str, variable: str) -> str | None:
        for at, word in enumerate(self.args):
            if word.startswith(f"{option}="):
                return word.partition("=")[2]
            if word == option and at + 1 < len(self.args):
                return self.args[at + 1]
        return self.env.get(variable)

    def _kept_or_work(self) -> Path:
        return self.settings.artifacts or self._work or Path()

    def _has_profile(self, folder: Path) -> bool:
        """Whether somebody brought a profile: then it is taken as it is."""
        named = self._option("--profiles-dir", "DBT_PROFILES_DIR")
        return named is not None or (folder / "profiles.yml").is_file()

    def _profile(self, connection: Connection, project: Path) -> dict[str, str]:
        """Writes a profile without the password: dbt reads that from a variable, which it masks itself."""
        assert self._work is not None
        text = project.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"^profile:[ \t]*['\"]?([\w .-]+?)['\"]?[ \t]*(?:#.*)?$", text, re.MULTILINE)
        output = {
            "type": "postgres", "host": connection.host, "port": connection.port, "user": connection.user,
            "password": "{{ env_var('DBT_ENV_SECRET_WAREHOUSE') }}", "dbname": connection.database,
            "schema": self.env.get("ADP_RUNNER_DBT_SCHEMA") or connection.schema,
            "threads": 4,
            **{key: value for key, value in connection.extra.items() if key in _in_profile},
        }  # fmt: skip
        document = {found[1] if found else "warehouse": {"target": "warehouse", "outputs": {"warehouse": output}}}
        # JSON is YAML.
        (self._work / "profiles.yml").write_text(json.dumps(document), encoding="utf-8")
        given = {name: connection.extra[key] for key, name in _by_variable.items() if key in connection.extra}
        return {**given, "DBT_PROFILES_DIR": str(self._work), "DBT_ENV_SECRET_WAREHOUSE": connection.password}

    def event(self, event: Mapping[str, Any]) -> None:
        if "node" in event:
            node = self._nodes.setdefault(str(event["node"]), {"node": event["node"], "state": "started"})
            node.update({key: value for key, value in event.items() if value not in (None, "")})
        else:
            self._end = {**self._end, **event}

    def line(self, text: str) -> tuple[str, str]:
        if text.startswith("{"):
            try:
                info = json.loads(text)["info"]
                level = {"warn": "warning", "error": "error", "debug": "debug"}.get(info["level"], "info")
                return level, str(info["msg"]).strip()
            except (ValueError, KeyError, TypeError):
                pass
        return "info", text.rstrip()

    def outcome(self, ended: Ended) -> Outcome:
        for node in self._nodes.values():
            # Started and never finished: dbt's own file leaves these out.
            # A query that a cancel ended reports a lost connection.
            is_open = node["state"] == "started"
            if is_open or (ended.cancelled and _lost.search(str(node.get("message", "")))):
                node["state"] = "cancelled" if ended.cancelled else "interrupted"
        nodes = sorted(self._nodes.values(), key=lambda one: one["state"] in ("success", "pass"))
        counts: dict[str, int] = {}
        for node in nodes:
            counts[str(node["state"])] = counts.get(str(node["state"]), 0) + 1
        outcome = self._judged(ended, nodes, counts)
        outcome.details = {"counts": counts, "nodes": nodes}
        if self._target.is_relative_to(self._work or "/nowhere"):
            return outcome
        outcome.artifacts = [str(path) for name in _kept if (path := self._target / name).is_file()]
        return outcome

    def _judged(self, ended: Ended, nodes: Sequence[Mapping[str, object]], counts: Mapping[str, int]) -> Outcome:
        said = ", ".join(f"{count} {state}" for state, count in counts.items()) or "no model"
        if ended.cancelled:
            return outcome_of(Reason("RNR-041", f"The run was cancelled ({said})."))
        if ended.code == -signal.SIGKILL:
            memory = was_killed_for_memory()
            why = "for memory" if memory else "by SIGKILL, as the kernel does where memory runs out"
            return outcome_of(
                Reason("RNR-023", f"dbt was killed {why} ({said}).", "give it more memory, or fewer threads")
            )
        kind, error = str(self._end.get("exception", "")), " ".join(str(self._end.get("error", "")).split())
        messages = " ".join([error, *(str(node.get("message", "")) for node in nodes if node["state"] == "error")])
        if "success" not in self._end:
            text = " ".join(ended.tail[-3:]) or f"exit {ended.code}"
            full = _full.search(" ".join(ended.tail))
            next = "let ADP_RUNNER_DBT_PYTHON name the Python that has dbt" if "ModuleNotFoundError" in text else ""
            return outcome_of(Reason("RNR-024" if full else "RNR-025", f"dbt ended without a result: {text}", next))
        if self._end.get("success") is True:
            return self._nothing() if self._end.get("nothing") else Outcome(Exit.OK, said if counts else "ended")
        if _full.search(messages):
            return outcome_of(Reason("RNR-024", f"The disk is full: {(error or messages)[:500]}"))
        if kind == "FailedToConnectError":
            code = "RNR-015" if _login.search(error) else "RNR-021"
            return outcome_of(Reason(code, error[:500], "look at the connection `warehouse`"))
        if kind in (
            "DbtUsageException",
            "DbtProjectError",
            "DbtProfileError",
            "DbtSelectorsError",
            "ParsingError",
        ):
            return outcome_of(Reason("RNR-005", error[:500], "correct the arguments, or the project"))
        if _lost.search(messages) or is_away(self._server):
            return outcome_of(Reason("RNR-022", f"The database went away during the work: {messages[:500]} ({said})"))
        bad = [node for node in nodes if node["state"] in ("error", "fail", "runtime error")]
        first = f"{bad[0]['node']}: {' '.join(str(bad[0].get('message', '')).split())}" if bad else error
        return outcome_of(Reason("RNR-030", f"{first[:500]} ({said})"))

    def _nothing(self) -> Outcome:
        selectors = " ".join(self.args)
        wanted = self.settings.nothing_selected or ("skip" if _by_state.search(selectors) else "usage")
        if wanted == "ok":
            return Outcome(Exit.OK, "Nothing was selected.")
        if wanted == "skip":
            return outcome_of(Reason("RNR-040", "The selector matches nothing: there is nothing to do."))
        return outcome_of(
            Reason(
                "RNR-004",
                "The selector matches nothing.",
                "correct it, or set ADP_RUNNER_NOTHING_SELECTED=skip",
            )
        )

    def close(self) -> None:
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)
