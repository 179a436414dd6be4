"""packages.py: the closure of what Layer 1 installed, and what pip complains of."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "build" / "packages.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("packages", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


packages = load()


def package(site: Path, name: str, version: str, *needs: str) -> None:
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        *(f"Requires-Dist: {need}" for need in needs),
    ]
    (info / "METADATA").write_text("\n".join(lines) + "\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with Airflow, a provider of its own, and what Layer 1 installs."""
    package(tmp_path, "apache_airflow", "2.9.3", "everything-of-airflow")
    package(tmp_path, "everything_of_airflow", "1.0")
    package(tmp_path, "Model.Library", "0.1", "tables[fast]>=1", 'windows-only; sys_platform == "win32"')
    package(
        tmp_path, "tables", "1.4.53", 'speed; extra == "fast"', 'driver; extra == "driver"', "model-library"
    )
    for name in ("speed", "driver", "windows_only"):
        package(tmp_path, name, "3.0")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    return tmp_path


def test_airflow_and_the_closure_are_kept(site: Path) -> None:
    asked = site / "requirements.txt"
    asked.write_text("# a comment\nmodel-library  # another\nnot-installed\n")
    # Not what only Airflow needs, an extra that nobody asked for, or a marker that does not hold.
    assert packages.keep([str(asked)]) == {
        "apache-airflow": "2.9.3",
        "model-library": "0.1",
        "tables": "1.4.53",
        "speed": "3.0",
    }


def test_a_requirement_that_a_pin_fits_gets_its_version(tmp_path: Path) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text(
        "# a comment\nmodel-library==0.1 \\\n    --hash=sha256:aa\ntables==1.4.53\nstubs==0.2a1 --hash=sha256:bb\n"
    )
    asked = tmp_path / "asked.txt"
    asked.write_text(
        "Model.Library[fast]>=0.1  # why\ntables>=2\nstubs\nadded<3\n"
        'windows-only; sys_platform == "win32"\nstubs @ https://x.example/stubs.whl\n'
    )
    pinned, free = packages.divided(str(pins), [str(asked)])
    assert [str(one) for one in pinned] == ["Model.Library[fast]==0.1", "stubs==0.2a1"]
    assert [one.name for one in free] == ["tables", "added", "stubs"]


def test_everything_that_is_installed_is_listed(site: Path) -> None:
    assert packages.installed() == {
        "apache-airflow": "2.9.3",
        "everything-of-airflow": "1.0",
        "model-library": "0.1",
        "tables": "1.4.53",
        "speed": "3.0",
        "driver": "3.0",
        "windows-only": "3.0",
    }


@pytest.mark.parametrize(
    "code, said, found",
    [
        (0, "No broken requirements found.\n", []),
        (1, "b 1 requires c, which is not installed.\na 1 has requirement b>2, but you have b 1.\n", ["a 1 has requirement b>2, but you have b 1.", "b 1 requires c, which is not installed."]),
    ],
)  # fmt: skip
def test_what_pip_complains_of(
    code: int, said: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, code, said, "")

    monkeypatch.setattr(packages.subprocess, "run", check)
    assert packages.conflicts() == found


def test_uv_answers_where_there_is_no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if command[0] == "uv":
            return subprocess.CompletedProcess(
                command, 1, "", "The package `a` requires `b>2`, but `1` is installed\n"
            )
        return subprocess.CompletedProcess(command, 1, "", "/usr/bin/python3: No module named pip\n")

    monkeypatch.setattr(packages.subprocess, "run", check)
    assert packages.conflicts() == ["The package `a` requires `b>2`, but `1` is installed"]
