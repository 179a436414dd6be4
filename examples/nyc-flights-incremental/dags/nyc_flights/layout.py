"""The source files' columns, in file order: the contract between the source and bronze."""

FLIGHT = (
    "year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time",
    "arr_delay", "carrier", "flight", "tailnum", "origin", "dest", "air_time", "distance", "hour",
    "minute", "time_hour",
)  # fmt: skip
WEATHER = (
    "origin", "year", "month", "day", "hour", "temp", "dewp", "humid", "wind_dir", "wind_speed",
    "wind_gust", "precip", "pressure", "visib", "time_hour",
)  # fmt: skip
AIRLINE = ("carrier", "name")
AIRPORT = ("faa", "name", "lat", "lon", "alt", "tz", "dst", "tzone")
PLANE = ("tailnum", "year", "type", "manufacturer", "model", "engines", "seats", "speed", "engine")

#: file name in a delivery -> (table name in bronze and silver, columns). References come first: a
#: flight is checked against the airlines, airports and planes of its own delivery too (so the order matters).
FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "airlines.csv": ("airline", AIRLINE),
    "airports.csv": ("airport", AIRPORT),
    "planes.csv": ("plane", PLANE),
    "flights.csv": ("flight", FLIGHT),
    "weather.csv": ("weather", WEATHER),
}
TABLES: dict[str, tuple[str, ...]] = dict(FILES.values())
REFERENCES = ("airline", "airport", "plane")
