"""Rows out of pandas, polars and Arrow, in slices; none of the three is imported here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SLICE = 10_000


@dataclass(frozen=True)
class Frame:
    """Column names, and rows as tuples of Python values."""

    names: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def open_frame(data: Any) -> Frame | None:
    """A frame's rows without a copy of the whole; None where the data is no frame."""
    library = type(data).__module__.partition(".")[0]
    if library == "pandas" and hasattr(data, "itertuples"):
        return Frame(tuple(map(str, data.columns)), _pandas(data))
    if library == "polars":
        frame = data.collect() if hasattr(data, "collect") else data
        return Frame(tuple(frame.columns), iter(frame.iter_rows()))
    if library == "pyarrow":
        return Frame(tuple(data.schema.names), _arrow(data))
    return None


def _pandas(frame: Any) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(frame), _SLICE):
        part = frame.iloc[start : start + _SLICE]
        # Whatever pandas calls missing (NaN, NaT, NA) is NULL.
        yield from part.astype(object).where(part.notna(), None).itertuples(index=False, name=None)


def _arrow(data: Any) -> Iterator[tuple[Any, ...]]:
    if hasattr(data, "to_batches"):
        batches = data.to_batches(max_chunksize=_SLICE)
    else:
        batches = [data] if hasattr(data, "num_rows") else data
    for batch in batches:
        yield from zip(*[column.to_pylist() for column in batch.columns], strict=True)
