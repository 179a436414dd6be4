"""Where the rows come from, and what the days make of them."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from pagila import source as sources
from pagila import warehouse
from pagila.delivery import deliveries
from pagila.errors import PagilaError
from pagila.source import COLUMNS, SAMPLE, Database, Folder

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import conftest
import sample

HERE = Path(__file__).resolve().parents[2]


def test_the_sample_is_what_its_program_makes(tmp_path: Path) -> None:
    sample.write(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in SAMPLE.iterdir()}
    assert made.keys() == {f"{name}.csv" for name in COLUMNS}


def test_a_rental_is_delivered_without_its_return_and_again_with_it(source: Folder) -> None:
    rows = {row["rental_id"]: row for row in source.rows("rental")}
    told: dict[str, list[tuple[str, str]]] = {}
    paid = []
    for delivery in deliveries(source):
        for row in csv.DictReader(delivery.rental.decode().splitlines()):
            told.setdefault(row["rental_id"], []).append((delivery.day, row["return_date"]))
        for row in csv.DictReader(delivery.payment.decode().splitlines()):
            assert row["payment_date"].startswith(delivery.day)
            paid.append(row["payment_id"])
    assert told.keys() == rows.keys()
    for key, says in told.items():
        rented, returned = str(rows[str(key)]["rental_date"]), rows[str(key)]["return_date"]
        if returned is None:
            assert says == [(rented[:10], "")]
        elif returned[:10] == rented[:10]:
            assert says == [(rented[:10], returned)]
        else:
            assert says == [(rented[:10], ""), (returned[:10], returned)]
    assert sorted(paid) == sorted(str(row["payment_id"]) for row in source.rows("payment"))


def test_a_folder_that_lacks_a_table_or_a_column_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(PagilaError, match="(?s)PAG-SRC-001.*film.csv.*next: correct ADP_PAGILA_DIR"):
        Folder(tmp_path).rows("film")
    (tmp_path / "film.csv").write_text("film_id,title\n1,A\n")
    with pytest.raises(PagilaError, match="(?s)PAG-SRC-002.*rental_rate, rental_duration.*next: "):
        Folder(tmp_path).rows("film")


def test_a_database_gives_what_a_folder_gives() -> None:
    """On PostgreSQL, in the types of a Pagila database, with times that have a zone."""
    if conftest.SERVER is None:
        assert os.environ.get("CI") != "true", "SQLMODEL_FRAMEWORK_TEST_URL is not set"
        return
    types = {"rental_rate": "numeric(4,2)", "amount": "numeric(5,2)", "rental_duration": "smallint"}
    folder = Folder(SAMPLE)
    with conftest.postgresql() as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET TIME ZONE 'UTC'")
            for name, columns in COLUMNS.items():
                kinds = [
                    types.get(
                        key,
                        "integer" if key.endswith("_id") else "timestamptz" if key.endswith("_date") else "text",
                    )
                    for key in columns
                ]
                declared = ", ".join(f"{key} {kind}" for key, kind in zip(columns, kinds, strict=True))
                connection.exec_driver_sql(f"create table {name} (last_update timestamp, {declared})")
                target = sa.table(name, *map(sa.column, columns))
                for row in folder.rows(name):
                    values = {
                        key: sa.text(f"cast(:{key} as {kind})").bindparams(**{key: row[key]})
                        for key, kind in zip(columns, kinds, strict=True)
                    }
                    connection.execute(target.insert().values(values))
        for name in COLUMNS:
            assert Database(engine).rows(name) == folder.rows(name)
        with engine.begin() as connection:
            connection.exec_driver_sql("alter table payment rename to payments")
        with pytest.raises(PagilaError, match="(?s)PAG-SRC-003.*payment.*next: "):
            Database(engine).rows("payment")


def test_the_folder_that_is_named_comes_first_then_the_connection_then_the_sample(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(warehouse, "connect_if_named", lambda name: None)
    found = sources.find()
    assert isinstance(found, Folder) and found.path == SAMPLE
    engine = sa.create_engine("sqlite://")
    monkeypatch.setattr(warehouse, "connect_if_named", lambda name: engine if name == "pagila" else None)
    database = sources.find()
    assert isinstance(database, Database) and database.engine is engine
    monkeypatch.setenv(sources.VARIABLE, str(tmp_path))
    found = sources.find()
    assert isinstance(found, Folder) and found.path == tmp_path


def test_the_readme_shows_the_dimension_as_it_is() -> None:
    program = (HERE / "dags" / "pagila" / "dimension.py").read_text()
    five = [line.strip() for line in program.partition("NULL is the version")[2].splitlines()[1:6]]
    readme = (HERE / "README.md").read_text()
    assert len(five) == 5
    assert "\n".join(five) in readme


def test_the_readme_has_every_code() -> None:
    code = "".join(path.read_text() for path in (HERE / "dags" / "pagila").glob("*.py"))
    found = {part[:11] for part in code.split('"') if part.startswith("PAG-") and len(part) == 11}
    readme = (HERE / "README.md").read_text()
    assert len(found) == 5
    assert all(code in readme for code in found)
