"""The datakit template, gone on with: its DAG runs, a model gets a field, it runs again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from .sql import execute

TEMPLATE = Path(__file__).parents[2] / "cookiecutter-layer2-datakit"
DAGS = TEMPLATE / "{{cookiecutter.datakit_name}}-datakit" / "dags"
# As much of Airflow as the starter DAG asks for: its task runs when it is called.
AIRFLOW = {
    "__init__.py": "",
    "exceptions.py": "class AirflowNotFoundException(Exception): ...",
    "sdk/exceptions.py": "class AirflowFailException(Exception): ...",
    "sdk/__init__.py": """
import os
from types import SimpleNamespace
from sqlalchemy.engine import make_url

def dag(**options):
    return lambda function: function

def task(function):
    return function

def get_current_context():
    return {"run_id": os.environ["RUN"], "dag": SimpleNamespace(dag_id="example")}

class BaseHook:
    @staticmethod
    def get_connection(name):
        url = make_url(os.environ["WAREHOUSE"])
        return SimpleNamespace(
            conn_type="postgres", login=url.username, password=url.password, host=url.host, port=url.port,
            schema=url.database, extra=None, extra_dejson={}
        )
""",
}


def render(folder: Path, package: str) -> None:
    for path in DAGS.rglob("*.py"):
        place = str(path.relative_to(DAGS)).replace("{{cookiecutter.__package}}", package)
        made = folder / place
        made.parent.mkdir(parents=True, exist_ok=True)
        found = path.read_text().replace("{{ cookiecutter.__package }}", package)
        made.write_text(found.replace("{{ cookiecutter.datakit_name }}", package))
    for name, source in AIRFLOW.items():
        made = folder / "airflow" / name
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(source)


def run(engine: Engine, folder: Path, run_id: str) -> None:
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    source = Path(__file__).parents[1] / "src"
    env = {**os.environ, "RUN": run_id, "WAREHOUSE": url, "PYTHONPATH": f"{folder}{os.pathsep}{source}"}
    subprocess.run([sys.executable, str(folder / "example_dag.py")], env=env, check=True)


def test_a_model_gets_a_field_and_history_has_both(engine: Engine, schema: str, tmp_path: Path) -> None:
    package = f"{schema}_kit"
    render(tmp_path, package)
    try:
        run(engine, tmp_path, "first")
        run(engine, tmp_path, "again")
        models, dag = tmp_path / package / "models.py", tmp_path / "example_dag.py"
        field = "segment: str\n"
        models.write_text(models.read_text().replace(field, f"{field}    tier: str | None = None\n"))
        dag.write_text(dag.read_text().replace('"segment": "public"', '"segment": "public", "tier": "gold"'))
        dag.write_text(dag.read_text().replace('"research"}', '"research", "tier": None}'))
        run(engine, tmp_path, "second")
        past = f"SELECT name, tier, batch_id, op FROM {package}.customer_history"
        assert execute(engine, past) == [("Grace Hopper", None, "first", "U")]
        now = f"SELECT name, tier, batch_id FROM {package}.customer WHERE tier IS NOT NULL"
        assert execute(engine, now) == [("Grace Hopper", "gold", "second")]
    finally:
        execute(engine, f"DROP SCHEMA IF EXISTS {package} CASCADE")


@pytest.fixture(autouse=True)
def template_is_there() -> None:
    assert (DAGS / "example_dag.py").is_file(), "the template is not beside the library in this checkout"
