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


def test_the_dag_of_four_tools_is_there_where_they_are(monkeypatch) -> None:
    from airflow.models import DagBag

    pytest.importorskip("adp_runners", reason="the runners' operators are not installed here")
    for name in ("DBT", "SPARK"):
        monkeypatch.setenv(f"ADP_RUNNER_{name}_PYTHON", "/nowhere/python")
    found = DagBag(dag_folder=str(DAGS / "nyc_flights_tools.py"), safe_mode=False)
    assert found.import_errors == {}
    chain = found.dags["nyc_flights_tools"]
    assert chain.topological_sort()[-1].task_id == "agree"
    assert [task.task_id for task in chain.topological_sort()][3:5] == ["dbt_build", "spark_delays"]
    assert all(task.retries == 2 for task in chain.tasks)
