"""Silver: typed tables with history; what failed a check lies in the quarantine.

Columns that the framework adds to each: created_at, systime, batch_id; to the reference tables also
inactivated_date. `flags` names the checks that a kept row met, separated by commas.
"""

from datetime import date, datetime, time
from typing import Optional

import sqlalchemy as sa
from sqlmodel import Field
from sqlmodel_framework import Quarantine, ReferenceTable, TransactionalTable

SCHEMA = "silver"
_IN_SILVER = {"schema": SCHEMA}


class Airline(ReferenceTable, table=True):
    """A carrier by its IATA code."""

    __tablename__ = "airline"
    __table_args__ = _IN_SILVER
    carrier: str = Field(primary_key=True, sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)


class Airport(ReferenceTable, table=True):
    """An airport by its FAA code; altitude in feet, UTC offset in hours."""

    __tablename__ = "airport"
    __table_args__ = _IN_SILVER
    faa: str = Field(primary_key=True, sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    latitude: float
    longitude: float
    altitude: int
    utc_offset: float
    dst: Optional[str] = Field(default=None, sa_type=sa.Text)
    time_zone: Optional[str] = Field(default=None, sa_type=sa.Text)
    flags: Optional[str] = Field(default=None, sa_type=sa.Text)


class Plane(ReferenceTable, table=True):
    """A plane by its tail number; cruising speed in miles an hour."""

    __tablename__ = "plane"
    __table_args__ = _IN_SILVER
    tailnum: str = Field(primary_key=True, sa_type=sa.Text)
    year: Optional[int] = Field(default=None, sa_type=sa.SmallInteger)
    type: Optional[str] = Field(default=None, sa_type=sa.Text)
    manufacturer: Optional[str] = Field(default=None, sa_type=sa.Text)
    model: Optional[str] = Field(default=None, sa_type=sa.Text)
    engines: int = Field(sa_type=sa.SmallInteger)
    seats: int = Field(sa_type=sa.SmallInteger)
    speed: Optional[int] = Field(default=None, sa_type=sa.SmallInteger)
    engine: Optional[str] = Field(default=None, sa_type=sa.Text)
    flags: Optional[str] = Field(default=None, sa_type=sa.Text)


class Flight(TransactionalTable, table=True):
    """One scheduled departure. Delays and air time in minutes, distance in miles; `arrival` times are the
    destination's local clock, `departure` times moments (schedule in UTC plus the delay)."""

    __tablename__ = "flight"
    __table_args__ = _IN_SILVER
    flight_date: date = Field(primary_key=True)
    carrier: str = Field(primary_key=True, sa_type=sa.Text)
    flight: int = Field(primary_key=True, sa_type=sa.SmallInteger)
    origin: str = Field(primary_key=True, sa_type=sa.Text)
    dest: str = Field(sa_type=sa.Text)
    tailnum: Optional[str] = Field(default=None, sa_type=sa.Text)
    status: str = Field(sa_type=sa.Text)
    scheduled_departure: datetime = Field(sa_type=sa.DateTime(timezone=True))
    departure: Optional[datetime] = Field(default=None, sa_type=sa.DateTime(timezone=True))
    departure_delay: Optional[int] = Field(default=None, sa_type=sa.SmallInteger)
    scheduled_arrival: time
    arrival: Optional[time] = None
    arrival_delay: Optional[int] = Field(default=None, sa_type=sa.SmallInteger)
    air_time: Optional[int] = Field(default=None, sa_type=sa.SmallInteger)
    distance: int = Field(sa_type=sa.SmallInteger)
    flags: Optional[str] = Field(default=None, sa_type=sa.Text)


class Weather(TransactionalTable, table=True):
    """An hour's observation at an airport: degrees Fahrenheit, miles an hour, inches, millibars, miles."""

    __tablename__ = "weather"
    __table_args__ = _IN_SILVER
    origin: str = Field(primary_key=True, sa_type=sa.Text)
    observed_at: datetime = Field(primary_key=True, sa_type=sa.DateTime(timezone=True))
    temperature: Optional[float] = None
    dew_point: Optional[float] = None
    humidity: Optional[float] = None
    wind_direction: Optional[float] = None
    wind_speed: Optional[float] = None
    wind_gust: Optional[float] = None
    precipitation: Optional[float] = None
    pressure: Optional[float] = None
    visibility: Optional[float] = None
    flags: Optional[str] = Field(default=None, sa_type=sa.Text)


class Rejected(Quarantine, table=True):
    """Rows that failed a check of action `quarantine`: the reason and the row as it was."""

    __tablename__ = "quarantine"
    __table_args__ = _IN_SILVER


MODEL = {"airline": Airline, "airport": Airport, "plane": Plane, "flight": Flight, "weather": Weather}
