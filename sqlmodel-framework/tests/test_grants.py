"""The text for a DBA in an empty database: its schema, and what its two roles can do and cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Optional

import pytest
from sqlalchemy import Column, Identity, Integer, MetaData, String, Table, func, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, create_engine

from sqlmodel_framework import BronzeTable, Quarantine, ReferenceTable, ddl, land, merge, plan, track

METADATA = MetaData(schema="sqlmodel_framework_test_grants")
SCHEMA = str(METADATA.schema)


class Thing(ReferenceTable, table=True):
    metadata = METADATA
    thing_id: int


class RefusedThing(Quarantine, table=True):
    metadata = METADATA


class RawThing(BronzeTable, table=True):
    metadata = METADATA
    body: Optional[str] = None


#: Its sequence has a name that the server shortens.
LONG = Table(
    "a_table_name_of_58_characters_that_is_fine_for_postgresql_", METADATA,
    Column("identifier", Integer, primary_key=True), Column("name", String),
)  # fmt: skip
track(LONG)
NUMBERED = Table(
    "numbered", METADATA, Column("id", Integer, Identity(), primary_key=True), Column("name", String)
)  # fmt: skip
track(NUMBERED)
MODELS = [Thing, RefusedThing, RawThing, LONG, NUMBERED]


@pytest.fixture
def roles(engine: Engine, schema: str) -> Iterator[Callable[[str], Engine]]:
    """Engines that are the loading role and the reading role."""
    names = {"writer": f"{schema}_w", "reader": f"{schema}_r"}
    made = []

    def engine_of(role: str) -> Engine:
        made.append(create_engine(engine.url, connect_args={"options": f"-crole={names[role]}"}))
        return made[-1]

    with engine.begin() as connection:
        for name in names.values():
            connection.execute(text(f"CREATE ROLE {name}"))
        connection.exec_driver_sql(ddl(MODELS, **names), execution_options={"no_parameters": True})
    yield engine_of
    for each in made:
        each.dispose()
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        for name in names.values():
            connection.execute(text(f"DROP OWNED BY {name} CASCADE"))
            connection.execute(text(f"DROP ROLE {name}"))


def count(engine: Engine, model: Any) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(model)).scalar() or 0)


def test_two_roles_in_an_empty_database(engine: Engine, roles: Callable[[str], Engine]) -> None:
    assert not plan(engine, MODELS)
    writer, reader = roles("writer"), roles("reader")
    with writer.begin() as connection:
        rows = [{"thing_id": 1}, {"thing_id": None}]
        result = merge(connection, Thing, rows, quarantine=RefusedThing)
        assert (result.inserted, result.rejected) == (1, 1)
        connection.execute(LONG.insert().values(name="x"))
        assert merge(connection, NUMBERED, [{"id": 7, "name": "x"}]).inserted == 1
    with Session(writer) as session:
        assert land(session, RawThing, ["body", "{}"], batch_id="1").new
        session.commit()
    tables = [Thing, RefusedThing, RawThing, LONG]
    assert [count(reader, each) for each in tables] == [1, 1, 1, 1]
    for forbidden in (
        "UPDATE {}.refused_thing SET reason = ''", "DELETE FROM {}.raw_thing", "DELETE FROM {}.thing_history",
        "TRUNCATE {}.refused_thing",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="permission denied"), writer.begin() as connection:
            connection.execute(text(forbidden.format(SCHEMA)))
    with pytest.raises(DBAPIError, match="permission denied"), reader.begin() as connection:
        connection.execute(text(f"INSERT INTO {SCHEMA}.thing (thing_id) VALUES (2)"))


def test_the_writer_may_stage_rows_where_nobody_else_may(server: Engine, schema: str) -> None:
    """A database of its own, for its rights are one for all."""
    owner = create_engine(server.url, isolation_level="AUTOCOMMIT")
    own = create_engine(server.url.set(database=schema))
    loader = create_engine(own.url, connect_args={"options": f"-crole={schema}"})
    with owner.connect() as connection:
        for statement in (
            "CREATE DATABASE {0}",
            "REVOKE TEMPORARY ON DATABASE {0} FROM PUBLIC",
            "CREATE ROLE {0}",
        ):
            connection.execute(text(statement.format(schema)))
    try:
        with own.begin() as connection:
            made = ddl([Thing], writer=schema)
            connection.exec_driver_sql(made, execution_options={"no_parameters": True})
        with loader.begin() as connection:
            assert merge(connection, Thing, [{"thing_id": 1}]).inserted == 1
    finally:
        own.dispose()
        loader.dispose()
        with owner.connect() as connection:
            connection.execute(text(f"DROP DATABASE {schema}"))
            connection.execute(text(f"DROP ROLE {schema}"))
        owner.dispose()
