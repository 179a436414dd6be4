"""One description of a run, which every operator takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adp_runners.errors import RunnerError

#: The ticket sharer's volume, and where a container sees it.
TICKET_VOLUME = "platform_kerberos_cache"
TICKET_FOLDER = "/krb5/cache"


@dataclass(frozen=True)
class Mount:
    """A folder of the machine, or a volume by its name, at a place in the container. A process uses `source`."""

    source: str
    target: str
    read_only: bool = True


@dataclass(frozen=True)
class Runner:
    """What runs, with what, and what it may see.

    Args:
        name: the runner: ``dbt``.
        arguments: as on the tool's command line.
        image: for Docker and Kubernetes; ``dbt-runner:latest`` where none is given.
        environment: ordinary variables.
        connection: the Airflow connection whose address the runner gets; None for none.
        secrets: variable by the name of the Airflow connection whose password it gets.
        mounts: what a container sees; nothing else of the machine.
        ticket: whether the run gets the shared Kerberos ticket, read-only.
        artifacts: where the tool's files are kept: a folder that `mounts` makes writable, or of the machine.
    """

    name: str
    arguments: Sequence[str]
    image: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    connection: str | None = "warehouse"
    secrets: Mapping[str, str] = field(default_factory=dict)
    mounts: Sequence[Mount] = ()
    ticket: bool = False
    artifacts: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.arguments, str):
            raise RunnerError("RNR-102", "`arguments` is one text.", "Write a list: a word an entry.")
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.name):
            raise RunnerError("RNR-102", f"{self.name!r} is not the name of a runner.", "For example dbt.")
        for name in (*self.environment, *self.secrets):
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
                raise RunnerError("RNR-102", f"{name!r} is not the name of a variable.", "Correct it.")
        both = set(self.environment) & set(self.secrets)
        if both:
            raise RunnerError("RNR-102", f"{sorted(both)[0]} is both plain and secret.", "Remove one of them.")

    @property
    def takes_image(self) -> str:
        return self.image or f"{self.name}-runner:latest"

    def plain(self) -> dict[str, str]:
        """The variables that everybody may see."""
        found = dict(self.environment)
        if self.secrets:
            found["ADP_RUNNER_SECRETS"] = " ".join(sorted(self.secrets))
        if self.artifacts is not None:
            found["ADP_RUNNER_ARTIFACTS"] = self.artifacts
        if self.ticket and "KRB5CCNAME" not in found:
            found["KRB5CCNAME"] = f"FILE:{TICKET_FOLDER}/krb5cc"
        return found

    def private(self) -> dict[str, str]:
        """The secrets, read from Airflow when the task runs and never before."""
        from adp_runners.airflow import connection

        found = {name: connection(of).password or "" for name, of in self.secrets.items()}
        if self.connection is not None:
            found["AIRFLOW_CONN_WAREHOUSE"] = connection(self.connection).get_uri()
        return found
