"""Every DAG file imports: what `astro dev parse` runs. Works on Airflow 2.9 to 3.3."""

import os
from pathlib import Path

import pytest

HOME = Path(os.environ.get("AIRFLOW_HOME", "/usr/local/airflow"))
PROJECT = Path(__file__).resolve().parents[1]
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"


def exceptions() -> set[str]:
    """The paths that dag_integrity_exceptions.txt lists."""
    path = Path(__file__).with_name("dag_integrity_exceptions.txt")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def import_errors() -> list[tuple[str, str]]:
    """Each DAG file that does not import, with its traceback."""
    from airflow.models import DagBag

    dags = PROJECT / "dags" if (PROJECT / "dags").is_dir() else HOME / "dags"
    found = DagBag(dag_folder=str(dags)).import_errors
    skipped = exceptions()
    errors = []
    for path, traceback in sorted(found.items()):
        # Airflow 2 reports absolute paths, Airflow 3 paths below the DAG folder.
        inside = os.path.relpath(path, dags) if os.path.isabs(path) else path
        name = "dags/" + inside
        if name not in skipped:
            errors.append((name, traceback))
    return errors


ERRORS = import_errors()


@pytest.mark.parametrize("path, traceback", ERRORS, ids=[path for path, _ in ERRORS])
def test_dag_file_imports(path: str, traceback: str) -> None:
    pytest.fail(f"{path} does not import:\n{traceback}", pytrace=False)


def test_no_import_errors() -> None:
    assert ERRORS == []
