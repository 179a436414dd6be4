"""The template, rendered by cookiecutter itself: what comes out works as a datakit, and says no secret."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from cookiecutter.exceptions import FailedHookException
from cookiecutter.main import cookiecutter

TEMPLATE = Path(__file__).resolve().parents[1]
RULES = json.loads((TEMPLATE / "cookiecutter.json").read_text())["_name_rules"]
PROJECT = TEMPLATE / "{{cookiecutter.datakit_name}}-datakit"

# Services of the Compose files that the Astro CLI makes, by the generation of Airflow.
SERVICES = {
    2: {"postgres", "scheduler", "webserver", "triggerer"},
    3: {"postgres", "db-migration", "scheduler", "dag-processor", "api-server", "triggerer"},
}


@pytest.fixture(scope="module", autouse=True)
def cookiecutters_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What cookiecutter remembers, and the folder that it leaves for a hook before the questions, is temporary."""
    memory = tmp_path_factory.mktemp("cookiecutter")
    config = memory / "config.yaml"
    config.write_text(yaml.safe_dump({"replay_dir": str(memory), "cookiecutters_dir": str(memory)}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COOKIECUTTER_CONFIG", str(config))
        patch.setattr(tempfile, "tempdir", str(memory))
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
    """Of Jinja only `{{ name }}`, the filters lower and replace, and a comparison: the rest differs between renderers. `raw` keeps GitHub's expressions."""
    allowed = re.compile(r"\{\{ ?cookiecutter\.[a-z_]+( \| (lower|replace\('-', '_'\)))* ?\}\}")
    for path in [*files(PROJECT), TEMPLATE / "cookiecutter.json"]:
        text = re.sub(r"\{% raw %\}.*?\{% endraw %\}", "", path.read_text() + str(path))
        text = re.sub(r"\{%- (if cookiecutter\.[a-z_]+ == '\w+'|endif) %\}", "", allowed.sub("", text))
        assert not re.search(r"\{\{|\}\}|\{%|\{#", text), path


@pytest.mark.parametrize("generation", [2, 3])
def test_the_override_names_the_services_of_its_generation(tmp_path: Path, generation: int) -> None:
    made = render(tmp_path, _airflow_major=str(generation))
    override = yaml.safe_load((made / "docker-compose.override.yml").read_text())
    # Everything that runs the datakit's code; Airflow 2 reads DAG files in the scheduler.
    assert set(override["services"]) == SERVICES[generation] & {"scheduler", "triggerer", "dag-processor"}
    assert answers_of(made)["_airflow_major"] == str(generation)
    for service in override["services"].values():
        assert service["volumes"] == [
            "platform_kerberos_cache:/krb5/cache:ro,nocopy",
            "platform_warehouse_login:/run/platform/warehouse:ro,nocopy",
        ]
        assert service["environment"] == {"KRB5CCNAME": "/krb5/cache/krb5cc"}
        [variables] = service["env_file"]
        assert variables.endswith("/airflow-data-platform/warehouse/airflow.env")
        assert service["networks"] == ["platform"]
    assert override["networks"] == {"platform": {"name": "airflow-data-platform", "external": True}}
    assert override["volumes"] == {
        "platform_kerberos_cache": {"external": True},
        "platform_warehouse_login": {"external": True},
    }


def test_what_is_committed_holds_no_password(datakit: Path) -> None:
    settings = yaml.safe_load((datakit / "airflow_settings.example.yaml").read_text())
    assert [connection["conn_password"] for connection in settings["airflow"]["connections"]] == [None]
    ignored = (datakit / ".gitignore").read_text().splitlines()
    assert "airflow_settings.yaml" in ignored
    assert "*.keytab" in ignored
    secret = re.compile(r"(?i)(password|token|secret)\s*[=:]\s*\S")
    for path in (datakit / ".env", datakit / "Dockerfile", datakit / "docker-compose.override.yml"):
        assert not secret.search(path.read_text()), path


def test_ci_takes_layer1_from_the_registry_and_runs_the_tests(datakit: Path) -> None:
    github = yaml.safe_load((datakit / ".github" / "workflows" / "datakit.yml").read_text())
    gitlab = yaml.safe_load((datakit / ".gitlab-ci.yml").read_text())
    assert github["jobs"]["test"]["env"]["LAYER1"] == "${{ vars.LAYER1 }}"
    for steps in (
        [step["run"] for step in github["jobs"]["test"]["steps"] if "run" in step],
        gitlab["test"]["before_script"] + gitlab["test"]["script"],
    ):
        wanted = ["layer1 pull", "secrets scan", "docker build", "pytest tests"]
        found = [word for step in steps for word in wanted if word in step]
        assert found == wanted
        assert all("--password-stdin" in step for step in steps if "docker login" in step)
    hook = yaml.safe_load((datakit / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"][0]
    assert hook["entry"] == "adp secrets scan --staged"
    container = json.loads((datakit / ".devcontainer" / "devcontainer.json").read_text())
    assert (datakit / ".devcontainer" / container["build"]["dockerfile"]).resolve() == (
        datakit / "Dockerfile"
    ).resolve()


def test_the_models_tests_need_only_the_framework(datakit: Path) -> None:
    text = (datakit / "tests" / "unit" / "test_models.py").read_text()
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert imported == {
        "sys",
        "pathlib",
        "pytest",
        "sqlalchemy",
        "sqlmodel",
        "sqlmodel_framework",
        "customer_360",
    }


def test_the_image_gets_no_local_state(datakit: Path) -> None:
    assert {".adp/run", ".git", ".env", "airflow_settings.yaml"} <= set(
        (datakit / ".dockerignore").read_text().splitlines()
    )


def refused(to: Path, capfd: pytest.CaptureFixture[str], **answers: str) -> str:
    """What the hook says when it refuses the answers."""
    with pytest.raises(FailedHookException):
        render(to, **answers)
    return capfd.readouterr().err


@pytest.mark.parametrize(
    ("said", "major"),
    [
        ('{"io.astronomer.docker.airflow.version": "2.11.2"}', "2"),
        ('{"io.astronomer.docker.airflow.version": "3.3.2"}', "3"),
        ('{"other": "2.9"}', "3"),
        ("null", "3"),
        ("no JSON", "3"),
        (None, "3"),
    ],
)
def test_the_generation_comes_from_the_local_layer1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None, major: str
) -> None:
    """A stand-in for the docker client, which says what the real one says of such an image."""
    (tmp_path / "labels").write_text(said or "")
    docker = tmp_path / "docker"
    docker.write_text(
        '#!/bin/sh\ntest "$1 $2 $5" = "image inspect layer1-airflow:latest" || exit 9\n'
        + (f"cat {tmp_path}/labels\n" if said is not None else "exit 1\n")
    )
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert answers_of(render(tmp_path / "out"))["_airflow_major"] == major
    assert answers_of(render(tmp_path / "given", _airflow_major="2"))["_airflow_major"] == "2"


def answers_of(datakit: Path) -> dict[str, str]:
    answers: dict[str, str] = json.loads((datakit / ".adp" / "datakit.lock").read_text())["answers"]
    return answers


def test_another_generation_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert "_airflow_major" in refused(tmp_path, capfd, _airflow_major="4")
    assert list(tmp_path.iterdir()) == []


def git(folder: Path, *words: str) -> str:
    named = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    done = subprocess.run(["git", *named, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize("how", ["folder", "directory", "clone"])
def test_the_lock_names_the_right_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Though cookiecutter renders a copy in a temporary folder, which lies here in another repository."""
    fork = tmp_path / "fork"
    below = "layer2/" + TEMPLATE.name
    shutil.copytree(TEMPLATE, fork / below)
    git(tmp_path, "init", "--quiet", "-b", "main", str(fork))
    git(fork, "remote", "add", "origin", "https://ada:secret@git.example.com/team/fork.git")
    git(fork, "add", "--all")
    git(fork, "commit", "--quiet", "-m", "x")
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    git(other, "commit", "--quiet", "--allow-empty", "-m", "y")
    monkeypatch.setattr("tempfile.tempdir", str(other))
    memory = {"replay_dir": str(tmp_path), "cookiecutters_dir": str(tmp_path / "clones")}
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(memory))
    monkeypatch.setenv("COOKIECUTTER_CONFIG", str(config))
    served = tmp_path / "served" / "fork.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(fork), str(served))
    template, directory = {
        "folder": (str(fork / below), None),
        "directory": (str(fork), below),
        "clone": (f"file://{served}", below),
    }[how]
    made = cookiecutter(template, no_input=True, output_dir=str(tmp_path / "out"), directory=directory)
    facts = json.loads((Path(made) / ".adp" / "datakit.lock").read_text())["template"]
    wanted = {
        "version": (TEMPLATE / "VERSION").read_text().strip(),
        # A clone of a file:// address has no public one.
        **({} if how == "clone" else {"repository": "https://git.example.com/team/fork.git"}),
        "commit": git(fork, "rev-parse", "HEAD"),
    }
    assert facts == wanted


UNFIT = {
    "form": ["Customer", "customer_360", "-x", "x-", "a b", 'x"y', ""],
    "suffix": ["orders-datakit"],
    "length": ["x" * 41],
    "keyword": ["class", "import"],
    "schema": ["sys", "information-schema", "public"],
    "prefix": ["pg-orders"],
    "package": ["airflow", "sqlmodel-framework"],
    "library": ["json"],
    "sql": ["user", "table", "order", "all", "analyse", "where", "group", "current-date"],
}


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, names in UNFIT.items() for name in names])
def test_an_unfit_name_is_refused_with_the_rules_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], rule: str, name: str
) -> None:
    words = RULES[list(UNFIT).index(rule)]["why"]
    assert f'"{name}" is not a valid datakit name. {words}' in refused(tmp_path, capfd, datakit_name=name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        """x\"\"\"+str(__import__('pathlib').Path('MARK').touch())+r\"\"\"""",
        """x'+str(__import__('pathlib').Path('MARK').touch())+'""",
        "x\n__import__('pathlib').Path('MARK').touch()",
    ],
)
@pytest.mark.parametrize("variable", ["datakit_name", "__package"])
def test_an_answer_is_never_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], variable: str, text: str
) -> None:
    mark = tmp_path / "mark"
    said = refused(tmp_path / "out", capfd, **{variable: text.replace("MARK", str(mark))})
    assert "is not a valid datakit name" in said
    assert not mark.exists()


def test_every_module_of_the_standard_library_is_refused() -> None:
    taken = " ".join(" ".join(rule.get("names", [])) for rule in RULES).split()
    modules = {name for name in sys.stdlib_module_names if re.fullmatch("[a-z][a-z0-9]*", name)}
    assert modules - set(taken) == set()


@pytest.mark.parametrize("name", ["a", "customer-360", "x-1-y", "users", "x" * 40])
def test_a_fit_name_makes_a_package_and_a_dag(tmp_path: Path, name: str) -> None:
    made = render(tmp_path, datakit_name=name)
    package = name.replace("-", "_")
    assert (made / "dags" / package / "models.py").is_file()
    assert f"{package}_example" in (made / "dags" / "example_dag.py").read_text()
