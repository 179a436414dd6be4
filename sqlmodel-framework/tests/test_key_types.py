"""Keys of types that are the server's own and of extensions: several changes of a row in one instant."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import ARRAY, CHAR, Column, Enum, Integer, MetaData, Numeric, String, Table
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Engine
from sqlalchemy.types import UserDefinedType

from sqlmodel_framework import deploy, plan, track
from sqlmodel_framework._columns import Instant
from sqlmodel_framework._dialects.postgresql.equality import equal

from .sql import execute


class Written(UserDefinedType):  # type: ignore[type-arg]
    """A type by the name that SQL has for it."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **kw: Any) -> str:
        return self.name


@pytest.mark.parametrize(("kind", "other"), [("ltree", "a.b"), ("citext", "AB")])
def test_a_key_of_an_extensions_type(engine: Engine, kind: str, other: str) -> None:
    table = Table("node", MetaData(), Column("k", Written(kind), primary_key=True), Column("n", Integer))
    track(table)
    key = "ab" if kind == "citext" else other
    execute(engine, f"CREATE EXTENSION {kind}")
    deploy(engine, [table])
    assert not plan(engine, [table])
    again = f"DELETE FROM node; INSERT INTO node VALUES ('{other}', 3)"
    execute(engine, f"INSERT INTO node VALUES ('{key}', 1)")
    execute(engine, f"DO $$ BEGIN UPDATE node SET n = 2; UPDATE node SET n = n + 1; {again}; END $$")
    execute(engine, "UPDATE node SET systime = systime")
    overlaps = (
        "SELECT count(*) FROM (SELECT systime, lead(systime) OVER (ORDER BY systime) AS next, sys_to FROM ("
        "SELECT systime, sys_to FROM node_history UNION ALL SELECT systime, 'infinity' FROM node"
        ") AS every) AS ordered WHERE next < sys_to"
    )
    assert execute(engine, overlaps) == [(0,)]
    assert len(execute(engine, "SELECT * FROM node_history")) >= 3


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (Integer(), True),
        (Numeric(10, 2), True),
        (String(5, collation="C"), True),
        (CHAR(3), True),
        (Instant(), True),
        (pg.UUID(), True),
        (pg.INT4RANGE(), True),
        (ARRAY(Written("citext")), True),
        (Enum("a", "b", name="hue"), True),
        (Written("citext"), False),
        (Written("public.ltree"), False),
        (Written("texture"), False),
    ],
)
def test_the_servers_own_types_are_compared_as_ever(kind: Any, own: bool) -> None:
    said = equal(Column("k", kind), "a", "b")
    assert said == ("a.k = b.k" if own else "ROW(a.k)::record = ROW(b.k)::record")
