"""The connection: what a user can get wrong, and what is said."""

from __future__ import annotations

import json
import socket
import uuid

import pytest
import sqlalchemy as sa

from conftest import World
from nyc_flights import deploy, report, warehouse
from nyc_flights.errors import FlightsError


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "NYC-WH-001"),
        ("nonsense", "NYC-WH-001"),
        ("{not json", "NYC-WH-001"),
        ('{"host": "h"}', "NYC-WH-001"),
        ("postgres://u:p@h:port/d", "NYC-WH-001"),
        ("mysql://u:p@h/d", "NYC-WH-002"),
        ("postgres://u:p@h", "NYC-WH-002"),
        ("postgres:///d", "NYC-WH-002"),
        ('{"conn_type": "postgres", "host": "h", "schema": "d", "extra": "[1]"}', "NYC-WH-001"),
    ],
)
def test_what_is_no_warehouse_is_refused(
    value: str, code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(warehouse.VARIABLE, value)
    assert report.main(["--json"]) == 1
    assert code in capsys.readouterr().err


@pytest.mark.parametrize(
    "value",
    [
        "postgres://us%2Fer:p%40ss@127.0.0.1:5433/db",
        "postgresql://us%2Fer:p%40ss@127.0.0.1:5433/db",
        json.dumps(
            {"conn_type": "postgres", "login": "us/er", "password": "p@ss", "host": "127.0.0.1", "port": 5433}
            | {"schema": "db"}
        ),
    ],
)
def test_both_forms_of_the_variable_are_read(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(warehouse.VARIABLE, value)
    url = warehouse.connect_by_environment().url
    assert (url.drivername, url.username, url.password) == ("postgresql+psycopg2", "us/er", "p@ss")
    assert (url.host, url.port, url.database) == ("127.0.0.1", 5433, "db")


@pytest.mark.parametrize(
    "value",
    [
        "postgres://u@h:5432/db?passfile=%2Frun%2Fpgpass&sslmode=require",
        json.dumps(
            {"conn_type": "postgres", "host": "h", "schema": "db"}
            | {"extra": {"passfile": "/run/pgpass", "sslmode": "require"}}
        ),
        json.dumps(
            {"conn_type": "postgres", "host": "h", "schema": "db"}
            | {"extra": '{"passfile": "/run/pgpass", "sslmode": "require"}'}
        ),
    ],
)
def test_the_connections_extra_goes_to_the_driver(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(warehouse.VARIABLE, value)
    url = warehouse.connect_by_environment().url
    assert dict(url.query) == {"passfile": "/run/pgpass", "sslmode": "require"}


def test_a_silent_warehouse_is_worth_a_retry() -> None:
    with socket.socket() as held:  # bound, not listening: nobody answers there
        held.bind(("127.0.0.1", 0))
        engine = warehouse.engine(
            "postgres", username="u", password="p", host="127.0.0.1", port=held.getsockname()[1], database="d"
        )
        with pytest.raises(FlightsError, match="NYC-WH-003") as raised:
            deploy.deploy(engine)
    assert raised.value.transient


def test_a_role_that_may_not_create_is_told_what_to_grant(empty: World) -> None:
    role, password = f"nyc_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    with empty.engine.begin() as connection:
        connection.execute(sa.text(f"create role {role} login password '{password}'"))
    try:
        engine = sa.create_engine(empty.engine.url.set(username=role, password=password), future=True)
        with pytest.raises(FlightsError, match="NYC-WH-005"):
            deploy.deploy(engine)
        engine.dispose()
    finally:
        with empty.engine.begin() as connection:
            connection.execute(sa.text(f"drop role {role}"))


def test_an_empty_warehouse_has_nothing_to_report(
    empty: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "connect_by_environment", lambda: empty.engine)
    assert report.main([]) == 1
    assert "NYC-RPT-001" in capsys.readouterr().err


def test_the_report_is_one_document_or_plain_lines(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "connect_by_environment", lambda: world.engine)
    assert report.main(["--json", "--bare"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) >= {"rows", "batches", "history", "airport", "quarantine", "flags", "books", "bare"}
    assert report.main([]) == 0
    assert "checks balance" in capsys.readouterr().out


def test_the_report_fails_with_the_books(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "connect_by_environment", lambda: world.engine)
    with world.engine.begin() as connection:
        connection.execute(sa.text("delete from gold.delays_by_carrier_month where carrier = 'AA'"))
    assert report.main([]) == 1
    assert "NOT BALANCED: flights: silver = gold.delays_by_carrier_month (2013-01)" in capsys.readouterr().out
