"""What every DAG of this datakit must have: it imports, has tags, and its tasks retry."""

import os
from pathlib import Path

import pytest

os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
DAGS = Path(__file__).resolve().parents[2] / "dags"


@pytest.fixture(scope="module")
def bag():
    from airflow.models import DagBag

    return DagBag(dag_folder=str(DAGS), safe_mode=False)


def test_every_file_imports(bag) -> None:
    broken = [file + "\n" + trace for file, trace in bag.import_errors.items()]
    assert not broken, "Airflow cannot import:\n" + "\n".join(broken)


def test_the_starter_dag_is_there(bag) -> None:
    assert "sqlserver_windows_auth" in bag.dags, "rename it here, too, or delete this test with it"


def test_every_dag_has_tags(bag) -> None:
    bare = [dag_id for dag_id, dag in bag.dags.items() if not dag.tags]
    assert not bare, "give tags=[...] to " + ", ".join(bare)


def test_every_task_retries(bag) -> None:
    tasks = [task for dag in bag.dags.values() for task in dag.tasks]
    hasty = [task.dag_id + "." + task.task_id for task in tasks if task.retries < 2]
    assert not hasty, "give retries=2 or more, in the task or in the DAG's default_args, to " + ", ".join(hasty)
