"""An empty warehouse, on SQLite and where there is one on PostgreSQL, and the sources.

The sources are the sample, and where ADP_PAGILA_DIR names a folder the real rows.
"""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "dags"))

from sqlmodel_framework import deploy

from pagila import models
from pagila.source import SAMPLE, VARIABLE, Folder

#: A PostgreSQL database whose role may create databases.
SERVER = os.environ.get("SQLMODEL_FRAMEWORK_TEST_URL")
REAL = os.environ.pop(VARIABLE, None)


def pytest_generate_tests(metafunc: Any) -> None:
    servers = ["sqlite", *(["postgresql"] if SERVER else [])]
    folders = {"sample": SAMPLE, **({"real": Path(REAL)} if REAL else {})}
    if {"source", "warehouse"} <= {*metafunc.fixturenames}:
        # SQLite takes a minute for the real rows, PostgreSQL seconds.
        pairs = [(name, servers[-1:] if name == "real" else servers) for name in folders]
        values = {f"{name}-{one}": (Folder(folders[name]), one) for name, those in pairs for one in those}
        metafunc.parametrize(("source", "warehouse"), [*values.values()], ids=[*values], indirect=["warehouse"])
    elif "source" in metafunc.fixturenames:
        metafunc.parametrize("source", [Folder(path) for path in folders.values()], ids=[*folders])
    elif "warehouse" in metafunc.fixturenames:
        metafunc.parametrize("warehouse", servers, indirect=True)


@pytest.fixture
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with sqlite(tmp_path) if request.param == "sqlite" else postgresql() as engine:
        deploy(engine, models.TABLES)
        yield engine


class sqlite:
    """SQLite has no schemas: a file attached by the schema's name is one."""

    def __init__(self, folder: Path) -> None:
        self.engine = sa.create_engine(f"sqlite:///{folder / 'main.db'}", future=True)
        attach = f"ATTACH '{folder / 'schema.db'}' AS {models.SCHEMA}"

        @sa.event.listens_for(self.engine, "connect")
        def connected(connection: Any, _: Any) -> None:
            for statement in (attach, "PRAGMA foreign_keys = on", "PRAGMA synchronous = off"):
                connection.execute(statement)

    def __enter__(self) -> Engine:
        return self.engine

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()


class postgresql:
    """A database of the test's own."""

    def __init__(self) -> None:
        self.name = f"pagila_{uuid.uuid4().hex[:12]}"
        self.server = sa.create_engine(str(SERVER), isolation_level="AUTOCOMMIT")

    def __enter__(self) -> Engine:
        self._execute(f"create database {self.name}")
        self.engine = sa.create_engine(make_url(str(SERVER)).set(database=self.name), future=True)
        return self.engine

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()
        self._execute(f"drop database {self.name}")
        self.server.dispose()

    def _execute(self, statement: str) -> None:
        with self.server.connect() as connection:
            connection.exec_driver_sql(statement)
