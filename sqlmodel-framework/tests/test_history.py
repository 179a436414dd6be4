"""The database keeps history by itself, and the past can be read."""

from __future__ import annotations

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, select, text
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

from sqlmodel_framework import NaiveTimestampError, actor, as_of, audit, batch, between, merge, track, tracked
from sqlmodel_framework.errors import (
    KeyShapeError,
    ModelDefinitionError,
    SqlModelFrameworkError,
    TransactionRequiredError,
)

from .models import METADATA, Airport, Customer, Reading

AIRPORT = Airport.__table__
PAST = tracked(Airport).history


@pytest.fixture(autouse=True)
def tables(engine: Engine) -> None:
    METADATA.create_all(engine)


def now(connection: Connection) -> datetime:
    found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar()
    return found


def names(connection: Connection, at: datetime) -> list[tuple[str, str]]:
    past = as_of(Airport, at)
    return [tuple(r) for r in connection.execute(select(past.faa, past.name).order_by(past.faa))]


def test_every_kind_of_write_is_kept(engine: Engine) -> None:
    instants = []
    steps = [
        "INSERT INTO airport (faa, name) VALUES ('JFK', 'Idlewild'), ('LGA', 'North Beach')",
        "UPDATE airport SET name = upper(name)",
        "UPDATE airport SET faa = 'NYC' WHERE faa = 'LGA'",
        "DELETE FROM airport WHERE faa = 'JFK'",
        "INSERT INTO airport (faa) VALUES ('NYC') ON CONFLICT (faa) DO UPDATE SET name = 'New York'",
        "TRUNCATE airport",
    ]
    for step in steps:
        with engine.begin() as connection:
            connection.execute(text(step))
        with engine.connect() as connection:
            instants.append(now(connection))
    with engine.connect() as connection:
        assert [names(connection, at) for at in instants] == [
            [("JFK", "Idlewild"), ("LGA", "North Beach")],
            [("JFK", "IDLEWILD"), ("LGA", "NORTH BEACH")],
            [("JFK", "IDLEWILD"), ("NYC", "NORTH BEACH")],
            [("NYC", "NORTH BEACH")],
            [("NYC", "New York")],
            [],
        ]
        ends = connection.execute(select(PAST.c.op).order_by(PAST.c.sys_to, PAST.c.op)).scalars().all()
        assert ends == ["U", "U", "U", "D", "U", "T"]


def test_versions_abut_also_inside_one_instant(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO airport (faa, altitude) VALUES ('JFK', 0)"))
        # One statement for the server: its statement_timestamp() stands still.
        connection.execute(
            text("DO $$ BEGIN FOR i IN 1..5 LOOP UPDATE airport SET altitude = i; END LOOP; END $$")
        )
    with engine.connect() as connection:
        rows = connection.execute(select(PAST.c.systime, PAST.c.sys_to).order_by(PAST.c.systime)).all()
        current = connection.execute(select(AIRPORT.c.systime)).scalar()
    assert len(rows) == 5
    assert all(start < end for start, end in rows)
    assert [end for _, end in rows] == [start for start, _ in rows[1:]] + [current]


def test_replica_mode_does_not_escape(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO airport (faa) VALUES ('JFK')"))
        connection.execute(text("SET LOCAL session_replication_role = 'replica'"))
        connection.execute(text("DELETE FROM airport"))
        assert connection.execute(text("SELECT count(*) FROM airport_history")).scalar() == 1


def test_between_gives_every_version_of_the_time(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO airport (faa, name) VALUES ('JFK', 'a')"))
    with engine.connect() as connection:
        start = now(connection)
    for name in "bc":
        with engine.begin() as connection:
            connection.execute(text("UPDATE airport SET name = :n"), {"n": name})
    with engine.connect() as connection:
        version = between(Airport, start, now(connection))
        rows = connection.execute(select(version).order_by(version.sys_from)).all()
        assert [r.name for r in rows] == ["a", "b", "c"]
        assert connection.execute(select(between(Airport, start, start))).all() == []


def test_audit_tells_who_what_and_when(engine: Engine) -> None:
    steps = [
        ("dag:load/1", "b1", "INSERT INTO airport (faa, name) VALUES ('JFK', 'Idlewild')"),
        ("dag:load/2", "b2", "UPDATE airport SET name = 'Kennedy'"),
        ("dag:key", None, "UPDATE airport SET faa = 'NYC'"),
        ("dag:back", "b3", "UPDATE airport SET faa = 'JFK'"),
        (None, None, "DELETE FROM airport"),
    ]
    for who, load, step in steps:
        with engine.begin() as connection:
            actor(connection, who)
            batch(connection, load)
            connection.execute(text(step))
    with engine.connect() as connection:
        rows = connection.execute(audit(Airport, key="JFK")).all()
        login = connection.execute(text("SELECT session_user")).scalar()
    assert [(r.op, r.actor, r.batch_id, r.changes) for r in rows] == [
        ("INSERT", "dag:load/1", "b1", {"faa": [None, "JFK"], "name": [None, "Idlewild"]}),
        ("UPDATE", "dag:load/2", "b2", {"name": ["Idlewild", "Kennedy"]}),
        ("REKEY", "dag:key", None, {"faa": ["JFK", None], "name": ["Kennedy", None]}),
        ("REKEY", "dag:back", "b3", {"faa": [None, "JFK"], "name": [None, "Kennedy"]}),
        ("DELETE", None, None, {"faa": ["JFK", None], "name": ["Kennedy", None]}),
    ]
    assert {r.db_user for r in rows} == {login}
    assert [r.changed_at for r in rows] == sorted(r.changed_at for r in rows)
    assert len({r.txid for r in rows}) == 5


def test_audit_of_a_composite_key(engine: Engine) -> None:
    at = datetime(2013, 1, 1, tzinfo=timezone.utc)
    with engine.begin() as connection:
        connection.execute(Reading.__table__.insert(), [{"station": "JFK", "taken_at": at, "celsius": 3.5}])
    with engine.connect() as connection:
        for key in (("JFK", at), {"station": "JFK", "taken_at": at}):
            assert [r.op for r in connection.execute(audit(Reading, key=key))] == ["INSERT"]
    with pytest.raises(KeyShapeError, match=r"the key of reading is \(station, taken_at\)"):
        audit(Reading, key="JFK")


def test_the_actor_ends_with_the_transaction(engine: Engine) -> None:
    with engine.begin() as connection:
        actor(connection, "dag:one")
        connection.execute(text("INSERT INTO airport (faa) VALUES ('JFK')"))
        assert (
            connection.execute(text("SELECT actor FROM airport_history_log WHERE op = 'I'")).scalar()
            == "dag:one"
        )
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM airport"))
        assert connection.execute(select(PAST.c.actor)).scalar() is None


def test_an_actor_needs_a_transaction(engine: Engine) -> None:
    with pytest.raises(TransactionRequiredError, match=r"with engine.begin\(\) as conn"):
        actor(engine, "x")
    own = engine.execution_options(isolation_level="AUTOCOMMIT")
    with own.connect() as connection, pytest.raises(TransactionRequiredError, match="commits every"):
        actor(connection, "x")
    with engine.begin() as connection, pytest.raises(SqlModelFrameworkError, match="actor 5 is of type int"):
        actor(connection, 5)


def test_a_session_reads_back_what_the_database_set(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Customer(customer_id=1, name="a"))
        session.commit()
        found = session.get(Customer, 1)
        assert found is not None and found.systime is not None and found.created_at == found.systime
        first = found.systime
        found.name = "b"
        session.commit()
        assert found.systime is not None and found.systime > first


def test_a_session_of_several_databases_works_with_the_models(engine: Engine) -> None:
    with Session(binds={Customer: engine, Airport: engine}) as session:
        assert merge(session, Customer, [{"customer_id": 1, "name": "a"}]).inserted == 1
        assert merge(session, AIRPORT, [{"faa": "JFK"}]).inserted == 1
        with pytest.raises(TransactionRequiredError, match="several databases"):
            actor(session, "dag:load")
        actor(session.connection(bind_arguments={"mapper": Customer}), "dag:load")
        session.commit()


def test_a_users_trigger_that_sorts_before_the_tables_name_runs_first(engine: Engine) -> None:
    skip = "BEFORE UPDATE ON airport FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO airport (faa, name) VALUES ('JFK', 'a')"))
        connection.execute(text(f"CREATE TRIGGER a_skip {skip}"))
    for name, kept in (("a", 0), ("b", 1)):
        with engine.begin() as connection:
            connection.execute(text("UPDATE airport SET name = :n"), {"n": name})
            assert connection.execute(text("SELECT count(*) FROM airport_history")).scalar() == kept


def test_an_instant_needs_a_time_zone() -> None:
    with pytest.raises(NaiveTimestampError, match="has no time zone"):
        as_of(Airport, datetime(2013, 1, 1))
    with pytest.raises(NaiveTimestampError, match="fromisoformat"):
        as_of(Airport, "2013-01-01")
    with pytest.raises(NaiveTimestampError, match="2013-01-01 is a day"):
        between(Airport, date(2013, 1, 1), date(2013, 1, 2))


@pytest.mark.parametrize("name", ["sys_to", "op", "actor", "db_user", "txid"])
def test_a_column_may_not_be_called_as_one_of_history(name: str) -> None:
    table = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column(name, String))
    with pytest.raises(ModelDefinitionError, match=f"has {name}, which its history needs"):
        track(table)


def test_the_past_of_two_tables_joins(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO airport (faa, name) VALUES ('JFK', 'Idlewild'), ('LGA', 'b')"))
        connection.execute(text("INSERT INTO customer (customer_id, name) VALUES (1, 'JFK'), (2, 'LGA')"))
    with engine.begin() as connection:
        then = now(connection)
    with engine.begin() as connection:
        connection.execute(text("UPDATE airport SET name = 'Kennedy' WHERE faa = 'JFK'"))
        connection.execute(text("DELETE FROM customer WHERE customer_id = 2"))
    with engine.begin() as connection:
        found = []
        for at in (then, now(connection)):
            a, c = as_of(Airport, at), as_of(Customer, at)
            query = select(c.customer_id, a.name).join(a, a.faa == c.name).order_by(c.customer_id)
            found.append([tuple(r) for r in connection.execute(query)])
        was = as_of(Airport, then)
        beside = select(was.name, AIRPORT.c.name).join(AIRPORT, AIRPORT.c.faa == was.faa)
        changed = connection.execute(beside.where(AIRPORT.c.name != was.name)).all()
    assert found == [[(1, "Idlewild"), (2, "b")], [(1, "Kennedy")]]
    assert [tuple(r) for r in changed] == [("Idlewild", "Kennedy")]


def test_versions_across_the_end_of_summer_time(engine: Engine) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # A start in the future, so that each next version begins a microsecond later: the hour comes twice.
    last = "'2099-10-25 02:59:59.999999+02'"
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL TimeZone = 'Europe/Berlin'"))
        columns = "faa, name, created_at, systime"
        connection.execute(text(f"INSERT INTO airport ({columns}) VALUES ('JFK', 'a', {last}, {last})"))
        connection.execute(text("UPDATE airport SET name = 'b'"))
        local = "SELECT systime::text FROM airport"
        assert connection.execute(text(local)).scalar() == "2099-10-25 02:00:00+01"
        connection.execute(text("UPDATE airport SET name = 'c'"))
        before, after = (datetime(2099, 10, 25, 2, 59, 59, 999999, tzinfo=berlin, fold=f) for f in (0, 1))
        assert names(connection, before) == [("JFK", "a")]
        assert names(connection, datetime(2099, 10, 25, 2, tzinfo=berlin, fold=0)) == []
        assert names(connection, datetime(2099, 10, 25, 2, tzinfo=berlin, fold=1)) == [("JFK", "b")]
        assert names(connection, after) == [("JFK", "c")]
        version = between(Airport, before, after)
        rows = connection.execute(select(version).order_by(version.sys_from)).all()
        assert [(r.name, r.systime.astimezone(timezone.utc).hour) for r in rows] == [
            ("a", 0), ("b", 1), ("c", 1),
        ]  # fmt: skip


def test_drop_all_leaves_nothing(engine: Engine, schema: str) -> None:
    METADATA.drop_all(engine)
    with engine.connect() as connection:
        left = "SELECT count(*) FROM pg_proc WHERE pronamespace = to_regnamespace(:s)"
        assert connection.execute(text(left), {"s": schema}).scalar() == 0
        left = "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace(:s)"
        assert connection.execute(text(left), {"s": schema}).scalar() == 0


def test_one_table_alone_brings_its_history(engine: Engine) -> None:
    METADATA.drop_all(engine)
    AIRPORT.create(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO airport (faa) VALUES ('JFK')"))
        connection.execute(text("DELETE FROM airport"))
        assert connection.execute(text("SELECT count(*) FROM airport_history")).scalar() == 1
    AIRPORT.drop(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('airport_history')")).scalar() is None
