"""Dates, times and spans as checked text."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from .field import NULL, Convert, missing

_CLOCK = re.compile(
    r"(?:(?P<days>[+-]?\d+)\s+days?,?)?\s*"
    r"(?:(?P<sign>[+-])?(?P<hours>\d+):(?P<minutes>\d\d)(?::(?P<seconds>\d\d(?:\.\d{1,6})?))?)?"
)
_ISO = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?"
)


def instant(type_: Any) -> Convert:
    aware = bool(type_.timezone)

    def convert(value: Any) -> str:
        if type(value) is not datetime:
            if isinstance(value, str):
                value = datetime_of(value)
            elif missing(value):
                return NULL
            elif not isinstance(value, datetime):
                raise ValueError(f"{value!r} is not a date and time")
        _check_zone(value, aware, "the column is an instant")
        return str(value.isoformat())

    return convert


def datetime_of(text: str) -> datetime:
    """A date and time of ISO 8601, which may end in Z."""
    return datetime.fromisoformat(text[:-1] + "+00:00" if text[-1:] in "Zz" else text)


def _check_zone(value: Any, aware: bool, why: str) -> None:
    if aware and value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no time zone, and {why}")
    if not aware and value.tzinfo is not None:
        raise ValueError(f"{value.isoformat()} has a time zone, and the column has none")


def day(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        if type(value) is not date:
            if isinstance(value, str):
                value = date.fromisoformat(value)
            elif missing(value):
                return NULL
            elif isinstance(value, datetime):
                if value.time() != time.min:
                    raise ValueError(f"{value.isoformat()} is not a whole day")
                value = value.date()
            elif not isinstance(value, date):
                raise ValueError(f"{value!r} is not a date")
        return str(value.isoformat())

    return convert


def clock(type_: Any) -> Convert:
    aware = bool(type_.timezone)

    def convert(value: Any) -> str:
        if type(value) is not time:
            if isinstance(value, str):
                value = time.fromisoformat(value)
            elif missing(value):
                return NULL
            elif not isinstance(value, time):
                raise ValueError(f"{value!r} is not a time of day")
        _check_zone(value, aware, "the column has one")
        return str(value.isoformat())

    return convert


def interval(type_: Any) -> Convert:
    def convert(value: Any) -> str:
        span = timedelta_of(value)
        if span is None:
            return NULL
        return f"{span.days} days {span.seconds} seconds {span.microseconds} microseconds"

    return convert


def timedelta_of(value: Any) -> timedelta | None:
    """A span of time: a timedelta, or a text such as ``1 day 02:30:00`` or ``P1DT2H30M``."""
    if isinstance(value, timedelta):
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
