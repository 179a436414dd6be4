"""The adapted wheel: what is rewritten, what is said of it, and what is refused."""

from __future__ import annotations

import email
import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "build" / "adapt-sqlmodel.py"

MAIN = b"""import sys
from pydantic import BaseModel
from pydantic.fields import ModelField
from .pydantic import local

def late() -> None:
    from pydantic.utils import ROOT_KEY

PROSE = "pydantic"
"""
METADATA = """Metadata-Version: 2.1
Name: sqlmodel
Version: 0.0.11
License: MIT
Requires-Python: >=3.7,<4.0
Requires-Dist: SQLAlchemy (>=1.4.36,<2.0.0)
Requires-Dist: pydantic (>=1.9.0,<2.0.0)

Version: 0.0.11 is what the description says.
"""


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("adapt_sqlmodel", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


adapter = load()


def wheel(folder: Path, main: bytes = MAIN, metadata: str = METADATA, record: str | None = None) -> Path:
    info = "sqlmodel-0.0.11.dist-info"
    files = {
        "sqlmodel/main.py": main,
        "sqlmodel/py.typed": b"",
        f"{info}/LICENSE": b"The MIT License",
        f"{info}/METADATA": metadata.encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    path = folder / "sqlmodel-0.0.11-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
        made.writestr(f"{info}/RECORD", record or adapter.record(files, f"{info}/RECORD"))
    return path


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_imports_come_from_pydantic_v1(tmp_path: Path) -> None:
    adapted = contents(adapter.adapt(wheel(tmp_path), tmp_path))
    assert adapted["sqlmodel/main.py"].decode() == MAIN.decode().replace("from pydantic", "from pydantic.v1")


def test_it_says_what_it_is_and_needs(tmp_path: Path) -> None:
    made = adapter.adapt(wheel(tmp_path), tmp_path)
    assert made.name == "sqlmodel-0.0.11+pydantic2-py3-none-any.whl"
    files = contents(made)
    info = "sqlmodel-0.0.11+pydantic2.dist-info"
    assert {name.partition("/")[0] for name in files} == {"sqlmodel", info}
    said = email.message_from_bytes(files[f"{info}/METADATA"])
    assert said["Version"] == "0.0.11+pydantic2"
    assert said.get_all("Requires-Dist") == ["SQLAlchemy (>=1.4.36,<2.0.0)", "pydantic (>=2.0.0,<3.0.0)"]
    assert said.get_payload() == "Version: 0.0.11 is what the description says.\n"
    assert files[f"{info}/LICENSE"] == b"The MIT License"


def test_its_record_is_right(tmp_path: Path) -> None:
    files = contents(adapter.adapt(wheel(tmp_path), tmp_path))
    own = "sqlmodel-0.0.11+pydantic2.dist-info/RECORD"
    record = files.pop(own).decode()
    assert [line.split(",")[0] for line in record.splitlines()] == [*files, own]
    assert record == adapter.record(files, own)
    # From `sha256sum`, so that the test does not agree with the function that it tests.
    assert "py.typed,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0" in record


def test_the_same_wheel_gives_the_same_bytes(tmp_path: Path) -> None:
    source = wheel(tmp_path)
    first = adapter.adapt(source, tmp_path).read_bytes()
    assert adapter.adapt(source, tmp_path).read_bytes() == first


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"main": b"import pydantic\nfrom pydantic import BaseModel\n"}, "imports pydantic in a way"),
        ({"main": b"from pydantic import (\n  BaseModel)\nimport pydantic.fields\n"}, "imports pydantic.fields"),
        ({"main": b"import sys\n"}, "imports nothing from pydantic"),
        ({"metadata": METADATA.replace("<2.0.0)\n\n", "<3.0.0)\n\n")}, "lacks the line 'Requires-Dist: pydantic"),
        ({"metadata": METADATA.replace("0.0.11\nL", "0.0.12\nL")}, "lacks the line 'Version"),
        ({"record": "sqlmodel/main.py,sha256=AAAA,1\n"}, "does not hold what its RECORD says"),
    ],
)  # fmt: skip
def test_another_wheel_is_refused(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        adapter.adapt(wheel(tmp_path, **changed), tmp_path)
    assert not list(tmp_path.glob("*+pydantic2*"))


def test_as_a_program(tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False
        )

    source = wheel(tmp_path)
    made = run(str(source), str(tmp_path))
    assert made.stdout == f"{tmp_path / 'sqlmodel-0.0.11+pydantic2-py3-none-any.whl'}\n"
    refused = run(str(SCRIPT), str(tmp_path))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert run().returncode == 1
