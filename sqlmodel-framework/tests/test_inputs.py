"""Merge takes CSV files, pandas, polars and Arrow, and all of them mean the same."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pyarrow.dataset
import pyarrow.parquet
import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from sqlmodel_framework import MergeResult, csv_rows, merge
from sqlmodel_framework._merge import frames

from .models import METADATA, Airport, Refused

# Of a source that is to be read in slices.
ROWS, SLICE = 200_000, 1_000
COLUMNS = {"faa": ["A", "B", "C"], "name": ["x", None, "z"], "altitude": [1, 2, None]}


def file(tmp_path: Path) -> Path:
    path = tmp_path / "airports.csv"
    path.write_text("\ufefffaa,name,altitude\nA,x,1\nB,,2\n\nC,z,\n", encoding="utf-8")
    return path


def parquet(tmp_path: Path, columns: dict[str, Any]) -> Path:
    path = tmp_path / "data.parquet"
    pyarrow.parquet.write_table(pyarrow.table(columns), path, row_group_size=SLICE)
    return path


SOURCES: dict[str, Callable[[Path], Any]] = {
    "csv": file,
    "csv with its own NULL": lambda tmp: csv_rows(file(tmp), null=("", "NA")),
    "pandas": lambda tmp: pandas.DataFrame(COLUMNS),
    "pandas nullable": lambda tmp: pandas.DataFrame(COLUMNS).convert_dtypes(),
    "polars": lambda tmp: polars.DataFrame(COLUMNS),
    "polars lazy": lambda tmp: polars.LazyFrame(COLUMNS),
    "arrow table": lambda tmp: pyarrow.table(COLUMNS),
    "arrow batch": lambda tmp: pyarrow.RecordBatch.from_pydict(COLUMNS),
    "arrow stream": lambda tmp: pyarrow.table(COLUMNS).to_reader(max_chunksize=2),
    "arrow dataset": lambda tmp: pyarrow.dataset.dataset(parquet(tmp, COLUMNS)),
    "arrow scanner": lambda tmp: pyarrow.dataset.dataset(parquet(tmp, COLUMNS)).scanner(),
    "parquet file": lambda tmp: pyarrow.parquet.ParquetFile(parquet(tmp, COLUMNS)),
    "polars scan": lambda tmp: polars.scan_parquet(parquet(tmp, COLUMNS)),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_every_input_means_the_same(engine: Engine, tmp_path: Path, kind: str) -> None:
    METADATA.create_all(engine)
    with engine.begin() as connection:
        assert merge(connection, Airport, SOURCES[kind](tmp_path)) == MergeResult(inserted=3)
        c = Airport.__table__.c
        rows = connection.execute(select(c.faa, c.name, c.altitude).order_by(c.faa)).all()
    assert [tuple(r) for r in rows] == [("A", "x", 1), ("B", None, 2), ("C", "z", None)]


def test_a_line_of_another_width_is_refused(engine: Engine, tmp_path: Path) -> None:
    METADATA.create_all(engine)
    path = tmp_path / "broken.csv"
    path.write_text("faa,name\nA,x\nB\nC,z,too much\n", encoding="utf-8")
    with engine.begin() as connection:
        assert merge(connection, Airport, path, quarantine=Refused) == MergeResult(inserted=1, rejected=2)
        r = Refused.__table__.c
        rows = connection.execute(select(r.reason, r.source_row).order_by(r.id)).all()
    assert "has no 'name'" in rows[0].reason and rows[0].source_row == {"faa": "B"}
    assert rows[1].source_row["(fields beyond the header)"] == ["too much"]


def test_a_frame_with_a_bad_value_is_refused_by_row(engine: Engine) -> None:
    METADATA.create_all(engine)
    frame = pandas.DataFrame({"faa": ["A", "B"], "altitude": [1.5, math.nan]})
    with engine.begin() as connection:
        assert merge(connection, Airport, frame, quarantine=Refused) == MergeResult(inserted=1, rejected=1)
        assert connection.execute(select(Refused.__table__.c.source_row)).scalar() == {
            "faa": "A",
            "altitude": 1.5,
        }


@pytest.mark.parametrize("kind", ["dataset", "parquet file"])
def test_an_arrow_source_is_not_held_whole(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "_SLICE", SLICE)
    path = parquet(tmp_path, {"faa": [f"{n:050}" for n in range(ROWS)], "altitude": range(ROWS)})
    gc.collect()
    before = pyarrow.total_allocated_bytes()
    data = pyarrow.dataset.dataset(path) if kind == "dataset" else pyarrow.parquet.ParquetFile(path)
    frame = frames.open_frame(data)
    assert frame is not None and frame.names == ("faa", "altitude")
    most = 0
    for n, row in enumerate(frame.rows):
        if n % SLICE == 0:
            assert row == (f"{n:050}", n)
            most = max(most, pyarrow.total_allocated_bytes() - before)
    assert n == ROWS - 1
    # The whole is measured last: Arrow's threads give its memory back some time after the table is gone.
    before = pyarrow.total_allocated_bytes()
    table = pyarrow.parquet.read_table(path)
    assert table.num_rows == ROWS
    assert most < (pyarrow.total_allocated_bytes() - before) / 3


def test_a_lazy_frame_comes_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lazy = polars.scan_parquet(parquet(tmp_path, {"altitude": range(ROWS)})).filter(
        polars.col("altitude") > 9
    )
    monkeypatch.setattr(frames, "_SLICE", SLICE)
    monkeypatch.setattr(polars.LazyFrame, "collect", None)  # would load all of it
    sizes = []
    rows_of = polars.DataFrame.iter_rows

    def counted(part: polars.DataFrame) -> Any:
        sizes.append(part.height)
        return rows_of(part)

    monkeypatch.setattr(polars.DataFrame, "iter_rows", counted)
    frame = frames.open_frame(lazy)
    assert frame is not None and frame.names == ("altitude",)
    assert next(frame.rows) == (10,) and len(sizes) == 1
    assert sum(1 for _ in frame.rows) == ROWS - 11
    assert max(sizes) <= SLICE
