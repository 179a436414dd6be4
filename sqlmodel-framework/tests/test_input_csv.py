"""CSV files: their header, what a field of text says, and how long it may be."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    text,
)
from sqlalchemy.engine import Engine

from sqlmodel_framework import (
    MergeError,
    MergeResult,
    SourceColumnsError,
    csv_rows,
)

from .things import T, held, load, reasons


def csv_file(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "things.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_the_header_says_the_columns_of_a_csv_file(any_engine: Engine, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "thing_id,name\n1\n2,b\n3,c\n")
    assert load(any_engine, path) == MergeResult(inserted=2, rejected=1)
    assert reasons(any_engine) == ["the row has no 'name', which the header has"]
    assert next(csv_rows(path)) == {"thing_id": "1"} and csv_rows(path).names == ("thing_id", "name")
    assert load(any_engine, csv_file(tmp_path, "thing_id,_order\n")) == MergeResult()
    assert load(any_engine, csv_file(tmp_path, "")) == MergeResult()
    with pytest.raises(SourceColumnsError, match=r"things\.csv names the column 'name' twice in its header"):
        load(any_engine, csv_file(tmp_path, "thing_id,name,name\n1,a,b\n"))
    with pytest.raises(SourceColumnsError, match="a column 'nmae'"):
        load(any_engine, csv_file(tmp_path, "thing_id,nmae\n"))


def test_a_csv_file_has_documents_bytes_and_spans(any_engine: Engine, tmp_path: Path) -> None:
    one = str(uuid.UUID(int=1))
    good = f'1,"{{""a"": [1.50]}}",1 day,\\x00ff,{one}\n2,"""text""",,,{one}\n'
    bad = "3,{,,,\n4,NaN,,,\n5,1e200000,,,\n"
    path = csv_file(tmp_path, f"thing_id,document,span,octets,ident\n{good}{bad}")
    assert load(any_engine, path) == MergeResult(inserted=2, rejected=3)
    assert held(any_engine, T.document, T.span, T.octets, T.ident) == [
        ({"a": [1.5]}, timedelta(1), b"\x00\xff", uuid.UUID(int=1)),
        ("text", None, None, uuid.UUID(int=1)),
    ]
    assert load(any_engine, path) == MergeResult(unchanged=2, rejected=3)
    assert all("column document: " in r for r in reasons(any_engine))


def test_a_document_of_a_csv_file_is_kept_as_it_is_written(engine: Engine, tmp_path: Path) -> None:
    load(engine, csv_file(tmp_path, 'thing_id,document\n1,"{""b"":1.50,  ""a"":0}"\n'))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT document::text FROM thing")).scalar() == '{"b":1.50,  "a":0}'


def test_a_csv_field_may_be_long(engine: Engine, tmp_path: Path) -> None:
    long = json.dumps("x" * 200_000)
    assert load(engine, csv_file(tmp_path, f"thing_id,name\n1,{long}\n")) == MergeResult(inserted=1)


@pytest.mark.parametrize(
    ("null", "kept"), [("NA", ["N", "A", ""]), (("", "NA"), ["N", "A"]), ("", ["N", "A", "NA"])]
)
def test_what_means_null_is_one_value_or_several(tmp_path: Path, null: Any, kept: list[str]) -> None:
    path = csv_file(tmp_path, "thing_id,name\n1,N\n2,A\n3,NA\n4,\n")
    assert [r["name"] for r in csv_rows(path, null=null) if r["name"] is not None] == kept


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("thing_id,name\n1,Zürich\n".encode("cp1252"), "not of the encoding 'utf-8-sig' after line 0"),
        (b'thing_id,name\n1,a\n2,"b"c\n', "not CSV at line 3: ',' expected after '\"'"),
    ],
)
def test_a_file_that_is_none_is_named(any_engine: Engine, tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "things.csv"
    path.write_bytes(content)
    with pytest.raises(MergeError, match=re.escape(f"things.csv is {why}")):
        load(any_engine, path)
