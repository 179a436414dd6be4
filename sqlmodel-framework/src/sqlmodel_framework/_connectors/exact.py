"""Dates and times as the database has them, or an error: never another date."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from .._dialects import dialect_for


def exact_times(engine: Engine) -> Engine:
    """Let reading a date or time that Python cannot hold be an error on this engine's new connections.

    PostgreSQL keeps infinity, years before 1 and after 9999, and 24:00. psycopg2 reads some of them as other
    values (infinity as 9999-12-31), which would then be written back as such. :func:`postgres_engine` does
    this by itself. In SQL those values stay what they are: select ``column::text`` to see one.

    Returns:
        The same engine.

    Raises (when reading such a value):
        UnreadableValueError: with the value as the server writes it.
    """
    dialect_for(engine.dialect.name).exact_times(engine)
    return engine
