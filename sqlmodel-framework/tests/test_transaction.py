"""A deployment is done whole, or not at all."""

from __future__ import annotations

from typing import Optional

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, inspect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Field, create_engine

from sqlmodel_framework import ReferenceTable, TransactionRequiredError, deploy, plan

METADATA = MetaData()
Table("nowhere", METADATA, Column("id", Integer, primary_key=True))


class First(ReferenceTable, table=True):
    metadata = METADATA
    first_id: int


class Second(ReferenceTable, table=True):
    """Cannot be made: the table that it refers to is not there."""

    metadata = METADATA
    second_id: int
    other: Optional[int] = Field(default=None, foreign_key="nowhere.id")


def test_what_fails_halfway_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(ProgrammingError, match="nowhere"):
        deploy(engine, [First, Second])
    assert inspect(engine).get_table_names() == []


def test_an_engine_that_commits_each_statement_is_refused(engine: Engine, schema: str) -> None:
    options = {"options": f"-csearch_path={schema}"}
    own = create_engine(engine.url, isolation_level="AUTOCOMMIT", connect_args=options)
    for function in (deploy, plan):
        with pytest.raises(TransactionRequiredError, match="isolation level AUTOCOMMIT"):
            function(own, [First])
    own.dispose()
    assert inspect(engine).get_table_names() == []


def test_sqlite_deploys_whole_or_not_at_all() -> None:
    lite = create_engine("sqlite://")
    with lite.connect() as connection:
        transaction = connection.begin()
        deploy(connection, [First])
        transaction.rollback()
        assert inspect(connection).get_table_names() == []
    deploy(lite, [First])
    assert not plan(lite, [First])
    lite.dispose()
