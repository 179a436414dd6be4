"""Connections by Kerberos: what the Kerberos library says, with what to do; and no URL holds a password."""

from __future__ import annotations

from importlib.util import find_spec
from types import SimpleNamespace

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from sqlmodel_framework import TicketError, postgres_engine, sqlserver_engine

#: SQLAlchemy 1.4 knows no psycopg 3.
DRIVERS = ["psycopg2", *(["psycopg"] if find_spec("sqlalchemy.dialects.postgresql.psycopg") else [])]


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_missing_ticket_is_told_with_what_to_do(
    driver: str, server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", "FILE:/nowhere/krb5cc")
    host, database, port = server.url.host or "", server.url.database or "", server.url.port or 5432
    # The only login by Kerberos that fails before the server answers, which knows no Kerberos.
    options = {"gssencmode": "require"}
    engine = postgres_engine(host, database, user="alice", port=port, driver=driver, options=options)
    with pytest.raises(TicketError, match=r"KRB5CCNAME is FILE:/nowhere/krb5cc.*Run `kinit`"):
        engine.connect()


def test_another_failure_is_the_drivers_own() -> None:
    engine = postgres_engine("127.0.0.1", "none", user="alice", port=1)
    with pytest.raises(DBAPIError, match="refused"):
        engine.connect()


def test_microsofts_driver_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    class Error(Exception):
        pass

    def connect(*words: str, **more: object) -> None:
        raise Error("[Microsoft][ODBC Driver 18 for SQL Server]SSPI Provider: Ticket expired (851968)")

    # In the place of pyodbc, which needs unixODBC installed.
    driver = SimpleNamespace(version="5.0.0", paramstyle="qmark", Error=Error, Cursor=object, connect=connect)
    monkeypatch.delenv("KRB5CCNAME", raising=False)
    engine = sqlserver_engine("db", "w", module=driver)
    assert engine.url.query["Trusted_Connection"] == "yes"
    with pytest.raises(TicketError, match=r"Ticket expired \(851968\)\. KRB5CCNAME is not set"):
        engine.connect()


def test_urls_hold_no_password() -> None:
    url = postgres_engine("db.corp.example", "warehouse", user="alice").url
    assert url.password is None and url.query["krbsrvname"] == "postgres"
