"""Merge: what is new, changed, gone and refused; and that the books balance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    column,
    event,
    func,
    literal,
    select,
    text,
    values,
)
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session, create_engine

from sqlmodel_framework import (
    MergeError,
    MergeResult,
    RejectedRowsError,
    SourceColumnsError,
    as_of,
    merge,
    track,
    tracked,
)
from sqlmodel_framework.dialects.postgresql.fill import _BLOCK_ROWS

from .models import METADATA, Airport, Customer, Product, Reading, Refused

AIRPORT, REFUSED = Airport.__table__, Refused.__table__
PAST = tracked(Airport).history
JFK, LGA = {"faa": "JFK", "name": "Kennedy"}, {"faa": "LGA", "name": "La Guardia"}


@pytest.fixture(autouse=True)
def tables(engine: Engine) -> None:
    METADATA.create_all(engine)


def load(engine: Engine, rows: Any, model: Any = Airport, **options: Any) -> MergeResult:
    with engine.begin() as connection:
        return merge(connection, model, rows, **options)


def contents(engine: Engine) -> list[tuple[str, str, str]]:
    c = AIRPORT.c
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(c.faa, c.name, c.batch_id).order_by(c.faa))]


def count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)


def test_new_changed_and_unchanged(engine: Engine) -> None:
    assert load(engine, [JFK, LGA], batch_id="1") == MergeResult(inserted=2)
    rows = [JFK, {**LGA, "name": "LaGuardia"}, {"faa": "EWR", "name": "Newark"}]
    assert load(engine, rows, batch_id="2") == MergeResult(inserted=1, updated=1, unchanged=1)
    assert contents(engine) == [
        ("EWR", "Newark", "2"), ("JFK", "Kennedy", "1"), ("LGA", "LaGuardia", "2"),
    ]  # fmt: skip


def test_the_same_batch_again_changes_nothing(engine: Engine) -> None:
    rows = [JFK, LGA, {"faa": None, "name": "nowhere"}, {**JFK, "name": "JFK"}]
    first = load(engine, rows, batch_id="1", quarantine=Refused)
    again = load(engine, rows, batch_id="1", quarantine=Refused)
    assert (first.inserted, first.rejected) == (2, 2)
    assert again == MergeResult(unchanged=2, rejected=2)
    with engine.connect() as connection:
        assert count(connection, PAST) == 0
        assert count(connection, REFUSED) == 2


def test_refused_rows_keep_their_reason(engine: Engine) -> None:
    rows: list[dict[str, Any]] = [
        {"faa": "A", "name": "first", "altitude": 1},
        {"faa": "A", "name": "last", "altitude": "2"},
        {"faa": None, "name": "no key", "altitude": None},
        {"faa": "B", "name": "nul \0", "altitude": None},
        {"faa": "C", "name": "far too high", "altitude": 1 << 40},
        {"faa": "D", "name": "one column short"},
        {"faa": "E", "name": "words", "altitude": "high"},
    ]
    result = load(engine, rows, batch_id="1", quarantine=Refused)
    assert result == MergeResult(inserted=1, rejected=6)
    c = REFUSED.c
    with engine.connect() as connection:
        found = connection.execute(select(c.reason, c.source_row, c.model, c.batch_id).order_by(c.id)).all()
    assert [(r.reason, r.source_row["name"]) for r in found] == [
        ("duplicate key: another row of the batch wins", "first"),
        ("key column faa is null", "no key"),
        ("column name: the text holds a NUL character, which PostgreSQL cannot keep", "nul \\u0000"),
        ("column altitude: 1099511627776 does not fit an integer of 32 bits", "far too high"),
        ("the row has no 'altitude', which the first row has", "one column short"),
        ("column altitude: invalid literal for int() with base 10: 'high'", "words"),
    ]
    assert {(r.model, r.batch_id) for r in found} == {("airport", "1")}
    assert contents(engine) == [("A", "last", "1")]


def test_refused_rows_without_a_quarantine_stop_the_load(engine: Engine) -> None:
    with engine.begin() as connection:
        with pytest.raises(RejectedRowsError, match=r"1 of .* row 2: key column faa is null\. Nothing") as e:
            merge(connection, Airport, [JFK, {"faa": None, "name": "x"}])
        assert (e.value.rejected, e.value.reasons) == (1, [(2, "key column faa is null")])
        # The transaction goes on, and nothing was written in it.
        assert count(connection, AIRPORT) == 0


def test_the_highest_order_wins(engine: Engine) -> None:
    rows = [{**JFK, "_order": 10}, {**JFK, "name": "old", "_order": 9}]
    assert load(engine, rows, quarantine=Refused) == MergeResult(inserted=1, rejected=1)
    assert contents(engine)[0][1] == "Kennedy"


def test_the_source_may_refuse(engine: Engine) -> None:
    rows = [{**JFK, "why": None}, {**LGA, "why": "not checked"}]
    assert load(engine, rows, quarantine=Refused, reject_column="why").rejected == 1
    with engine.connect() as connection:
        assert connection.execute(select(REFUSED.c.reason)).scalar() == "not checked"


def test_inactivation_and_return(engine: Engine) -> None:
    load(engine, [JFK, LGA], batch_id="1")
    assert load(engine, [LGA], batch_id="2", delete="inactivate") == MergeResult(unchanged=1, inactivated=1)
    assert load(engine, [LGA], batch_id="3", delete="inactivate") == MergeResult(unchanged=1)
    c = AIRPORT.c
    with engine.connect() as connection:
        gone = connection.execute(select(c.inactivated_date, c.batch_id).where(c.faa == "JFK")).one()
        assert gone.inactivated_date is not None and gone.batch_id == "2"
    assert load(engine, [JFK, LGA], batch_id="4") == MergeResult(updated=1, unchanged=1)
    with engine.connect() as connection:
        assert connection.execute(select(c.inactivated_date).where(c.faa == "JFK")).scalar() is None


def test_a_refused_row_is_not_gone(engine: Engine) -> None:
    load(engine, [{**JFK, "altitude": 13}, {**LGA, "altitude": 21}])
    rows = [{**JFK, "altitude": "high"}]
    result = load(engine, rows, quarantine=Refused, delete="inactivate")
    assert result == MergeResult(rejected=1, inactivated=1)
    c = AIRPORT.c
    with engine.connect() as connection:
        assert connection.execute(select(c.faa).where(c.inactivated_date.is_(None))).scalars().all() == [
            "JFK"
        ]


def test_deletion(engine: Engine) -> None:
    load(engine, [JFK, LGA])
    assert load(engine, [JFK], delete="delete") == MergeResult(unchanged=1, deleted=1)
    assert [r[0] for r in contents(engine)] == ["JFK"]


def test_an_empty_source_takes_nothing_by_accident(engine: Engine) -> None:
    load(engine, [JFK])
    with pytest.raises(MergeError, match="allow_empty=True"):
        load(engine, [], delete="inactivate")
    assert load(engine, [], delete="inactivate", allow_empty=True) == MergeResult(inactivated=1)
    assert load(engine, []) == MergeResult()


def test_a_source_without_any_key_takes_nothing_by_accident(engine: Engine) -> None:
    wrong = [{"customer_id": None, "name": "x"}, {"customer_id": "n/a", "name": "y"}]
    for own in (engine, create_engine("sqlite://")):
        METADATA.create_all(own)
        load(own, [{"customer_id": n, "name": "a"} for n in range(5)], Customer)
        for delete in ("delete", "inactivate"):
            with pytest.raises(MergeError, match=r"none of .* 2 rows has a key, .* allow_empty"):
                load(own, wrong, Customer, quarantine=Refused, delete=delete)
        some = [*wrong, {"customer_id": 1, "name": None}]
        assert load(own, some, Customer, quarantine=Refused, delete="delete").deleted == 4
        result = load(own, wrong, Customer, quarantine=Refused, delete="delete", allow_empty=True)
        assert result == MergeResult(rejected=2, deleted=1)


def source(*rows: tuple[Any, ...]) -> Any:
    return select(
        values(column("faa", String), column("name", String), column("altitude", String), name="v").data(
            list(rows)
        )
    )


def test_a_select_stays_in_the_database(engine: Engine) -> None:
    rows = [("A", "plain", "12"), ("B", "words", "high"), (None, "no key", "1"), ("A", "also 50%", "1")]
    first = load(engine, source(*rows), batch_id="1", quarantine=Refused)
    again = load(engine, source(*reversed(rows)), batch_id="1", quarantine=Refused)
    assert first == MergeResult(inserted=1, rejected=3)
    assert again == MergeResult(unchanged=1, rejected=3)
    c = REFUSED.c
    with engine.connect() as connection:
        found = connection.execute(select(c.reason, c.source_row).order_by(c.reason)).all()
        assert connection.execute(select(AIRPORT.c.altitude)).scalar() == 12
    assert [(r.reason, r.source_row["name"]) for r in found] == [
        ("column altitude: not a value of type integer: 'high'", "words"),
        ("duplicate key: another row of the batch wins", "also 50%"),
        ("key column faa is null", "no key"),
    ]


def test_a_select_may_order_and_refuse(engine: Engine) -> None:
    raw = values(column("faa", String), column("n", Integer), name="v").data([("A", 1), ("A", 2), ("B", 3)])
    query = select(
        raw.c.faa,
        literal("x%(y)s").label("name"),
        raw.c.n.label("_order"),
        func.nullif(raw.c.faa, "A").label("why"),
    )
    result = load(engine, query, quarantine=Refused, reject_column="why")
    assert result == MergeResult(inserted=1, rejected=2)
    with engine.connect() as connection:
        rows = connection.execute(select(REFUSED.c.reason, REFUSED.c.source_row)).all()
    assert {r.reason: r.source_row.get("_order") for r in rows} == {
        "B": 3, "duplicate key: another row of the batch wins": None,
    }  # fmt: skip
    assert contents(engine) == [("A", "x%(y)s", None)]


def test_model_instances_and_sessions(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Customer(customer_id=1, name="a"))
        session.commit()
        held = session.get(Customer, 1)
        result = merge(
            session, Customer, [Customer(customer_id=1, name="b"), Customer(customer_id=2, name="c")]
        )
        assert result == MergeResult(inserted=1, updated=1)
        assert held is not None and held.name == "b"
        session.rollback()
        assert held.name == "a"


def test_a_generator_is_not_held(engine: Engine) -> None:
    alive = 0

    class Row(dict[str, Any]):
        def __init__(self, n: int) -> None:
            nonlocal alive, most
            super().__init__(customer_id=n, name="x" * 50)
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    most = 0

    def rows() -> Iterator[Row]:
        for n in range(20_000):
            yield Row(n)

    assert load(engine, rows(), Customer).inserted == 20_000
    assert most <= 2 * _BLOCK_ROWS + 1


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


def test_an_error_of_the_source_comes_out_as_it_is(engine: Engine) -> None:
    def rows() -> Iterator[dict[str, str]]:
        yield JFK
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError, match="the source broke off"):
        load(engine, rows())
    assert contents(engine) == []


def test_a_default_is_for_new_rows_only(engine: Engine) -> None:
    load(engine, [{"product_id": 1, "name": "a", "colour": "red"}], Product)
    rows = [{"product_id": 1, "name": "b"}, {"product_id": 2, "name": "c"}]
    assert load(engine, rows, Product) == MergeResult(inserted=1, updated=1)
    c = Product.__table__.c
    with engine.connect() as connection:
        found = connection.execute(select(c.colour).order_by(c.product_id)).scalars().all()
    assert found == ["red", "pale: \\:x %s"]


def test_numbers_must_fit_their_column(engine: Engine) -> None:
    rows = [{"product_id": i, "name": "x", "price": p} for i, p in enumerate(("1.005", 10**6, "NaN", "x"))]
    assert load(engine, rows, Product, quarantine=Refused) == MergeResult(inserted=2, rejected=2)


def test_the_columns_must_fit(engine: Engine) -> None:
    for rows, message in (
        ([{**JFK, "nmae": "x"}], r"a column 'nmae' that airport has not\. Its columns: altitude, faa, name"),
        ([{**JFK, "systime": "x"}], r"'systime', which the database keeps itself"),
        ([{"name": "x"}], "lacks the key column 'faa'"),
        ([("JFK", "x")], "the first row is a tuple"),
        ("a,b", "rows is a str"),
    ):
        with pytest.raises(SourceColumnsError, match=message):
            load(engine, rows)
    with pytest.raises(SourceColumnsError, match="lacks 'name', which customer requires"):
        load(engine, [{"customer_id": 1}], Customer)
    with pytest.raises(SourceColumnsError, match="reject_column='why' is no column"):
        load(engine, [JFK], reject_column="why")
    # A default is for new rows; a key says which row is meant.
    sale = Table("sale", MetaData(), Column("tenant", String, primary_key=True, default="main"),
                 Column("sale_id", Integer, primary_key=True))  # fmt: skip
    track(sale)
    with pytest.raises(SourceColumnsError, match="lacks the key column 'tenant'"):
        load(engine, [{"sale_id": 1}], sale)


def test_contradictions_are_errors(engine: Engine) -> None:
    with pytest.raises(MergeError, match="delete='purge' is not known"):
        load(engine, [JFK], delete="purge")
    with pytest.raises(MergeError, match="reading has no inactivated_date"):
        load(engine, [], Reading, delete="inactivate")
    with pytest.raises(MergeError, match="is no quarantine table"):
        load(engine, [JFK], quarantine=Customer)


def test_a_composite_key_and_hostile_text(engine: Engine) -> None:
    at = datetime(2013, 1, 1, 5, tzinfo=timezone.utc)
    rows = [{"station": s, "taken_at": at, "celsius": 1.5} for s in ("\\N", "a\tb", "\n\r", "é'\"%")]
    assert load(engine, rows, Reading) == MergeResult(inserted=4)
    assert load(engine, rows, Reading) == MergeResult(unchanged=4)
    naive = [{"station": "x", "taken_at": at.replace(tzinfo=None), "celsius": 1}]
    result = load(engine, [*rows, {**rows[0], "station": "toolong"}, *naive], Reading, quarantine=Refused)
    assert result == MergeResult(unchanged=4, rejected=2)


def test_merge_leaves_the_transaction_to_the_caller(engine: Engine) -> None:
    with engine.connect() as connection:
        transaction = connection.begin()
        merge(connection, Airport, [JFK], batch_id="1")
        transaction.rollback()
    assert contents(engine) == []
    load(engine, [JFK], batch_id="1")
    before = datetime.now(timezone.utc)
    load(engine, [{**JFK, "name": "x"}], batch_id="2")
    with engine.connect() as connection:
        assert json.dumps([r.name for r in connection.execute(as_of(Airport, before))]) == '["Kennedy"]'


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


def test_keys_beside_those_of_the_table_are_inserted_without_a_join(engine: Engine) -> None:
    joins = statements(engine, ("WITH done", "MERGE INTO airport", "UPDATE airport"))
    load(engine, [{"faa": "B"}, {"faa": "D"}])
    load(engine, [{"faa": "C"}, {"faa": None}], quarantine=Refused)
    load(engine, [{"faa": "E"}, {"faa": "F"}])
    assert joins == []
    rows = [{"faa": "A", "name": "y"}, {"faa": "D", "name": "x"}]
    assert load(engine, rows) == MergeResult(inserted=1, updated=1)
    assert len(joins) == 1


_STATIONS = st.sampled_from(["a", "B", "é", "Z", "0"])
_DAYS = st.integers(1, 6).map(lambda day: datetime(2013, 1, day, tzinfo=timezone.utc))
_BATCH = st.dictionaries(st.tuples(_STATIONS, _DAYS), st.sampled_from([None, 0.5, 1.0]), max_size=8)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
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
