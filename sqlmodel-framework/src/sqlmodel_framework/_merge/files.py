"""Rows out of CSV files, one at a time."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from ..errors import MergeError, SourceColumnsError

# A value of PostgreSQL holds a gigabyte at most; Python's reader stops at 128 KB by itself.
_LARGEST_FIELD = 1 << 30


class CsvRows(Iterator[dict[str, Any]]):
    """See :func:`csv_rows`. The file is opened when it is first asked for."""

    def __init__(self, path: Path, null: Collection[str], encoding: str, delimiter: str) -> None:
        self._rows = _read(path, null, encoding, delimiter)
        self._names: tuple[str, ...] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The header's names, none where the file is empty."""
        if self._names is None:
            self._names = tuple(next(self._rows))
        return self._names

    def __iter__(self) -> Iterator[dict[str, Any]]:
        # The generator itself, past the header: no call of ours for each row.
        return self._rows if self.names is not None else iter(())

    def __next__(self) -> dict[str, Any]:
        return next(iter(self))


def csv_rows(
    path: str | PathLike[str],
    *,
    null: str | Collection[str] = ("",),
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> CsvRows:
    """The rows of a CSV file with a header line, as mappings of text.

    Args:
        path: the file.
        null: the field value, or several such as ``("", "NA")``, that mean NULL.
        encoding: by default UTF-8, with or without a byte order mark.
        delimiter: between fields.

    A line with more or fewer fields than the header gives a row that :func:`merge` refuses with that
    reason. A JSON column takes its field as the document that it writes (in mappings of your own a text is a
    JSON string); bytes are ``\\x00ff``, a span of time is ``1 day 02:30:00`` or ``P1DT2H30M``. Reading raises
    the process's ``csv.field_size_limit``.

    Raises:
        SourceColumnsError: the header names a column twice.
        MergeError: the file is of another encoding, or breaks the rules of quoting.
    """
    nulls = (null,) if isinstance(null, str) else null
    return CsvRows(Path(path), nulls, encoding, delimiter)


def _read(path: Path, null: Collection[str], encoding: str, delimiter: str) -> Iterator[dict[str, Any]]:
    """The header as a mapping of its names, then the rows."""
    _check_kind(path)
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_FIELD))
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            yield from _parsed(path, reader, null)
        except UnicodeDecodeError as error:
            raise MergeError(
                f"{path.name} is not of the encoding {encoding!r} after line {reader.line_num}: {error}. "
                'Pass csv_rows(path, encoding=...) with its own, such as "cp1252" or "utf-16".'
            ) from error
        except csv.Error as error:
            raise MergeError(
                f"{path.name} is not CSV at line {reader.line_num}: {error}. "
                "Write a quote inside a quoted field twice, or name the file's own delimiter: "
                'csv_rows(path, delimiter=";").'
            ) from error


# The first bytes of files that are often taken for CSV, and how to read those.
_OTHERS = {
    b"PAR1": ("Parquet", "pyarrow.dataset.dataset(path), or polars.scan_parquet(path)"),
    b"\x1f\x8b": ("gzip", "pandas.read_csv(path, dtype=str), or unpack it before"),
    b"PK\x03\x04": ("a ZIP archive or a workbook", "pandas.read_excel(path, dtype=str), or unpack it before"),
}


def _check_kind(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(4)
    for mark, (kind, remedy) in _OTHERS.items():
        if head.startswith(mark):
            raise MergeError(f"{path.name} is {kind}, and no CSV. Pass {remedy}.")


def _parsed(path: Path, reader: Any, null: Collection[str]) -> Iterator[dict[str, Any]]:
    header: list[str] = next(reader, [])
    width = len(header)
    if len(set(header)) != width:
        twice = next(name for name in header if header.count(name) > 1)
        raise SourceColumnsError(
            f"{path.name} names the column {twice!r} twice in its header: {', '.join(header)}. "
            "Rename one of the two, or leave it out."
        )
    yield dict.fromkeys(header)
    for fields in reader:
        if not fields:  # an empty line is no row
            continue
        row: dict[str, Any] = {
            name: None if value in null else value for name, value in zip(header, fields, strict=False)
        }
        if len(fields) > width:
            row["(fields beyond the header)"] = fields[width:]
        yield row
