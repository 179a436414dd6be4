"""What the models do, on SQLite: needs the framework and no Airflow, and takes seconds."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlmodel import create_engine

from sqlmodel_framework import audit, deploy, merge

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "dags"))

from {{ cookiecutter.__package }} import models

ADA = {"customer_id": 1, "name": "Ada", "segment": "research"}


@pytest.fixture
def warehouse(tmp_path):
    """A connection to an empty warehouse. SQLite has no schemas: a file attached by the schema's name is one."""
    engine = create_engine("sqlite:///" + str(tmp_path / "main.db"), future=True)

    def attach(connection, _) -> None:
        if models.SCHEMA not in ("main", "temp"):  # SQLite has these already
            connection.execute('ATTACH ? AS "' + models.SCHEMA + '"', [str(tmp_path / "schema.db")])

    event.listen(engine, "connect", attach)
    with engine.begin() as connection:
        deploy(connection, models.TABLES)
        yield connection
    engine.dispose()


def test_a_second_load_of_the_same_rows_changes_nothing(warehouse) -> None:
    merge(warehouse, models.Customer, [ADA], batch_id="one")
    merge(warehouse, models.Customer, [ADA], batch_id="two")
    assert [entry.op for entry in warehouse.execute(audit(models.Customer, key=1))] == ["INSERT"]


def test_a_changed_row_keeps_its_earlier_version(warehouse) -> None:
    merge(warehouse, models.Customer, [ADA], batch_id="one")
    merge(warehouse, models.Customer, [{**ADA, "name": "Ada Lovelace"}], batch_id="two")
    changes = [entry.changes.get("name") for entry in warehouse.execute(audit(models.Customer, key=1))]
    assert changes == [[None, "Ada"], ["Ada", "Ada Lovelace"]]
    assert warehouse.execute(select(models.Customer.name)).scalars().all() == ["Ada Lovelace"]
