"""A year of New York's departures, batch by batch: bronze, silver, gold, and the books that prove them."""

from __future__ import annotations

import os
from pathlib import Path

#: Names the folder of the deliveries; see `source_folder`.
SOURCE_VARIABLE = "NYC_FLIGHTS_SOURCE"


def source_folder() -> Path:
    """Where the source delivers: NYC_FLIGHTS_SOURCE, by default `include/source` of the datakit."""
    return Path(os.environ.get(SOURCE_VARIABLE) or Path(__file__).resolve().parents[2] / "include" / "source")
