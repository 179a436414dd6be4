"""What REPEATABLE READ and SERIALIZABLE cannot see, and what history makes of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, NotSupportedError

from sqlmodel_framework import ConstraintError, MergeResult, as_of, deploy, merge, tracked

from .models import Airport
from .sql import execute


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_truncate_does_not_pass_over_rows_that_it_cannot_see(engine: Engine, level: str) -> None:
    deploy(engine, [Airport])
    with engine.connect().execution_options(isolation_level=level) as connection:
        connection.execute(text("SELECT 1"))
        execute(engine, "INSERT INTO airport (faa, name) VALUES ('JFK', 'a')")
        with pytest.raises(NotSupportedError, match=f"level {level.lower()} would lose history") as refused:
            connection.execute(text("TRUNCATE airport"))
        assert "Write DELETE FROM" in str(refused.value)
    with engine.connect() as connection:
        instant = connection.execute(text("SELECT clock_timestamp()")).scalar()
    execute(engine, "TRUNCATE airport")
    with engine.connect() as connection:
        assert [r.name for r in connection.execute(select(as_of(Airport, instant)))] == ["a"]
        assert connection.execute(select(tracked(Airport).history.c.op)).scalars().all() == ["T"]


def test_a_row_that_another_changed_since_is_refused_and_not_recorded(engine: Engine) -> None:
    deploy(engine, [Airport])
    execute(engine, "INSERT INTO airport (faa, name) VALUES ('JFK', 'a')")
    for statement in ("UPDATE airport SET name = 'c'", "DELETE FROM airport"):
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.execute(text("SELECT 1"))
            execute(engine, "UPDATE airport SET name = name || 'b'")
            with pytest.raises(DBAPIError, match="could not serialize"):
                connection.execute(text(statement))
    with engine.connect() as connection:
        past = tracked(Airport).history
        names = connection.execute(select(past.c.name).order_by(past.c.sys_to)).scalars().all()
        assert names == ["a", "ab"]


def test_a_merge_of_a_key_that_its_snapshot_lacks_fails_whole_and_is_not_recorded(engine: Engine) -> None:
    deploy(engine, [Airport])
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SELECT 1"))
        execute(engine, "INSERT INTO airport (faa, name) VALUES ('JFK', 'a')")
        rows = [{"faa": "JFK", "name": "b"}, {"faa": "EWR", "name": "c"}]
        with pytest.raises(ConstraintError, match="Another transaction may have come between") as refused:
            merge(connection, Airport, rows, batch_id="late", sparse=True)
        assert (refused.value.constraint, refused.value.sqlstate) == ("airport_pkey", "23505")
        connection.rollback()
        assert merge(connection, Airport, rows, batch_id="again", sparse=True) == MergeResult(1, 1)
        connection.commit()
    with engine.connect() as connection:
        past = tracked(Airport).history
        assert connection.execute(select(past.c.name, past.c.op)).all() == [("a", "U")]
