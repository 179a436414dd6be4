"""The whole of it without Airflow: what the days bring, what is refused, what the history and the proof say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlmodel_framework import audit

from pagila import dimension, load, proof, report
from pagila.delivery import Delivery, deliveries
from pagila.errors import PagilaError
from pagila.models import Customer, Payment, RawPayment, Refused, Rental
from pagila.source import SAMPLE, Folder, Row, Source

WHO = "dag:test/run:1"

#: Of the real rows: what came in by month, how many days and rentals, and who was out on the evening of a day.
FACTS: dict[bool, dict[str, Any]] = {
    True: {
        "revenue": {
            "2005-05": "4824.43",
            "2005-06": "9631.88",
            "2005-07": "28373.89",
            "2005-08": "24072.13",
            "2006-02": "514.18",
        },
        "total": "67416.51",
        "deliveries": 90,
        "rentals": 16044,
        "rental_days": 41,
        "returned": 15861,
        "out": {"2005-05-31": 761, "2005-06-30": 1, "2005-07-31": 2522, "2005-08-31": 63},
        "refused": {424: 1, 7011: 1, 10840: 1, 14675: 1, 15458: 291},
    },
    False: {
        "revenue": {"2025-05": "248.44", "2025-06": "175.58", "2025-07": "65.72"},
        "total": "489.74",
        "deliveries": 25,
        "rentals": 123,
        "rental_days": 9,
        "returned": 95,
        "out": {"2025-05-31": 49, "2025-06-30": 1, "2025-07-31": 28},
        "refused": {9: 1, 40: 1, 66: 30},
    },
}


def facts(source: Folder) -> dict[str, Any]:
    return FACTS[source.path != SAMPLE]


def run(warehouse: Engine, source: Source, until: str | None = None) -> dict[str, str]:
    """What a run of the DAG does, without Airflow. Month -> delivered."""
    load.references(warehouse, source, WHO, "run")
    load.days(warehouse, source, WHO, until)
    return delivered(warehouse)


def delivered(warehouse: Engine) -> dict[str, str]:
    return {month: said["delivered"] for month, said in proof.require(warehouse).items()}


class Changed:
    """A source that has changed since."""

    def __init__(self, source: Source, **changed: Any) -> None:
        self.source, self.changed = source, changed

    def rows(self, name: str) -> list[Row]:
        rows = self.source.rows(name)
        change = self.changed.get(name)
        return rows if change is None else [row for row in map(change, rows) if row is not None]


@pytest.fixture
def sample() -> Folder:
    return Folder(SAMPLE)


def test_the_year_day_by_day(warehouse: Engine, source: Folder) -> None:
    wanted = facts(source)
    assert run(warehouse, source) == wanted["revenue"]
    with warehouse.connect() as connection:
        months = proof.revenue(connection)
        refused = connection.execute(select(Refused.model, Refused.source_row, Refused.reason)).all()
        assert sum(month.delivered for month in months) == Decimal(wanted["total"])
        assert {int(row["payment_id"]): int(row["rental_id"]) for _, row, _ in refused} == wanted["refused"]
        assert all(month.delivered - month.loaded == month.refused for month in months)
        assert {model for model, _, _ in refused} == {"pagila.payment"}
        assert len(load.loaded(connection)) == wanted["deliveries"]
        assert connection.execute(select(func.count()).select_from(Rental)).scalar() == wanted["rentals"]
        # Every payment of a rental that came back is the film's rate and 1.00 a day late.
        assert proof.rule(connection) == proof.Rule(wanted["returned"], [])
        assert {day: report.out(connection, day) for day in wanted["out"]} == wanted["out"]
    rented = {str(row["rental_date"])[:10] for row in source.rows("rental")}
    assert len(rented) == wanted["rental_days"]


def test_the_second_run_finds_nothing(warehouse: Engine, sample: Folder) -> None:
    first = run(warehouse, sample)
    assert load.days(warehouse, sample, WHO) == {}
    assert {str(done) for done in load.references(warehouse, sample, WHO, "again").values()} == {
        f"MergeResult(inserted=0, updated=0, unchanged={n}, inactivated=0, rejected=0, deleted=0)" for n in (18, 54, 12)
    }
    assert delivered(warehouse) == first


def test_days_that_stop_and_go_on_come_to_the_same(warehouse: Engine, sample: Folder) -> None:
    run(warehouse, sample, until="2025-05-31")
    with warehouse.connect() as connection:
        assert max(load.loaded(connection)) == "2025-05-31"
    assert run(warehouse, sample) == facts(sample)["revenue"]


def test_a_return_is_a_new_version_and_the_history_says_who_wrote_it(warehouse: Engine, sample: Folder) -> None:
    run(warehouse, sample)
    with warehouse.connect() as connection:
        entries = connection.execute(audit(Rental, key=1)).all()
        assert [(entry.op, entry.batch_id, entry.actor) for entry in entries] == [
            ("INSERT", "2025-05-28", WHO),
            ("UPDATE", "2025-05-31", WHO),
        ]
        assert list(entries[1].changes) == ["return_date"]
        assert report.out(connection, "2025-05-27") == 0


def test_a_day_that_fails_leaves_nothing_of_itself(
    warehouse: Engine, sample: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    load.references(warehouse, sample, WHO, "run")
    whole = load.day

    def killed(connection: Any, delivery: Delivery) -> dict[str, int]:
        done = whole(connection, delivery)
        if delivery.day == "2025-05-30":
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(load, "day", killed)
        load.days(warehouse, sample, WHO)
    with warehouse.connect() as connection:
        assert load.loaded(connection) == {"2025-05-28", "2025-05-29"}
    assert run(warehouse, sample) == facts(sample)["revenue"]


def test_a_customer_of_two_names_has_two_rows_in_the_dimension(warehouse: Engine, sample: Folder) -> None:
    def later(row: Row) -> Row | None:
        if row["customer_id"] == "12":
            return None  # left
        return {**row, "last_name": "STONE"} if row["customer_id"] == "1" else row

    batch = {"who": WHO, "batch_id": "one"}
    load.references(warehouse, sample, **batch)
    done = load.references(warehouse, Changed(sample, customer=later), **batch)
    assert (done["customer"].updated, done["customer"].inactivated) == (1, 1)
    with warehouse.connect() as connection:
        found = dimension.versions(connection)
        mine = [row for row in found if row.customer_id == 1]
        assert [(row.version, row.last_name) for row in mine] == [(1, "PIKE"), (2, "STONE")]
        assert mine[0].valid_to == mine[1].valid_from
        assert mine[1].valid_to is None
        assert len(found) == 12 + 2
        left = connection.execute(select(Customer.inactivated_date).where(Customer.customer_id == 12)).scalar()
        assert left is not None


def test_a_line_that_does_not_fit_is_kept_and_an_odd_amount_is_refused(warehouse: Engine, sample: Folder) -> None:
    load.references(warehouse, sample, WHO, "run")
    first = next(iter(deliveries(sample)))
    lines = first.payment.splitlines(keepends=True)
    odd = lines[1].replace(b"0.99", b"free")
    with warehouse.begin() as connection:
        done = load.day(connection, Delivery(first.day, first.rental, b"".join([lines[0], odd, b"1,2\n", *lines[2:]])))
        assert done["refused"] == 2
        raw = connection.execute(select(RawPayment.raw_line).where(RawPayment.raw_line.is_not(None)))
        assert raw.scalars().all() == ["1,2"]
        reasons = connection.execute(select(Refused.reason).order_by(Refused.id)).scalars().all()
        assert any("amount" in reason and "free" in reason for reason in reasons)
    first_day = sum(Decimal(line.rsplit(b",", 2)[1].decode()) for line in lines[2:])
    assert delivered(warehouse) == {"2025-05": str(first_day)}


def test_the_proof_sees_a_cent_that_somebody_changed(warehouse: Engine, sample: Folder) -> None:
    run(warehouse, sample)
    with warehouse.begin() as connection:
        dearer = Payment.__table__.update().where(Payment.__table__.c.payment_id == 2)
        connection.execute(dearer.values(amount=Payment.__table__.c.amount + Decimal("0.01")))
    with pytest.raises(PagilaError, match="(?s)PAG-PRF-001.*2025-05.*next: "):
        proof.require(warehouse)


def test_the_proof_sees_a_payment_that_is_not_what_its_rental_cost(warehouse: Engine, sample: Folder) -> None:
    def dearer(row: Row) -> Row:
        return {**row, "rental_rate": "3.99"} if row["film_id"] == "1" else row

    with pytest.raises(PagilaError, match="(?s)PAG-PRF-002.*1.00 a day late.*next: "):
        run(warehouse, Changed(sample, film=dearer))


def test_the_report_tells_it_all(warehouse: Engine, sample: Folder) -> None:
    with warehouse.connect() as connection:
        assert report.text(connection) == "Nothing is loaded yet: adp dev run pagila_sqlmodel_basic"
    run(warehouse, sample)
    with warehouse.connect() as connection:
        said = report.text(connection)
    assert "25 deliveries, 2025-05-28 to 2025-07-02" in said
    assert "95 of 95 returned rentals were paid with the rate and 1.00 a day late" in said
    assert "2025-05-28  INSERT" not in said.split("refused\n")[0]
    for key in facts(sample)["refused"]:
        assert f"  {key}: " in said
