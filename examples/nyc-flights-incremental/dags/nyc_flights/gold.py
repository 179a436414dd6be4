"""Gold: a star and a summary, made by set-based SQL; only the months that a new batch touched are made again.

A row is written only when it differs, so making a month again changes nothing.
"""

from __future__ import annotations

import time

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from nyc_flights import ledger
from nyc_flights.models import gold as tables
from nyc_flights.warehouse import transaction

#: Each table's content, limited to the months in :months where it is of a month. A dimension also has the
#: keys that only flights know (`known` is false), so that every flight finds its row.
CONTENT: dict[str, str] = {
    "dim_airline": """
        select carrier, name, true as known, inactivated_date is null as active from silver.airline""",
    "dim_airport": """
        select faa, name, latitude, longitude, altitude, time_zone, true as known,
               inactivated_date is null as active
        from silver.airport
        union all
        select distinct f.dest, null, null::float8, null::float8, null::int, null, false, true
        from silver.flight f
        where {touched} and not exists (select 1 from silver.airport a where a.faa = f.dest)""",
    "dim_plane": """
        select tailnum, year, type, manufacturer, model, seats, true as known,
               inactivated_date is null as active
        from silver.plane
        union all
        select distinct f.tailnum, null::smallint, null, null, null, null::smallint, false, true
        from silver.flight f
        where {touched} and f.tailnum is not null
          and not exists (select 1 from silver.plane p where p.tailnum = f.tailnum)""",
    "dim_date": """
        select day::date as date, extract(year from day)::smallint as year,
               extract(quarter from day)::smallint as quarter, extract(month from day)::smallint as month,
               extract(day from day)::smallint as day, extract(week from day)::smallint as iso_week,
               extract(isodow from day)::smallint as iso_weekday, extract(isodow from day) > 5 as weekend
        from unnest(cast(:months as date[])) m, generate_series(
            m::timestamp, m + interval '1 month' - interval '1 day', interval '1 day') day""",
    "fact_flight": """
        select f.flight_date, f.carrier, f.flight, f.origin, f.dest, f.tailnum, f.status,
               f.scheduled_departure, f.departure_delay, f.arrival_delay, f.air_time, f.distance,
               w.temperature, w.wind_speed, w.precipitation, w.visibility
        from silver.flight f
        left join silver.weather w
          on w.origin = f.origin and w.observed_at = date_trunc('hour', f.scheduled_departure)
        where {touched}""",
    "delays_by_carrier_month": """
        select date_trunc('month', f.flight_date)::date as month, f.carrier, count(*) as flights,
               count(*) filter (where f.status = 'cancelled') as cancelled,
               count(*) filter (where f.status = 'diverted') as diverted,
               coalesce(sum(f.departure_delay), 0) as departure_delay_minutes,
               coalesce(sum(f.arrival_delay), 0) as arrival_delay_minutes,
               count(*) filter (where f.arrival_delay >= 15) as late_15, sum(f.distance) as distance,
               round(avg(f.arrival_delay), 4) as mean_arrival_delay
        from gold.fact_flight f where {touched} group by 1, 2""",
}


def load(engine: Engine, actor: str, force: str | None = None) -> dict[str, int]:
    """Bring gold to silver's state for all batches that it lacks, in one transaction; returns the rows
    written by table. ``force`` names a batch whose months are made again, to prove that nothing changes."""
    started = time.perf_counter()
    with transaction(engine, actor) as connection:
        batches = ledger.pending(connection, "gold")
        again = [force] if force and force not in batches else []
        if not batches and not again:
            return {}
        months = _touched(connection, [*batches, *again])
        written = {table.name: _write(connection, table, months) for table in tables.TABLES}
        seconds = time.perf_counter() - started
        for batch_id in batches:
            ledger.close_layer(connection, batch_id, "gold", seconds / len(batches))
        if again and not batches:
            for name, count in written.items():
                rows = connection.execute(sa.text(f"select count(*) from gold.{name}")).scalar_one()
                ledger.record_replay(connection, actor, "gold", again[0], name, rows, count)
    return written


def _touched(connection: Connection, batches: list[str]) -> list[str]:
    """First days of the months, by the origin's calendar, whose flights or weather these batches wrote."""
    statement = """
        select date_trunc('month', flight_date)::date as month
        from silver.flight where batch_id = any(:batches)
        union
        select date_trunc('month', w.observed_at at time zone coalesce(a.time_zone, 'UTC'))::date
        from silver.weather w left join silver.airport a on a.faa = w.origin where w.batch_id = any(:batches)
        order by month"""
    return [str(month) for month in connection.execute(sa.text(statement), {"batches": batches}).scalars()]


def _write(connection: Connection, table: sa.Table, months: list[str]) -> int:
    """Insert the rows that are new and update those that differ; returns how many that were."""
    column = _MONTH.get(table.name)
    if column is None:
        return _run(connection, table, months, _UPSERT if _exists(connection, table, "true") else _INSERT)
    known = [month for month in months if _exists(connection, table, _between(column, month, month))]
    fresh = [month for month in months if month not in known]
    written = _run(connection, table, fresh, _INSERT) if fresh else 0
    return written + (_run(connection, table, known, _UPSERT) if known else 0)


#: The month of a row, in the tables that are made month by month.
_MONTH = {
    "dim_date": "date",
    "fact_flight": "flight_date",
    "delays_by_carrier_month": "month",
}

#: Where there is no row yet, nothing need be compared.
_INSERT = "insert into {table} ({columns}) select {columns} from ({content}) c"

#: A row that is as it should be is not even looked at by the insert: it would be locked, which is a write.
_UPSERT = """
    insert into {table} as g ({columns}) select {columns} from ({content}) c
    where not exists (select 1 from {table} g where {matches} and {same})
    on conflict ({key}) do update set {sets}"""


def _exists(connection: Connection, table: sa.Table, where: str) -> bool:
    statement = f"select exists (select 1 from {table} where {where})"
    return bool(connection.execute(sa.text(statement)).scalar_one())


def _run(connection: Connection, table: sa.Table, months: list[str], statement: str) -> int:
    quote = connection.dialect.identifier_preparer.quote
    key = [quote(column.name) for column in table.primary_key.columns]
    columns = [quote(column.name) for column in table.columns]
    values = [name for name in columns if name not in key]
    touched = " or ".join(_between("f.flight_date", first, last) for first, last in _spans(months))
    filled = statement.format(
        table=table,
        columns=", ".join(columns),
        content=CONTENT[table.name].format(touched=f"({touched or 'false'})"),
        matches=" and ".join(f"g.{name} = c.{name}" for name in key),
        same=" and ".join(f"g.{name} is not distinct from c.{name}" for name in values),
        key=", ".join(key),
        sets=", ".join(f"{name} = excluded.{name}" for name in values),
    )
    parameters = {"months": months} if ":months" in filled else {}
    return int(connection.execute(sa.text(filled), parameters).rowcount)


def _between(column: str, first: str, last: str) -> str:
    return f"({column} >= date '{first}' and {column} < (date '{last}' + interval '1 month')::date)"


def _spans(months: list[str]) -> list[tuple[str, str]]:
    """Runs of months without a gap, as (first, last): one comparison in place of twelve."""
    spans: list[tuple[str, str]] = []
    for month in sorted(months):
        if spans and _number(month) == _number(spans[-1][1]) + 1:
            spans[-1] = (spans[-1][0], month)
        else:
            spans.append((month, month))
    return spans


def _number(month: str) -> int:
    year, number, _ = month.split("-")
    return int(year) * 12 + int(number)
