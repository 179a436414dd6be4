"""What history may lose: versions past their time, and all of a key; by the owner only, and on record."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import pytest
from sqlalchemy import MetaData, select, text
from sqlalchemy.engine import Engine
from sqlmodel import Field, Session, create_engine

from sqlmodel_framework import (
    History,
    KeyShapeError,
    ModelDefinitionError,
    NotOwnerError,
    ReferenceTable,
    TransactionRequiredError,
    actor,
    as_of,
    audit,
    ddl,
    erase,
    merge,
    purge,
    tracked,
)
from sqlmodel_framework._history.retention import key_hash

from .sql import execute

METADATA = MetaData()


class Member(ReferenceTable, table=True):
    metadata = METADATA
    __history__ = History(retention=timedelta(days=365))
    club: str = Field(primary_key=True)
    email: str = Field(primary_key=True)
    name: Optional[str] = None


class Brief(ReferenceTable, table=True):
    metadata = METADATA
    __history__ = History(retention=timedelta(microseconds=1))
    brief_id: int
    name: str


PAST, LOG = tracked(Member).history, tracked(Member).log


def versions(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [
            tuple(r) for r in connection.execute(select(PAST.c.email, PAST.c.name).order_by(PAST.c.sys_to))
        ]


def records(engine: Engine, op: str) -> list[Any]:
    with engine.connect() as connection:
        return connection.execute(select(LOG).where(LOG.c.op == op).order_by(LOG.c.at)).all()


@pytest.fixture
def members(any_engine: Engine) -> Engine:
    METADATA.create_all(any_engine)
    for name in "abcd":
        with any_engine.begin() as connection:
            merge(connection, Member, [{"club": "x", "email": e, "name": name} for e in ("ann@b", "bob@b")])
    return any_engine


def test_versions_go_when_their_time_is_over(members: Engine) -> None:
    assert purge(members, Member) == 0
    assert records(members, "P") == []
    long_ago = datetime.now(timezone.utc) - timedelta(days=400)
    with members.begin() as connection:
        for name in "ab":
            connection.execute(PAST.update().where(PAST.c.name == name).values(sys_to=long_ago))
        actor(connection, "dba")
    assert purge(members, Member, batch_size=3) == 4
    assert sorted(versions(members)) == [("ann@b", "c"), ("bob@b", "c")]
    assert [json.loads(r.detail)["versions"] for r in records(members, "P")] == [3, 1]


def test_what_began_before_a_purge_was_found(any_engine: Engine) -> None:
    METADATA.create_all(any_engine)
    for name in "ab":
        time.sleep(0.01)  # SQLite's clock counts milliseconds
        with any_engine.begin() as connection:
            actor(connection, name)
            merge(connection, Brief, [{"brief_id": 1, "name": name}, {"brief_id": ord(name), "name": name}])
    time.sleep(0.01)
    assert purge(any_engine, Brief) == 1
    with any_engine.connect() as connection:
        told = {key: connection.execute(audit(Brief, key=key)).all() for key in (1, ord("b"))}
    assert [(r.op, r.actor) for r in told[1]] == [("FOUND", None)]
    assert [(r.op, r.actor) for r in told[ord("b")]] == [("INSERT", "b")]


def test_all_of_a_key_is_erased(members: Engine) -> None:
    with Session(members) as session:
        actor(session, "user:5")
        held = session.get(Member, ("x", "ann@b"))
        assert held is not None
        assert erase(session, Member, ("x", "ann@b")) == 4
        session.commit()
        assert [m.email for m in session.execute(select(Member)).scalars()] == ["bob@b"]
        gone = as_of(Member, datetime.now(timezone.utc))
        assert session.execute(select(gone.email)).scalars().all() == ["bob@b"]
        assert session.execute(audit(Member, key=("x", "ann@b"))).all() == []
    assert {email for email, _ in versions(members)} == {"bob@b"}
    (record,) = records(members, "E")
    detail = json.loads(record.detail)
    assert record.actor == "user:5" and "ann" not in record.detail and detail["versions"] == 4
    assert detail["key_sha256"] == key_hash({"club": "x", "email": "ann@b"}, detail["salt"])
    with members.begin() as connection:
        assert erase(connection, Member, {"club": "x", "email": "nobody@b"}) == 0
        with pytest.raises(KeyShapeError):
            erase(connection, Member, "ann@b")
    assert len(records(members, "E")) == 2


def test_only_the_owner_takes_from_history(engine: Engine, schema: str) -> None:
    role = f"{schema}_w"
    execute(engine, f"CREATE ROLE {role}")
    with engine.begin() as connection:
        script = ddl([Member], schema=schema, writer=role)
        connection.exec_driver_sql(script, execution_options={"no_parameters": True})
    loader = create_engine(engine.url, connect_args={"options": f"-csearch_path={schema} -crole={role}"})
    try:
        with loader.begin() as connection:
            merge(connection, Member, [{"club": "x", "email": "ann@b", "name": "a"}])
            with pytest.raises(NotOwnerError, match="member_history"):
                erase(connection, Member, ("x", "ann@b"))
            assert connection.execute(text("SELECT count(*) FROM member")).scalar() == 1
        with pytest.raises(NotOwnerError, match="member_history"):
            purge(loader, Member)
    finally:
        loader.dispose()
        execute(engine, f"DROP OWNED BY {role} CASCADE", f"DROP ROLE {role}")


def test_wrong_calls_are_refused(engine: Engine) -> None:
    METADATA.create_all(engine)
    with engine.begin() as connection, pytest.raises(TransactionRequiredError, match="takes an Engine"):
        purge(connection, Member)  # type: ignore[arg-type]
    with pytest.raises(ModelDefinitionError, match="retention=5 is no span"):
        History(retention=5)  # type: ignore[arg-type]

    class Keeper(ReferenceTable, table=True):
        metadata = MetaData()
        keeper_id: int

    with pytest.raises(ModelDefinitionError, match="keeps its history for ever"):
        purge(engine, Keeper)
