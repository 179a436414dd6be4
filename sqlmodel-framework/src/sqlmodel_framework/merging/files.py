"""Rows out of CSV files, one at a time."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from os import PathLike
from pathlib import Path
from typing import Any


def csv_rows(
    path: str | PathLike[str],
    *,
    null: Collection[str] = ("",),
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> Iterator[dict[str, Any]]:
    """The rows of a CSV file with a header line, as mappings of text.

    Args:
        path: the file.
        null: field values that mean NULL, such as ``("", "NA")``.
        encoding: by default UTF-8, with or without a byte order mark.
        delimiter: between fields.

    A line with more or fewer fields than the header gives a row that :func:`merge` refuses with that
    reason.
    """
    with Path(path).open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        header = next(reader, [])
        width = len(header)
        for fields in reader:
            if not fields:  # an empty line is no row
                continue
            row: dict[str, Any] = {
                name: None if value in null else value for name, value in zip(header, fields, strict=False)
            }
            if len(fields) > width:
                row["(fields beyond the header)"] = fields[width:]
            yield row
