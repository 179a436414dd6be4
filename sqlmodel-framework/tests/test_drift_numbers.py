"""What plan sees beside a table's columns: numbers given no more, shortened names, what is not enforced."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Identity, Index, Integer, MetaData, String, Table
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from sqlmodel_framework import deploy, plan, track
from sqlmodel_framework._dialects.postgresql.creation import index_name

from .sql import execute
from .test_drift import full, mended, models


def test_an_index_whose_name_is_shortened_is_made_once(engine: Engine) -> None:
    long = "customer_relationship_management_account_balance"
    column = Column("regulatory_reporting_identifier", String, index=True)
    table = Table(long, MetaData(), Column("id", Integer, primary_key=True), column)
    track(table)
    (shortened,) = table.indexes
    Index("Of Two", table.c.id, column)
    deploy(engine, [table])
    assert not plan(engine, [table])
    execute(engine, f'DROP INDEX "Of Two", {index_name(shortened)}')
    mended(engine, [table], "index missing", "index missing")


def test_numbers_that_are_given_no_more_are_given_again(engine: Engine) -> None:
    wanted = models(Column("number", Integer, Identity(), nullable=False))
    deploy(engine, wanted)
    execute(engine, "INSERT INTO employee DEFAULT VALUES", "INSERT INTO employee DEFAULT VALUES")
    execute(engine, "ALTER TABLE employee ALTER number DROP IDENTITY, ALTER id DROP DEFAULT")
    execute(engine, "INSERT INTO employee (id, number) VALUES (7, 8)")
    assert [str(step).partition("employee.")[2] for step in plan(engine, wanted).steps] == [
        "id: default missing", "number: identity missing",
    ]  # fmt: skip
    deploy(engine, wanted)
    assert not plan(engine, wanted)
    assert execute(engine, "INSERT INTO employee DEFAULT VALUES RETURNING id, number") == [(8, 9)]


def test_what_is_not_enforced_is_enforced_again(engine: Engine) -> None:
    deploy(engine, full())
    not_enforced = "NOT ENFORCED"
    if execute(engine, "SELECT current_setting('server_version_num')::int < 180000") == [(True,)]:
        not_enforced = "NOT VALID"  # an earlier server has no such thing, and what it has holds for new rows
    execute(
        engine,
        "ALTER TABLE employee DROP CONSTRAINT employee_department_fkey, DROP CONSTRAINT wage_positive",
        f"ALTER TABLE employee ADD CONSTRAINT wage_positive CHECK (wage > 0) {not_enforced}",
        f"ALTER TABLE employee ADD FOREIGN KEY (department) REFERENCES department {not_enforced}",
    )
    assert str(plan(engine, full())).count("is not enforced") == (2 if "ENFORCED" in not_enforced else 0)
    deploy(engine, full())
    assert not plan(engine, full())
    for forbidden in ("wage", "department"):
        with pytest.raises(IntegrityError):
            execute(engine, f"INSERT INTO employee (id, {forbidden}) VALUES (1, -1)")
