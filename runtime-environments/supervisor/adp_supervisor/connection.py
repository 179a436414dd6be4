"""The Airflow connection of the warehouse, and whether its server can be reached."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from .contract import Refused

VARIABLE = "AIRFLOW_CONN_WAREHOUSE"
#: The same as a file, so that the environment holds no password.
FILE = "ADP_RUNNER_CONNECTION"
#: Seconds. Longer than a packet that is lost once, shorter than anybody waits.
CONNECT_TIMEOUT = 5.0


@dataclass(frozen=True)
class Connection:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    schema: str
    extra: Mapping[str, str]

    @property
    def by_ticket(self) -> bool:
        """Whether Kerberos logs in: neither a password nor a file with one is there."""
        return self.password == "" and not self.extra.get("passfile") and not os.environ.get("PGPASSFILE")


#: Types of connection by Airflow's name, with the port where none is given.
POSTGRES: Mapping[str, int] = {"postgres": 5432, "postgresql": 5432}


def read_connection(env: Mapping[str, str], types: Mapping[str, int] = POSTGRES) -> Connection:
    """Reads the connection as Airflow spells it: an address, or JSON.

    Raises:
        Refused: RNR-010.
    """
    path = env.get(FILE)
    if path:
        try:
            text = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("RNR-010", f"{FILE} names {path}, which cannot be read.") from error
    else:
        text = env.get(VARIABLE, "").strip()
    if text == "":
        raise Refused(
            "RNR-010",
            "There is no connection `warehouse`.",
            f"give {VARIABLE}, or {FILE} with the path of a file",
        )
    source = FILE if path else VARIABLE
    try:
        found = _from_json(text, types) if text.startswith("{") else _from_address(text, types)
    except (ValueError, AttributeError, TypeError) as error:
        raise Refused(
            "RNR-010",
            f"{source} is no address and no JSON of a connection to {next(iter(types))}. It is not repeated here.",
        ) from error
    if found.host == "" or found.database == "":
        raise Refused("RNR-010", f"{source} names no {'host' if found.host == '' else 'database'}.")
    return found


def _from_address(text: str, types: Mapping[str, int]) -> Connection:
    parts = urlsplit(text)
    if parts.scheme not in types:
        raise ValueError("another type")
    extra = dict(parse_qsl(parts.query))
    return _connection(
        (parts.hostname or ""),
        parts.port or types[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.lstrip("/")),
        extra,
    )


def _from_json(text: str, types: Mapping[str, int]) -> Connection:
    document = json.loads(text)
    if document.get("conn_type") not in types:
        raise ValueError("another type")
    extra = document.get("extra") or {}
    extra = json.loads(extra) if isinstance(extra, str) else extra
    return _connection(
        document.get("host") or "",
        document.get("port") or types[document["conn_type"]],
        document.get("login") or "",
        document.get("password") or "",
        document.get("schema") or "",
        extra,
    )


def _connection(
    host: str, port: object, user: str, password: str, database: str, extra: Mapping[str, object]
) -> Connection:
    texts = {str(key): str(value) for key, value in extra.items()}
    nested = texts.pop("__extra__", None)
    if nested:
        texts.update({str(key): str(value) for key, value in json.loads(nested).items()})
    number = int(str(port))
    if not 0 < number < 65536:
        raise ValueError("not a port")
    return Connection(
        unquote(host),
        number,
        user,
        password,
        database,
        texts.get("dbt_schema", "public"),
        texts,
    )


def check_reachable(host: str, port: int, what: str = "database") -> None:
    """Resolves the name and opens a connection.

    Raises:
        Refused: RNR-020 for the name, RNR-021 where nobody answers.
    """
    if host.startswith("/"):
        return
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(
            "RNR-020",
            f"The name {host} does not resolve.",
            f"correct the host of the {'connection' if what == 'database' else what}, or the network's DNS",
        ) from error
    try:
        socket.create_connection((host, port), timeout=CONNECT_TIMEOUT).close()
    except OSError as error:
        why = "no answer in 5 s" if isinstance(error, TimeoutError) else (error.strerror or str(error)).lower()
        looks = f"look whether the {what} runs and this network reaches it"
        if host in ("localhost", "127.0.0.1", "::1") and Path("/.dockerenv").exists():
            looks += "; 127.0.0.1 is this container, unless it has its machine's network (network_mode='host')"
        raise Refused("RNR-021", f"{host}:{port} does not answer ({why}).", looks) from error


def is_away(server: tuple[str, int] | None) -> bool:
    """Whether the server that answered before the work does not answer any more; False where there was none."""
    if server is None:
        return False
    try:
        check_reachable(*server)
    except Refused:
        return True
    return False
