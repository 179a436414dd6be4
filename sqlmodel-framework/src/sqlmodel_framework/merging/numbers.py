"""Numbers as checked text."""

from __future__ import annotations

import struct
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from sqlalchemy import types as sa

from .field import NULL, Convert, missing

# As many digits as PostgreSQL keeps, rounded as it rounds.
_WIDE = Context(prec=150_000, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)
# Digits before and after the point that its numeric can have.
_BEFORE, _AFTER = 131_072, 16_383


def integer_bits(type_: Any) -> int:
    """How wide a column's integers are."""
    return 16 if isinstance(type_, sa.SmallInteger) else 64 if isinstance(type_, sa.BigInteger) else 32


def integer(type_: Any) -> Convert:
    bits = integer_bits(type_)
    low, high = -(1 << bits - 1), (1 << bits - 1) - 1

    def convert(value: Any) -> str:
        if type(value) is not int:
            if type(value) is str:
                value = int(_plain(value))
            elif missing(value):
                return NULL
            else:
                value = _as_integer(value)
        if not low <= value <= high:
            raise ValueError(f"{value} does not fit an integer of {bits} bits")
        return str(value)

    return convert


def _as_integer(value: Any) -> int:
    if hasattr(value, "__index__"):
        return int(value.__index__())
    if isinstance(value, str):
        return int(_plain(value))
    if isinstance(value, (float, Decimal)) and value == value.__trunc__():
        return int(value)
    raise ValueError(f"{value!r} is not an integer")


def _plain(text: str) -> str:
    if "_" in text:  # Python's own way to write thousands
        raise ValueError(f"{text!r} is not a number")
    return text


def floating(type_: Any) -> Convert:
    single = isinstance(type_, sa.REAL) or (type_.precision is not None and type_.precision <= 24)

    def convert(value: Any) -> str:
        number = value if type(value) is float else _as_float(value)
        if number is None:
            return NULL
        if single:
            _check_single(number)
        return repr(number)

    return convert


def _as_float(value: Any) -> float | None:
    if type(value) is str:
        number = float(_plain(value))
    elif type(value).__name__ in ("NAType", "NaTType"):
        return None
    else:
        number = float(value)
    if number == 0 or number - number != 0:
        _check_extreme(value, number)
    return number


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


def numeric(type_: Any) -> Convert:
    precision, scale = type_.precision, type_.scale or 0
    quantum = Decimal(1).scaleb(-scale)
    limit = Decimal(10) ** (precision - scale) if precision is not None else None

    def convert(value: Any) -> str:
        number = value if type(value) is Decimal else decimal_of(value)
        if number is None:
            return NULL
        if not number.is_finite():
            return _not_finite(number, precision)
        text = str(number)
        if "E" in text or len(text) > _AFTER:
            check_numeric(number)
        if limit is not None and abs(number.quantize(quantum, context=_WIDE)) >= limit:
            raise ValueError(f"{value} does not fit numeric({precision},{scale})")
        return text

    return convert


def rounded(type_: Any, text: str) -> Decimal:
    """A number as a column of that type keeps it."""
    number = Decimal(text)
    if type_.precision is None or not number.is_finite():
        return number
    return number.quantize(Decimal(1).scaleb(-(type_.scale or 0)), context=_WIDE)


def decimal_of(value: Any) -> Decimal | None:
    """A number out of whatever holds one; None where it is missing.

    Raises:
        ValueError: it holds none.
    """
    try:
        if type(value) is str:
            return Decimal(_plain(value))
        return None if missing(value) else Decimal(_plain(str(value)))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None


def check_numeric(number: Decimal) -> None:
    """Refuse a finite number that PostgreSQL's numeric cannot hold."""
    exponent = number.as_tuple().exponent
    if number.adjusted() >= _BEFORE or not isinstance(exponent, int) or exponent < -_AFTER:
        raise ValueError(f"a number of 10 to the power {number.adjusted()} does not fit numeric")


def _not_finite(number: Decimal, precision: int | None) -> str:
    if number.is_snan() or (number.is_infinite() and precision is not None):
        raise ValueError(f"{number} does not fit a numeric column")
    if number.is_nan():
        return "NaN"
    return "-Infinity" if number.is_signed() else "Infinity"
