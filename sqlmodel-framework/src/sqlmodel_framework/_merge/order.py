"""What ``_order`` says: which of several rows of one key is the latest."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from .field import missing
from .numbers import check_numeric, decimal_of
from .times import datetime_of

ORDER = "_order"
NUMBER, INSTANT, TIME = "a number", "an instant", "a time without a zone"


class Order:
    """The values of one source, which must be of one kind: numbers, or times.

    Text is read as what it says, since 9 comes before 10. The first value tells the kind.
    """

    def __init__(self) -> None:
        self.kind: str | None = None

    def place(self, value: Any) -> Decimal | datetime | None:
        """The value as what can be compared: a Decimal, a datetime, or None.

        Raises:
            ValueError: it is neither number nor time, or of another kind than those before.
        """
        if value is None or missing(value):
            return None
        place = _read(value)
        kind = NUMBER if isinstance(place, Decimal) else TIME if place.tzinfo is None else INSTANT
        if self.kind is None:
            self.kind = kind
        elif kind != self.kind:
            raise ValueError(f"column {ORDER}: {value!r} is {kind}, and what came before is {self.kind}")
        return place


def _read(value: Any) -> Decimal | datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time.min)
    try:
        number = decimal_of(int(value) if isinstance(value, bool) else value)
        if number is not None and number.is_finite():
            check_numeric(number)
            return number
    except ValueError:
        pass  # no number: it may be a time
    try:
        return datetime_of(str(value))
    except ValueError:
        raise ValueError(
            f"column {ORDER}: {value!r} is neither a number nor a time of ISO 8601, so it has no order"
        ) from None
