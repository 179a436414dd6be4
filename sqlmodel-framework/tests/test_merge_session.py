"""Merge beside what its own session does: another encoding, and sources that use the same connection."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from .loading import contents, load, with_driver
from .models import METADATA

DRIVERS = pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])


@DRIVERS
def test_letters_are_kept_whatever_the_session_is_encoded_in(
    engine: Engine, schema: str, driver: str
) -> None:
    METADATA.create_all(engine)
    latin = with_driver(engine, schema, driver, client_encoding="LATIN1")
    assert load(latin, [{"faa": "ZRH", "name": "Zürich"}]).inserted == 1
    latin.dispose()
    assert contents(engine) == [("ZRH", "Zürich", None)]
