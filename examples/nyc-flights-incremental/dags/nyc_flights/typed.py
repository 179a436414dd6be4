"""From a batch's bronze lines to silver's columns: SQL for each table, with reject_reason and flags."""

from __future__ import annotations

from dataclasses import dataclass

from nyc_flights import checks
from nyc_flights.checks import NO_VALUE


def _optional(column: str, sql_type: str) -> str:
    return f"nullif(b.{column}, '{NO_VALUE}')::{sql_type}"


def _text(column: str) -> str:
    return f"nullif(b.{column}, '{NO_VALUE}')"


def _time(column: str) -> str:
    number = _optional(column, "int")
    return f"make_time({number} / 100 % 24, {number} % 100, 0)"


@dataclass(frozen=True)
class Typed:
    """How one table is typed: ``columns`` maps silver's columns to SQL over the bronze line ``b`` and the
    ``known`` columns; ``key`` are silver's key columns; ``joins`` to silver give the ``known`` columns, which
    the checks use."""

    table: str
    key: tuple[str, ...]
    columns: dict[str, str]
    known: str = ""
    joins: str = ""


_SCHEDULED = "b.time_hour::timestamptz + make_interval(mins => b.minute::int)"

TYPED: dict[str, Typed] = {
    "airline": Typed("airline", ("carrier",), {"carrier": "b.carrier", "name": "b.name"}),
    "airport": Typed(
        "airport",
        ("faa",),
        {
            "faa": "b.faa",
            "name": "b.name",
            "latitude": "b.lat::float8",
            "longitude": "b.lon::float8",
            "altitude": "b.alt::int",
            "utc_offset": "b.tz::float8",
            "dst": _text("dst"),
            "time_zone": _text("tzone"),
        },
    ),
    "plane": Typed(
        "plane",
        ("tailnum",),
        {
            "tailnum": "b.tailnum",
            "year": _optional("year", "smallint"),
            "type": _text("type"),
            "manufacturer": _text("manufacturer"),
            "model": _text("model"),
            "engines": "b.engines::smallint",
            "seats": "b.seats::smallint",
            "speed": _optional("speed", "smallint"),
            "engine": _text("engine"),
        },
    ),
    "weather": Typed(
        "weather",
        ("origin", "observed_at"),
        {
            "origin": "b.origin",
            "observed_at": "b.time_hour::timestamptz",
            "temperature": _optional("temp", "float8"),
            "dew_point": _optional("dewp", "float8"),
            "humidity": _optional("humid", "float8"),
            "wind_direction": _optional("wind_dir", "float8"),
            "wind_speed": _optional("wind_speed", "float8"),
            "wind_gust": _optional("wind_gust", "float8"),
            "precipitation": _optional("precip", "float8"),
            "pressure": _optional("pressure", "float8"),
            "visibility": _optional("visib", "float8"),
        },
        "og.faa is not null as origin_known",
        "left join silver.airport og on og.faa = b.origin",
    ),
    "flight": Typed(
        "flight",
        ("flight_date", "carrier", "flight", "origin"),
        {
            "flight_date": "make_date(b.year::int, b.month::int, b.day::int)",
            "carrier": "b.carrier",
            "flight": "b.flight::smallint",
            "origin": "b.origin",
            "dest": "b.dest",
            "tailnum": _text("tailnum"),
            "status": f"case when coalesce(b.dep_time, '{NO_VALUE}') = '{NO_VALUE}' then 'cancelled' "
            f"when coalesce(b.arr_delay, '{NO_VALUE}') = '{NO_VALUE}' then 'diverted' else 'arrived' end",
            "scheduled_departure": _SCHEDULED,
            "departure": f"{_SCHEDULED} + make_interval(mins => {_optional('dep_delay', 'int')})",
            "departure_delay": _optional("dep_delay", "smallint"),
            "scheduled_arrival": _time("sched_arr_time"),
            "arrival": _time("arr_time"),
            "arrival_delay": _optional("arr_delay", "smallint"),
            "air_time": _optional("air_time", "smallint"),
            "distance": "b.distance::smallint",
        },
        "al.carrier is not null as airline_known, og.faa is not null as origin_known, "
        "de.faa is not null as dest_known, pl.tailnum is not null as plane_known, pl.seats as plane_seats",
        "left join silver.airline al on al.carrier = b.carrier "
        "left join silver.airport og on og.faa = b.origin "
        "left join silver.airport de on de.faa = b.dest "
        "left join silver.plane pl on pl.tailnum = b.tailnum",
    ),
}


def typed(name: str, where: str = "b.batch_id = :batch_id") -> str:
    """SQL: the lines of bronze typed, with line_no, reject_reason and, where the table has rules of that
    action, flags. Of a rejected row only those key columns have a value that are text: merge then knows
    that the source has the key, and does not inactivate it."""
    table = TYPED[name]
    values = ", ".join(
        f'{_guarded(column, sql, table)} as "{column}"' for column, sql in _values(table).items()
    )
    known = f", {table.known}" if table.known else ""
    lines = f"select b.*{known} from bronze.{name} b {table.joins} where {where}"
    # OFFSET 0 keeps the planner from copying an expression to every place that uses its column: the rules
    # into each column's CASE, and the columns into merge's own checks.
    judged = f"select b.*, {checks.refusal(name)} as refusal from ({lines}) b offset 0"
    reason = f"case when b.refusal is not null then b.refusal || {checks.line_of(name)} end"
    return f"select b.batch_id, b.line_no, {values}, {reason} as reject_reason from ({judged}) b offset 0"


def columns(name: str) -> tuple[str, ...]:
    """Silver's own columns of a table, in the order of `typed`."""
    return tuple(_values(TYPED[name]))


def _values(table: Typed) -> dict[str, str]:
    flags = {"flags": checks.flags(table.table)} if checks.of(table.table, "flag") else {}
    return {**table.columns, **flags}


def _guarded(column: str, sql: str, table: Typed) -> str:
    return (
        sql if column in table.key and sql == f"b.{column}" else f"case when b.refusal is null then {sql} end"
    )
