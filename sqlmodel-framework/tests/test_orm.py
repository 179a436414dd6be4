"""What a Session writes: the columns that the database keeps are not in it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import MetaData, event, select, text
from sqlalchemy.engine import Engine
from sqlmodel import Session, create_engine

from sqlmodel_framework import ReferenceTable, SurrogateKey, as_of, ddl

OWN = MetaData()


class Client(SurrogateKey, ReferenceTable, table=True):
    metadata = OWN
    client_id: int
    name: str


def rows(engine: Engine, columns: str, table: str = "client") -> list[Any]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY systime"))]


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_merging_a_new_object_over_a_row(engine: Engine, database: str) -> None:
    target = engine if database == "postgresql" else create_engine("sqlite://")
    OWN.create_all(target)
    with Session(target) as session:
        session.add(Client(client_id=1, name="a"))
        session.commit()
    kept = "created_at, surrogate_key"
    before = rows(target, kept)
    for name in ("b", "c"):
        with Session(target) as session:
            merged = session.merge(Client(client_id=1, name=name))
            session.commit()
            assert merged.created_at is not None and merged.systime > merged.created_at
    assert rows(target, kept) == before
    assert rows(target, "name") == [("c",)] and rows(target, "name", "client_history") == [("a",), ("b",)]
    with Session(target) as session:
        client = session.get(Client, 1)
        assert client is not None
        session.expire(client)  # the old values are not known
        client.created_at = client.systime = client.surrogate_key = None
        client.name = "d"
        session.flush()
        assert client.created_at is not None
        session.commit()
    assert rows(target, kept) == before and rows(target, "name") == [("d",)]
    target.dispose()


def test_a_loading_role_may_merge_what_another_session_read(engine: Engine, schema: str) -> None:
    role = f"loader_{uuid.uuid4().hex[:8]}"
    with engine.begin() as connection:
        OWN.create_all(connection)
        connection.execute(text(f"CREATE ROLE {role}"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {role}"))
        for statement in ddl([Client], schema=schema, writer=role).split(";\n"):
            if statement.startswith("GRANT"):
                connection.execute(text(statement))
    loader = create_engine(engine.url, connect_args={"options": f"-csearch_path={schema}"})
    event.listen(loader, "connect", lambda raw, record: raw.cursor().execute(f"SET ROLE {role}"))
    try:
        with Session(loader) as session:
            session.add(Client(client_id=1, name="a"))
            session.commit()
        with Session(loader, expire_on_commit=False) as session:
            read = session.get(Client, 1)
            assert read is not None
        with Session(loader) as session:
            session.get(Client, 1).name = "b"
            session.commit()
        read.name = "c"  # of a version that has ended: its systime is no longer the row's
        with Session(loader) as session:
            session.merge(read)
            session.commit()
        assert rows(engine, "name", "client_history") == [("a",), ("b",)]
        with Session(engine) as session:
            last = rows(engine, "systime")[0][0]
            assert [r.name for r in session.execute(select(as_of(Client, last))).scalars()] == ["c"]
    finally:
        loader.dispose()
        with engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))
