"""Classes become tables: keys, names, columns, errors."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from sqlalchemy import Column, Computed, Integer, MetaData, Table
from sqlmodel import Field, SQLModel

from sqlmodel_framework import (
    History,
    ModelDefinitionError,
    NotTrackedError,
    ReferenceTable,
    TransactionalTable,
    track,
    tracked,
)
from sqlmodel_framework._naming import derived, snake_case

from .models import Airport, Customer, Reading

SYSTEM = ["created_at", "systime", "batch_id"]


def test_the_key_is_taken_by_its_name() -> None:
    table = Customer.__table__
    assert [c.name for c in table.primary_key.columns] == ["customer_id"]
    assert table.c.customer_id.nullable is False
    # A value that the class requires is never counted up by the database.
    assert table._autoincrement_column is None


def test_columns_of_both_kinds_come_after_the_class_own() -> None:
    assert Customer.__table__.columns.keys() == [
        "customer_id", "name", *SYSTEM, "inactivated_date", "sys_txid",
    ]  # fmt: skip
    assert Reading.__table__.columns.keys() == ["station", "taken_at", "celsius", *SYSTEM, "sys_txid"]


def test_history_keeps_every_column_and_who_ended_the_version() -> None:
    history = tracked(Airport).history
    assert history.name == "airport_history"
    assert history.columns.keys() == [
        *Airport.__table__.columns.keys(), "sys_to", "op", "actor", "db_user", "txid",
    ]  # fmt: skip


def test_no_key_says_what_to_write() -> None:
    with pytest.raises(TypeError, match=r"Keyless has no key. Write a field `keyless_id: int`"):

        class Keyless(ReferenceTable, table=True):
            name: str


def test_a_composite_key_is_left_as_it_is() -> None:
    assert [c.name for c in Reading.__table__.primary_key.columns] == ["station", "taken_at"]


def test_the_key_may_come_from_a_mixin() -> None:
    class Keyed(SQLModel):
        widget_part_id: int
        made_by: Optional[str] = None

    class WidgetPart(ReferenceTable, Keyed, table=True):
        name: str

    assert [c.name for c in WidgetPart.__table__.primary_key.columns] == ["widget_part_id"]
    assert WidgetPart.__tablename__ == "widget_part"
    assert "made_by" in tracked(WidgetPart).history.columns


def test_columns_can_be_left_out_of_history() -> None:
    class Document(TransactionalTable, table=True):
        __history__ = History(without=["body"])
        document_id: int
        body: Optional[str] = None

    assert "body" not in tracked(Document).history.columns


def test_a_history_option_must_name_a_column() -> None:
    with pytest.raises(ModelDefinitionError, match="names bdoy, which it does not have"):

        class Letter(TransactionalTable, table=True):
            __history__ = History(without=["bdoy"])
            letter_id: int


@pytest.mark.parametrize("persisted", [None, False])
def test_a_column_that_is_computed_when_read_has_no_past(persisted: Optional[bool]) -> None:
    def table(**options: Any) -> Table:
        own = Column("id", Integer, primary_key=True)
        twice = Column("twice", Integer, Computed("id * 2", persisted=persisted))
        made = Table("virtual", MetaData(), own, twice)
        track(made, options=History(**options))
        return made

    with pytest.raises(ModelDefinitionError, match=r"persisted=True"):
        table()
    assert "twice" not in tracked(table(without=["twice"])).history.c


def test_a_plain_model_has_no_history() -> None:
    class Plain(SQLModel, table=True):
        id: int = Field(primary_key=True)

    with pytest.raises(NotTrackedError, match="Write `class Plain"):
        tracked(Plain)


@pytest.mark.parametrize(
    ("given", "made"),
    [("Customer", "customer"), ("CustomerOrder", "customer_order"), ("HTTPLog", "http_log"), ("B2B", "b2_b")],
)
def test_snake_case(given: str, made: str) -> None:
    assert snake_case(given) == made


def test_long_names_stay_apart() -> None:
    one, two = derived("ä" * 31 + "a", "_history"), derived("ä" * 31 + "b", "_history")
    assert one != two
    assert all(len(n.encode()) <= 63 and n.endswith("_history") for n in (one, two))
