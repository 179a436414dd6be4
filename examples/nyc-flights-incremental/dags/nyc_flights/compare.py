"""Whether SQL, dbt and Spark say the same of every month and carrier, to the row and the minute."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from nyc_flights.errors import FlightsError
from nyc_flights.warehouse import transaction

#: The schemas in which dbt and Spark keep their own delays_by_carrier_month.
TOOLS = ("dbt", "spark")
_FIGURES = "flights cancelled diverted departure_delay_minutes arrival_delay_minutes late_15 distance".split()


def deploy(engine: Engine, actor: str) -> None:
    """Make the schemas of the tools: Spark writes tables, and makes no schema."""
    with transaction(engine, actor) as connection:
        for tool in TOOLS:
            connection.execute(sa.text(f"create schema if not exists {tool}"))


def require(engine: Engine, actor: str) -> dict[str, int]:
    """Compare the tools' tables with gold's.

    Raises:
        FlightsError: NYC-CMP-001 when a row is missing, or a figure differs.
    """
    ours = ", ".join(f"g.{name}" for name in _FIGURES)
    theirs = ", ".join(f"t.{name}" for name in _FIGURES)
    with transaction(engine, actor) as connection:
        for tool in TOOLS:
            differing = connection.execute(
                sa.text(f"""
                    select count(*), min(coalesce(g.carrier, t.carrier))
                    from gold.delays_by_carrier_month g
                    full join {tool}.delays_by_carrier_month t on t.month = g.month and t.carrier = g.carrier
                    where g.carrier is null or t.carrier is null or ({ours}) is distinct from ({theirs})""")
            ).one()
            if differing[0]:
                raise FlightsError(
                    "NYC-CMP-001",
                    f"{tool} and SQL do not agree.",
                    f"{differing[0]} rows differ, of carrier {differing[1]} among others.",
                    f"compare {tool}.delays_by_carrier_month with gold.delays_by_carrier_month: adp dev sql",
                )
        rows, flights, minutes = connection.execute(
            sa.text(
                "select count(*), coalesce(sum(flights), 0), coalesce(sum(arrival_delay_minutes), 0)"
                " from gold.delays_by_carrier_month"
            )
        ).one()
    return {"rows": int(rows), "flights": int(flights), "arrival_delay_minutes": int(minutes)}
