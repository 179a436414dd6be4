"""Engines for PostgreSQL and SQL Server that log in by the Kerberos ticket of KRB5CCNAME."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine

from ..errors import TicketError
from .exact import exact_times

# How libpq and Microsoft's driver begin what the Kerberos library says; the last where libpq found no ticket
# and the server then asked for the password that these engines have not.
_BY_KERBEROS = re.compile(r"GSS|SSPI|Kerberos|no password supplied", re.IGNORECASE)


def postgres_engine(
    host: str,
    database: str,
    *,
    user: str,
    port: int = 5432,
    service: str = "postgres",
    driver: Literal["psycopg2", "psycopg"] = "psycopg2",
    options: Mapping[str, str] | None = None,
    **engine_options: Any,
) -> Engine:
    """An engine whose connections log in by the ticket of KRB5CCNAME.

    It has no password, so it logs in by GSSAPI where the server asks for that. ``options`` may demand it
    (libpq from version 16: ``{"require_auth": "gss"}``).

    Args:
        host: the canonical host name; the service principal is ``service/host``.
        database: its name.
        user: the database role that the server maps the principal to.
        port: of the server.
        service: first part of the service principal (libpq's krbsrvname).
        driver: ``psycopg2`` or ``psycopg``.
        options: further libpq parameters, such as ``sslmode``.
        engine_options: passed to ``sqlalchemy.create_engine``.

    Raises (when connecting):
        TicketError: the ticket is missing, has expired or is not accepted: in the Kerberos library's words,
            with what to do.

    Dates and times that Python cannot hold are errors: see :func:`exact_times`.
    """
    query = {"krbsrvname": service, **(options or {})}
    url = URL.create(f"postgresql+{driver}", user, None, host, port, database, query)
    return exact_times(_explained(create_engine(url, **engine_options)))


def sqlserver_engine(
    host: str,
    database: str,
    *,
    port: int = 1433,
    odbc_driver: str = "ODBC Driver 18 for SQL Server",
    options: Mapping[str, str] | None = None,
    **engine_options: Any,
) -> Engine:
    """An engine by Windows authentication through ODBC; arguments and errors as :func:`postgres_engine`.

    ``options`` go into the connection string: ``{"ServerSPN": "MSSQLSvc/host:1433"}`` where the
    host's canonical name is not the one in the service principal.
    """
    query = {"driver": odbc_driver, "Trusted_Connection": "yes", "Encrypt": "yes", **(options or {})}
    url = URL.create("mssql+pyodbc", None, None, host, port, database, query)
    return _explained(create_engine(url, **engine_options))


def _explained(engine: Engine) -> Engine:
    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, args: Any, parameters: Any) -> Any:
        try:
            return dialect.connect(*args, **parameters)
        except dialect.dbapi.Error as error:
            told = " ".join(str(error).split()).rstrip(".")
            if not _BY_KERBEROS.search(told):
                raise
            raise TicketError(
                f"{told}. KRB5CCNAME is {os.environ.get('KRB5CCNAME') or 'not set'}; `klist` shows what it "
                "holds. Run `kinit`, or start the ticket sharer, and set KRB5CCNAME to the cache it writes."
            ) from error

    return engine
