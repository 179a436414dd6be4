"""keep-layer1: what pip and uv are told, whose words it explains, and what it refuses."""

from __future__ import annotations

import importlib.util
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "build" / "keep-layer1.py"

# As the tools of 2026 say it: pip 25.1, uv 0.13.
PIP = """
ERROR: Cannot install pydantic<2 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested pydantic<2
    The user requested (constraint) pydantic==2.8.2
"""
PIP_NEED = """
The conflict is caused by:
    reports 3.1.0 depends on SQLAlchemy>=2.0
    The user requested (constraint) sqlalchemy==1.4.53
"""
UV = """
error: No solution found when resolving dependencies
  cause: Because you require pydantic<2 and pydantic==2.8.2, we can conclude that your requirements are unsatisfiable.
"""
UV_NEED = """
  × No solution found when resolving dependencies:
  ╰─▶ Because reports==3.1.0 depends on
      sqlalchemy>=2.0 and you require sqlalchemy==1.4.53, we can conclude that
      reports==3.1.0 cannot be used.
"""


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("keep_layer1", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


keep = load()


@pytest.fixture(autouse=True)
def layer1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Layer 1 that holds three packages, and no constraints of the Runtime."""
    (tmp_path / "constraints.txt").write_text(
        "pydantic==2.8.2\nsqlalchemy==1.4.53\nsqlmodel==0.0.11+pydantic2\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(keep, "CONSTRAINTS", tmp_path / "constraints.txt")
    monkeypatch.setattr(keep, "changed", lambda pins: [])
    for tool in ("PIP", "UV"):
        monkeypatch.delenv(f"{tool}_CONSTRAINT", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


def installer(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def seen(tool: str) -> list[str]:
    """Prints the paths and then the lines of the constraints that the tool would read."""
    return installer(
        f"import os; paths = os.environ['{tool}_CONSTRAINT'].split(); print(*paths[1:]); print(open(paths[0]).read())"
    )


@pytest.mark.parametrize("tool", ["PIP", "UV"])
def test_the_versions_hold_for_the_command_beside_the_runtimes_own(
    tool: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"{tool}_CONSTRAINT", "/runtime/a.txt https://example.com/b.txt")
    keep.main(seen(tool))
    lines = capfd.readouterr().out.split("\n")
    assert lines[0] == "/runtime/a.txt https://example.com/b.txt"
    assert lines[1:4] == ["pydantic==2.8.2", "sqlalchemy==1.4.53", "sqlmodel==0.0.11+pydantic2"]


def test_constraints_of_pips_configuration_hold_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "pip.conf"
    settings.write_text(
        "[global]\nconstraint = /runtime/global.txt\n[install]\nconstraint =\n    /runtime/a.txt\n    /runtime/b.txt\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    keep.main(seen("PIP"))
    assert capfd.readouterr().out.startswith("/runtime/a.txt /runtime/b.txt\n")


@pytest.mark.parametrize(
    "said, sentence",
    [
        (PIP, "requirements.txt asks for pydantic<2, and Layer 1 has pydantic 2.8.2."),
        (UV, "requirements.txt asks for pydantic<2, and Layer 1 has pydantic 2.8.2."),
        (PIP_NEED, "reports 3.1.0 asks for SQLAlchemy>=2.0, and Layer 1 has sqlalchemy 1.4.53."),
        (UV_NEED, "reports==3.1.0 asks for sqlalchemy>=2.0, and Layer 1 has sqlalchemy 1.4.53."),
    ],
)
def test_a_contradiction_is_explained(said: str, sentence: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        keep.main(installer(f"import sys; print({said!r}); sys.exit(3)"))
    assert ended.value.code == 1
    output = capfd.readouterr()
    assert said.strip() in output.out
    assert f"ADP-L1-080 {sentence}" in output.err
    assert f"# layer1: unpin {sentence.split()[-2]}" in output.err


@pytest.mark.parametrize(
    "said", ["ERROR: No matching distribution found for nothing", "No space left on device"]
)
def test_any_other_failure_keeps_its_code_and_words(said: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        keep.main(installer(f"import sys; print({said!r}); sys.exit(3)"))
    assert ended.value.code == 3
    assert capfd.readouterr().err == ""


def test_an_installation_that_changed_a_package_is_refused(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(keep, "changed", lambda pins: ["sqlmodel"])
    with pytest.raises(SystemExit):
        keep.main(installer(""))
    assert "ADP-L1-080 The installation changed sqlmodel of Layer 1." in capfd.readouterr().err


def test_what_changed_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    own = metadata.version("pytest")
    assert keep.changed({"pytest": own}) == []
    assert keep.changed({"pytest": "0.1", "no-such-package": "1.0"}) == ["pytest", "no-such-package"]


def test_a_datakit_can_let_a_package_change(capfd: pytest.CaptureFixture[str]) -> None:
    Path("requirements.txt").write_text("# a comment\n# layer1: unpin Pydantic, sqlmodel\npydantic<2\n")
    keep.main(seen("PIP"))
    output = capfd.readouterr().out
    assert "sqlalchemy==1.4.53" in output
    assert "pydantic==" not in output and "sqlmodel==" not in output


def test_it_cannot_let_go_what_layer1_does_not_have(capfd: pytest.CaptureFixture[str]) -> None:
    Path("requirements.txt").write_text("# layer1: unpin pydantics\n")
    with pytest.raises(SystemExit):
        keep.main(installer(""))
    assert "requirements.txt unpins pydantics" in capfd.readouterr().err
