"""The rules a row must meet on its way from bronze to silver: id, words, action and the SQL that finds it.


``b`` is the bronze line (text) with what silver knows of its airline, airports and plane (see `typed`).
The order matters: a rule may rely on those before it, because PostgreSQL evaluates a CASE from top to
bottom (so a cast comes after the rule that proves it readable).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nyc_flights.layout import TABLES

Action = Literal["quarantine", "flag"]

#: What the source writes for "no value".
NO_VALUE = "NA"


@dataclass(frozen=True)
class Check:
    """One rule. ``sql`` is true for a row that fails it; it must never be NULL for a rejected row."""

    table: str
    id: str
    words: str
    action: Action
    sql: str


def readable(columns: str, sql_type: str, optional: bool = False) -> str:
    """SQL: every one of the (blank-separated) columns can be cast to ``sql_type``; optional ones may be
    empty or NA."""
    terms = []
    for column in columns.split():
        term = f"pg_input_is_valid(b.{column}, '{sql_type}')"
        terms.append(f"(coalesce(b.{column}, '{NO_VALUE}') = '{NO_VALUE}' or {term})" if optional else term)
    return " and ".join(terms)


def _unreadable(*terms: str) -> str:
    return f"not coalesce({' and '.join(terms)}, false)"


def _impossible_time(columns: str) -> str:
    # 2400 is the source's way to write midnight at a day's end (ISO 8601:2004 had it too): not impossible.
    terms = []
    for column in columns.split():
        number = f"nullif(b.{column}, '{NO_VALUE}')::smallint"
        terms.append(f"{number} not between 0 and 2400 or {number} % 100 > 59")
    return f"coalesce({' or '.join(terms)}, false)"


def _minutes(column: str) -> str:
    return f"(b.{column}::smallint / 100 * 60 + b.{column}::smallint % 100)"


def _beyond(column: str, low: float, high: float) -> str:
    return f"nullif(b.{column}, '{NO_VALUE}')::float8 not between {low} and {high}"


_HOUR = "b.time_hour like '____-__-__T__:00:00Z'"
_MALFORMED = "the line does not have the fields of the header"
_UNREADABLE = "a field cannot be read as the number, date or time it must be"

CHECKS: tuple[Check, ...] = (
    Check("airline", "line_malformed", _MALFORMED, "quarantine", "b.raw_line is not null"),
    Check("airline", "value_missing", "the airline has no code or no name", "quarantine",
          "b.carrier is null or b.name is null"),
    Check("airport", "line_malformed", _MALFORMED, "quarantine", "b.raw_line is not null"),
    Check("airport", "value_unreadable", _UNREADABLE, "quarantine",
          _unreadable("b.faa is not null", "b.name is not null", readable("lat lon", "float8"),
                      readable("alt", "int"), readable("tz", "float8"))),
    Check("airport", "position_impossible", "latitude or longitude is not on this globe", "quarantine",
          f"{_beyond('lat', -90, 90)} or {_beyond('lon', -180, 180)}"),
    Check("airport", "time_zone_missing", "the airport has no time zone", "flag",
          f"coalesce(b.tzone, '{NO_VALUE}') = '{NO_VALUE}'"),
    Check("airport", "time_zone_abroad", "an FAA airport in a time zone of another continent", "flag",
          f"b.tzone not like 'America/%' and b.tzone not like 'Pacific/%' and b.tzone <> '{NO_VALUE}'"),
    Check("plane", "line_malformed", _MALFORMED, "quarantine", "b.raw_line is not null"),
    Check("plane", "value_unreadable", _UNREADABLE, "quarantine",
          _unreadable("b.tailnum is not null", readable("engines seats", "smallint"),
                      readable("year speed", "smallint", optional=True))),
    Check("plane", "seats_impossible", "a plane without seats or engines", "quarantine",
          "b.seats::smallint < 1 or b.engines::smallint < 1"),
    Check("plane", "year_impossible", "built before powered flight", "quarantine",
          f"coalesce(nullif(b.year, '{NO_VALUE}')::smallint < 1903, false)"),
    Check("plane", "year_missing", "the year of manufacture is not known", "flag",
          f"coalesce(b.year, '{NO_VALUE}') = '{NO_VALUE}'"),
    Check("weather", "line_malformed", _MALFORMED, "quarantine", "b.raw_line is not null"),
    Check("weather", "value_unreadable", _UNREADABLE, "quarantine",
          _unreadable("b.origin is not null", _HOUR, readable("time_hour", "timestamptz"),
                      readable("temp dewp humid wind_dir wind_speed wind_gust precip pressure visib",
                               "float8", optional=True))),
    Check("weather", "origin_unknown", "the airport of observation is not in the airports", "quarantine",
          "not b.origin_known"),
    # 253 mph, Barrow Island 1996, is the strongest gust ever measured (World Meteorological Organization).
    Check("weather", "wind_impossible", "wind beyond the strongest ever measured (253 mph)", "quarantine",
          f"coalesce({_beyond('wind_speed', 0, 253)} or {_beyond('wind_gust', 0, 253)}, false)"),
    Check("weather", "measurement_impossible", "a measurement that no weather on Earth gives", "quarantine",
          "coalesce(" + " or ".join((
              _beyond("temp", -130, 140), _beyond("dewp", -130, 140), _beyond("humid", 0, 100),
              _beyond("wind_dir", 0, 360), _beyond("precip", 0, 20), _beyond("pressure", 850, 1100),
              _beyond("visib", 0, 200))) + ", false)"),
    Check("weather", "pressure_missing", "no air pressure was reported", "flag",
          f"coalesce(b.pressure, '{NO_VALUE}') = '{NO_VALUE}'"),
    Check("flight", "line_malformed", _MALFORMED, "quarantine", "b.raw_line is not null"),
    Check("flight", "value_unreadable", _UNREADABLE, "quarantine",
          _unreadable("b.carrier is not null", "b.origin is not null", "b.dest is not null", _HOUR,
                      readable("year month day sched_dep_time sched_arr_time flight distance hour minute",
                               "smallint"),
                      readable("dep_time dep_delay arr_time arr_delay air_time", "smallint", optional=True),
                      readable("time_hour", "timestamptz"))),
    Check("flight", "date_impossible", "the calendar has no such day", "quarantine",
          "b.year::smallint not between 1900 and 2100 or b.month::smallint not between 1 and 12 "
          "or b.day::smallint not between 1 and 31 "
          "or (b.day::smallint > 28 "
          "and not pg_input_is_valid(concat_ws('-', b.year, b.month, b.day), 'date'))"),
    Check("flight", "time_impossible", "a time of day beyond 24:00 or a minute beyond 59", "quarantine",
          _impossible_time("dep_time sched_dep_time arr_time sched_arr_time")),
    Check("flight", "hour_contradicts_schedule", "hour and minute are not those of the schedule",
          "quarantine", "b.hour::int * 100 + b.minute::int <> b.sched_dep_time::int"),
    Check("flight", "departure_contradicts_delay", "scheduled time plus delay is not the departure time",
          "quarantine",
          f"case when b.dep_time <> '{NO_VALUE}' and b.dep_delay <> '{NO_VALUE}' then "
          f"({_minutes('dep_time')} - {_minutes('sched_dep_time')} - b.dep_delay::int) % 1440 <> 0 "
          "else false end"),
    Check("flight", "airline_unknown", "the carrier is not in the airlines", "quarantine",
          "not b.airline_known"),
    Check("flight", "origin_unknown", "the origin is not in the airports", "quarantine",
          "not b.origin_known"),
    # Kept, because dropping these flights would take most of two airlines out of the figures: American
    # and Envoy report fleet numbers in place of tail numbers.
    Check("flight", "plane_unknown", "the tail number is not in the planes", "flag",
          f"b.tailnum <> '{NO_VALUE}' and not b.plane_known"),
    Check("flight", "tailnum_missing", "no tail number (the flight was cancelled)", "flag",
          f"coalesce(b.tailnum, '{NO_VALUE}') = '{NO_VALUE}'"),
    Check("flight", "plane_too_small", "an airline's flight by a plane of less than 10 seats", "flag",
          "b.plane_seats < 10"),
    Check("flight", "destination_unknown", "the destination is not in the airports", "flag",
          "not b.dest_known"),
    Check("flight", "midnight_as_2400", "midnight written as 2400, stored as 00:00", "flag",
          "'2400' in (b.dep_time, b.sched_dep_time, b.arr_time, b.sched_arr_time)"),
    Check("flight", "speed_implausible", "more than 600 miles an hour over ground", "flag",
          f"b.distance::int * 60 > 600 * nullif(b.air_time, '{NO_VALUE}')::int"),
)  # fmt: skip


def of(table: str, action: Action) -> list[Check]:
    """The rules of one table and action, in their order."""
    return [check for check in CHECKS if check.table == table and check.action == action]


def refusal(table: str) -> str:
    """SQL: the first quarantine rule that the row fails, as ``id: words``, or NULL."""
    rules = of(table, "quarantine")
    return (
        "case "
        + " ".join(f"when {rule.sql} then {_literal(f'{rule.id}: {rule.words}')}" for rule in rules)
        + " end"
    )


def line_of(table: str) -> str:
    """SQL: the line's number and text, which complete a refusal: who reads the quarantine sees what was
    delivered, and two lines with the same fault stay two."""
    fields = ", ".join(f"b.{column}" for column in TABLES[table])
    return f"'; line ' || b.line_no || ': ' || coalesce(b.raw_line, concat_ws(',', {fields}))"


def flags(table: str) -> str:
    """SQL: the ids of the flag rules that the row meets, separated by commas; NULL when there is none."""
    cases = ", ".join(f"case when {check.sql} then {_literal(check.id)} end" for check in of(table, "flag"))
    return f"nullif(concat_ws(',', {cases}), '')" if cases else "null::text"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
