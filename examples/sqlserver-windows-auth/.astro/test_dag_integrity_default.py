"""Every DAG file imports: what `astro dev parse` runs. Works on Airflow 2.9 to 3.3."""

import os
from pathlib import Path

import pytest

DAGS = Path(__file__).resolve().parents[1] / "dags"
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"


def exceptions() -> set[str]:
    """The paths that dag_integrity_exceptions.txt lists."""
    path = Path(__file__).with_name("dag_integrity_exceptions.txt")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def import_errors() -> dict[str, str]:
    """The traceback of each DAG file that does not import."""
    from airflow.models import DagBag

    # Without safe mode also a file that never says "airflow" is read: its broken import must not pass.
    found = DagBag(dag_folder=str(DAGS), safe_mode=False).import_errors
    # Airflow 2 reports absolute paths, Airflow 3 paths below the DAG folder.
    return {(DAGS / path).relative_to(DAGS.parent).as_posix(): text for path, text in found.items()}


def test_every_dag_file_imports() -> None:
    skipped = exceptions()
    errors = {path: text for path, text in import_errors().items() if path not in skipped}
    if errors:
        shown = [path + " does not import:\n" + text for path, text in errors.items()]
        pytest.fail("\n".join(shown), pytrace=False)
