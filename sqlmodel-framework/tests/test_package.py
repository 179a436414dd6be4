"""The public surface, import, factories and connectors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sqlmodel_framework
from sqlmodel_framework import (
    BronzeTable,
    SqlModelFrameworkError,
)


class Raw(BronzeTable, table=True):
    line: str


def test_everything_named_is_there() -> None:
    for name in sqlmodel_framework.__all__:
        assert getattr(sqlmodel_framework, name) is not None
        assert name in dir(sqlmodel_framework)
    with pytest.raises(AttributeError):
        _ = sqlmodel_framework.nothing


def test_errors_are_one_tree() -> None:
    from sqlmodel_framework import errors

    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, Exception):
            assert issubclass(value, SqlModelFrameworkError)


def test_the_version_is_the_files() -> None:
    version = Path(__file__).parent.parent.joinpath("VERSION").read_text().strip()
    assert sqlmodel_framework.__version__ == version


def test_import_loads_no_driver_and_no_merge() -> None:
    code = (
        "import sys, sqlmodel; old = set(sys.modules); from sqlmodel_framework import ReferenceTable; "
        "print([m for m in set(sys.modules) - old if m.startswith(('psycopg', 'alembic', 'pandas', 'polars', "
        "'sqlmodel_framework.merging', 'sqlmodel_framework.deployment', 'sqlalchemy.dialects.postgresql'))])"
    )
    source = str(Path(sqlmodel_framework.__file__).parent.parent)
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": source}
    )
    assert printed.stdout.strip() == "[]"
