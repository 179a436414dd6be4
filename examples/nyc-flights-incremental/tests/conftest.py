"""Real data and a real PostgreSQL: without them tests are skipped with the reason, and fail where CI=true."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url

from nyc_flights import source
from nyc_flights.package import Package

SERVER = "SQLMODEL_FRAMEWORK_TEST_URL"
PACKAGE = "NYC_FLIGHTS_PACKAGE"
ACTOR = "dag:test/run:1"


def _required(variable: str, meaning: str) -> str:
    value = os.environ.get(variable)
    if not value:
        reason = f"{variable} is not set: {meaning}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return value


@pytest.fixture(scope="session")
def package() -> Package:
    return Package(
        Path(_required(PACKAGE, "name the folder that pip --target filled from requirements-source.txt"))
    )


class Thin(Package):
    """The real references and weather, every tenth flight: enough for every rule, quick to load."""

    def lines(self, file: str) -> list[str]:
        found = super().lines(file)
        return found[::10] if file == "flights.csv" else found


@pytest.fixture(scope="session")
def thin(package: Package) -> Package:
    return Thin(package._data.parent.parent)


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """A PostgreSQL on which the tests may create databases of their own."""
    yield make_url(_required(SERVER, "name a PostgreSQL database whose role may create databases"))


@dataclass
class World:
    """A warehouse and the deliveries' folder, of one test's own."""

    engine: Engine
    source: Path
    package: Package

    def run(self, force: str | None = None) -> None:
        """What a run of the DAG does, without Airflow."""
        from nyc_flights import books, bronze, deploy, gold, silver

        deploy.deploy(self.engine)
        bronze.load(self.engine, self.source, ACTOR, force)
        silver.load(self.engine, ACTOR, force)
        gold.load(self.engine, ACTOR, force)
        books.require(self.engine)

    def scalar(self, statement: str) -> object:
        with self.engine.connect() as connection:
            return connection.execute(sa.text(statement)).scalar_one()

    def digest(self) -> dict[str, str]:
        """Every table of every layer, history and quarantine too, with each row's transaction."""
        found = {}
        with self.engine.connect() as connection:
            tables = connection.execute(
                sa.text(
                    "select format('%I.%I', schemaname, tablename) from pg_tables "
                    "where (schemaname in ('bronze', 'silver', 'gold') or tablename like 'batch%') "
                    # One row a statement, also of one that inserts no row: a log, not a layer.
                    "and tablename not like '%\\_history\\_log'"
                )
            ).scalars()
            for table in sorted(tables):
                statement = (
                    f"select count(*) || ' ' || coalesce(md5(string_agg(row, '|' order by row)), '') "
                    f"from (select xmin || t::text as row from {table} t) rows"
                )
                found[table] = str(connection.execute(sa.text(statement)).scalar_one())
        return found


def _execute(server: URL, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def _engine(server: URL, database: str) -> Engine:
    return sa.create_engine(server.set(database=database), future=True)


def _new(server: URL, template: str | None = None) -> str:
    name = f"nyc_{uuid.uuid4().hex[:12]}"
    _execute(server, f"create database {name}" + (f" template {template}" if template else ""))
    return name


@pytest.fixture(scope="session")
def loaded(
    server: URL, thin: Package, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """A database with two thin months loaded, to be copied by `world`, and the deliveries it came from."""
    name, folder = _new(server), tmp_path_factory.mktemp("source")
    engine = _engine(server, name)
    try:
        source.day_one(thin, folder, months=2)
        World(engine, folder, thin).run()
        engine.dispose()
        yield name, folder
    finally:
        engine.dispose()
        _execute(server, f"drop database {name}")


@pytest.fixture
def world(server: URL, thin: Package, loaded: tuple[str, Path], tmp_path: Path) -> Iterator[World]:
    """Two thin months loaded."""
    name = _new(server, loaded[0])
    engine = _engine(server, name)
    try:
        yield World(engine, Path(shutil.copytree(loaded[1], tmp_path / "source")), thin)
    finally:
        engine.dispose()
        _execute(server, f"drop database {name}")


@pytest.fixture
def empty(server: URL, package: Package, tmp_path: Path) -> Iterator[World]:
    """Nothing loaded, nothing delivered; the whole package."""
    name = _new(server)
    engine = _engine(server, name)
    try:
        yield World(engine, tmp_path / "source", package)
    finally:
        engine.dispose()
        _execute(server, f"drop database {name}")
