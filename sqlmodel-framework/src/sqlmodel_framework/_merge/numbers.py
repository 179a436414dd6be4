"""Numbers, taken exactly or refused."""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation
from numbers import Number
from typing import Any

from sqlalchemy import types as sa

from .field import missing

# As many digits as PostgreSQL keeps.
_WIDE = Context(prec=150_000, Emax=MAX_EMAX, Emin=MIN_EMIN)
# Digits before and after the point that its numeric can have.
_BEFORE, _AFTER = 131_072, 16_383
# Up to here every whole number is a float.
_EXACT = 1 << 53
_TRUTH = frozenset({"bool", "bool_"})


def is_number(value: Any) -> bool:
    """Whether it is one, Python's or NumPy's."""
    return isinstance(value, Number) or type(value).__name__ in _TRUTH


def integer_bits(type_: Any) -> int:
    """How wide a column's integers are."""
    return 16 if isinstance(type_, sa.SmallInteger) else 64 if isinstance(type_, sa.BigInteger) else 32


def integer(type_: Any) -> Callable[[Any], int | None]:
    bits = integer_bits(type_)
    low, high = -(1 << bits - 1), (1 << bits - 1) - 1

    def read(value: Any) -> int | None:
        if type(value) is not int:
            if type(value) is str:
                value = _whole(value)
            elif missing(value):
                return None
            else:
                value = _as_integer(value)
        if not low <= value <= high:
            raise ValueError(f"{value} does not fit an integer of {bits} bits")
        return int(value)

    return read


def _as_integer(value: Any) -> int:
    _no_truth(value)
    if hasattr(value, "__index__"):
        return int(value.__index__())
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, (float, Decimal)) and value == value.__trunc__():
        return int(value)
    raise ValueError(f"{value!r} is not an integer")


def _whole(text: str) -> int:
    try:
        if "_" not in text:  # Python's own way to write thousands
            return int(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not an integer")


def _no_truth(value: Any) -> None:
    if type(value).__name__ in _TRUTH:
        raise ValueError(f"{value!r} is a truth value, and the column holds numbers")


def _plain(text: str) -> str:
    if "_" in text:  # Python's own way to write thousands
        raise ValueError(f"{text!r} is not a number")
    return text


def floating(type_: Any) -> Callable[[Any], float | None]:
    single = is_single(type_)

    def read(value: Any) -> float | None:
        number = value if type(value) is float else _as_float(value)
        if number is not None and single:
            _check_single(number)
        return number

    return read


def is_single(type_: Any) -> bool:
    """Whether a column of floats keeps four bytes of each."""
    return isinstance(type_, sa.REAL) or (type_.precision is not None and type_.precision <= 24)


def _as_float(value: Any) -> float | None:
    if type(value) is str:
        number = _real(value)
    elif type(value).__name__ in ("NAType", "NaTType"):
        return None
    else:
        _no_truth(value)
        number = float(value)
    if number == 0 or number - number != 0:
        _check_extreme(value, number)
    elif type(value) is int and not -_EXACT <= value <= _EXACT and int(number) != value:
        raise ValueError(f"{value} is no float: the nearest is {number!r}")
    return number


def _real(text: str) -> float:
    try:
        return float(_plain(text))
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None


def _check_extreme(value: Any, number: float) -> None:
    """Refuse what is too large or too small to be told from infinity or nothing, as PostgreSQL does."""
    if isinstance(value, (str, Decimal)) and number == number:
        exact = Decimal(value)
        if exact.is_infinite() != (number != 0) or (number == 0 and exact != 0):
            raise ValueError(f"{value!r} does not fit a float")


def _check_single(number: float) -> None:
    if number - number != 0 or number == 0:  # neither infinity nor NaN is out of range
        return
    try:
        if struct.unpack("<f", struct.pack("<f", number))[0] != 0:
            return
    except OverflowError:
        pass  # too large for it: refused below, as what became 0 is
    raise ValueError(f"{number!r} does not fit a float of 4 bytes")


def numeric(type_: Any) -> Callable[[Any], Decimal | None]:
    precision, scale = type_.precision, type_.scale or 0
    limit = Decimal(10) ** (precision - scale) if precision is not None else None

    def read(value: Any) -> Decimal | None:
        number = value if type(value) is Decimal else decimal_of(value)
        if number is None:
            return None
        if not number.is_finite():
            # Infinity is a value of numeric where it has no limits; NaN is no amount anywhere.
            if number.is_nan() or limit is not None:
                raise ValueError(f"{value!r} is no number that numeric can hold")
            return number
        exponent: Any = number.as_tuple().exponent
        if exponent < -_AFTER or exponent > 0 or number.adjusted() >= _BEFORE:
            check_numeric(number)
        if limit is not None:
            if abs(number) >= limit:
                raise ValueError(f"{value} does not fit numeric({precision},{scale})")
            if exponent < -scale and number != number.quantize(Decimal(1).scaleb(-scale), context=_WIDE):
                raise ValueError(
                    f"{value} has more decimals than the {scale} of numeric({precision},{scale}): "
                    "round it first"
                )
        return number

    return read


def decimal_of(value: Any) -> Decimal | None:
    """A number out of whatever holds one; None where it is missing.

    Raises:
        ValueError: it holds none.
    """
    try:
        if type(value) is str:
            return Decimal(_plain(value))
        if missing(value):
            return None
        _no_truth(value)
        return Decimal(_plain(str(value)))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None


def check_numeric(number: Decimal) -> None:
    """Refuse a finite number that PostgreSQL's numeric cannot hold."""
    exponent = number.as_tuple().exponent
    if number.adjusted() >= _BEFORE or not isinstance(exponent, int) or exponent < -_AFTER:
        raise ValueError(f"a number of 10 to the power {number.adjusted()} does not fit numeric")
