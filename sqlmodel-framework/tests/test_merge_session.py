"""Merge beside what its own session does: another encoding, and sources that use the same connection."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session
from sqlmodel import select as sqlmodel_select

from sqlmodel_framework import MergeError, MergeResult, merge

from .loading import AIRPORT, JFK, contents, load, with_driver
from .models import METADATA, Airport, Customer

C = Customer.__table__.c
DRIVERS = pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])


@DRIVERS
def test_letters_are_kept_whatever_the_session_is_encoded_in(
    engine: Engine, schema: str, driver: str
) -> None:
    METADATA.create_all(engine)
    latin = with_driver(engine, schema, driver, client_encoding="LATIN1")
    assert load(latin, [{"faa": "ZRH", "name": "Zürich"}]).inserted == 1
    latin.dispose()
    assert contents(engine) == [("ZRH", "Zürich", None)]


@pytest.fixture
def own(engine: Engine, schema: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine of each driver, and 30 seconds: a driver that waits for itself does so for ever."""
    METADATA.create_all(engine)
    own = with_driver(engine, schema, request.param)
    rows = [{"customer_id": number, "name": "x" * 900} for number in range(3000)]
    with own.begin() as connection:
        connection.execute(insert(Customer.__table__), rows)

    def stop(*of: Any) -> None:
        raise TimeoutError("merge hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(30)
    yield own
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    own.dispose()


BOTH = pytest.mark.parametrize("own", ["psycopg2", "psycopg"], indirect=True)
COLUMNS = (C.customer_id, (C.name + "y").label("name"))


@BOTH
def test_a_source_may_stream_from_merges_own_connection(own: Engine) -> None:
    with own.begin() as connection:
        query = select(*COLUMNS).execution_options(stream_results=True, max_row_buffer=9)
        lookup = select(func.count()).select_from(AIRPORT)
        rows = (
            {**row, "name": f"{row['name']}{connection.execute(lookup).scalar()}"}
            for row in connection.execute(query).mappings()
        )
        assert merge(connection, Customer, rows) == MergeResult(updated=3000)
        assert connection.execute(select(func.min(C.name))).scalar() == "x" * 900 + "y0"


@BOTH
def test_a_statement_on_merges_own_connection_is_refused_while_rows_are_copied(own: Engine) -> None:
    def rows(connection: Connection, *careless: type[Exception]) -> Iterator[dict[str, Any]]:
        for number in range(3000):
            name = None
            with suppress(*careless):
                name = connection.execute(select(func.version())).scalar()
            yield {"customer_id": number, "name": name or "unknown"}

    with own.connect() as connection:
        for careless in ((), (Exception,)):
            with pytest.raises(MergeError, match=r"statement on merge's own connection.*: SELECT version"):
                merge(connection, Customer, rows(connection, *careless))
            connection.rollback()
        assert merge(connection, Customer, connection.execute(select(*COLUMNS)).mappings()).updated == 3000


@BOTH
def test_what_makes_no_result_cannot_be_streamed(own: Engine) -> None:
    for option in ({"yield_per": 100}, {"stream_results": True}):
        with own.connect() as connection:
            streaming = connection.execution_options(**option)
            why = f"Give {next(iter(option))} to the select"
            with streaming.begin(), pytest.raises(MergeError, match=why):
                merge(streaming, Airport, [JFK])


@BOTH
def test_instances_may_be_read_again_while_they_are_merged(own: Engine) -> None:
    with Session(own) as session:
        held = session.exec(sqlmodel_select(Customer).limit(5)).all()
        session.commit()  # each is read again when it is asked for
        assert merge(session, Customer, held) == MergeResult(unchanged=5)
        session.rollback()
        lazy = (session.get(Customer, n) or JFK for n in range(5))
        session.expire_all()
        with pytest.raises(MergeError, match="runs a statement on merge's own connection"):
            merge(session, Customer, chain([Customer(customer_id=9, name="z")], lazy))
