"""A real PostgreSQL: without one the tests that need it are skipped here, and fail where CI=true."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlmodel import create_engine

from .migrating import Room

URL = "SQLMODEL_FRAMEWORK_TEST_URL"
_NONE = SimpleNamespace(params={})

collect_ignore = [] if os.environ.get("SQLMODEL_FRAMEWORK_TEST_MSSQL") else ["test_mssql_server.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--servers-own",
        action="store_true",
        help="only what asks the PostgreSQL server: on a second one, the rest would be the same again",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    if not config.getoption("--servers-own"):
        return
    kept = [item for item in items if _asks_the_server(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _asks_the_server(item: Any) -> bool:
    given = getattr(item, "callspec", _NONE).params.values()
    # Of a fixture for each database, one that is called "postgresql" asks for the server while it is made.
    return "server" in item.fixturenames or any(value == "postgresql" for value in map(str, given))


@pytest.fixture(scope="session")
def server() -> Iterator[Engine]:
    url = os.environ.get(URL)
    if not url:
        reason = f"{URL} is not set: name an empty PostgreSQL database that the tests may fill"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def schema(server: Engine) -> Iterator[str]:
    """A schema of the test's own, dropped with all in it."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield name
    with server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))


@pytest.fixture
def engine(server: Engine, schema: str) -> Iterator[Engine]:
    """An engine whose tables without a schema of their own go to the test's schema."""
    own = create_engine(server.url, connect_args={"options": f"-csearch_path={schema}"})
    yield own
    own.dispose()


@pytest.fixture(params=["postgresql", "sqlite"])
def any_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "postgresql":
        yield request.getfixturevalue("engine")
        return
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def migrate(engine: Engine, tmp_path: Path) -> Room:
    """Where Alembic keeps the migrations of a test."""
    return Room(tmp_path, engine)
