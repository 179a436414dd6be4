"""What every DAG of this datakit must have: it imports, has tags, and its tasks retry."""

import os
from pathlib import Path

import pytest

pytest.importorskip(
    "airflow", reason="no Airflow in this environment: adp dev test runs these in the datakit's"
)
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
DAGS = Path(__file__).resolve().parents[2] / "dags"


@pytest.fixture(scope="module")
def bag():
    from airflow.models import DagBag

    return DagBag(dag_folder=str(DAGS), safe_mode=False)


def test_every_file_imports(bag) -> None:
    assert bag.import_errors == {}


def test_the_dag_is_there(bag) -> None:
    assert "nyc_flights_incremental" in bag.dags


def test_every_dag_has_tags(bag) -> None:
    assert [dag_id for dag_id, dag in bag.dags.items() if not dag.tags] == []


def test_every_task_retries(bag) -> None:
    tasks = [task for dag in bag.dags.values() for task in dag.tasks]
    assert [f"{task.dag_id}.{task.task_id}" for task in tasks if task.retries < 2] == []
