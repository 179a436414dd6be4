"""Day two: what the source changes after the first delivery, made from its own rows by fixed rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nyc_flights.layout import AIRPORT, FLIGHT, PLANE, WEATHER

RENAMED = {
    "LAS": "Harry Reid International Airport",
    "OAK": "San Francisco Bay Oakland International Airport",
    "SDF": "Louisville Muhammad Ali International Airport",
}
#: The source places these two near Shanghai; on day two it mends position, offset and time zone.
MOVED = {"DVT": ("-112.0826", "-7", "America/Phoenix"), "MYF": ("-117.1396", "-8", "America/Los_Angeles")}
GONE_AIRLINE = "FL"
REFITTED_MODEL, REFITTED_PLANES, REFITTED_SEATS = "A320-232", 25, "162"
CORRECTED_CARRIER, CORRECTED_FLIGHTS, CORRECTION_MINUTES = "B6", 200, 3

#: A real slice of January that day one holds back, so that it truly arrives late on day two.
LATE_MONTH, LATE_DAY, LATE_ORIGIN = "1", "31", "LGA"


def is_late(line: str, columns: Sequence[str]) -> bool:
    """Whether a flight or weather line belongs to the slice that arrives late."""
    row = _fields(line, columns)
    return (row["month"], row["day"], row["origin"]) == (LATE_MONTH, LATE_DAY, LATE_ORIGIN)


def references(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """The reference snapshots of day two: airports renamed and moved, planes refitted, an airline gone."""
    return {
        "airlines.csv": [line for line in tables["airlines.csv"] if line.split(",")[0] != GONE_AIRLINE],
        "airports.csv": [_airport(line) for line in tables["airports.csv"]],
        "planes.csv": _planes(tables["planes.csv"]),
    }


def _airport(line: str) -> str:
    row = _fields(line, AIRPORT)
    row["name"] = RENAMED.get(row["faa"], row["name"])
    if row["faa"] in MOVED:
        row["lon"], row["tz"], row["tzone"] = MOVED[row["faa"]]
    return ",".join(row.values())


def _planes(lines: Iterable[str]) -> list[str]:
    result, refitted = [], 0
    for line in lines:
        row = _fields(line, PLANE)
        if row["model"] == REFITTED_MODEL and refitted < REFITTED_PLANES:
            row["seats"], refitted = REFITTED_SEATS, refitted + 1
        result.append(",".join(row.values()))
    return result


def late(flights: Iterable[str], weather: Iterable[str]) -> dict[str, list[str]]:
    """The late-arriving batch: the slice that day one held back."""
    return {
        "flights.csv": [line for line in flights if is_late(line, FLIGHT)],
        "weather.csv": [line for line in weather if is_late(line, WEATHER)],
    }


def clock(minutes: int) -> str:
    """Minutes after midnight as the source writes a time of day: 517 for 05:17, 2400 for midnight."""
    minutes = (minutes - 1) % 1440 + 1
    return str(minutes // 60 * 100 + minutes % 60)


def corrections(january: Iterable[str]) -> dict[str, list[str]]:
    """Corrected departure times, and three rows broken on purpose: a malformed line, an impossible
    value and a second row for one key."""
    result: list[str] = []
    for line in january:
        row = _fields(line, FLIGHT)
        if row["carrier"] != CORRECTED_CARRIER or row["dep_time"] == "NA" or is_late(line, FLIGHT):
            continue
        minutes = int(row["dep_time"]) // 100 * 60 + int(row["dep_time"]) % 100
        row["dep_time"] = clock(minutes + CORRECTION_MINUTES)
        row["dep_delay"] = str(int(row["dep_delay"]) + CORRECTION_MINUTES)
        result.append(",".join(row.values()))
        if len(result) == CORRECTED_FLIGHTS + 2:
            break
    malformed, impossible = result.pop(), _fields(result.pop(), FLIGHT)
    impossible["dep_time"] = "2575"
    duplicate = _fields(result[0], FLIGHT)
    duplicate["tailnum"] = "N000ZZ"
    cut = malformed[: malformed.index(CORRECTED_CARRIER)]
    return {"flights.csv": [*result, cut, ",".join(impossible.values()), ",".join(duplicate.values())]}


def _fields(line: str, columns: Sequence[str]) -> dict[str, str]:
    return dict(zip(columns, line.split(","), strict=True))
