"""A year of New York's departures: bronze, silver, gold, and the books that prove them.

Each run loads the batches that are new in the deliveries' folder (NYC_FLIGHTS_SOURCE, by default
`include/source` of this datakit). The parameter `force` names a loaded batch that is loaded again: nothing
changes in any layer, and the books say so.
"""

from datetime import datetime, timedelta

try:
    from airflow.sdk import Param, dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.models.param import Param

from nyc_flights.steps import run


@dag(
    dag_id="nyc_flights_incremental",
    schedule=None,
    start_date=datetime(2013, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["nyc-flights", "example"],
    default_args={"retries": 2, "retry_delay": timedelta(seconds=10)},
    params={"force": Param(None, type=["null", "string"], description="a loaded batch to load again")},
    doc_md=__doc__,
)
def nyc_flights_incremental():
    @task
    def bronze() -> list:
        """Every new delivery's lines, as they are."""
        from nyc_flights import bronze, deploy, source_folder

        def step(engine, actor, force):
            deploy.deploy(engine)
            return bronze.load(engine, source_folder(), actor, force)

        return run(step)

    @task
    def silver() -> list:
        """Typed, checked, merged; refused rows to the quarantine."""
        from nyc_flights import silver

        return run(silver.load)

    @task
    def gold() -> dict:
        """The star and the summary, for the months that changed."""
        from nyc_flights import gold

        return run(gold.load)

    @task
    def books() -> dict:
        """Fails when a row is lost or counted twice."""
        from nyc_flights import books

        return run(lambda engine, actor, force: books.require(engine))

    bronze() >> silver() >> gold() >> books()


nyc_flights_incremental()
