"""What plan sees of tables that are there already, what deploy mends of it, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Computed,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import create_engine

from sqlmodel_framework import DeploymentError, History, ddl, deploy, drop, merge, plan, track

from .sql import execute


def models(*more: Any, schema: str | None = None, **options: Any) -> list[Table]:
    """A department, and its employees with some more columns or constraints."""
    metadata = MetaData(schema=schema)
    department = Table("department", metadata, Column("id", Integer, primary_key=True))
    employee = Table("employee", metadata, Column("id", Integer, primary_key=True), *more)
    track(department)
    track(employee, options=History(**options))
    return [employee, department]


def full(on_delete: str | None = None) -> list[Table]:
    return models(
        Column("department", Integer, ForeignKey("department.id", ondelete=on_delete)),
        Column("iban", String, unique=True),
        Column("name", String, nullable=False, server_default="'?'"),
        Column("wage", Integer),
        CheckConstraint("wage > 0", name="wage_positive"),
        UniqueConstraint("name", "wage", name="one_wage"),
    )


def mutual(use_alter: bool) -> list[Table]:
    metadata = MetaData()
    head = ForeignKey("employee.id", use_alter=use_alter, name="head" if use_alter else None)
    department = Table("department", metadata, Column("id", Integer, primary_key=True), Column("head", head))
    employee = Table(
        "employee", metadata, Column("id", Integer, primary_key=True),
        Column("department", ForeignKey("department.id")), Column("boss", ForeignKey("employee.id")),
    )  # fmt: skip
    for table in (department, employee):
        track(table)
    return [employee, department]


def mended(engine: Engine, wanted: list[Table], *findings: str) -> None:
    """deploy finds this and no more, mends it, and finds nothing afterwards."""
    done = deploy(engine, wanted)
    told = [str(step) for step in done.steps if "history" not in step.object]
    assert [f for f in findings if not any(f in each for each in told)] == [], told
    assert len(told) == len(findings), told
    assert str(plan(engine, wanted)) == "nothing to do"


def test_new_columns_come_with_their_constraints(engine: Engine) -> None:
    deploy(engine, models())
    execute(engine, "INSERT INTO employee (id) VALUES (1)")
    mended(
        engine, full(), "(department, iban, name, wage): column missing", "(department): foreign key missing",
        "(iban): unique constraint missing", "one_wage: unique constraint missing",
        "wage_positive: check missing",
    )  # fmt: skip
    for wrong in ("department = 99", "wage = -1"):
        with pytest.raises(IntegrityError):
            execute(engine, f"UPDATE employee SET {wrong}")
    with pytest.raises(IntegrityError):
        execute(engine, "INSERT INTO employee (id, iban) VALUES (3, 'x'), (4, 'x')")


def test_a_check_without_a_name_comes_with_its_column(engine: Engine) -> None:
    deploy(engine, models())
    wage: Column[Any] = Column("wage", Integer)
    wanted = models(wage, CheckConstraint(wage > 0))
    mended(engine, wanted, "(wage): column missing", "(wage): check missing")
    with pytest.raises(IntegrityError):
        execute(engine, "INSERT INTO employee (id, wage) VALUES (1, -1)")


@pytest.mark.parametrize("use_alter", [False, True])
def test_tables_that_refer_to_each_other(engine: Engine, schema: str, use_alter: bool) -> None:
    keys = (
        f"SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = '{schema}'::regnamespace"
    )
    wanted = mutual(use_alter)
    deploy(engine, wanted)
    assert execute(engine, keys) == [(3,)]
    assert not plan(engine, wanted)
    drop(engine, wanted)
    with engine.begin() as connection:
        connection.exec_driver_sql(ddl(wanted, schema=schema), execution_options={"no_parameters": True})
    assert execute(engine, keys) == [(3,)]
    assert not plan(engine, wanted)
    drop(engine, wanted)
    wanted[0].metadata.create_all(engine)
    assert not plan(engine, wanted)


def test_enumerations_and_their_new_members(engine: Engine) -> None:
    deploy(engine, models())
    mended(engine, models(Column("c", Enum("b", "d", name="colour"))), "colour: type missing", "(c): column")
    wanted = models(Column("c", Enum("a", "b", "it's", "d", "e", name="colour")))
    mended(engine, wanted, "colour: members missing")
    assert execute(engine, "SELECT enum_range(NULL::colour)::text") == [("{a,b,it's,d,e}",)]
    with engine.begin() as connection:
        merge(connection, wanted[0], [{"id": 1, "c": "it's"}])
    assert not plan(engine, models(Column("c", Enum("a", "b", name="colour"))))


def test_an_enumeration_in_a_schema_that_is_not_looked_in(engine: Engine, schema: str) -> None:
    colours = Enum("a", "b", name="colour"), ARRAY(Enum("a", "b", name="Shade"))
    wanted = models(*[Column(f"c{i}", each) for i, each in enumerate(colours)], schema=schema)
    deploy(engine, wanted)
    elsewhere = create_engine(engine.url)
    assert not plan(elsewhere, wanted)
    more = models(Column("c0", Enum("a", "b", "c", name="colour")), Column("c1", colours[1]), schema=schema)
    assert str(plan(elsewhere, more)) == f"{schema}.colour: members missing"
    deploy(elsewhere, more)
    assert not plan(elsewhere, more)
    elsewhere.dispose()


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("DROP CONSTRAINT employee_pkey", "primary key missing"),
        ("DROP CONSTRAINT employee_department_fkey", "(department): foreign key missing"),
        ("DROP CONSTRAINT employee_iban_key", "(iban): unique constraint missing"),
        ("DROP CONSTRAINT wage_positive", "wage_positive: check missing"),
        ("ALTER name DROP NOT NULL", "name: may be NULL, the model says NOT NULL"),
        ("ALTER wage SET NOT NULL", "wage: is NOT NULL, the model says it may be NULL"),
        ("ALTER name DROP DEFAULT", "name: default missing"),
    ],
)
def test_what_was_taken_away_is_put_back(engine: Engine, damage: str, finding: str) -> None:
    deploy(engine, full())
    execute(engine, f"ALTER TABLE employee {damage}")
    mended(engine, full(), finding)


def test_a_foreign_key_acts_as_the_model_says(engine: Engine) -> None:
    deploy(engine, full())
    mended(engine, full("CASCADE"), "is ON UPDATE NO ACTION ON DELETE NO ACTION, the model says")
    execute(
        engine, "INSERT INTO department VALUES (1)", "INSERT INTO employee (id, department) VALUES (1, 1)"
    )
    execute(engine, "DELETE FROM department")
    assert execute(engine, "SELECT op::text FROM employee_history") == [("D",)]


def test_what_was_made_gently_by_hand_is_as_good(engine: Engine) -> None:
    deploy(engine, full())
    execute(
        engine,
        "ALTER TABLE employee DROP CONSTRAINT employee_iban_key",
        "CREATE UNIQUE INDEX part ON employee (iban) WHERE iban <> ''",
    )
    assert "(iban): unique constraint missing" in str(plan(engine, full()))
    execute(
        engine,
        "CREATE UNIQUE INDEX whole ON employee (iban)",
        "ALTER TABLE employee DROP CONSTRAINT employee_department_fkey",
        "ALTER TABLE employee ADD FOREIGN KEY (department) REFERENCES department NOT VALID",
    )
    assert not plan(engine, full())


def test_rows_that_stand_in_the_way_are_told(engine: Engine) -> None:
    deploy(engine, full())
    execute(
        engine,
        "ALTER TABLE employee DROP CONSTRAINT employee_department_fkey",
        "DROP INDEX department_history_key",
    )
    execute(engine, "INSERT INTO employee (id, department) VALUES (1, 99)")
    with pytest.raises(DeploymentError, match=r"foreign key missing, and rows .*\(department\)=\(99\)"):
        deploy(engine, full())
    assert "department_history_key: index missing" in str(plan(engine, full()))


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (
            "DROP CONSTRAINT employee_pkey, ADD PRIMARY KEY (id, name)",
            r"primary key is \(id, name\), the model says \(id\)",
        ),
        (
            "DROP CONSTRAINT one_wage, ADD CONSTRAINT one_wage UNIQUE (iban, wage)",
            "one_wage: unique constraint is of other columns: iban, wage",
        ),
    ],
)
def test_other_keys_are_left_to_a_migration(engine: Engine, damage: str, finding: str) -> None:
    deploy(engine, full())
    execute(engine, f"ALTER TABLE employee {damage}")
    with pytest.raises(DeploymentError, match=finding):
        deploy(engine, full())


def test_a_column_that_history_would_not_keep_is_refused(engine: Engine) -> None:
    """A field that was renamed, say: the old column would stay, with its values, and be recorded no more."""
    deploy(engine, models(Column("name", String)))
    execute(engine, "INSERT INTO employee (id, name) VALUES (1, 'a')")
    with pytest.raises(DeploymentError, match=r"employee\.name: column that the model has not: its changes"):
        deploy(engine, models(Column("title", String)))
    execute(engine, "UPDATE employee SET name = 'b'")
    assert execute(engine, "SELECT name FROM employee_history") == [("a",)]


def test_own_columns_may_stay(engine: Engine) -> None:
    """Those that need no history, by saying so; computed ones; and any of a table without history."""
    deploy(engine, models())
    execute(
        engine,
        "ALTER TABLE employee ADD note text, ADD twice int GENERATED ALWAYS AS (id * 2) STORED",
        "ALTER TABLE employee ADD CHECK (note <> '')",
    )
    wanted = models(Column("note", String().with_variant(String(), "sqlite")), without=["note"])
    with pytest.raises(DeploymentError, match="note: type is text"):
        deploy(engine, wanted)
    execute(engine, "ALTER TABLE employee ALTER note TYPE varchar")
    deploy(engine, wanted)
    assert not plan(engine, wanted)
    plain = Table("plain", MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer))
    deploy(engine, [plain])
    execute(engine, "ALTER TABLE plain ADD own text, ADD CONSTRAINT few CHECK (n < 9)")
    assert not plan(engine, [plain])


def test_a_computed_column_of_the_model(engine: Engine) -> None:
    deploy(engine, models())
    wanted = models(Column("twice", Integer, Computed("id * 2", persisted=True)))
    mended(engine, wanted, "(twice): column missing")


def test_a_column_that_is_computed_no_more_is_refused(engine: Engine) -> None:
    wanted = models(Column("twice", Integer, Computed("id * 2", persisted=True)))
    deploy(engine, wanted)
    execute(engine, "ALTER TABLE employee ALTER twice DROP EXPRESSION")
    with pytest.raises(DeploymentError, match=r"twice: is not computed any more"):
        deploy(engine, wanted)
    execute(engine, "ALTER TABLE employee DROP twice")
    if execute(engine, "SELECT current_setting('server_version_num')::int >= 180000") == [(True,)]:
        execute(engine, "ALTER TABLE employee ADD twice int GENERATED ALWAYS AS (id * 2) VIRTUAL")
        assert "employee.twice: is virtual, the model says persisted" in str(plan(engine, wanted))
        execute(engine, "ALTER TABLE employee DROP twice")
    mended(engine, wanted, "(twice): column missing")
