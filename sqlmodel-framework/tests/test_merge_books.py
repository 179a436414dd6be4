"""Merge: that the books balance, whichever way the rows are compared."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine

from sqlmodel_framework import MergeResult, RejectedRowsError, merge
from sqlmodel_framework._dialects.postgresql import write

from .loading import load
from .models import METADATA, Airport, Customer, Reading, Refused


@pytest.fixture(autouse=True)
def tables(engine: Engine) -> None:
    METADATA.create_all(engine)


def statements(engine: Engine, kind: tuple[str, ...]) -> list[tuple[str, str]]:
    """Fills with the first word of each statement of ``kind``, and enable_nestloop at that time."""
    seen: list[tuple[str, str]] = []

    def before(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith(kind):
            cursor.execute("SHOW enable_nestloop")
            seen.append((statement.split()[0], cursor.fetchone()[0]))

    event.listen(engine, "before_cursor_execute", before)
    return seen


def test_a_first_load_of_a_vacuumed_table_hashes(engine: Engine) -> None:
    load(engine, [{"faa": "K50"}])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE airport"))
    seen = statements(engine, ("INSERT INTO airport", "MERGE INTO airport", "WITH done"))
    rows = [{"faa": f"K{i}"} for i in range(100)]
    with engine.begin() as connection:
        assert merge(connection, Airport, rows).inserted == 99
        assert connection.execute(text("SHOW enable_nestloop")).scalar() == "on"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE airport"))
    with engine.begin() as connection:
        merge(connection, Airport, [{"faa": "K0", "name": "x"}])
    assert [nestloop for _, nestloop in seen] == ["off", "on"]


def test_what_merge_sets_in_its_session_is_set_back(engine: Engine) -> None:
    settings = ("work_mem", "random_page_cost", "enable_nestloop")
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL random_page_cost = 3"))
        before = [connection.execute(text(f"SHOW {s}")).scalar() for s in settings]
        merge(connection, Airport, [{"faa": "JFK"}])
        with pytest.raises(RejectedRowsError):
            merge(connection, Airport, [{"faa": None}])
        assert [connection.execute(text(f"SHOW {s}")).scalar() for s in settings] == before


def test_keys_beside_those_of_the_table_are_inserted_without_a_join(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_MANY", 2)
    joins = statements(engine, ("WITH done", "MERGE INTO airport", "UPDATE airport"))
    load(engine, [{"faa": "B"}, {"faa": "D"}])
    load(engine, [{"faa": "C"}, {"faa": None}], quarantine=Refused)
    load(engine, [{"faa": "E"}, {"faa": "F"}])
    assert joins == []
    rows = [{"faa": "A", "name": "y"}, {"faa": "D", "name": "x"}]
    assert load(engine, rows) == MergeResult(inserted=1, updated=1)
    assert len(joins) == 1


@pytest.mark.parametrize(
    "keys",
    [
        [*range(2000), 1999],  # in order up to the last
        [*range(700), *range(600, 1300)],  # a block begins before the last one's end
        ["01", "1", *map(str, range(2, 30))],  # text that rises, of numbers that do not
        [*range(700), None, *range(700, 800), 5],
    ],
)
def test_a_key_that_comes_twice_is_found_wherever_it_is(engine: Engine, keys: list[Any]) -> None:
    valid = [int(k) for k in keys if k is not None]
    result = load(
        engine,
        ({"customer_id": k, "name": f"n{i}"} for i, k in enumerate(keys)),
        Customer,
        quarantine=Refused,
    )
    assert (result.inserted, result.rejected) == (len(set(valid)), len(keys) - len(set(valid)))
    last = {int(k): f"n{i}" for i, k in enumerate(keys) if k is not None}
    with engine.connect() as conn:
        assert {r.customer_id: r.name for r in conn.execute(select(Customer.__table__))} == last


def test_counts_are_exact_after_other_writes_and_beside_other_triggers(engine: Engine) -> None:
    rows = [{"customer_id": n, "name": "a"} for n in range(3)]
    with engine.begin() as conn:
        conn.execute(text("INSERT INTO customer (customer_id, name) VALUES (0, 'a'), (1, 'b')"))
        assert merge(conn, Customer, rows) == MergeResult(inserted=1, updated=1, unchanged=1)
        assert merge(conn, Customer, rows) == MergeResult(unchanged=3)
    with engine.begin() as conn:
        conn.execute(
            text(
                """CREATE FUNCTION shadow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF NEW.customer_id < 1000 THEN
  INSERT INTO customer (customer_id, name) VALUES (NEW.customer_id + 1000, NEW.name);
END IF; RETURN NEW; END $$"""
            )
        )
        conn.execute(
            text("CREATE TRIGGER shadow BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION shadow()")
        )
        more = [{"customer_id": n, "name": "b"} for n in range(5)]
        assert merge(conn, Customer, more) == MergeResult(inserted=2, updated=3)
        conn.execute(text("DROP FUNCTION shadow() CASCADE"))


_STATIONS = st.sampled_from(["a", "B", "é", "Z", "0"])
_DAYS = st.integers(1, 6).map(lambda day: datetime(2013, 1, day, tzinfo=timezone.utc))
_BATCH = st.dictionaries(st.tuples(_STATIONS, _DAYS), st.sampled_from([None, 0.5, 1.0]), max_size=8)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(st.lists(_BATCH, max_size=4))
def test_a_merge_is_a_dictionary_update(engine: Engine, batches: list[dict[Any, Any]]) -> None:
    table = Reading.__table__
    with engine.begin() as connection:
        connection.execute(table.delete())
    wanted: dict[Any, Any] = {}
    for batch in batches:
        new = sum(key not in wanted for key in batch)
        changed = sum(key in wanted and wanted[key] != celsius for key, celsius in batch.items())
        rows = [{"station": key[0], "taken_at": key[1], "celsius": celsius} for key, celsius in batch.items()]
        result = load(engine, rows, Reading)
        assert result == MergeResult(inserted=new, updated=changed, unchanged=len(batch) - new - changed)
        wanted |= batch
        with engine.connect() as connection:
            found = connection.execute(select(table.c.station, table.c.taken_at, table.c.celsius))
            assert {(row[0], row[1]): row[2] for row in found} == wanted
