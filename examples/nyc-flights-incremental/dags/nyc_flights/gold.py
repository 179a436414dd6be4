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
    quote = connection.dialect.identifier_preparer.quote
    key = [quote(column.name) for column in table.primary_key.columns]
    columns = [quote(column.name) for column in table.columns]
    values = [name for name in columns if name not in key]
    touched = " or ".join(
        f"(f.flight_date >= date '{month}' and f.flight_date < date '{month}' + interval '1 month')"
        for month in months
    )
    content = CONTENT[table.name].format(touched=f"({touched or 'false'})")
    same = " and ".join(f"g.{name} is not distinct from c.{name}" for name in values)
    matches = " and ".join(f"g.{name} = c.{name}" for name in key)
    statement = (
        f"insert into {table} as g ({', '.join(columns)}) select {', '.join(columns)} from ({content}) c "
        f"where not exists (select 1 from {table} g where {matches} and {same}) "
        f"on conflict ({', '.join(key)}) do update set "
        + ", ".join(f"{name} = excluded.{name}" for name in values)
    )
    parameters = {"months": months} if ":months" in content else {}
    return int(connection.execute(sa.text(statement), parameters).rowcount)
