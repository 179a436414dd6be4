"""Rows to test with, for any model: valid, all different in the key, and the same for one seed."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import types as sa

from .errors import ModelDefinitionError
from .history.tracked import SYSTEM_COLUMNS, attribute_columns

_EPOCH = datetime(2013, 1, 1, tzinfo=timezone.utc)


def make_rows(model: Any, count: int, *, seed: int = 0, **fixed: Any) -> Iterator[dict[str, Any]]:
    """Mappings that :func:`merge` and the model take.

    Args:
        model: a model class or table.
        count: how many.
        seed: another seed gives other values outside the key.
        fixed: by column: a value for all, a list or tuple to take from in turn (keys of a parent, for a
            foreign key), or a function of the row's number.

    Raises:
        ModelDefinitionError: a column of a type that needs ``fixed``.
    """
    chance = random.Random(seed)
    columns = [
        (name, column)
        for name, column in attribute_columns(model)
        if column.name not in SYSTEM_COLUMNS and column.computed is None
    ]
    makers = {name: _maker(name, column, fixed) for name, column in columns}
    for number in range(count):
        yield {name: make(number, chance) for name, make in makers.items()}


Maker = Callable[[int, random.Random], Any]


def _maker(name: str, column: Any, fixed: dict[str, Any]) -> Maker:
    if name in fixed:
        return _fixed(fixed[name])
    make = _by_type(name, column.type, column.primary_key or bool(column.unique))
    if column.nullable and not column.primary_key:
        return lambda number, chance: None if chance.random() < 0.1 else make(number, chance)
    return make


def _fixed(value: Any) -> Maker:
    if callable(value):
        return lambda number, chance: value(number)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return lambda number, chance: value[number % len(value)]
    return lambda number, chance: value


def _by_type(name: str, type_: Any, distinct: bool) -> Maker:
    if type(type_).__name__.lower() in ("uuid", "guid"):
        return lambda number, chance: uuid.UUID(int=(number << 64) + 1)
    if isinstance(type_, sa.Interval):  # a TypeDecorator for databases that have none
        return lambda n, c: timedelta(seconds=n if distinct else c.randrange(10**6))
    if isinstance(type_, sa.TypeDecorator):
        type_ = type_.impl_instance if hasattr(type_, "impl_instance") else type_.impl
    if isinstance(type_, sa.Enum):
        members = list(type_.enum_class) if type_.enum_class else list(type_.enums)
        return lambda number, chance: chance.choice(members)
    for kind, make in _MAKERS:
        if isinstance(type_, kind):
            return make(type_, distinct)
    raise ModelDefinitionError(
        f"no test value is known for {name} of type {type_!r}. Give one: make_rows(..., {name}=...)."
    )


def _integer(type_: Any, distinct: bool) -> Maker:
    return lambda number, chance: number + 1 if distinct else chance.randrange(1, 1000)


def _text(type_: Any, distinct: bool) -> Maker:
    length = type_.length or 12

    def make(number: int, chance: random.Random) -> str:
        if distinct:
            text = _base36(number)
            if len(text) > length:
                raise ModelDefinitionError(f"{length} characters do not hold {number + 1} different keys")
            return text
        return (
            "".join(chance.choice("abcdefghijklmnopqrstuvwxyzäé ") for _ in range(min(length, 12))).strip()
            or "x"
        )

    return make


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + digits
        if not number:
            return digits


def _number(type_: Any, distinct: bool) -> Maker:
    scale = type_.scale or 0
    size = 10 ** min((type_.precision or 9), 9)
    return lambda number, chance: Decimal(number + 1 if distinct else chance.randrange(size)).scaleb(-scale)


def _moment(type_: Any, distinct: bool) -> Maker:
    def make(number: int, chance: random.Random) -> datetime:
        found = _EPOCH + timedelta(minutes=number if distinct else chance.randrange(10**6))
        return found if type_.timezone else found.replace(tzinfo=None)

    return make


_MAKERS: tuple[tuple[Any, Callable[[Any, bool], Maker]], ...] = (
    (sa.Integer, _integer),
    (sa.Float, lambda type_, distinct: lambda n, c: float(n) if distinct else round(c.uniform(0, 1000), 3)),
    (sa.Numeric, _number),
    (sa.String, _text),
    (sa.Boolean, lambda type_, distinct: lambda n, c: c.random() < 0.5),
    (sa.DateTime, _moment),
    (
        sa.Date,
        lambda type_, distinct: (
            lambda n, c: date(2013, 1, 1) + timedelta(n if distinct else c.randrange(365))
        ),
    ),
    (sa.Time, lambda type_, distinct: lambda n, c: time(n // 60 % 24, n % 60)),
    (sa.LargeBinary, lambda type_, distinct: lambda n, c: bytes([c.randrange(256) for _ in range(8)])),
    (sa.JSON, lambda type_, distinct: lambda n, c: {"n": n}),
)
