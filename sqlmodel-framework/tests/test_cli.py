"""The commands for people without an IDE: on PostgreSQL and SQLite, and every way to call them wrongly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlmodel import create_engine

import sqlmodel_framework
from sqlmodel_framework import deploy
from sqlmodel_framework.__main__ import main

from .models import METADATA, Reading

MODELS = "tests.models:Airport"
VARIABLE = "SQLMODEL_FRAMEWORK_URL"
SECRET = "s3cr3t-Word"


@pytest.fixture(params=["postgresql", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """In the environment; the server's may hold a password."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path / 'warehouse.db'}"
    else:
        engine: Engine = request.getfixturevalue("server")
        schema: str = request.getfixturevalue("schema")
        own = engine.url.update_query_dict({"options": f"-csearch_path={schema}"})
        found = own.render_as_string(hide_password=False)
    monkeypatch.setenv(VARIABLE, found)
    return found


def test_plan_deploy_and_audit(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", MODELS]) == 1
    assert "airport: table missing" in capsys.readouterr().out
    assert main(["deploy", MODELS]) == 0
    capsys.readouterr()
    assert main(["plan", MODELS]) == 0
    assert capsys.readouterr().out == "nothing to do\n"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO airport (faa) VALUES ('JFK')"))
        connection.execute(text("UPDATE airport SET altitude = 4"))
    engine.dispose()
    assert main(["audit", MODELS, "JFK"]) == 0
    made, changed = map(json.loads, capsys.readouterr().out.splitlines())
    assert (made["op"], made["changes"]) == ("INSERT", {"faa": [None, "JFK"]})
    assert (changed["op"], changed["changes"]) == ("UPDATE", {"altitude": [None, 4]})
    assert changed["db_user"] == (engine.url.username if engine.name == "postgresql" else None)


AT = "2020-01-01 00:00:00.000000+00:00"


def test_audit_of_a_key_of_several_types(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine = create_engine(url)
    if engine.name == "sqlite":
        METADATA.create_all(engine)
    else:
        deploy(engine, [Reading])
    with engine.begin() as connection:
        rows = {"station": "A", "taken_at": datetime.fromisoformat(AT)}
        connection.execute(Reading.__table__.insert(), rows)
    engine.dispose()
    assert main(["audit", "tests.models:Reading", "A", AT]) == 0
    assert json.loads(capsys.readouterr().out)["changes"]["station"] == [None, "A"]
    assert main(["audit", "tests.models:Reading", "B", AT]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"reading has and had no row with the key B {AT}\n")
    assert main(["audit", "tests.models:Reading", "A", "yesterday"]) == 64
    assert "'yesterday' is no datetime, as the key taken_at is" in capsys.readouterr().err
    assert main(["audit", "tests.models:Reading", "A"]) == 2
    assert "SMF-KEY: the key of reading is (station, taken_at)" in capsys.readouterr().err


def test_audit_prints_amounts_as_text(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine = create_engine(url)
    METADATA.create_all(engine)
    with engine.begin() as connection:
        columns = "product_id, name, colour, price"
        connection.execute(text(f"INSERT INTO product ({columns}) VALUES (1, 'a', 'red', 1234.10)"))
    engine.dispose()
    assert main(["audit", "tests.models:Product", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"]["price"] == [None, "1234.10"]


def test_audit_of_a_key_that_looks_like_an_option(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine = create_engine(url)
    METADATA.create_all(engine)
    engine.dispose()
    assert main(["audit", MODELS, "--", "-ABC"]) == 0
    assert "airport has and had no row with the key -ABC" in capsys.readouterr().err


def test_ddl_of_a_whole_module(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ddl", "tests.models", "--schema", "silver", "--writer", "loader"]) == 0
    printed = capsys.readouterr().out
    assert "CREATE TABLE airport_history" in printed and "FUNCTION silver.airport_history_write" in printed
    assert "UPDATE (faa, name, altitude, inactivated_date) ON TABLE silver.airport TO loader" in printed


MODULES = {
    "broken": "from sqlmodel_framework import ReferenceTable\nprint(1 / 0)\n",
    "no_models": "import json\n",
    "lacks": "import nowhere_at_all\n",
    "twice": "from tests.models import Airport, Customer\nAlias = Airport\nTABLE = Airport.__table__\n",
    "unparsed": "def\n",
}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("", 64, "the following arguments are required: command"),
        ("mend x", 64, "invalid choice"),
        (f"plan {MODELS} --nothing", 64, "unrecognized arguments: --nothing"),
        (f"audit {MODELS} --url sqlite://", 64, "the following arguments are required: key"),
        (f"plan {MODELS}", 64, "no database: set SQLMODEL_FRAMEWORK_URL, or write --url"),
        ("ddl tests.nowhere", 64, "there is no module 'tests.nowhere'. Write its name with dots"),
        ("ddl no_such_package.models", 64, "there is no module 'no_such_package.models'"),
        ("ddl :Airport", 64, "'' is no name of a module"),
        ("ddl ./models.py", 64, "'./models.py' is no name of a module"),
        ("ddl tests.models:Nope", 64, "tests.models has no model 'Nope'. Its models: Customer, Airport, R"),
        ("ddl tests.models:METADATA", 64, "has no model 'METADATA'"),
        ("ddl no_models", 64, "no_models has no models: no SQLModel class with table=True"),
        ("plan no_models --url sqlite://", 64, "no_models has no models"),
        ("ddl broken", 2, "broken cannot be imported: ZeroDivisionError: division by zero ("),
        ("ddl unparsed", 2, "unparsed cannot be imported: SyntaxError"),
        ("ddl lacks", 2, "lacks cannot be imported: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        (f"ddl {MODELS} --dialect mysql", 2, "SMF-DATABASE: sqlmodel_framework has no"),
        (f"plan {MODELS} --url nonsense", 64, "--url is no URL of a database. Write postgresql"),
        (f"plan {MODELS} --url postgresql://h:port/d", 64, "--url is no URL of a database"),
        (f"plan {MODELS} --url nosuchdb://u@h/d", 64, "--url names nosuchdb, which cannot be used: "),
        (f"plan {MODELS} --url postgresql://u@127.0.0.1:1/d", 2, "the database says: "),
        (f"deploy {MODELS} --url sqlite:////no/such/folder/x.db", 2, "the database says: unable to open"),
        (
            f"audit {MODELS} -ABC --url sqlite://",
            64,
            "Write -- before a key that starts with a hyphen: audit",
        ),
        ("audit tests.models:Reading A -ABC", 64, "Write -- before a key that starts with a hyphen: audit"),
        (
            "audit tests.models:Reading A 2020-01-01 --url sqlite://",
            64,
            "Write 2020-01-01T00:00:00+00:00, or",
        ),
        ("audit tests.models JFK --url sqlite://", 64, "names several. Write tests.models:Class"),
        (f"audit {MODELS} JFK --url sqlite://", 2, "the database says: no such table"),
        ("audit tests.models:Refused 1 --url sqlite://", 2, "SMF-NOT-TRACKED: Refused has no history"),
        ("audit tests.models:Customer one --url sqlite://", 64, "'one' is no int, as the key customer_id is"),
        (f"plan {MODELS} --url postgresql://u:{SECRET}@h/d", 64, "--url holds a password, which every user"),
        (f"plan {MODELS} --url postgresql://u@h/d?password={SECRET}", 64, "Put the URL into the environment"),
        (f"plan {MODELS} --url mssql+pyodbc://?odbc_connect=PWD={SECRET}", 64, "--url holds a password"),
    ],
)
def test_a_wrong_call_is_told_in_words(
    words: str, code: int, message: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.delenv(VARIABLE, raising=False)
    _write_modules(tmp_path, monkeypatch)
    assert main(words.split()) == code
    printed = capsys.readouterr()
    assert message in printed.err
    assert "Traceback" not in printed.err and SECRET not in printed.err + printed.out


def test_a_wrong_url_in_the_environment_is_not_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f"postgres u:{SECRET}@h")
    assert main(["plan", MODELS]) == 64
    monkeypatch.setenv(VARIABLE, f"postgresql://u:{SECRET}@127.0.0.1:1/d")
    assert main(["plan", MODELS]) == 2
    printed = capsys.readouterr()
    assert f"{VARIABLE} is no URL of a database" in printed.err and SECRET not in printed.err + printed.out


def test_a_table_of_several_names_is_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _write_modules(tmp_path, monkeypatch)
    assert main(["ddl", "twice"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("CREATE TABLE airport (") == printed.count("CREATE TABLE customer (") == 1


def test_as_a_program_it_prints_no_traceback(tmp_path: Path) -> None:
    source = str(Path(sqlmodel_framework.__file__).parent.parent)
    (tmp_path / "empty.py").write_text("")
    ran = subprocess.run(
        [sys.executable, "-m", "sqlmodel_framework", "ddl", "empty"],
        capture_output=True, text=True, cwd=tmp_path, env={"PATH": os.environ["PATH"], "PYTHONPATH": source},
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (64, "")
    assert ran.stderr.startswith("empty has no models") and ran.stderr.count("\n") == 1


def _write_modules(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in MODULES.items():
        (folder / f"{name}.py").write_text(content)
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(str(folder))
