"""What people install: a wheel of the package alone, which agrees with what is installed beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import sqlmodel_framework

ROOM = Path(__file__).parent.parent


MODELS = """
from sqlmodel_framework import ReferenceTable

class Customer(ReferenceTable, table=True):
    customer_id: int
    name: str
"""
EXAMPLE = """
from datetime import datetime, timezone
from models import Customer
from sqlmodel import Session, SQLModel, create_engine, select
from sqlmodel_framework import as_of, merge

engine = create_engine("sqlite://")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    print("inserted", merge(session, Customer, [{"customer_id": 1, "name": "Ann"}]).inserted)
    session.commit()
    before = session.exec(select(Customer)).one().systime
    print("updated", merge(session, Customer, [{"customer_id": 1, "name": "Beth"}]).updated)
    session.commit()
    print(session.exec(select(as_of(Customer, before))).one().name)
"""


def pip(*words: str, **environment: str) -> str:
    # Neither an index nor the user's own settings play a part.
    own = {"PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INPUT": "1", **environment}
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    ran = subprocess.run(command, capture_output=True, text=True, env=own, cwd=ROOM)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_wheel_holds_the_package_and_nothing_else(tmp_path: Path) -> None:
    build = ("--no-deps", "--no-index", "--no-build-isolation")
    pip("wheel", *build, "--wheel-dir", str(tmp_path), ".")
    (wheel,) = tmp_path.glob("*.whl")
    version = sqlmodel_framework.__version__
    assert wheel.name == f"sqlmodel_framework-{version}-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {
        "sqlmodel_framework",
        f"sqlmodel_framework-{version}.dist-info",
    }
    package = {n for n in names if n.startswith("sqlmodel_framework/")}
    source = ROOM / "src"
    kept = (p for p in source.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    assert package == {p.relative_to(source).as_posix() for p in kept}
    assert "sqlmodel_framework/py.typed" in package

    target = tmp_path / "site"
    pip("install", "--no-deps", "--no-index", "--target", str(target), str(wheel))

    def run(*words: str | Path) -> str:
        command = [sys.executable, *map(str, words)]
        env = {"PYTHONPATH": str(target), "PATH": os.environ["PATH"]}
        ran = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    # pip check sees it beside SQLAlchemy and SQLModel of this stack.
    assert "No broken requirements" in pip("check", PYTHONPATH=str(target))
    code = "import sqlmodel_framework; print(sqlmodel_framework.__file__, sqlmodel_framework.__version__)"
    assert run("-c", code).split() == [str(target / "sqlmodel_framework" / "__init__.py"), version]
    (tmp_path / "models.py").write_text(MODELS)
    assert run("-c", EXAMPLE).splitlines() == ["inserted 1", "updated 1", "Ann"]
    assert "CREATE TABLE customer_history" in run(target / "bin" / "sqlmodel-framework", "ddl", "models")
