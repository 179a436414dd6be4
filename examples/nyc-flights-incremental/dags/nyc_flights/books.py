"""The books: every row that was read is accounted for, in every layer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from nyc_flights import typed
from nyc_flights.errors import FlightsError
from nyc_flights.layout import TABLES
from nyc_flights.warehouse import connected


@dataclass(frozen=True)
class Check:
    """One line of the books: two figures that must be equal. ``batch`` is a batch, or a month in gold."""

    check: str
    batch: str | None
    left: int
    right: int

    @property
    def ok(self) -> bool:
        return self.left == self.right

    def document(self) -> dict[str, Any]:
        """As the report shows it."""
        return {**asdict(self), "ok": self.ok}


_BY_BATCH = """
    select t.batch_id, t.table_name, t.rows_read, b.n as bronze_rows,
           t.inserted + t.updated + t.unchanged + t.rejected as merged
    from books.batch_table t join books.batch s using (batch_id)
    join ({bronze}) b using (batch_id, table_name)
    order by s.sequence, t.batch_id, t.table_name"""

_BY_MONTH = """
    with silver as (
        select date_trunc('month', flight_date)::date as month, count(*) as flights,
               coalesce(sum(departure_delay), 0) as departure_delay_minutes,
               coalesce(sum(arrival_delay), 0) as arrival_delay_minutes, sum(distance) as distance
        from silver.flight group by 1),
    fact as (
        select date_trunc('month', flight_date)::date as month, count(*) as flights,
               coalesce(sum(departure_delay), 0) as departure_delay_minutes,
               coalesce(sum(arrival_delay), 0) as arrival_delay_minutes, sum(distance) as distance
        from gold.fact_flight group by 1),
    summary as (
        select month, sum(flights) as flights, sum(departure_delay_minutes) as departure_delay_minutes,
               sum(arrival_delay_minutes) as arrival_delay_minutes, sum(distance) as distance
        from gold.delays_by_carrier_month group by 1)
    select to_char(month, 'YYYY-MM') as month, {columns}
    from silver s full join fact f using (month) full join summary d using (month) order by 1"""
_SUMS = ("flights", "departure_delay_minutes", "arrival_delay_minutes", "distance")

_STAR = {
    "dim_airline": "f.carrier = d.carrier",
    "dim_airport": "f.dest = d.faa",
    "dim_plane": "f.tailnum = d.tailnum",
    "dim_date": "f.flight_date = d.date",
}


def checks(engine: Engine) -> list[Check]:
    """Every line of the books, counted in the tables themselves.

    By batch and table: the manifest's rows = bronze's rows = merge's inserted + updated + unchanged +
    rejected. By table: the distinct keys of all lines that pass the checks = silver's rows. By month: the
    sums of the fact and of the summary = silver's. By dimension: no flight without its row.
    """
    with connected(engine) as connection:
        return [
            *_by_batch(connection),
            *_by_table(connection),
            *_by_month(connection),
            *_by_dimension(connection),
        ]


def require(engine: Engine) -> dict[str, int]:
    """Check the books.

    Raises:
        FlightsError: NYC-BKS-001 when they do not balance.
    """
    found = checks(engine)
    wrong = [line for line in found if not line.ok]
    if wrong:
        shown = "; ".join(
            f"{line.check} ({line.batch or 'all batches'}): {line.left} and {line.right}"
            for line in wrong[:5]
        )
        raise FlightsError(
            "NYC-BKS-001",
            f"the books do not balance: {len(wrong)} of {len(found)} checks fail.",
            shown,
            "python -m nyc_flights.report",
        )
    return {"checks": len(found)}


def _by_batch(connection: Connection) -> list[Check]:
    counts = " union all ".join(
        f"select batch_id, '{name}' as table_name, count(*) as n from bronze.{name} group by batch_id"
        for name in TABLES
    )
    lines = []
    for row in connection.execute(sa.text(_BY_BATCH.format(bronze=counts))):
        lines.append(
            Check(f"{row.table_name}: rows read = bronze rows", row.batch_id, row.rows_read, row.bronze_rows)
        )
        if row.merged is None:
            lines.append(Check(f"{row.table_name}: merged into silver", row.batch_id, row.bronze_rows, -1))
        else:
            lines.append(
                Check(
                    f"{row.table_name}: bronze rows = merged rows", row.batch_id, row.bronze_rows, row.merged
                )
            )
    return lines


def _by_table(connection: Connection) -> list[Check]:
    """The valid lines are those that the quarantine does not hold, by the line number it keeps; a refused
    second line of a key changes nothing in a count of distinct keys."""
    lines = []
    for name, table in typed.TYPED.items():
        key = ", ".join(table.columns[column] for column in table.key)
        statement = f"""
            with refused as materialized (
                select batch_id, -cast(source_row ->> '_order' as int) as line_no
                from silver.quarantine where model = 'silver.{name}'),
            valid as (
                select distinct {key} from bronze.{name} b
                where not exists (
                    select 1 from refused r where r.batch_id = b.batch_id and r.line_no = b.line_no))
            select (select count(*) from valid), (select count(*) from silver.{name})"""
        left, right = connection.execute(sa.text(statement)).one()
        lines.append(Check(f"{name}: distinct valid keys = silver rows", None, left, right))
    return lines


def _by_month(connection: Connection) -> list[Check]:
    columns = ", ".join(
        f"coalesce({alias}.{name}, 0)::bigint as {alias}_{name}"
        for name in _SUMS
        for alias in ("s", "f", "d")
    )
    lines = []
    for row in connection.execute(sa.text(_BY_MONTH.format(columns=columns))):
        values = row._mapping
        for name in _SUMS:
            silver = values[f"s_{name}"]
            lines.append(Check(f"{name}: silver = gold.fact_flight", row.month, silver, values[f"f_{name}"]))
            lines.append(
                Check(
                    f"{name}: silver = gold.delays_by_carrier_month", row.month, silver, values[f"d_{name}"]
                )
            )
    return lines


def _by_dimension(connection: Connection) -> list[Check]:
    lines = []
    for name, match in _STAR.items():
        column = match.split(" = ")[0]
        statement = f"""
            select count({column}), count({column}) filter (where {match})
            from gold.fact_flight f left join gold.{name} d on {match}"""
        left, right = connection.execute(sa.text(statement)).one()
        lines.append(Check(f"fact_flight: keys found in {name}", None, left, right))
    return lines
