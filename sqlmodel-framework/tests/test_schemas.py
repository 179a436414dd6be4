"""Models in schemas of their own: made, referred to across, loaded, read and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from sqlalchemy import MetaData, inspect, select, text
from sqlalchemy.engine import Engine
from sqlmodel import Field

from sqlmodel_framework import (
    ModelDefinitionError,
    Quarantine,
    ReferenceTable,
    RejectedRowsError,
    as_of,
    audit,
    ddl,
    deploy,
    drop,
    merge,
    plan,
    tracked,
)

from .models import Airport


@pytest.fixture
def models(engine: Engine, schema: str) -> Iterator[SimpleNamespace]:
    """Two tables of one name in two schemas, neither of which is there."""
    bronze, silver, made = f"{schema}_b", f"{schema}_s", MetaData()

    class Customer(ReferenceTable, table=True):
        __tablename__ = "customer"
        __table_args__ = {"schema": bronze}
        metadata = made
        customer_id: int

    class Account(ReferenceTable, table=True):
        __tablename__ = "customer"
        __table_args__ = {"schema": silver}
        metadata = made
        account_id: int = Field(primary_key=True)
        customer_id: int = Field(foreign_key=f"{bronze}.customer.customer_id")
        name: Optional[str] = None

    class Refused(Quarantine, table=True):
        __table_args__ = {"schema": silver}
        metadata = made

    yield SimpleNamespace(Customer=Customer, Account=Account, Refused=Refused, schemas=(bronze, silver))
    with engine.begin() as connection:
        for each in (bronze, silver):
            connection.execute(text(f"DROP SCHEMA IF EXISTS {each} CASCADE"))


def test_two_schemas(engine: Engine, models: Any) -> None:
    every = [models.Account, models.Refused, models.Customer]
    done = deploy(engine, every)
    assert sorted(s.object for s in done.steps if s.finding == "schema missing") == list(models.schemas)
    assert not plan(engine, every)
    with engine.begin() as connection:
        merge(connection, models.Customer, [{"customer_id": 1}])
        rows = [{"account_id": 7, "customer_id": 1}, {"account_id": None, "customer_id": 1}]
        result = merge(connection, models.Account, rows, quarantine=models.Refused)
        assert (result.inserted, result.rejected) == (1, 1)
        merge(connection, models.Account, [{"account_id": 7, "customer_id": 1, "name": "x"}])
    with pytest.raises(RejectedRowsError, match="no row of"), engine.begin() as connection:
        merge(connection, models.Account, [{"account_id": 8, "customer_id": 99}])
    now = datetime.now(timezone.utc)
    left, right = as_of(models.Customer, now), as_of(models.Account, now)
    joined = select(left.customer_id, right.name).join(right, left.customer_id == right.customer_id)
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(joined)] == [(1, "x")]
        assert len(connection.execute(audit(models.Account, key=7)).all()) == 2
        assert connection.execute(select(models.Refused.model)).scalar() == f"{models.schemas[1]}.customer"
    drop(engine, every)
    assert [inspect(engine).get_table_names(s) for s in models.schemas] == [[], []]


def test_a_model_given_twice_is_one(engine: Engine) -> None:
    deploy(engine, [Airport, Airport, tracked(Airport).table])
    assert not plan(engine, [Airport])


def test_what_is_no_list_of_models_is_refused(engine: Engine) -> None:
    for function in (deploy, plan, drop):
        with pytest.raises(ModelDefinitionError, match=r"Airport given where a list .* Write \[Airport\]"):
            function(engine, Airport)
        with pytest.raises(ModelDefinitionError, match="'airport' is no model: give classes"):
            function(engine, ["airport"])
    with pytest.raises(ModelDefinitionError, match="list of models"):
        ddl("airport")
