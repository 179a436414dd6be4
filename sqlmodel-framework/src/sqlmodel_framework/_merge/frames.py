"""Rows out of pandas, polars and Arrow, in slices; none of the three is imported here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

_SLICE = 10_000


@dataclass(frozen=True)
class Frame:
    """Column names, and rows as tuples of Python values."""

    names: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def is_series(data: Any) -> bool:
    """Whether the data is one column of pandas or polars."""
    return type(data).__module__.partition(".")[0] in ("pandas", "polars") and hasattr(data, "to_frame")


def open_frame(data: Any) -> Frame | None:
    """A frame's rows without a copy of the whole; None where the data is no frame."""
    library = type(data).__module__.partition(".")[0]
    if library == "pandas" and hasattr(data, "itertuples"):
        return Frame(tuple(map(str, data.columns)), _pandas(data))
    if library == "polars":
        return Frame(_polars_names(data), _polars(data))
    if library == "pyarrow":
        return Frame(tuple(_arrow_schema(data).names), _arrow(data))
    return None


def _polars_names(data: Any) -> tuple[str, ...]:
    return tuple(data.collect_schema().names() if hasattr(data, "collect_schema") else data.columns)


def _polars(data: Any) -> Iterator[tuple[Any, ...]]:
    if hasattr(data, "collect_batches"):
        parts = data.collect_batches(chunk_size=_SLICE, maintain_order=True)
    else:  # a frame that is there already, or a lazy one of a polars that can only collect it whole
        parts = [data.collect() if hasattr(data, "collect") else data]
    for part in parts:
        yield from part.iter_rows()


def _pandas(frame: Any) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(frame), _SLICE):
        part = frame.iloc[start : start + _SLICE]
        # Whatever pandas calls missing (NaN, NaT, NA) is NULL.
        yield from part.astype(object).where(part.notna(), None).itertuples(index=False, name=None)


def _arrow_schema(data: Any) -> Any:
    for name in ("schema_arrow", "projected_schema"):  # of a ParquetFile, of a Scanner
        if hasattr(data, name):
            return getattr(data, name)
    return data.schema


def _arrow(data: Any) -> Iterator[tuple[Any, ...]]:
    for batch in _batches(data):
        # A batch may be of any size; values become Python's a slice at a time.
        for start in range(0, batch.num_rows, _SLICE):
            columns = batch.slice(start, _SLICE).columns
            yield from zip(*[column.to_pylist() for column in columns], strict=True)


def _batches(data: Any) -> Any:
    if hasattr(data, "scanner"):
        # Arrow's threads would read far ahead of a reader that is slower than they are.
        ahead = {"use_threads": False, "batch_readahead": 1, "fragment_readahead": 1}
        return data.to_batches(batch_size=_SLICE, fragment_scan_options=_piecewise(data), **ahead)
    if hasattr(data, "iter_batches"):  # a ParquetFile, which fetches all the row groups that it is asked for
        groups = range(data.num_row_groups)
        return (batch for g in groups for batch in data.iter_batches(batch_size=_SLICE, row_groups=[g]))
    if hasattr(data, "to_batches"):
        return data.to_batches()
    return [data] if hasattr(data, "num_rows") else data


def _piecewise(dataset: Any) -> Any:
    """Read a Parquet dataset as it goes: by default Arrow fetches each file whole ahead of its rows."""
    if getattr(getattr(dataset, "format", None), "default_extname", None) != "parquet":
        return None
    return import_module("pyarrow.dataset").ParquetFragmentScanOptions(pre_buffer=False)
