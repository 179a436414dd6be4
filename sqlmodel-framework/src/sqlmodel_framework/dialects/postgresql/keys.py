"""Whether a source's keys can repeat, told on the way where they come in order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from operator import itemgetter, lt
from typing import Any

from sqlalchemy import types as sa

from ...merging.plan import PlanColumn


class KeyOrder:
    """Looks whether whole-number keys only ever rise: then none comes twice, and nobody need search.

    Nothing is told of values that may differ in Python and be equal in the database (text, "01" and "1").
    """

    def __init__(self, key: Sequence[tuple[PlanColumn, int]]) -> None:
        self.ascending = bool(key) and all(isinstance(c.column.type, sa.Integer) for c, _ in key)
        self._positions = [position for _, position in key]
        self._get: Any = itemgetter(*self._positions) if self.ascending else None
        self._last: Any = None

    def lose(self) -> None:
        """Rows came whose keys are not known."""
        self.ascending = False

    def look(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Look at a block of rows."""
        if not self.ascending:
            return
        keys = list(map(self._get, rows))
        numbers = keys if len(self._positions) == 1 else chain.from_iterable(keys)
        self.ascending = (
            set(map(type, numbers)) == {int}
            and (self._last is None or self._last < keys[0])
            and all(map(lt, keys, islice(keys, 1, None)))
        )
        self._last = keys[-1]
