"""Gold: a star around the flights, and a month's delays by carrier. Derived, so without history."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

SCHEMA = "gold"


def _text(name: str, *, primary_key: bool = False, nullable: bool = True) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, primary_key=primary_key, nullable=nullable and not primary_key)


def _dimension(name: str, key: str, *columns: "sa.Column[Any]") -> sa.Table:
    return sa.Table(
        name,
        SQLModel.metadata,
        _text(key, primary_key=True),
        *columns,
        sa.Column("known", sa.Boolean, nullable=False, comment="false: met in a flight, not in the source"),
        sa.Column("active", sa.Boolean, nullable=False, comment="false: the source no longer lists it"),
        schema=SCHEMA,
    )


DIM_AIRLINE = _dimension("dim_airline", "carrier", _text("name"))
DIM_AIRPORT = _dimension(
    "dim_airport",
    "faa",
    _text("name"),
    sa.Column("latitude", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.Column("altitude", sa.Integer),
    _text("time_zone"),
)
DIM_PLANE = _dimension(
    "dim_plane",
    "tailnum",
    sa.Column("year", sa.SmallInteger),
    _text("type"),
    _text("manufacturer"),
    _text("model"),
    sa.Column("seats", sa.SmallInteger),
)
DIM_DATE = sa.Table(
    "dim_date",
    SQLModel.metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("year", sa.SmallInteger, nullable=False),
    sa.Column("quarter", sa.SmallInteger, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("day", sa.SmallInteger, nullable=False),
    sa.Column("iso_week", sa.SmallInteger, nullable=False),
    sa.Column("iso_weekday", sa.SmallInteger, nullable=False, comment="1 is Monday"),
    sa.Column("weekend", sa.Boolean, nullable=False),
    schema=SCHEMA,
)
FACT_FLIGHT = sa.Table(
    "fact_flight",
    SQLModel.metadata,
    sa.Column("flight_date", sa.Date, primary_key=True),
    _text("carrier", primary_key=True),
    sa.Column("flight", sa.SmallInteger, primary_key=True, autoincrement=False),
    _text("origin", primary_key=True),
    _text("dest", nullable=False),
    _text("tailnum"),
    _text("status", nullable=False),
    sa.Column("scheduled_departure", sa.DateTime(timezone=True), nullable=False),
    sa.Column("departure_delay", sa.SmallInteger),
    sa.Column("arrival_delay", sa.SmallInteger),
    sa.Column("air_time", sa.SmallInteger),
    sa.Column("distance", sa.SmallInteger, nullable=False),
    sa.Column("temperature", sa.Float, comment="at the origin in the hour of the scheduled departure"),
    sa.Column("wind_speed", sa.Float),
    sa.Column("precipitation", sa.Float),
    sa.Column("visibility", sa.Float),
    schema=SCHEMA,
)
DELAYS = sa.Table(
    "delays_by_carrier_month",
    SQLModel.metadata,
    sa.Column("month", sa.Date, primary_key=True, comment="its first day"),
    _text("carrier", primary_key=True),
    sa.Column("flights", sa.BigInteger, nullable=False),
    sa.Column("cancelled", sa.BigInteger, nullable=False),
    sa.Column("diverted", sa.BigInteger, nullable=False),
    sa.Column(
        "departure_delay_minutes",
        sa.BigInteger,
        nullable=False,
        comment="sum; early departures count negative",
    ),
    sa.Column("arrival_delay_minutes", sa.BigInteger, nullable=False),
    sa.Column("late_15", sa.BigInteger, nullable=False, comment="arrived 15 minutes late or more"),
    sa.Column("distance", sa.BigInteger, nullable=False),
    sa.Column("mean_arrival_delay", sa.Numeric(10, 4), comment="minutes, of the flights that arrived"),
    schema=SCHEMA,
)
DIMENSIONS = (DIM_AIRLINE, DIM_AIRPORT, DIM_PLANE, DIM_DATE)
TABLES = (*DIMENSIONS, FACT_FLIGHT, DELAYS)
