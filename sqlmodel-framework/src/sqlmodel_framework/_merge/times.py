"""Dates, times and spans, taken exactly or refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from .field import missing

_CLOCK = re.compile(
    r"(?:(?P<days>[+-]?\d+)\s+days?,?)?\s*"
    r"(?:(?P<sign>[+-])?(?P<hours>\d+):(?P<minutes>\d\d)(?::(?P<seconds>\d\d(?:\.\d{1,6})?))?)?"
)
_ISO = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?"
)


# A fraction of a second beyond microseconds, which neither Python nor the database keeps.
_TOO_FINE = re.compile(r"[.,]\d{6}\d*[1-9]")


def iso(value: Any) -> str:
    """As ISO 8601 writes it."""
    return str(value.isoformat())


def instant(type_: Any) -> Callable[[Any], datetime | None]:
    aware, unit = bool(type_.timezone), _unit(type_)

    def read(value: Any) -> datetime | None:
        if type(value) is not datetime:
            if isinstance(value, str):
                value = datetime_of(value)
            elif missing(value):
                return None
            elif not isinstance(value, datetime):
                raise ValueError(f"{value!r} is not a date and time")
        _check(value, aware, unit, "the column is an instant")
        return value  # type: ignore[no-any-return]

    return read


def datetime_of(text: str) -> datetime:
    """A date and time of ISO 8601, which may end in Z."""
    _check_fine(text)
    return datetime.fromisoformat(text[:-1] + "+00:00" if text[-1:] in "Zz" else text)


def time_of(text: str) -> time:
    """A time of day of ISO 8601."""
    _check_fine(text)
    return time.fromisoformat(text)


def comparable(value: datetime) -> datetime:
    """One and the same instant as one value, for a database that keeps no zone."""
    return value if value.tzinfo is None else value.astimezone(timezone.utc)


def _check_fine(text: str) -> None:
    if _TOO_FINE.search(text):
        raise ValueError(f"{text!r} is finer than a microsecond, which the column cannot keep")


def _unit(type_: Any) -> int:
    """Microseconds that the column's precision tells apart."""
    precision = getattr(type_, "precision", None)
    return 10 ** (6 - precision) if isinstance(precision, int) and 0 <= precision < 6 else 1


def _check(value: Any, aware: bool, unit: int, why: str) -> None:
    if aware != (value.tzinfo is not None):
        if aware:
            raise ValueError(f"{value.isoformat()} has no time zone, and {why}")
        raise ValueError(f"{value.isoformat()} has a time zone, and the column has none")
    # pandas counts nanoseconds.
    if value.microsecond % unit or getattr(value, "nanosecond", 0):
        raise ValueError(f"{value.isoformat()} is finer than the column keeps")


def day(value: Any) -> date | None:
    if type(value) is not date:
        if isinstance(value, str):
            value = date.fromisoformat(value)
        elif missing(value):
            return None
        elif isinstance(value, datetime):
            if value.tzinfo is not None or value.time() != time.min:
                raise ValueError(f"{value.isoformat()} is not a whole day")
            value = value.date()
        elif not isinstance(value, date):
            raise ValueError(f"{value!r} is not a date")
    return value  # type: ignore[no-any-return]


def clock(type_: Any) -> Callable[[Any], time | None]:
    aware, unit = bool(type_.timezone), _unit(type_)

    def read(value: Any) -> time | None:
        if type(value) is not time:
            if isinstance(value, str):
                value = time_of(value)
            elif missing(value):
                return None
            elif not isinstance(value, time):
                raise ValueError(f"{value!r} is not a time of day")
        _check(value, aware, unit, "the column has one")
        return value  # type: ignore[no-any-return]

    return read


def span_field(span: timedelta) -> str:
    """A span of time as a field of COPY."""
    return f"{span.days} days {span.seconds} seconds {span.microseconds} microseconds"


def timedelta_of(value: Any) -> timedelta | None:
    """A span of time: a timedelta, or a text such as ``1 day 02:30:00`` or ``P1DT2H30M``."""
    if isinstance(value, timedelta):
        if getattr(value, "nanoseconds", 0):
            raise ValueError(f"{value} is finer than a microsecond, which the column cannot keep")
        return value
    if isinstance(value, str):
        return _span(value)
    if missing(value):
        return None
    raise ValueError(f"{value!r} is not a timedelta")


def _span(text: str) -> timedelta:
    found = _CLOCK.fullmatch(text.strip()) or _ISO.fullmatch(text.strip())
    if found is None or not any(c.isdigit() for c in text):
        raise ValueError(f"{text!r} is no span of time such as '1 day 02:30:00' or 'P1DT2H30M'")
    part = found.groupdict()
    whole, _, fraction = (part["seconds"] or "0").partition(".")
    of_day = timedelta(
        hours=int(part["hours"] or 0),
        minutes=int(part["minutes"] or 0),
        seconds=int(whole),
        microseconds=int(fraction.ljust(6, "0")),
    )
    days = timedelta(days=int(part["days"] or 0))
    if part["sign"] != "-":
        return days + of_day
    return -days - of_day if text.strip().startswith("-P") else days - of_day
