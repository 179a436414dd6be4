"""Make the schemas and tables, and what the models got since; running it again changes nothing."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel_framework as framework
from sqlalchemy.engine import Engine

from nyc_flights import models
from nyc_flights.errors import FlightsError
from nyc_flights.warehouse import connected, version

#: PostgreSQL 16 brought pg_input_is_valid. For 12 to 15: the same answer, plain whole numbers the fast
#: way, everything else by trying the cast. `pg_catalog` comes first on every search path, so a newer
#: server never sees this one.
_INPUT_IS_VALID = """
create or replace function bronze.pg_input_is_valid(value text, type text) returns boolean
language plpgsql stable strict as $$
begin
    if type in ('smallint', 'int') and value ~ '^-?[0-9]{1,4}$' then
        return true;
    end if;
    execute format('select %L::%s', value, type);
    return true;
exception when data_exception then
    return false;
end $$
"""


def deploy(engine: Engine) -> None:
    """Create what is missing of schemas, tables, history and triggers. Two at once wait for each other.

    Raises:
        FlightsError: NYC-WH-003 when the warehouse does not answer, NYC-WH-005 when its role may not create.
    """
    try:
        with connected(engine) as connection, connection.begin():
            framework.deploy(connection, models.TABLES)
            if version(connection) < 16:
                connection.execute(sa.text(_INPUT_IS_VALID))
    except sa.exc.ProgrammingError as error:
        if getattr(error.orig, "pgcode", None) != "42501":  # insufficient_privilege
            raise
        raise FlightsError(
            "NYC-WH-005",
            "the warehouse's role may not create schemas or tables.",
            str(error.orig).strip(),
            f"as its owner: grant create on database {engine.url.database} to {engine.url.username};",
        ) from error
