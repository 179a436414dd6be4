"""The commands for people without an IDE."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from sqlmodel_framework.__main__ import main

MODELS = "tests.models:Airport"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'warehouse.db'}"


def test_plan_deploy_and_audit(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", MODELS, "--url", url]) == 1
    assert "airport: table missing" in capsys.readouterr().out
    assert main(["deploy", MODELS, "--url", url]) == 0
    assert main(["plan", MODELS, "--url", url]) == 0
    assert "nothing to do" in capsys.readouterr().out
    from sqlmodel import create_engine

    with create_engine(url).begin() as connection:
        connection.execute(text("INSERT INTO airport (faa) VALUES ('JFK')"))
    assert main(["audit", MODELS, "JFK", "--url", url]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == {"faa": [None, "JFK"]}


def test_ddl_of_a_whole_module(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ddl", "tests.models", "--schema", "silver", "--writer", "loader"]) == 0
    printed = capsys.readouterr().out
    assert "CREATE TABLE airport_history" in printed and "FUNCTION silver.airport_history_write" in printed
    assert (
        "UPDATE (faa, name, altitude, batch_id, inactivated_date) ON TABLE silver.airport TO loader"
        in printed
    )


def test_errors_say_what_to_write(capsys: pytest.CaptureFixture[str], engine: Engine) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["plan", MODELS])
    assert stop.value.code == 64 and "SQLMODEL_FRAMEWORK_URL" in capsys.readouterr().err
    assert main(["ddl", "tests.nowhere"]) == 1
    assert "ModuleNotFoundError: No module named 'tests.nowhere'" in capsys.readouterr().err
