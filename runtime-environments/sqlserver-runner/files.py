"""CSV and Parquet, a chunk at a time."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

_types: dict[type, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    datetime.datetime: pa.timestamp("us"),
    datetime.date: pa.date32(),
    datetime.time: pa.time64("us"),
    bytes: pa.binary(),
    bytearray: pa.binary(),
}


def schema_of(description: Sequence[Any], csv: bool) -> pa.Schema:
    """The columns of a result. What has no type of its own here is text; in CSV, bytes are hexadecimal text, too."""

    def type_of(column: Sequence[Any]) -> pa.DataType:
        kind, precision, scale = column[1], column[4], column[5]
        if kind is decimal.Decimal and 0 < (precision or 0) <= 38:
            return pa.decimal128(precision, scale or 0)
        found = _types.get(kind, pa.string())
        return pa.string() if csv and found == pa.binary() else found

    return pa.schema([(str(column[0]), type_of(column)) for column in description])


def _value(value: Any, kind: pa.DataType) -> Any:
    if value is None or kind != pa.string() or isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)):
        return "0x" + bytes(value).hex()
    return value.isoformat() if isinstance(value, datetime.datetime) else str(value)


class Writer:
    """Writes beside its file, which is there only as a whole."""

    def __init__(self, path: Path, description: Sequence[Any]) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._next = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.partial")
        csv = path.suffix == ".csv"
        self.schema = schema_of(description, csv)
        # NULL is an empty field, and an empty text is "": Writer and rows() agree, as does PostgreSQL's COPY.
        make = pa.csv.CSVWriter if csv else pa.parquet.ParquetWriter
        self._writer = make(str(self._next), self.schema)

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        arrays = [
            pa.array([_value(row[at], field.type) for row in rows], type=field.type)
            for at, field in enumerate(self.schema)
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self.schema))

    def finish(self) -> None:
        self._writer.close()
        self._next.replace(self.path)

    def abandon(self) -> None:
        try:
            self._writer.close()
        finally:
            self._next.unlink(missing_ok=True)


def columns_of(path: Path) -> list[str]:
    """The names in a file's head.

    Raises:
        ValueError: no CSV or Parquet; two columns of one name.
    """
    if path.suffix == ".csv":
        with pa.csv.open_csv(path) as reader:
            names = reader.schema.names
    else:
        names = pa.parquet.read_schema(path).names
    if len(set(names)) < len(names):
        raise ValueError(f"{path.name} has two columns of one name")
    return list(names)


def rows(path: Path, chunk: int) -> Iterator[list[tuple[Any, ...]]]:
    """A file's rows, at most `chunk` at a time; of CSV all values are text.

    Raises:
        ValueError: no CSV or Parquet.
    """
    if path.suffix == ".csv":
        names = columns_of(path)
        convert = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        )
        parse = pa.csv.ParseOptions(newlines_in_values=True)
        with pa.csv.open_csv(path, convert_options=convert, parse_options=parse) as reader:
            for batch in reader:
                yield from _cut(batch, chunk)
        return
    with pa.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=chunk):
            yield from _cut(batch, chunk)


def _cut(batch: pa.RecordBatch, chunk: int) -> Iterator[list[tuple[Any, ...]]]:
    for begin in range(0, batch.num_rows, chunk):
        part = batch.slice(begin, chunk)
        yield list(zip(*(column.to_pylist() for column in part.columns), strict=True))
