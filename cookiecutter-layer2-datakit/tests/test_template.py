"""The template, rendered by cookiecutter itself: what comes out works as a datakit, and says no secret."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from cookiecutter.main import cookiecutter

TEMPLATE = Path(__file__).resolve().parents[1]
PROJECT = TEMPLATE / "{{cookiecutter.datakit_name}}-datakit"

# Services of the Compose files that the Astro CLI makes, by the generation of Airflow.
SERVICES = {
    2: {"postgres", "scheduler", "webserver", "triggerer"},
    3: {"postgres", "db-migration", "scheduler", "dag-processor", "api-server", "triggerer"},
}


@pytest.fixture(scope="module", autouse=True)
def cookiecutters_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What cookiecutter remembers between runs goes into a temporary folder, not into the home folder."""
    memory = tmp_path_factory.mktemp("cookiecutter")
    config = memory / "config.yaml"
    config.write_text(yaml.safe_dump({"replay_dir": str(memory), "cookiecutters_dir": str(memory)}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COOKIECUTTER_CONFIG", str(config))
        yield


@pytest.fixture(scope="module")
def datakit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(
        tmp_path_factory.mktemp("out"), datakit_name="customer-360", description='A "view", 100 % \\ done'
    )


def render(to: Path, **answers: str) -> Path:
    return Path(cookiecutter(str(TEMPLATE), no_input=True, output_dir=str(to), extra_context=answers))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_it_asks_for_name_and_description_only() -> None:
    questions = json.loads((TEMPLATE / "cookiecutter.json").read_text())
    assert [name for name in questions if not name.startswith("_")] == ["datakit_name", "description"]


def test_the_flow_of_the_vision_works(datakit: Path) -> None:
    assert datakit.name == "customer-360-datakit"
    assert "FROM layer1-airflow:latest" in (datakit / "Dockerfile").read_text()
    assert 'dag_id="customer_360_example"' in (datakit / "dags" / "example_dag.py").read_text()
    assert (datakit / ".astro" / "config.yaml").read_text() == 'project:\n  name: "customer-360"\n'
    assert 'A "view", 100 % \\ done' in (datakit / "README.md").read_text()


def test_nothing_is_left_unrendered(datakit: Path) -> None:
    left = [
        path
        for path in files(datakit)
        if "cookiecutter" in path.read_text() or "cookiecutter" in str(path.relative_to(datakit))
    ]
    assert left == []


def test_every_python_file_parses_and_every_file_ends_its_line(datakit: Path) -> None:
    for path in files(datakit):
        text = path.read_text()
        assert text == "" or (text.endswith("\n") and not text.endswith("\n\n")), path
        if path.suffix == ".py":
            ast.parse(text)


def test_only_filters_that_both_renderers_know() -> None:
    """Of Jinja only `{{ name }}` and the filters lower and replace: other ones differ between renderers."""
    allowed = re.compile(r"\{\{ ?cookiecutter\.[a-z_]+( \| (lower|replace\('-', '_'\)))* ?\}\}")
    for path in [*files(PROJECT), TEMPLATE / "cookiecutter.json"]:
        text = allowed.sub("", path.read_text() + str(path))
        assert not re.search(r"\{\{|\}\}|\{%|\{#", text), path


@pytest.mark.parametrize("generation", [2, 3])
def test_the_override_fits_the_services_of_both_generations(datakit: Path, generation: int) -> None:
    override = yaml.safe_load((datakit / "docker-compose.override.yml").read_text())
    assert set(override["services"]) <= SERVICES[generation]
    for service in override["services"].values():
        assert service["volumes"] == ["platform_kerberos_cache:/krb5/cache:ro,nocopy"]
        assert service["environment"] == {"KRB5CCNAME": "/krb5/cache/krb5cc", "AIRFLOW_CONN_WAREHOUSE": None}
    assert override["volumes"] == {"platform_kerberos_cache": {"external": True}}


def test_what_is_committed_holds_no_password(datakit: Path) -> None:
    settings = yaml.safe_load((datakit / "airflow_settings.example.yaml").read_text())
    assert [connection["conn_password"] for connection in settings["airflow"]["connections"]] == [None]
    ignored = (datakit / ".gitignore").read_text().splitlines()
    assert "airflow_settings.yaml" in ignored
    assert "*.keytab" in ignored
    secret = re.compile(r"(?i)(password|token|secret)\s*[=:]\s*\S")
    for path in (datakit / ".env", datakit / "Dockerfile", datakit / "docker-compose.override.yml"):
        assert not secret.search(path.read_text()), path


def test_the_image_gets_no_local_state(datakit: Path) -> None:
    assert {".adp/run", ".git", ".env", "airflow_settings.yaml"} <= set(
        (datakit / ".dockerignore").read_text().splitlines()
    )


@pytest.mark.parametrize(
    "name", ["Customer", "customer_360", "-x", "x-", "a b", "json", "airflow", 'x"y', "x" * 41, ""]
)
def test_an_unfit_name_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    command = [
        sys.executable,
        "-m",
        "cookiecutter",
        "--no-input",
        "-o",
        str(tmp_path),
        str(TEMPLATE),
        f"datakit_name={name}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert list(tmp_path.iterdir()) == []
    assert "cannot be used" in done.stderr or '"' in name


@pytest.mark.parametrize("name", ["a", "customer-360", "x-1-y", "x" * 40])
def test_a_fit_name_makes_a_package_and_a_dag(tmp_path: Path, name: str) -> None:
    made = render(tmp_path, datakit_name=name)
    package = name.replace("-", "_")
    assert (made / "dags" / package / "models.py").is_file()
    assert f"{package}_example" in (made / "dags" / "example_dag.py").read_text()
