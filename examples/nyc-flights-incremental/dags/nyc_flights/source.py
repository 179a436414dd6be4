"""The source system: delivers the real data in batches, and its changes on day two.

``python -m nyc_flights.source --package DIR --to DIR --day 1 [--months N] [--by-day]`` and then ``--day 2``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from nyc_flights import changes, delivery
from nyc_flights.errors import FlightsError
from nyc_flights.layout import FILES
from nyc_flights.package import Package

REFERENCE_FILES = ("airlines.csv", "airports.csv", "planes.csv")


def day_one(package: Package, to: Path, months: int = 12, *, by_day: bool = False) -> list[tuple[Path, bool]]:
    """Deliver the reference snapshots, then one batch of flights and weather a month, or a day.

    A slice of January stays behind for day two. Running it again, or with more months, adds only what is
    missing. Returns each batch's folder and whether this call wrote it.
    """
    references = {file: package.lines(file) for file in REFERENCE_FILES}
    by_month: dict[str, dict[str, list[str]]] = {
        str(month): {"flights.csv": [], "weather.csv": []} for month in range(1, 13)
    }
    for file in ("flights.csv", "weather.csv"):
        columns = FILES[file][1]
        at = columns.index("month")
        for line in package.lines(file):
            name = line.split(",", at + 1)[at]
            if name != changes.LATE_MONTH or not changes.is_late(line, columns):
                by_month[name][file].append(line)
    written = [delivery.write(to, "2013-reference", 0, references)]
    for month in range(1, months + 1):
        batches = {f"2013-{month:02d}": by_month[str(month)]}
        if by_day:
            batches = _by_day(f"2013-{month:02d}", by_month[str(month)])
        # Batches of one sequence come in the order of their names.
        written += [delivery.write(to, batch_id, month, tables) for batch_id, tables in batches.items()]
    return written


def _by_day(month: str, tables: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """A month's lines as one batch a day: 2013-01-01 and so on."""
    days: dict[str, dict[str, list[str]]] = {}
    for file, lines in tables.items():
        at = FILES[file][1].index("day")
        for line in lines:
            batch_id = f"{month}-{int(line.split(',', at + 1)[at]):02d}"
            days.setdefault(batch_id, {name: [] for name in tables})[file].append(line)
    return dict(sorted(days.items()))


def day_two(package: Package, to: Path) -> list[tuple[Path, bool]]:
    """Deliver the changes: new reference snapshots, a late batch, corrections with broken rows."""
    references = {file: package.lines(file) for file in REFERENCE_FILES}
    flights = [line for line in package.lines("flights.csv") if line.startswith("2013,1,")]
    return [
        delivery.write(to, "2014-reference", 101, changes.references(references)),
        delivery.write(to, "2013-01-late", 102, changes.late(flights, package.lines("weather.csv"))),
        delivery.write(to, "2014-corrections", 103, changes.corrections(flights)),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 delivered, 1 a coded error, 64 usage."""
    parser = argparse.ArgumentParser(prog="python -m nyc_flights.source", description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="folder that pip --target filled")
    parser.add_argument("--to", type=Path, required=True, help="folder of the deliveries")
    parser.add_argument("--day", type=int, choices=(1, 2), default=1)
    parser.add_argument("--months", type=int, choices=range(1, 13), default=12, metavar="1..12")
    parser.add_argument("--by-day", action="store_true", help="a batch for each day instead of each month")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return 64 if stop.code else 0
    try:
        package = Package(options.package)
        days = (
            day_one(package, options.to, options.months, by_day=options.by_day)
            if options.day == 1
            else day_two(package, options.to)
        )
    except FlightsError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            FlightsError(
                "NYC-SRC-004",
                f"the deliveries cannot be written to {options.to}.",
                str(error),
                f"check the disk's space and the folder's permissions: ls -ld {options.to}",
            ),
            file=sys.stderr,
        )
        return 1
    if options.json:
        report = [
            {
                "batch_id": folder.name,
                "written": new,
                "rows": {file.name: file.rows for file in delivery.read(folder).files},
            }
            for folder, new in days
        ]
        print(json.dumps({"to": str(options.to), "batches": report}))
        return 0
    for folder, new in days:
        rows = ", ".join(f"{file.name} {file.rows}" for file in delivery.read(folder).files)
        print(f"{'delivered' if new else 'already there'}: {folder.name} ({rows})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
