"""The connection `warehouse` as PostgreSQL's JDBC driver takes it. A password is in a variable alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from .connection import Connection
from .ticket import file_of

URL, USER, PASSWORD = "ADP_RUNNER_JDBC_URL", "ADP_RUNNER_JDBC_USER", "ADP_RUNNER_JDBC_PASSWORD"
#: libpq's names, and the driver's.
_parameters = {
    "sslmode": "sslmode", "sslcert": "sslcert", "sslkey": "sslkey", "sslrootcert": "sslrootcert",
    "gssencmode": "gssEncMode", "krbsrvname": "kerberosServerName", "connect_timeout": "connectTimeout",
    "options": "options",
}  # fmt: skip


@dataclass(frozen=True)
class Jdbc:
    env: dict[str, str]
    #: What Java is told, for Kerberos.
    java: tuple[str, ...]


def jdbc_of(connection: Connection, env: Mapping[str, str]) -> Jdbc:
    given = {name: connection.extra[key] for key, name in _parameters.items() if key in connection.extra}
    java: tuple[str, ...] = ()
    if connection.by_ticket:
        # The ticket is the process's own, and no login module is asked for another.
        given["jaasLogin"] = "false"
        java = ("-Djavax.security.auth.useSubjectCredsOnly=false",)
        if env.get("KRB5_CONFIG"):
            # Java does not read the variable.
            java = (*java, f"-Djava.security.krb5.conf={env['KRB5_CONFIG']}")
    host = f"[{connection.host}]" if ":" in connection.host else connection.host
    address = f"jdbc:postgresql://{host}:{connection.port}/{quote(connection.database, safe='')}"
    found = {URL: f"{address}?{urlencode(given, quote_via=quote)}" if given else address, USER: connection.user}
    if connection.password:
        found[PASSWORD] = connection.password
    if connection.extra.get("passfile"):
        found["PGPASSFILE"] = connection.extra["passfile"]
    return Jdbc(found, java)


def resolved_cache(env: Mapping[str, str]) -> dict[str, str]:
    """Java reads a file: one of a folder of caches by its path."""
    path = file_of(env)
    return {} if path is None else {"KRB5CCNAME": path}
