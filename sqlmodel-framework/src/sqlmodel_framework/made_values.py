"""A value for a test row, by the type of its column."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import types as sa

from .errors import ModelDefinitionError

Maker = Callable[[int, random.Random], Any]

_EPOCH = datetime(2013, 1, 1, tzinfo=timezone.utc)
_DAYS = (date.max - date(2013, 1, 1)).days
_DAY = 86_400


def maker_of(name: str, type_: Any, *, distinct: bool, alone: bool) -> Maker:
    """What makes the value of a row, by its number.

    Args:
        name: of the column, for messages.
        type_: its SQLAlchemy type.
        distinct: whether the column belongs to a unique key.
        alone: whether it is that key by itself. One of several may repeat where its type has few values.
    """
    if type(type_).__name__.lower() in ("uuid", "guid"):
        return lambda number, chance: uuid.UUID(int=(number << 64) + 1)
    if isinstance(type_, sa.Interval):  # a TypeDecorator for databases that have none
        return lambda n, c: timedelta(seconds=n if distinct else c.randrange(10**6))
    if isinstance(type_, sa.TypeDecorator):
        type_ = type_.impl_instance if hasattr(type_, "impl_instance") else type_.impl
    if isinstance(type_, sa.Enum):
        return _choice(name, list(type_.enum_class) if type_.enum_class else list(type_.enums), alone)
    if isinstance(type_, sa.Boolean):
        return _choice(name, [False, True], alone)
    for kind, make in _MAKERS:
        if isinstance(type_, kind):
            return make(name, type_, distinct)
    raise ModelDefinitionError(
        f"no test value is known for {name} of type {type_!r}. Give one: make_rows(..., {name}=...)."
    )


def _up_to(limit: int, name: str, make: Maker) -> Maker:
    """The maker, refusing where its type has no further value."""

    def counted(number: int, chance: random.Random) -> Any:
        if number >= limit:
            raise ModelDefinitionError(
                f"{name} is unique and its type has {limit} values, too few for row {number + 1}. "
                f"Make fewer rows, or give the values: make_rows(..., {name}=...)."
            )
        return make(number, chance)

    return counted


def _choice(name: str, values: Sequence[Any], alone: bool) -> Maker:
    if alone:
        return _up_to(len(values), name, lambda number, chance: values[number])
    return lambda number, chance: chance.choice(values)


def _integer(name: str, type_: Any, distinct: bool) -> Maker:
    limit = 2**15 - 1 if isinstance(type_, sa.SmallInteger) else 2**31 - 1
    if isinstance(type_, sa.BigInteger):
        limit = 2**63 - 1
    if distinct:
        return _up_to(limit, name, lambda number, chance: number + 1)
    return lambda number, chance: chance.randrange(1, 1000)


def _float(name: str, type_: Any, distinct: bool) -> Maker:
    return lambda number, chance: float(number) if distinct else round(chance.uniform(0, 1000), 3)


def _number(name: str, type_: Any, distinct: bool) -> Maker:
    scale = type_.scale or 0
    if distinct and type_.precision is not None:
        whole = _up_to(10**type_.precision - 1, name, lambda number, chance: number + 1)
        return lambda number, chance: Decimal(whole(number, chance)).scaleb(-scale)
    size = 10 ** min((type_.precision or 9), 9)
    return lambda number, chance: Decimal(number + 1 if distinct else chance.randrange(size)).scaleb(-scale)


def _text(name: str, type_: Any, distinct: bool) -> Maker:
    length = type_.length or 12
    if distinct:
        return _up_to(36**length, name, lambda number, chance: _base36(number))
    letters = "abcdefghijklmnopqrstuvwxyzäé "
    return lambda n, c: "".join(c.choice(letters) for _ in range(min(length, 12))).strip() or "x"


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + digits
        if not number:
            return digits


def _moment(name: str, type_: Any, distinct: bool) -> Maker:
    def make(number: int, chance: random.Random) -> datetime:
        found = _EPOCH + timedelta(minutes=number if distinct else chance.randrange(10**6))
        return found if type_.timezone else found.replace(tzinfo=None)

    return make


def _date(name: str, type_: Any, distinct: bool) -> Maker:
    first = _EPOCH.date()
    if distinct:
        return _up_to(_DAYS, name, lambda number, chance: first + timedelta(number))
    return lambda number, chance: first + timedelta(chance.randrange(365))


def _time(name: str, type_: Any, distinct: bool) -> Maker:
    # By seconds, and then by microseconds beside them.
    def make(number: int, chance: random.Random) -> time:
        rounds, second = divmod(number, _DAY)
        return (_EPOCH + timedelta(seconds=second, microseconds=rounds)).time()

    return _up_to(_DAY * 10**6, name, make) if distinct else lambda n, c: make(c.randrange(_DAY), c)


def _octets(name: str, type_: Any, distinct: bool) -> Maker:
    length = min(type_.length or 8, 8)
    if distinct:
        return _up_to(256**length, name, lambda number, chance: number.to_bytes(length, "big"))
    return lambda number, chance: bytes(chance.randrange(256) for _ in range(length))


_MAKERS: tuple[tuple[Any, Callable[[str, Any, bool], Maker]], ...] = (
    (sa.Integer, _integer),
    (sa.Float, _float),
    (sa.Numeric, _number),
    (sa.String, _text),
    (sa.DateTime, _moment),
    (sa.Date, _date),
    (sa.Time, _time),
    (sa.LargeBinary, _octets),
    (sa.JSON, lambda name, type_, distinct: lambda n, c: {"n": n}),
)
